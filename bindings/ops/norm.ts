// Norms, and activations made of straight lines.
import type { Float } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import type { Axes } from "../shape.js";
import { add, div, mul, square } from "./arithmetic.js";
import { and, equal, less, where } from "./compare.js";
import { stopGradient } from "./constant.js";
import { abs, clamp } from "./piecewise.js";
import { max, type ReduceOptions, sum } from "./reduce.js";
import { pow, sqrt } from "./transcendental.js";

/** f at x, and 0 with derivative 0 where x is 0. */
const unlessZero = <D extends Float>(x: Node<D>, f: (x: Node<D>) => Node<D>): Node<D> => {
  const zero = equal(x, 0);
  return where(zero, 0, f(where(zero, 1, x)));
};

/**
 * (Σ|x|ᵖ)^(1/p) over the axes; over all of them by default. p is positive, ∞ for the largest |x|, which shares the
 * derivative evenly in a tie. Where the norm is 0 its derivatives are 0. @throws ShapeError for another p
 */
export function norm<D extends Float>(x: Node<D>, p = 2, axis?: Axes, options?: ReduceOptions): Node<D> {
  if (!(p > 0)) throw new ShapeError(`norm: p is positive, not ${p}`);
  if (p === Number.POSITIVE_INFINITY) return max(abs(x), axis, options);
  if (p === 1) return sum(abs(x), axis, options);
  if (p === 2) return unlessZero<D>(sum(square(x), axis, options), sqrt);
  const powers = p % 2 === 0 ? pow(x, p) : unlessZero(abs(x), (size) => pow(size, p));
  return unlessZero(sum(powers, axis, options), (total) => pow(total, 1 / p));
}

/** min(max(x, 0), 6); its derivative at 0 and at 6 is 0. */
export function relu6<D extends Float>(x: Node<D>): Node<D> {
  return where(and(less(0, x), less(x, 6)), x, stopGradient(clamp(x, 0, 6)));
}
/** relu6(x + 3)/6. */
export function hardSigmoid<D extends Float>(x: Node<D>): Node<D> {
  return div(relu6(add(x, 3)), 6);
}
/** x·hardSigmoid(x); at ±3 the derivative is that of the middle piece, x/3 + ½. */
export function hardSwish<D extends Float>(x: Node<D>): Node<D> {
  return mul(x, div(clamp(add(x, 3), 0, 6), 6));
}
