// Products written out as sums.
import { GraphError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { inherit } from "../graph/scope.js";
import { mul } from "../ops/arithmetic.js";
import { type Algebra, type Exponent, isSum } from "./algebra.js";
import { isProduct, product, productOf, split } from "./product.js";
import { one, plus, type Rational, times, zero } from "./rational.js";
import { algebraFor, settle, simplify } from "./simplify.js";
import { sum, type Terms, termsOf } from "./sum.js";

const MOST = 10_000;
const MOST_TIMES = 1000;

/**
 * The expression with products distributed over sums and whole powers of sums multiplied out, then simplified:
 * `(x + 1)^2` becomes `1 + 2*x + x^2`, below a fraction bar and in the operands of functions as well.
 * @throws GraphError if a sum would have more than 10,000 terms, or a power is above 1,000; ShapeError, DTypeError unless the node is a scalar float
 */
export function expand<T extends Node>(node: T): T {
  return inherit(node.origin, () => {
    const a = algebraFor("expand", node, Number.POSITIVE_INFINITY);
    return simplify(settle(node, a, (x) => (isSum(x) || isProduct(x) ? writtenOut(a, x) : x)));
  }) as T;
}

function writtenOut(a: Algebra, node: Node): Node {
  const terms: Terms = new Map();
  for (const [term, c] of termsOf(a, node)) for (const [part, k] of distributed(a, term)) put(terms, part, times(c, k));
  return sum(a, terms);
}

// The terms of a product.
function distributed(a: Algebra, node: Node): Terms {
  const { coefficient, factors } = productOf(a, node);
  const rest = new Map<Node, Exponent>();
  let terms: Terms = new Map([[a.one, coefficient]]);
  for (const [base, e] of factors) {
    if (!isSum(base) || typeof e !== "number" || e < 1 || !Number.isInteger(e)) rest.set(base, e);
    else if (e > MOST_TIMES) tooMany(node);
    else for (let i = 0; i < e; i++) terms = multiplied(a, terms, termsOf(a, base));
  }
  return multiplied(a, terms, new Map([[product(a, { coefficient: one, factors: rest }), one]]));
}

function multiplied(a: Algebra, xs: Terms, ys: Terms): Terms {
  const terms: Terms = new Map();
  for (const [x, c] of xs)
    for (const [y, d] of ys) {
      const { monic, coefficient } = split(a, a.take(mul(x, y)));
      put(terms, monic, times(times(c, d), coefficient));
      if (terms.size > MOST) tooMany(x);
    }
  return terms;
}

function put(terms: Terms, term: Node, c: Rational): void {
  terms.set(term, plus(terms.get(term) ?? zero, c));
}

function tooMany(node: Node): never {
  throw new GraphError(`expand: the sum would have more than ${MOST} terms, or a power is above ${MOST_TIMES}`, {
    node,
    origin: node.origin,
  });
}
