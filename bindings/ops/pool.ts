// Pooling as composites over the windows of x (batch, channels, …spatial).
import type { Float } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import type { Axes } from "../shape.js";
import { add, div } from "./arithmetic.js";
import { ones } from "./constant.js";
import { floats, requireDType } from "./define.js";
import { takeAlong } from "./indexing.js";
import { squeeze, stack, unsqueeze } from "./movement.js";
import { argmax } from "./reduce.js";
import { perAxis, reach, requireSpatial, type Steps, surround, windows } from "./windows.js";

interface PoolOptions {
  /** default: the window's size, so that windows do not overlap */
  readonly stride?: Axes;
  /** on both sides of each axis, at most half a window; default 0 */
  readonly padding?: Axes;
}
export interface MaxPoolOptions extends PoolOptions {
  /** distance of neighbouring elements of the window; default 1 */
  readonly dilation?: Axes;
  /** also windows that lie only partly inside, if they begin inside; needs spatial sizes that are numbers */
  readonly ceil?: boolean;
}
export interface AvgPoolOptions extends PoolOptions {
  /** whether padding counts in the mean; default true */
  readonly countPadding?: boolean;
}

function prepare(op: string, axes: number, x: Node, size: Axes, options: MaxPoolOptions): [Steps, number[]] {
  requireDType(op, x, floats);
  requireSpatial(op, "x", x, axes);
  const kernel = perAxis(op, "the window", size, axes, 1);
  const padding = perAxis(op, "padding", options.padding ?? 0, axes, 0);
  if (padding.some((p, i) => 2 * p > kernel[i]!))
    throw new ShapeError(`${op}: padding [${padding}] is more than half the window [${kernel}]`);
  const stride = perAxis(op, "stride", options.stride ?? kernel, axes, 1);
  return [{ kernel, stride, dilation: perAxis(op, "dilation", options.dilation ?? 1, axes, 1) }, padding];
}

function maxPool<D extends Float>(op: string, axes: number, x: Node<D>, size: Axes, options: MaxPoolOptions): Node<D> {
  const [steps, padding] = prepare(op, axes, x, size, options);
  const reaches = reach(steps);
  const widths = padding.map((p, i): [number, number] => {
    if (!options.ceil) return [p, p];
    const n = x.shape[i + 2];
    if (typeof n !== "number") throw new ShapeError(`${op}: ceil needs a numeric size, axis ${i + 2} has ${n}`);
    const s = steps.stride[i]!;
    const count = Math.min(Math.ceil((n + 2 * p - reaches[i]!) / s), Math.ceil((n + p) / s) - 1) + 1;
    return [p, Math.max((count - 1) * s + reaches[i]! - n - p, p)];
  });
  const parts = stack(windows(op, surround(x, widths, Number.NEGATIVE_INFINITY), steps), 2);
  return squeeze(takeAlong(parts, unsqueeze(argmax(parts, 2), 2), 2), 2);
}
function avgPool<D extends Float>(op: string, axes: number, x: Node<D>, size: Axes, options: AvgPoolOptions): Node<D> {
  const [steps, padding] = prepare(op, axes, x, size, options);
  const widths = padding.map((p) => [p, p] as const);
  const total = (values: Node<D>): Node<D> => {
    const [first, ...rest] = windows(op, surround(values, widths), steps);
    return add(first!, ...rest);
  };
  const padded = padding.some((p) => p > 0);
  if (options.countPadding === false && padded) return div(total(x), total(ones([1, 1, ...x.shape.slice(2)], x.dtype)));
  return div(
    total(x),
    steps.kernel.reduce((n, k) => n * k, 1),
  );
}

type Pool<O> = <D extends Float>(x: Node<D>, size: Axes, options?: O) => Node<D>;
/** The largest element of each window over x (n,c,l). See `maxPool2d`. */
export const maxPool1d: Pool<MaxPoolOptions> = (x, size, options = {}) => maxPool("maxPool1d", 1, x, size, options);
/**
 * The largest element of each window over x (n,c,h,w), f32 or f64: (n,c,h′,w′) as for `conv2d`. Padding counts as −∞, NaN is the
 * largest, and the derivative goes to the first of several largest. A composite over slices. Throws a ShapeError where a window
 * does not fit.
 */
export const maxPool2d: Pool<MaxPoolOptions> = (x, size, options = {}) => maxPool("maxPool2d", 2, x, size, options);
/** The mean of each window over x (n,c,l). See `avgPool2d`. */
export const avgPool1d: Pool<AvgPoolOptions> = (x, size, options = {}) => avgPool("avgPool1d", 1, x, size, options);
/**
 * The mean of each window over x (n,c,h,w), f32 or f64: (n,c,h′,w′) as for `conv2d`. A composite over slices. Throws a
 * ShapeError where a window does not fit.
 */
export const avgPool2d: Pool<AvgPoolOptions> = (x, size, options = {}) => avgPool("avgPool2d", 2, x, size, options);
