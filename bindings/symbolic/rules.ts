// What simplification knows, a row a rule. A rule gets a node over simplified operands and gives a better one of the same
// value wherever the old one is finite, or nothing.
import { makeNode, type Node } from "../graph/node.js";
import { neg } from "../ops/arithmetic.js";
import type { Unary } from "../ops/define.js";
import { abs } from "../ops/piecewise.js";
import { cos, cosh, exp } from "../ops/transcendental.js";
import { type Algebra, isSum } from "./algebra.js";
import { isProduct, product, productOf, scaled } from "./product.js";
import { minus, one, plus, zero } from "./rational.js";
import { sum, termsOf } from "./sum.js";
import { fusedForm, nameOf } from "./write.js";

export interface Rule {
  readonly name: string;
  readonly rewrite: (node: Node, a: Algebra) => Node | undefined;
}

export const rules: readonly Rule[] = [
  { name: "a fused op is the expression that it stands for", rewrite: (x) => fusedForm(x) },
  { name: "a function of a number, where the result is exact: sin(0) = 0, sqrt(9) = 3", rewrite: exactValue },
  {
    name: "like terms: a·x + b·x = (a + b)·x, x + 0 = x, x − x = 0",
    rewrite: (x, a) => (isSum(x) ? sum(a, termsOf(a, x)) : undefined),
  },
  { name: "sin(x)² + cos(x)² = 1", rewrite: (x, a) => squares(x, a, "sin", cos, 1) },
  { name: "cosh(x)² − sinh(x)² = 1", rewrite: (x, a) => squares(x, a, "sinh", cosh, -1) },
  {
    name: "eˣ = exp(x)",
    rewrite: (x) => (x.op === "pow" && nameOf(x.inputs[0]!) === "e" ? exp(x.inputs[1]!) : undefined),
  },
  {
    name: "like factors: xᵃ·xᵇ = x^(a + b), x·1 = x, x·0 = 0, x⁰ = 1, (xᵃ)ᵇ = x^(a·b) for whole a and b",
    rewrite: (x, a) => (isProduct(x) ? product(a, productOf(a, x)) : undefined),
  },
  { name: "−(x − y) = y − x", rewrite: negatedSum },
  { name: "f(−x) = −f(x) for odd f", rewrite: (x, a) => (odd.has(x.op) ? mirrored(x, a, neg) : undefined) },
  { name: "f(−x) = f(x) for even f", rewrite: (x, a) => (even.has(x.op) ? mirrored(x, a, (y) => y) : undefined) },
  { name: "log(exp(x)) = x", rewrite: (x) => (x.op === "log" ? inside(x, "exp") : undefined) },
  { name: "log(e) = 1", rewrite: (x, a) => (x.op === "log" && nameOf(x.inputs[0]!) === "e" ? a.one : undefined) },
  { name: "exp(log(x)) = x, where x is positive by its form", rewrite: expOfLog },
  { name: "sqrt(x²) = |x|", rewrite: rootOfSquare },
  { name: "||x|| = |x|", rewrite: (x) => (x.op === "abs" && x.inputs[0]!.op === "abs" ? x.inputs[0] : undefined) },
  { name: "max(x, x) = min(x, x) = x", rewrite: sameOperands },
  {
    name: "where(c, x, x) = x",
    rewrite: (x) => (x.op === "where" && x.inputs[1] === x.inputs[2] ? x.inputs[1] : undefined),
  },
];

const odd = new Set(["sin", "tan", "asin", "atan", "sinh", "tanh", "erf", "sign"]);
const even = new Set(["cos", "cosh", "abs"]);
const positive = new Set(["exp", "cosh", "sigmoid"]);

