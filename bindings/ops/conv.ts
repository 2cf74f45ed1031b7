// Convolutions as composites: the windows of x are slices, laid side by side (im2col), and the rest is a matrix product. Gradients
// are those of slice, concat and matmul. x is (batch, channels, …spatial), as in PyTorch and ONNX.

import { mulDims } from "../dim.js";
import { type Float, sameDType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { type Axes, countOf, showShape } from "../shape.js";
import { add } from "./arithmetic.js";
import { floats, requireDType } from "./define.js";
import { product } from "./linalg.js";
import { concat, flip, pad, permute, reshape, slice, unsqueeze } from "./movement.js";
import { perAxis, places, reach, requireSpatial, type Steps, surround, windows } from "./windows.js";

export interface ConvOptions<D extends Float = Float> {
  /** default 1; one number, or one a spatial axis, like the other sizes */
  readonly stride?: Axes;
  /** zeros on both sides of each axis, default 0; `"same"` keeps the size at stride 1, an odd zero after */
  readonly padding?: Axes | "same";
  /** distance of neighbouring elements of the kernel; default 1 */
  readonly dilation?: Axes;
  /** channels fall into as many groups, each with its own weights; default 1 */
  readonly groups?: number;
  /** (outputs) */
  readonly bias?: Node<D>;
}
export interface ConvTransposeOptions<D extends Float = Float> extends ConvOptions<D> {
  readonly padding?: Axes;
  /** rows added after each axis, to choose among the sizes that a strided convolution maps to one; default 0 */
  readonly outputPadding?: Axes;
}

/** The kernel's sizes; throws unless x and w are floats of one dtype whose channels fit. */
function check(op: string, x: Node, w: Node, axes: number, groups: number, inputs: number): number[] {
  requireDType(op, x, floats);
  sameDType(op, [x.dtype, w.dtype]);
  requireSpatial(op, "x", x, axes);
  requireSpatial(op, "w", w, axes);
  if (w.shape.some((size) => typeof size !== "number"))
    throw new ShapeError(`${op}: the sizes of w must be numbers, not ${showShape(w.shape)}`);
  const channels = x.shape[1]!;
  const [first] = w.shape as number[];
  if (!Number.isInteger(groups) || groups < 1 || first! % groups !== 0 || channels !== inputs)
    throw new ShapeError(
      `${op}: x ${showShape(x.shape)} and w ${showShape(w.shape)} do not fit with ${groups} groups: w takes ${inputs} channels`,
    );
  return w.shape.slice(2) as number[];
}

function convolution<D extends Float>(
  op: string,
  axes: number,
  x: Node<D>,
  w: Node<D>,
  options: ConvOptions<D>,
): Node<D> {
  const { groups = 1, padding = 0, bias } = options;
  const kernel = check(op, x, w, axes, groups, groups * Number(w.shape[1]));
  const stride = perAxis(op, "stride", options.stride ?? 1, axes, 1);
  const steps: Steps = { kernel, stride, dilation: perAxis(op, "dilation", options.dilation ?? 1, axes, 1) };
  if (padding === "same" && stride.some((s) => s !== 1))
    throw new ShapeError(`${op}: padding "same" needs stride 1, not [${stride}]`);
  const widths =
    padding === "same"
      ? reach(steps).map((n) => [Math.floor((n - 1) / 2), Math.ceil((n - 1) / 2)] as const)
      : perAxis(op, "padding", padding, axes, 0).map((n) => [n, n] as const);
  const padded = surround(x, widths);
  const counts = places(op, padded.shape.slice(2), steps);
  const parts = windows(op, padded, steps);

  // columns (batch, groups, inputs·kernel, places), weights (groups, outputs, inputs·kernel)
  const [batch, outputs, inputs] = [x.shape[0]!, Number(w.shape[0]), Number(w.shape[1])];
  const side =
    parts.length === 1
      ? parts[0]!
      : concat(
          parts.map((part) => unsqueeze(part, 2)),
          2,
        );
  const area = countOf(counts);
  const columns = reshape(side, [batch, groups, inputs * parts.length, area]);
  const weights = reshape(w, [groups, outputs / groups, inputs * parts.length]);
  const y = reshape(product(weights, columns, false, false), [batch, outputs, ...counts]);
  return bias ? add(y, reshape(bias, [outputs, ...counts.map(() => 1)])) : y;
}

// The transpose of `convolution` in x: rows of x apart by the stride, padded by what the windows reach, then a convolution with
// the kernel turned round.
function transposed<D extends Float>(
  op: string,
  axes: number,
  x: Node<D>,
  w: Node<D>,
  options: ConvTransposeOptions<D>,
): Node<D> {
  const { groups = 1, bias } = options;
  const kernel = check(op, x, w, axes, groups, Number(w.shape[0]));
  const stride = perAxis(op, "stride", options.stride ?? 1, axes, 1);
  const dilation = perAxis(op, "dilation", options.dilation ?? 1, axes, 1);
  const padding = perAxis(op, "padding", options.padding ?? 0, axes, 0);
  const extra = perAxis(op, "outputPadding", options.outputPadding ?? 0, axes, 0);
  const reaches = reach({ kernel, stride, dilation });
  const widths = reaches.map((n, i) => [n - 1 - padding[i]!, n - 1 - padding[i]! + extra[i]!] as const);
  let spaced = x;
  for (const [i, s] of stride.entries()) if (s > 1) spaced = apart(spaced, i + 2, s);

  const [inputs, outputs] = w.shape as number[];
  const grouped = reshape(w, [groups, inputs! / groups, outputs!, ...kernel]);
  const order = [0, 2, 1, ...kernel.map((_, i) => i + 3)];
  const turned = reshape(permute(grouped, order), [groups * outputs!, inputs! / groups, ...kernel]);
  return convolution(
    op,
    axes,
    surround(spaced, widths),
    flip(
      turned,
      kernel.map((_, i) => i + 2),
    ),
    {
      dilation,
      groups,
      ...(bias ? { bias } : {}),
    },
  );
}
/** x with step − 1 zeros between neighbours along an axis. */
function apart<D extends Float>(x: Node<D>, axis: number, step: number): Node<D> {
  const wide = unsqueeze(x, axis + 1);
  const spaced = pad(
    wide,
    wide.shape.map((_, i) => [0, i === axis + 1 ? step - 1 : 0] as const),
  );
  const flat = reshape(
    spaced,
    x.shape.map((n, i) => (i === axis ? mulDims(n, step) : n)),
  );
  return slice(
    flat,
    x.shape.map((_, i) => (i === axis ? [0, 1 - step] : null)),
  );
}

type Conv<O extends "out" | "in"> = <D extends Float>(
  x: Node<D>,
  w: Node<NoInfer<D>>,
  options?: O extends "out" ? ConvOptions<NoInfer<D>> : ConvTransposeOptions<NoInfer<D>>,
) => Node<D>;

/** Cross-correlation of x (n,c,l) with w (o,c/groups,k): (n,o,l′). See `conv2d`. */
export const conv1d: Conv<"out"> = (x, w, options = {}) => convolution("conv1d", 1, x, w, options);
/**
 * Cross-correlation of x (n,c,h,w) with w (o,c/groups,kh,kw), plus the bias: (n,o,h′,w′), h′ = ⌊(h + 2·padding − dilation·(kh − 1)
 * − 1)/stride⌋ + 1; f32 or f64. A composite of slices and one matrix product: its columns take kh·kw times the memory of x.
 * Throws a ShapeError where channels and groups do not fit, or the kernel is larger than the padded x.
 */
export const conv2d: Conv<"out"> = (x, w, options = {}) => convolution("conv2d", 2, x, w, options);
/** Cross-correlation of x (n,c,d,h,w) with w (o,c/groups,kd,kh,kw). See `conv2d`. */
export const conv3d: Conv<"out"> = (x, w, options = {}) => convolution("conv3d", 3, x, w, options);
/** The transpose of `conv1d` in its input, of x (n,c,l) and w (c,o/groups,k). See `convTranspose2d`. */
export const convTranspose1d: Conv<"in"> = (x, w, options = {}) => transposed("convTranspose1d", 1, x, w, options);
/**
 * The transpose of `conv2d` in its input, of x (n,c,h,w) and w (c,o/groups,kh,kw), plus the bias: (n,o,h′,w′), h′ = (h − 1)·stride
 * − 2·padding + dilation·(kh − 1) + outputPadding + 1; f32 or f64. A composite like `conv2d`, which sets x apart by zeros where
 * the stride is not 1. Throws a ShapeError where channels and groups do not fit.
 */
export const convTranspose2d: Conv<"in"> = (x, w, options = {}) => transposed("convTranspose2d", 2, x, w, options);
