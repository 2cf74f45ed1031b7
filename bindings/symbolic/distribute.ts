// Products multiplied out: of the terms of the sums in them.
import type { Node } from "../graph/node.js";
import { type Algebra, type Exponent, isRational, isSum, type Product } from "./algebra.js";
import { addExponents, product, productOf, rationalOf } from "./product.js";
import { isWhole, one, plus, type Rational, times, valueOf } from "./rational.js";
import { put, sum, type Terms, termsOf } from "./sum.js";

/** How much may be done: so many terms in a sum, so many products of two terms in all. */
export interface Budget {
  readonly terms: number;
  products: number;
}

/** The terms of a product, where sums to whole powers are multiplied out; undefined if that exceeds the budget. */
export function distributed(a: Algebra, { coefficient, factors }: Product, budget: Budget): Terms | undefined {
  const rest = new Map<Node, Exponent>();
  const sums: [Node, number][] = [];
  for (const [base, e] of factors)
    if (isSum(base) && isRational(e) && isWhole(e) && e.n > 0) sums.push([base, e.n]);
    else rest.set(base, e);
  const table = new Monomials(a);
  let terms: Product[] = [{ coefficient, factors: rest }];
  for (const [base, e] of sums) {
    const parts = [...termsOf(a, base)].map(([term, c]) => ({ coefficient: c, factors: productOf(a, term).factors }));
    for (let i = 0; i < e; i++) {
      budget.products -= terms.length * parts.length;
      if (budget.products < 0) return undefined;
      terms = table.multiplied(terms, parts);
      if (terms.length > budget.terms || !terms.every((term) => a.holds(term.coefficient))) return undefined;
    }
  }
  const result: Terms = new Map();
  for (const { coefficient, factors } of terms) put(a, result, product(a, { coefficient: one, factors }), coefficient);
  return result;
}

// Products are equal if they have the same bases to the same powers. No node is made for those on the way.
class Monomials {
  readonly #ids = new Map<Node, number>();
  constructor(readonly a: Algebra) {}

  multiplied(xs: readonly Product[], ys: readonly Product[]): Product[] {
    const found = new Map<string, { coefficient: Rational; readonly factors: ReadonlyMap<Node, Exponent> }>();
    for (const x of xs)
      for (const y of ys) {
        const factors = new Map(x.factors);
        for (const [base, e] of y.factors) {
          const together = this.#exponent(factors.get(base), e);
          if (isRational(together) && together.n === 0) factors.delete(base);
          else factors.set(base, together);
        }
        const key = this.#key(factors);
        const coefficient = times(x.coefficient, y.coefficient);
        const same = found.get(key);
        if (same) same.coefficient = plus(same.coefficient, coefficient);
        else found.set(key, { coefficient, factors });
      }
    return [...found.values()].filter(({ coefficient }) => coefficient.n !== 0);
  }

  // exponents that are no numbers are put in order, so that equal ones are one node
  #exponent(x: Exponent | undefined, y: Exponent): Exponent {
    const raw = x === undefined ? y : addExponents(this.a, x, y);
    if (isRational(raw) || !isSum(raw)) return raw;
    const ordered = sum(this.a, termsOf(this.a, raw));
    return rationalOf(this.a, ordered) ?? ordered;
  }
  #key(factors: ReadonlyMap<Node, Exponent>): string {
    const parts = [...factors].map(
      ([base, e]) => `${this.#id(base)}^${isRational(e) ? valueOf(e) : `#${this.#id(e)}`}`,
    );
    return parts.sort().join();
  }
  #id(node: Node): number {
    const known = this.#ids.get(node);
    if (known !== undefined) return known;
    this.#ids.set(node, this.#ids.size);
    return this.#ids.size - 1;
  }
}