// Where a function takes a number to a number without rounding.
const values: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  sin: { 0: 0 },
  cos: { 0: 1 },
  tan: { 0: 0 },
  asin: { 0: 0 },
  acos: { 1: 0 },
  atan: { 0: 0 },
  sinh: { 0: 0 },
  cosh: { 0: 1 },
  tanh: { 0: 0 },
  sigmoid: { 0: 0.5 },
  erf: { 0: 0 },
  exp: { 0: 1 },
  expm1: { 0: 0 },
  log: { 1: 0 },
  log1p: { 0: 0 },
};
const exact: Readonly<Record<string, (...x: number[]) => number>> = {
  sqrt: (x) => (Number.isInteger(Math.sqrt(x!)) && Math.abs(x!) < 2 ** 53 ? Math.sqrt(x!) : Number.NaN),
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  relu: (x) => Math.max(x!, 0),
  maximum: Math.max,
  minimum: Math.min,
};

function exactValue(node: Node, a: Algebra): Node | undefined {
  const numbers = node.inputs.map((x) => a.numberOf(x));
  if (numbers.length === 0 || !numbers.every((x) => x !== undefined)) return undefined;
  const table = Object.hasOwn(values, node.op) ? values[node.op] : undefined;
  const f = Object.hasOwn(exact, node.op) ? exact[node.op] : undefined;
  const value = table ? table[numbers[0]!] : f?.(...numbers);
  return value === undefined || Number.isNaN(value) ? undefined : a.number(value);
}

// c·r·f(u)² and d·r·g(u)², d = sign·c, make d·r together.
function squares(node: Node, a: Algebra, f: string, g: Unary, sign: 1 | -1): Node | undefined {
  if (!isSum(node)) return undefined;
  const terms = termsOf(a, node);
  for (const [term, c] of terms) {
    const { factors } = productOf(a, term);
    for (const [base, e] of factors) {
      if (base.op !== f || typeof e !== "number" || e < 2) continue;
      const rest = new Map(factors).set(base, e - 2);
      if (e === 2) rest.delete(base);
      const other = a.take(g(base.inputs[0]!));
      const before = rest.get(other) ?? 0;
      if (typeof before !== "number") continue;
      const partner = product(a, { coefficient: one, factors: new Map(rest).set(other, before + 2) });
      const d = terms.get(partner);
      if (!d || d.n !== sign * c.n || d.d !== c.d) continue;
      terms.delete(term);
      terms.delete(partner);
      const together = product(a, { coefficient: one, factors: rest });
      terms.set(together, plus(terms.get(together) ?? zero, d));
      return sum(a, terms);
    }
  }
  return undefined;
}

function negatedSum(node: Node, a: Algebra): Node | undefined {
  const x = node.inputs[0];
  return node.op === "neg" && isSum(x!) && a.flattens(x!) ? sum(a, termsOf(a, node)) : undefined;
}

// f(−x) from f(x), where x is what is left without its sign.
function mirrored(node: Node, a: Algebra, from: (y: Node) => Node): Node | undefined {
  const { coefficient } = productOf(a, node.inputs[0]!);
  if (coefficient.n >= 0) return undefined;
  const opposite = scaled(a, node.inputs[0]!, minus(one));
  return from(a.take(makeNode(node.entry, [opposite], node.attributes)));
}

function inside(node: Node, op: string): Node | undefined {
  const x = node.inputs[0]!;
  return x.op === op ? x.inputs[0] : undefined;
}

function expOfLog(node: Node, a: Algebra): Node | undefined {
  if (node.op !== "exp") return undefined;
  const x = inside(node, "log");
  return x && (positive.has(x.op) || nameOf(x) || (a.numberOf(x) ?? 0) > 0) ? x : undefined;
}

function rootOfSquare(node: Node, a: Algebra): Node | undefined {
  const x = node.inputs[0];
  if (node.op !== "sqrt" || x?.op !== "pow" || a.numberOf(x.inputs[1]!) !== 2) return undefined;
  return abs(x.inputs[0]!);
}

function sameOperands(node: Node): Node | undefined {
  const [x, y] = node.inputs;
  return (node.op === "maximum" || node.op === "minimum") && x === y ? x : undefined;
}
