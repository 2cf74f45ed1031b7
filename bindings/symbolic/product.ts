// Products as a coefficient and factors, base by base with its exponent, and back.
import type { Node } from "../graph/node.js";
import { add, div, mul, neg } from "../ops/arithmetic.js";
import { pow } from "../ops/transcendental.js";
import type { Algebra, Exponent, Product, Rank } from "./algebra.js";
import { minus, one, power, type Rational, times } from "./rational.js";

/** True for the ops that this form takes apart. */
export function isProduct(node: Node): boolean {
  return ["mul", "div", "neg", "reciprocal", "square", "pow"].includes(node.op);
}

/**
 * The node as a product. xᵃ·xᵇ are put together; powers of products and powers of powers are taken apart for whole
 * exponents only, since (x²)^½ is |x|.
 */
export function productOf(a: Algebra, node: Node): Product {
  const known = a.products.get(node);
  if (known) return known;
  let coefficient = one;
  const factors = new Map<Node, Exponent>();
  const stack: [Node, number][] = [[node, 1]];
  while (stack.length) {
    const [x, e] = stack.pop()!;
    const value = a.numberOf(x);
    if (value !== undefined) {
      const raised = power(value, e);
      const next = raised && times(coefficient, raised);
      if (next && Number.isFinite(next.n)) coefficient = next;
      else multiply(x, e);
      continue;
    }
    if (!Number.isInteger(e) || !(x === node || a.flattens(x))) {
      multiply(x, e);
      continue;
    }
    const [u, v] = x.inputs as [Node, Node];
    if (x.op === "mul") stack.push([v, e], [u, e]);
    else if (x.op === "div") stack.push([v, -e], [u, e]);
    else if (x.op === "neg") {
      if (e % 2 !== 0) coefficient = minus(coefficient);
      stack.push([u, e]);
    } else if (x.op === "reciprocal") stack.push([u, -e]);
    else if (x.op === "square") stack.push([u, 2 * e]);
    else if (x.op === "abs" && e % 2 === 0) stack.push([u, e]);
    else if (x.op === "pow") {
      const k = a.numberOf(v);
      if (k !== undefined && (e === 1 || Number.isInteger(k))) stack.push([u, k * e]);
      else if (k === undefined && Math.abs(e) === 1) multiply(u, e === 1 ? v : a.take(neg(v)));
      else multiply(x, e);
    } else multiply(x, e);
  }
  for (const [base, e] of factors) if (e === 0) factors.delete(base);
  const result = { coefficient, factors };
  a.products.set(node, result);
  return result;

  function multiply(x: Node, e: Exponent): void {
    // (−u − v)ᵉ = ±(u + v)ᵉ
    const opposite = typeof e === "number" && Number.isInteger(e) ? a.opposites.get(x) : undefined;
    if (opposite && (e as number) % 2 !== 0) coefficient = minus(coefficient);
    const base = opposite ?? x;
    const before = factors.get(base) ?? 0;
    factors.set(base, addExponents(a, before, e));
  }
}

/** The node of a product: numbers, then what stands above, then what stands below. */
export function product(a: Algebra, { coefficient, factors }: Product): Node {
  const { n, d } = coefficient;
  if (n === 0) return a.zero;
  if (factors.size === 0) return a.number(n / d);
  const above: Node[] = [];
  const below: Node[] = d === 1 ? [] : [a.number(d)];
  for (const [base, e] of [...factors].sort((x, y) => byFactor(a, x, y))) {
    if (typeof e === "number") (e > 0 ? above : below).push(raise(a, base, Math.abs(e)));
    else if (productOf(a, e).coefficient.n < 0) below.push(a.take(pow(base, scaled(a, e, minus(one)))));
    else above.push(a.take(pow(base, e)));
  }
  const signOnly = n === -1 && above.length > 0;
  if (n !== 1 && !signOnly) above.unshift(a.number(n));
  const numerator = chain(above);
  const quotient = below.length ? a.take(div(numerator, chain(below))) : numerator;
  return signOnly ? a.take(neg(quotient)) : quotient;

  function chain(xs: readonly Node[]): Node {
    return xs.length ? xs.reduce((x, y) => a.take(mul(x, y))) : a.one;
  }
}

/** The node without its coefficient, and the coefficient. A number is so much of 1. */
export function split(a: Algebra, node: Node): { monic: Node; coefficient: Rational } {
  const { coefficient, factors } = productOf(a, node);
  return { monic: product(a, { coefficient: one, factors }), coefficient };
}

/** c·x. */
export function scaled(a: Algebra, x: Node, c: Rational): Node {
  const { coefficient, factors } = productOf(a, x);
  return product(a, { coefficient: times(coefficient, c), factors });
}

/** xᵉ for e > 0. */
export function raise(a: Algebra, x: Node, e: number): Node {
  return e === 1 ? x : a.take(pow(x, a.number(e)));
}

/** The order of factors: numbers, variables by name, functions and what has a variable exponent, sums. */
export function byFactor(a: Algebra, x: readonly [Node, Exponent], y: readonly [Node, Exponent]): number {
  const [p, q] = [a.rank(x[0]), a.rank(y[0])];
  const kind = (rank: Rank, e: Exponent) => (typeof e === "number" ? rank.kind : Math.max(rank.kind, 2));
  const order = kind(p, x[1]) - kind(q, y[1]);
  if (order) return order;
  if (p.key !== q.key) return p.key < q.key ? -1 : 1;
  return p.hash - q.hash;
}

// A sum of exponents that are no numbers is put in order when it is simplified itself.
function addExponents(a: Algebra, x: Exponent, y: Exponent): Exponent {
  if (x === 0) return y;
  if (typeof x === "number") return typeof y === "number" ? x + y : a.take(add(y, a.number(x)));
  return a.take(add(x, typeof y === "number" ? a.number(y) : y));
}
