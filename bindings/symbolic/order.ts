// The one order in which terms stand.
import type { Node } from "../graph/node.js";
import { type Algebra, type Exponent, isRational } from "./algebra.js";
import { byFactor, productOf } from "./product.js";
import { isWhole, one, valueOf } from "./rational.js";

type Factor = readonly [Node, Exponent];

/**
 * Terms: polynomials before others, each by increasing degree, in the variables and then in functions too; x² before x·y
 * before y².
 */
export function byTerm(a: Algebra, x: Node, y: Node): number {
  const [p, q] = [degreeOf(a, x), degreeOf(a, y)];
  if (p.polynomial !== q.polynomial) return p.polynomial ? -1 : 1;
  if (p.degree !== q.degree) return p.degree - q.degree;
  if (p.total !== q.total) return p.total - q.total;
  for (const [i, factor] of p.factors.entries()) {
    const other = q.factors[i];
    if (!other) return 1;
    const order = byFactor(a, factor, other) || byExponent(a, factor[1], other[1]);
    if (order) return order;
  }
  return p.factors.length - q.factors.length;
}

// Higher exponents first; nodes after numbers.
function byExponent(a: Algebra, x: Exponent, y: Exponent): number {
  if (isRational(x)) return isRational(y) ? valueOf(y) - valueOf(x) : -1;
  return isRational(y) ? 1 : byFactor(a, [x, one], [y, one]);
}

interface Degrees {
  readonly polynomial: boolean;
  /** in the variables */
  readonly degree: number;
  /** in all that stands in the term */
  readonly total: number;
  readonly factors: readonly Factor[];
}
function degreeOf(a: Algebra, term: Node): Degrees {
  const factors = [...productOf(a, term).factors].sort((x, y) => byFactor(a, x, y));
  let [polynomial, degree, total] = [true, 0, 0];
  for (const [base, e] of factors) {
    const { kind } = a.rank(base);
    const number = isRational(e) ? valueOf(e) : undefined;
    total += number ?? 1;
    if (kind === 1) degree += number ?? 0;
    if (kind > 1 || !isRational(e) || e.n < 0 || !isWhole(e)) polynomial = false;
  }
  return { polynomial, degree, total, factors };
}
