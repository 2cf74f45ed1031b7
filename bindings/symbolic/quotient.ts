// Quotients over the same sum brought together, as the quotient rule leaves them.
import type { Node } from "../graph/node.js";
import { mul } from "../ops/arithmetic.js";
import { type Algebra, type Exponent, isRational, isSum, type Product } from "./algebra.js";
import { type Budget, distributed } from "./distribute.js";
import { complements, squares } from "./identities.js";
import { product, productOf, split } from "./product.js";
import { isWhole, minus, one, plus, type Rational, valueOf, zero } from "./rational.js";
import { put, sum, type Terms, termsOf } from "./sum.js";

const LARGEST = 200;
const budget = (): Budget => ({ terms: 20, products: 400 });

interface Term extends Product {
  readonly node: Node;
}

/** a/s + b/s² = (a·s + b)/s², also with other powers of s, where a·s is multiplied out and the result is shorter. */
export function overOne(node: Node, a: Algebra): Node | undefined {
  if (!isSum(node) || a.expanding || a.size(node) > LARGEST) return undefined;
  const terms = [...termsOf(a, node)].map(
    ([term, coefficient]): Term => ({ node: term, coefficient, factors: productOf(a, term).factors }),
  );
  let best: Node | undefined;
  for (const [s, lowest] of denominators(terms)) {
    const alike = terms.filter(({ factors }) => isWhole(plus(exponentOf(factors, s), minus(lowest))));
    for (const group of [alike, alike.filter(({ factors }) => factors.has(s))]) {
      const numerator = numeratorOf(a, group, s, lowest);
      if (!numerator) continue;
      const below = product(a, { coefficient: one, factors: new Map([[s, lowest]]) });
      const { monic, coefficient } = split(a, a.take(mul(numerator, below)));
      const left: Terms = new Map();
      for (const term of terms) if (!group.includes(term)) put(a, left, term.node, term.coefficient);
      put(a, left, monic, coefficient);
      const result = sum(a, left);
      if (a.size(result) < a.size(best ?? node)) best = result;
    }
  }
  return best;
}

// The sums that stand below, with their lowest exponents.
function denominators(terms: readonly Term[]): Map<Node, Rational> {
  const lowest = new Map<Node, Rational>();
  for (const { factors } of terms)
    for (const [s, e] of factors)
      if (isSum(s) && isRational(e) && e.n < 0 && valueOf(e) < valueOf(lowest.get(s) ?? zero)) lowest.set(s, e);
  return lowest;
}

// The sum of the terms times s^(−lowest), multiplied out.
function numeratorOf(a: Algebra, group: readonly Term[], s: Node, lowest: Rational): Node | undefined {
  if (group.length < 2) return undefined;
  const allowed = budget();
  const terms: Terms = new Map();
  for (const { coefficient, factors } of group) {
    const raised = new Map(factors).set(s, plus(exponentOf(factors, s), minus(lowest)));
    if ((raised.get(s) as Rational).n === 0) raised.delete(s);
    const parts = distributed(a, { coefficient, factors: raised }, allowed);
    if (!parts) return undefined;
    for (const [term, c] of parts) put(a, terms, term, c);
  }
  const numerator = sum(a, terms);
  return squares(numerator, a) ?? complements(numerator, a) ?? numerator;
}

function exponentOf(factors: ReadonlyMap<Node, Exponent>, s: Node): Rational {
  const e = factors.get(s) ?? zero;
  return isRational(e) ? e : { n: Number.NaN, d: 1 };
}
