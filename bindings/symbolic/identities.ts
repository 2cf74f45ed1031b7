// Squares of sines and cosines, circular and hyperbolic.
import type { Node } from "../graph/node.js";
import type { Unary } from "../ops/define.js";
import { cos, cosh, sin, sinh } from "../ops/transcendental.js";
import { type Algebra, type Exponent, isRational, isSum } from "./algebra.js";
import { product, productOf } from "./product.js";
import { isWhole, minus, one, plus, type Rational, zero } from "./rational.js";
import { put, sum, type Terms, termsOf } from "./sum.js";

/** f² = first·1 + second·g² */
interface Identity {
  readonly g: Unary;
  readonly first: 1 | -1;
  readonly second: 1 | -1;
}
const identities: Readonly<Record<string, Identity>> = {
  sin: { g: cos, first: 1, second: -1 },
  cos: { g: sin, first: 1, second: -1 },
  sinh: { g: cosh, first: -1, second: 1 },
  cosh: { g: sinh, first: 1, second: 1 },
};
const two: Rational = { n: 2, d: 1 };

/** c·r·f(u)² − second·c·r·g(u)² = first·c·r. */
export function squares(node: Node, a: Algebra): Node | undefined {
  return rewritten(node, a, (rest, square, { first, second }) => ({
    partner: square,
    share: -second,
    result: rest,
    times: first,
  }));
}

/** c·r·f(u)² − first·c·r = second·c·r·g(u)². */
export function complements(node: Node, a: Algebra): Node | undefined {
  return rewritten(node, a, (rest, square, { first, second }) => ({
    partner: rest,
    share: -first,
    result: square,
    times: second,
  }));
}

type Factors = ReadonlyMap<Node, Exponent>;
interface Replacement {
  /** the factors of the term beside c·r·f(u)², and its coefficient as a multiple of c */
  readonly partner: Factors;
  readonly share: number;
  /** the factors of the term that both make, and its coefficient as a multiple of c */
  readonly result: Factors;
  readonly times: number;
}

function rewritten(
  node: Node,
  a: Algebra,
  replace: (rest: Factors, square: Factors, identity: Identity) => Replacement,
): Node | undefined {
  if (!isSum(node)) return undefined;
  const terms = termsOf(a, node);
  const of = (factors: Factors) => product(a, { coefficient: one, factors });
  for (const [term, c] of terms) {
    const { factors } = productOf(a, term);
    for (const [base, e] of factors) {
      const identity = Object.hasOwn(identities, base.op) ? identities[base.op] : undefined;
      if (!identity || !isRational(e) || !isWhole(e) || e.n < 2) continue;
      const rest = new Map(factors).set(base, plus(e, minus(two)));
      if (e.n === 2) rest.delete(base);
      const square = withSquare(rest, a.take(identity.g(base.inputs[0]!)));
      if (!square) continue;
      const { partner, share, result, times } = replace(rest, square, identity);
      const [other, d] = [of(partner), terms.get(of(partner))];
      if (!d || other === term || d.n !== share * c.n || d.d !== c.d) continue;
      const left: Terms = new Map(terms);
      left.delete(term);
      left.delete(other);
      put(a, left, of(result), times === 1 ? c : minus(c));
      return sum(a, left);
    }
  }
  return undefined;
}

// Undefined beside a power of x that is not known.
function withSquare(factors: Factors, x: Node): Factors | undefined {
  const before = factors.get(x) ?? zero;
  return isRational(before) ? new Map(factors).set(x, plus(before, two)) : undefined;
}
