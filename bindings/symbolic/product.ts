// Products as a coefficient and factors, base by base with its exponent, and back.
import type { Node } from "../graph/node.js";
import { add, div, mul, neg } from "../ops/arithmetic.js";
import { abs } from "../ops/piecewise.js";
import { exp, pow, sqrt } from "../ops/transcendental.js";
import { type Algebra, type Exponent, isRational, type Product, type Rank } from "./algebra.js";
import { half, isEven, isWhole, minus, one, plus, power, type Rational, rational, times, zero } from "./rational.js";

const products = new Set(["mul", "div", "neg", "reciprocal", "square", "sqrt", "pow", "exp"]);

const exponents: Readonly<Record<string, Rational>> = { sqrt: half, square: { n: 2, d: 1 }, reciprocal: minus(one) };

/** True for the ops that this form takes apart. */
export function isProduct(node: Node): boolean {
  return products.has(node.op);
}

/** The number that a node is, if it is one or a quotient of two. */
export function rationalOf(a: Algebra, node: Node): Rational | undefined {
  const value = a.numberOf(node);
  if (value !== undefined) return rational(value);
  const [n, d] = node.op === "div" ? node.inputs.map((x) => a.numberOf(x)) : [];
  const quotient = n !== undefined && d ? rational(n, d) : undefined;
  return quotient && a.holds(quotient) ? quotient : undefined;
}

/**
 * The node as a product. xᵃ·xᵇ are put together, √x and eˣ among them. (xᵃ)ᵇ is x^(a·b), but |x|^(a·b) for an even a and a
 * b that is not whole: (x²)^½ is |x|. Powers of products are taken apart for whole exponents only.
 */
export function productOf(a: Algebra, node: Node): Product {
  const known = a.products.get(node);
  if (known) return known;
  let coefficient = one;
  const factors = new Map<Node, Exponent>();
  const stack: [Node, Rational][] = [[node, one]];
  while (stack.length) {
    const [x, e] = stack.pop()!;
    const value = a.numberOf(x);
    if (value !== undefined) {
      const raised = isWhole(e) ? power(value, e.n) : undefined;
      const next = raised && times(coefficient, raised);
      if (next && a.holds(next)) coefficient = next;
      else multiply(x, e);
      continue;
    }
    const [u, v] = x.inputs as [Node, Node];
    const k = exponentOf(x, e);
    if (!isProduct(x) && x.op !== "abs") multiply(x, e);
    else if (x !== node && !a.flattens(x)) multiply(x, e);
    else if (x.op === "exp") multiply(a.e, timesNode(u, e));
    else if (k) stack.push([isEven(k) && !isWhole(e) ? a.take(abs(u)) : u, times(k, e)]);
    else if (!isWhole(e)) multiply(x, e);
    else if (x.op === "mul") stack.push([v, e], [u, e]);
    else if (x.op === "div") stack.push([v, minus(e)], [u, e]);
    else if (x.op === "neg") {
      if (!isEven(e)) coefficient = minus(coefficient);
      stack.push([u, e]);
    } else if (x.op === "pow") multiply(u, timesNode(v, e));
    else if (x.op === "abs" && isEven(e)) stack.push([u, e]);
    else multiply(x, e);
  }
  for (const [base, e] of factors) if (isRational(e) && e.n === 0) factors.delete(base);
  const result = { coefficient, factors };
  a.products.set(node, result);
  return result;

  // the number to which a node raises its operand, if it can be multiplied by e
  function exponentOf(x: Node, e: Rational): Rational | undefined {
    const k = x.op === "pow" ? rationalOf(a, x.inputs[1]!) : exponents[x.op];
    return k && a.holds(times(k, e)) ? k : undefined;
  }
  function timesNode(x: Node, e: Rational): Exponent {
    const k = rationalOf(a, x);
    if (k) return times(k, e);
    return e.n === e.d ? x : a.take(mul(constant(a, e), x));
  }
  function multiply(x: Node, e: Exponent): void {
    // (−u − v)ᵉ = ±(u + v)ᵉ, and (v − u)ᵉ = ±(u − v)ᵉ beside a power of u − v
    const opposite = isRational(e) && isWhole(e) ? a.opposites.get(x) : undefined;
    const turned = opposite && (a.negative.has(x) || factors.has(opposite));
    if (turned && !isEven(e as Rational)) coefficient = minus(coefficient);
    const base = turned ? opposite : x;
    factors.set(base, addExponents(a, factors.get(base) ?? zero, e));
  }
}

/** The node of a product: numbers, then what stands above, then what stands below. */
export function product(a: Algebra, { coefficient, factors }: Product): Node {
  const { n, d } = coefficient;
  if (n === 0) return a.zero;
  if (factors.size === 0) return constant(a, coefficient);
  const above: Node[] = [];
  const below: Node[] = d === 1 ? [] : [a.number(d)];
  for (const [base, e] of [...factors].sort((x, y) => byFactor(a, x, y))) {
    if (base === a.e) above.push(exponential(a, e));
    else if (isRational(e)) (e.n > 0 ? above : below).push(raise(a, base, e.n > 0 ? e : minus(e)));
    else if (productOf(a, e).coefficient.n < 0) below.push(a.take(pow(base, scaled(a, e, minus(one)))));
    else above.push(a.take(pow(base, e)));
  }
  const signOnly = n === -1 && above.length > 0;
  // −(u − v)/w = (v − u)/w
  const opposite = signOnly ? a.opposites.get(above[0]!) : undefined;
  if (opposite && !a.negative.has(opposite)) {
    const turned = new Map(factors).set(opposite, one);
    turned.delete(above[0]!);
    return product(a, { coefficient: minus(coefficient), factors: turned });
  }
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
  const together = times(coefficient, c);
  return a.holds(together) ? product(a, { coefficient: together, factors }) : a.take(mul(constant(a, c), x));
}

/** xᵉ for e > 0. */
export function raise(a: Algebra, x: Node, e: Rational): Node {
  if (e.n === e.d) return x;
  return a.take(e.n * 2 === e.d ? sqrt(x) : pow(x, constant(a, e)));
}

/** A number as a node: what is a quotient stays one. */
export function constant(a: Algebra, { n, d }: Rational): Node {
  return d === 1 ? a.number(n) : a.take(div(a.number(n), a.number(d)));
}

/** The order of factors: numbers, variables by name, powers with other exponents than numbers, functions, sums. */
export function byFactor(a: Algebra, x: readonly [Node, Exponent], y: readonly [Node, Exponent]): number {
  const [p, q] = [x, y].map(([base, e]) => a.rank(base === a.e ? exponential(a, e) : base)) as [Rank, Rank];
  const kind = (rank: Rank, e: Exponent) => (isRational(e) ? rank.kind : Math.max(rank.kind, 1.5));
  const order = kind(p, x[1]) - kind(q, y[1]);
  if (order) return order;
  if (p.key !== q.key) return p.key < q.key ? -1 : 1;
  return p.hash - q.hash;
}

function exponential(a: Algebra, e: Exponent): Node {
  if (!isRational(e)) return a.take(exp(e));
  return e.n === e.d ? a.e : a.take(exp(constant(a, e)));
}

// A sum of exponents that are no numbers is put in order when it is simplified itself.
export function addExponents(a: Algebra, x: Exponent, y: Exponent): Exponent {
  if (isRational(x) && isRational(y)) return plus(x, y);
  if (isRational(x)) return x.n === 0 ? y : a.take(add(y as Node, constant(a, x)));
  return a.take(add(x, isRational(y) ? constant(a, y) : y));
}
