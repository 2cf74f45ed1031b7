// Normalisations as composites: (x − mean)/√(variance + ε)·weight + bias, over different axes. The variance is the biased one.
import { type Float, sameDType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { type Axes, type Shape, sameShape, showShape } from "../shape.js";
import { add, mul, square, sub } from "./arithmetic.js";
import { floats, requireDType } from "./define.js";
import { reshape } from "./movement.js";
import { mean } from "./statistics.js";
import { rsqrt } from "./transcendental.js";

export interface NormOptions {
  /** added to the variance, or the mean square */
  readonly eps?: number;
}
export interface LayerNormOptions extends NormOptions {
  /** the axes without a weight and bias; the last by default */
  readonly axes?: Axes;
}
export interface BatchNormOptions<D extends Float = Float> extends NormOptions {
  /** (channels), instead of the batch's own; give both or neither */
  readonly mean?: Node<D>;
  readonly variance?: Node<D>;
}

/** (x − mean)/√(variance + eps) over the axes. */
function standardize(x: Node, axes: Axes, eps: number): Node {
  const centred = sub(x, mean(x, axes, { keepDims: true }));
  return mul(centred, rsqrt(add(mean(square(centred), axes, { keepDims: true }), eps)));
}
function affine(y: Node, weight: Node | undefined, bias: Node | undefined): Node {
  const scaled = weight ? mul(y, weight) : y;
  return bias ? add(scaled, bias) : scaled;
}
/** p (channels) for x (batch, channels, …); throws where it does not fit. */
function perChannel(op: string, p: Node | undefined, x: Node): Node | undefined {
  if (!p) return undefined;
  sameDType(op, [x.dtype, p.dtype]);
  if (p.shape.length !== 1 || (typeof p.shape[0] === typeof x.shape[1] && p.shape[0] !== x.shape[1]))
    throw new ShapeError(`${op}: ${showShape(p.shape)} is not one number a channel of x ${showShape(x.shape)}`);
  return reshape(p, [p.shape[0]!, ...x.shape.slice(2).map(() => 1)]);
}
function requireChannels(op: string, x: Node): void {
  requireDType(op, x, floats);
  if (x.shape.length < 2) throw new ShapeError(`${op}: x is (batch, channels, …), not ${showShape(x.shape)}`);
}
/** The axes of x that w spans: its last ones, of the same sizes. */
function trailing(op: string, x: Node, w: Node): number[] {
  const last: Shape = x.shape.slice(-w.shape.length);
  if (w.shape.length === 0 || w.shape.length > x.shape.length || !sameShape(last, w.shape))
    throw new ShapeError(`${op}: weights ${showShape(w.shape)} are not the last axes of x ${showShape(x.shape)}`);
  return last.map((_, i) => x.shape.length - last.length + i);
}

/**
 * x less its mean over its standard deviation, over the last axes: those of w, which scales the result; b is added. Without w,
 * the axes are an option. f32 or f64; eps is 1e-5. Throws a ShapeError if w or b are not x's last axes.
 */
export function layerNorm<D extends Float>(
  x: Node<D>,
  w?: Node<NoInfer<D>>,
  b?: Node<NoInfer<D>>,
  { eps = 1e-5, axes = -1 }: LayerNormOptions = {},
): Node<D> {
  requireDType("layerNorm", x, floats);
  const weights = w ?? b;
  if (b) trailing("layerNorm", x, b);
  return affine(standardize(x, weights ? trailing("layerNorm", x, weights) : axes, eps), w, b);
}
/**
 * x over the root of its mean square, over the last axes: those of w, which scales the result; the last axis without w. f32 or
 * f64; eps is 1e-6. Zhang and Sennrich, 2019. Throws a ShapeError if w is not x's last axes.
 */
export function rmsNorm<D extends Float>(x: Node<D>, w?: Node<NoInfer<D>>, { eps = 1e-6 }: NormOptions = {}): Node<D> {
  requireDType("rmsNorm", x, floats);
  const axes = w ? trailing("rmsNorm", x, w) : -1;
  return affine(mul(x, rsqrt(add(mean(square(x), axes, { keepDims: true }), eps))), w, undefined);
}
/**
 * x (n,c,…) normalised over each of `groups` runs of channels and all that follows; w and b are (c). With as many groups as
 * channels this is instance normalisation. f32 or f64; eps is 1e-5. Wu and He, 2018. Throws a ShapeError where channels and
 * groups do not fit.
 */
export function groupNorm<D extends Float>(
  x: Node<D>,
  groups: number,
  w?: Node<NoInfer<D>>,
  b?: Node<NoInfer<D>>,
  { eps = 1e-5 }: NormOptions = {},
): Node<D> {
  requireChannels("groupNorm", x);
  const channels = x.shape[1]!;
  if (typeof channels !== "number" || !Number.isInteger(groups) || groups < 1 || channels % groups !== 0)
    throw new ShapeError(`groupNorm: ${channels} channels do not fall into ${groups} groups`);
  const grouped = reshape(x, [x.shape[0]!, groups, channels / groups, ...x.shape.slice(2)]);
  const axes = grouped.shape.map((_, i) => i).slice(2);
  const y = reshape(standardize(grouped, axes, eps), x.shape);
  return affine(y, perChannel("groupNorm", w, x), perChannel("groupNorm", b, x));
}
/**
 * x (n,c,…) normalised over all axes but the channels, by the batch's own statistics or by those given; w and b are (c). f32 or
 * f64; eps is 1e-5. Ioffe and Szegedy, 2015. Running statistics are parameters that the caller updates. Throws a ShapeError where
 * the channels do not fit, or only one statistic is given.
 */
export function batchNorm<D extends Float>(
  x: Node<D>,
  w?: Node<NoInfer<D>>,
  b?: Node<NoInfer<D>>,
  options: BatchNormOptions<NoInfer<D>> = {},
): Node<D> {
  requireChannels("batchNorm", x);
  const { eps = 1e-5 } = options;
  const [m, v] = [perChannel("batchNorm", options.mean, x), perChannel("batchNorm", options.variance, x)];
  if (!m !== !v) throw new ShapeError("batchNorm: give both mean and variance, or neither");
  const others = x.shape.map((_, i) => i).filter((i) => i !== 1);
  const y = m && v ? mul(sub(x, m), rsqrt(add(v, eps))) : standardize(x, others, eps);
  return affine(y, perChannel("batchNorm", w, x), perChannel("batchNorm", b, x));
}
