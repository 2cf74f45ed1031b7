// Sums as terms with their coefficients, and back.
import type { Node } from "../graph/node.js";
import { add, mul, sub } from "../ops/arithmetic.js";
import { type Algebra, isSum } from "./algebra.js";
import { byTerm } from "./order.js";
import { constant, scaled, split } from "./product.js";
import { minus, one, plus, type Rational, times } from "./rational.js";

/** Coefficients by term. A term has no coefficient of its own; a number is so much of 1. */
export type Terms = Map<Node, Rational>;

/** The node as a sum. Numbers are distributed over the terms of sums within it: 1 + 2·(x + 1) has the terms 3 and 2·x. */
export function termsOf(a: Algebra, node: Node): Terms {
  const terms: Terms = new Map();
  const stack: [Node, Rational][] = [[node, one]];
  while (stack.length) {
    const [x, c] = stack.pop()!;
    const [u, v] = x.inputs as [Node, Node];
    if (isSum(x) && (x === node || a.flattens(x))) {
      stack.push([v, x.op === "add" ? c : minus(c)], [u, c]);
      continue;
    }
    const { monic, coefficient } = split(a, x);
    const k = times(c, coefficient);
    if (!a.holds(k)) put(a, terms, x, c);
    else if (monic !== x && isSum(monic) && a.flattens(monic)) stack.push([monic, k]);
    else put(a, terms, monic, k);
  }
  for (const [term, c] of terms) if (c.n === 0) terms.delete(term);
  return terms;
}

/** Adds a term. Coefficients whose sum the dtype does not hold stay apart. */
export function put(a: Algebra, terms: Terms, term: Node, c: Rational): void {
  const before = terms.get(term);
  const together = before ? plus(before, c) : c;
  if (a.holds(together)) terms.set(term, together);
  else put(a, terms, a.take(mul(constant(a, c), term)), one);
}

/** The node of a sum, terms in order. */
export function sum(a: Algebra, terms: ReadonlyMap<Node, Rational>): Node {
  const sorted = [...terms].filter(([, c]) => c.n !== 0).sort(([x], [y]) => byTerm(a, x, y));
  if (sorted.length === 0) return a.zero;
  const result = chain(a, sorted);
  if (sorted.length === 1) return result;
  const opposite = chain(
    a,
    sorted.map(([term, c]) => [term, minus(c)]),
  );
  a.opposites.set(result, opposite).set(opposite, result);
  if (sorted.every(([, c]) => c.n < 0)) a.negative.add(result);
  if (sorted.every(([, c]) => c.n > 0)) a.negative.add(opposite);
  return result;
}

function chain(a: Algebra, terms: readonly (readonly [Node, Rational])[]): Node {
  const [[first, c], ...rest] = terms as [(typeof terms)[0], ...typeof terms];
  return rest.reduce(
    (left, [term, k]) => a.take(k.n < 0 ? sub(left, scaled(a, term, minus(k))) : add(left, scaled(a, term, k))),
    scaled(a, first, c),
  );
}
