// What is made of sums: means, variances, the stable logarithm of a sum of exponentials.
import type { DType } from "../dtype.js";
import type { Node } from "../graph/node.js";
import { type Axes, normalizeAxes } from "../shape.js";
import { add, div, square, sub } from "./arithmetic.js";
import { equal, where } from "./compare.js";
import { dimension, stopGradient } from "./constant.js";
import { floats, requireDType } from "./define.js";
import { countAlong, reshape } from "./movement.js";
import { max, type Reduce, type ReduceOptions, reducedShape, sum } from "./reduce.js";
import { exp, log, sqrt } from "./transcendental.js";

/** The mean over the axes; over all of them by default. */
export const mean: Reduce = (x, axis, options) => {
  requireDType("mean", x, floats);
  const axes = normalizeAxes("mean", axis, x.shape.length);
  return div(sum(x, axes, options), dimension(countAlong(x.shape, axes), x.dtype));
};

/** The variance over the axes: Σ(x − mean)² / (n − correction), PyTorch's correction 1 by default. */
export function variance<D extends DType>(
  x: Node<D>, axis?: Axes, options: ReduceOptions & { readonly correction?: number } = {},
): Node<D> {
  const axes = normalizeAxes("variance", axis, x.shape.length);
  const count = dimension(countAlong(x.shape, axes), x.dtype);
  const centred: Node<D> = sub(x, mean(x, axes, { keepDims: true }));
  return div(sum(square(centred), axes, options), sub(count, options.correction ?? 1));
}
/** The square root of the variance. */
export function std<D extends DType>(x: Node<D>, axis?: Axes, options: ReduceOptions & { readonly correction?: number } = {}): Node<D> {
  return sqrt(variance(x, axis, options));
}

/** ln Σ eˣ over the axes, without overflow. */
export const logsumexp: Reduce = (x, axis, options) => {
  const axes = normalizeAxes("logsumexp", axis, x.shape.length);
  const top = stopGradient(max(x, axes, { keepDims: true }));
  // an infinite maximum is not subtracted: ∞ − ∞ is NaN
  const shift = where(equal(sub(top, top), 0), top, 0) as typeof x;
  const total = log(sum(exp(sub(x, shift)), axes, { keepDims: true }));
  const result = add(total, shift);
  return options?.keepDims ? result : reshape(result, reducedShape(x.shape, axes, false));
};
