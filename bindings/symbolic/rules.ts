// What simplification knows, a row a rule. A rule gets a node over simplified operands and gives a better one of the same
// value wherever the old one and its parts are finite, or nothing.
import { makeNode, type Node } from "../graph/node.js";
import { mul, neg } from "../ops/arithmetic.js";
import { abs } from "../ops/piecewise.js";
import { log, pow } from "../ops/transcendental.js";
import { type Algebra, type Exponent, isRational, isSum } from "./algebra.js";
import { chosen, decided, mergedChoices, sameOperands } from "./choices.js";
import { exactValue } from "./exact.js";
import { complements, squares } from "./identities.js";
import { constant, isProduct, product, productOf, scaled, split } from "./product.js";
import { overOne } from "./quotient.js";
import { half, isEven, isWhole, minus, one, plus, valueOf } from "./rational.js";
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
  { name: "sin(x)² + cos(x)² = 1, cosh(x)² − sinh(x)² = 1", rewrite: squares },
  { name: "1 − sin(x)² = cos(x)², cosh(x)² − 1 = sinh(x)², and back", rewrite: complements },
  { name: "a/s + b/s² = (a·s + b)/s² for a sum s, where that is shorter", rewrite: overOne },
  {
    name: "like factors: xᵃ·xᵇ = x^(a + b), x·1 = x, x·0 = 0, x⁰ = 1, sqrt(x) and exp(x) among the powers",
    rewrite: (x, a) => (isProduct(x) ? product(a, productOf(a, x)) : undefined),
  },
  { name: "sqrt(c·x) = sqrt(c)·sqrt(x) for a square c", rewrite: rootOfSquare },
  { name: "−(x − y) = y − x", rewrite: negatedSum },
  { name: "f(−x) = −f(x) for odd f", rewrite: (x, a) => (odd.has(x.op) ? mirrored(x, a, neg) : undefined) },
  { name: "f(−x) = f(x) for even f", rewrite: (x, a) => (even.has(x.op) ? mirrored(x, a, (y) => y) : undefined) },
  { name: "log(exp(x)) = x, log(xᵃ) = a·log(x) unless a is even", rewrite: logOfPower },
  { name: "exp(a·log(x)) = xᵃ", rewrite: expOfLog },
  { name: "|c·x| = |c|·|x|, |x²| = x², and |x| = x where x is positive by its form", rewrite: magnitude },
  { name: "|x|·sign(x) = x", rewrite: absTimesSign },
  { name: "max(x, x) = min(x, x) = where(c, x, x) = x", rewrite: sameOperands },
  { name: "where(c, x, y) for numbers in c: one of them", rewrite: chosen },
  { name: "where(c, where(c, x, y), z) = where(c, x, z), deeper inside as well", rewrite: decided },
  {
    name: "where(c, x, y) + where(c, u, v) = where(c, x + u, y + v), where that is shorter",
    rewrite: mergedChoices,
  },
];

const odd = new Set(["sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "erf", "sign"]);
const even = new Set(["cos", "cosh", "abs"]);
const positive = new Set(["exp", "exp2", "cosh", "sigmoid", "softplus", "hypot", "sqrt", "abs"]);

// √(c·x) where √c is a quotient of whole numbers.
function rootOfSquare(node: Node, a: Algebra): Node | undefined {
  if (node.op !== "sqrt") return undefined;
  const { coefficient, factors } = productOf(a, node.inputs[0]!);
  const [n, d] = [Math.sqrt(coefficient.n), Math.sqrt(coefficient.d)];
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(d) || (n === 1 && d === 1)) return undefined;
  const rest = new Map<Node, Exponent>();
  if (factors.size) rest.set(product(a, { coefficient: one, factors }), half);
  return product(a, { coefficient: { n, d }, factors: rest });
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

// The power is finite and positive where its logarithm is finite; then so is x, unless a is even.
function logOfPower(node: Node, a: Algebra): Node | undefined {
  if (node.op !== "log") return undefined;
  const { coefficient, factors } = productOf(a, node.inputs[0]!);
  const [only, more] = factors;
  if (!only || more || valueOf(coefficient) !== 1) return undefined;
  const [x, e] = only;
  if (x === a.e) return isRational(e) ? constant(a, e) : e;
  if (isRational(e)) return isEven(e) || e.n === e.d ? undefined : scaled(a, a.take(log(x)), e);
  return (a.numberOf(x) ?? 0) > 0 ? a.take(mul(e, a.take(log(x)))) : undefined;
}

function expOfLog(node: Node, a: Algebra): Node | undefined {
  if (node.op !== "exp") return undefined;
  const { monic, coefficient } = split(a, node.inputs[0]!);
  if (monic.op !== "log") return undefined;
  const x = monic.inputs[0]!;
  return valueOf(coefficient) === 1 ? x : pow(x, constant(a, coefficient));
}

// |c·x²·y³·eᶻ| = |c|·x²·eᶻ·y²·|y|
function magnitude(node: Node, a: Algebra): Node | undefined {
  if (node.op !== "abs") return undefined;
  const { coefficient, factors } = productOf(a, node.inputs[0]!);
  const outside = new Map<Node, Exponent>();
  const inside = new Map<Node, Exponent>();
  for (const [x, e] of factors) {
    const isPositive = positive.has(x.op) || nameOf(x) !== undefined || (a.numberOf(x) ?? 0) > 0;
    if (isPositive || (isRational(e) && (!isWhole(e) || isEven(e)))) outside.set(x, e);
    else {
      inside.set(x, isRational(e) ? one : e);
      if (isRational(e) && e.n !== 1) outside.set(x, plus(e, minus(one)));
    }
  }
  if (outside.size === 0 && valueOf(coefficient) === 1) return undefined;
  const size = coefficient.n < 0 ? minus(coefficient) : coefficient;
  const first = product(a, { coefficient: size, factors: outside });
  return inside.size ? mul(first, a.take(abs(product(a, { coefficient: one, factors: inside })))) : first;
}

function absTimesSign(node: Node, a: Algebra): Node | undefined {
  if (!isProduct(node)) return undefined;
  const { coefficient, factors } = productOf(a, node);
  for (const [sign, e] of factors) {
    if (sign.op !== "sign" || !isRational(e) || e.n < 1) continue;
    const x = sign.inputs[0]!;
    const size = a.take(abs(x));
    const k = factors.get(size);
    if (!k || !isRational(k) || valueOf(k) < 1) continue;
    const rest = new Map(factors).set(sign, plus(e, minus(one))).set(size, plus(k, minus(one)));
    for (const base of [sign, size]) if ((rest.get(base) as typeof e).n === 0) rest.delete(base);
    return mul(product(a, { coefficient, factors: rest }), x);
  }
  return undefined;
}
