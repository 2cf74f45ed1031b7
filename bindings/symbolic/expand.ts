// Products written out as sums.
import { GraphError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { inherit } from "../graph/scope.js";
import { type Algebra, isRational, isSum } from "./algebra.js";
import { type Budget, distributed } from "./distribute.js";
import { isProduct, productOf } from "./product.js";
import { times } from "./rational.js";
import { algebraFor, settle } from "./simplify.js";
import { put, sum, type Terms, termsOf } from "./sum.js";

const MOST = 10_000;
const MOST_TIMES = 1000;
const MOST_PRODUCTS = 2_000_000;

/**
 * The expression with products distributed over sums and whole powers of sums multiplied out, then simplified:
 * `(x + 1)^2` becomes `1 + 2*x + x^2`, below a fraction bar and in the operands of functions as well.
 * @throws GraphError if a sum would have more than 10,000 terms, a power is above 1,000, or more than 2,000,000 products of
 * two terms would be formed; ShapeError, DTypeError unless the node is a scalar float
 */
export function expand<T extends Node>(node: T): T {
  return inherit(node.origin, () => {
    const budget: Budget = { terms: MOST, products: MOST_PRODUCTS };
    const a = algebraFor("expand", node, { largest: Number.POSITIVE_INFINITY, expanding: true });
    const written = settle(node, a, (x) => (isSum(x) || isProduct(x) ? writtenOut(a, x, budget) : x));
    return settle(written, algebraFor("expand", node, { expanding: true }));
  }) as T;
}

function writtenOut(a: Algebra, node: Node, budget: Budget): Node {
  const terms: Terms = new Map();
  for (const [term, c] of termsOf(a, node)) {
    const { coefficient, factors } = productOf(a, term);
    for (const [base, e] of factors) if (isSum(base) && isRational(e) && e.n > MOST_TIMES) tooMuch(node);
    const parts = distributed(a, { coefficient: times(coefficient, c), factors }, budget) ?? tooMuch(node);
    for (const [part, k] of parts) put(a, terms, part, k);
  }
  return sum(a, terms);
}

function tooMuch(node: Node): never {
  throw new GraphError(
    `expand: the sum would have more than ${MOST} terms, take more than ${MOST_PRODUCTS} products of two, or coefficients ` +
      `too large for ${node.dtype}; or a power is above ${MOST_TIMES}`,
    { node, origin: node.origin },
  );
}
