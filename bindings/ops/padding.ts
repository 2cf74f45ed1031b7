// Borders: zeros, a value, the mirror image, or the nearest element; negative widths take away.
import { addDims, type Dim, subDims } from "../dim.js";
import type { DType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { showShape } from "../shape.js";
import { sub } from "./arithmetic.js";
import { where } from "./compare.js";
import { arange, dimension, full } from "./constant.js";
import { gather } from "./indexing.js";
import { abs, maximum, minimum } from "./piecewise.js";
import { pad, slice } from "./slicing.js";

/** What stands in the border. */
export interface PadOptions {
  /** `"constant"`, the default: a value. `"reflect"`: the mirror image, without the edge. `"replicate"`: the edge. */
  readonly mode?: "constant" | "reflect" | "replicate";
  /** for `"constant"`; 0 by default */
  readonly value?: number;
}
const grown = (width: Dim): Dim => (typeof width === "number" ? Math.max(width, 0) : width);
const cropped = (width: Dim): number => (typeof width === "number" ? Math.max(-width, 0) : 0);

/**
 * x with a border of `before` and `after` elements on each axis; a negative width takes elements away.
 * @throws ShapeError if the number of widths is not the rank, or a mirror image is wider than the axis has elements but one
 */
export function padWith<D extends DType>(
  x: Node<D>,
  widths: readonly (readonly [before: Dim, after: Dim])[],
  { mode = "constant", value = 0 }: PadOptions = {},
): Node<D> {
  if (widths.length !== x.shape.length)
    throw new ShapeError(`pad: ${widths.length} widths for shape ${showShape(x.shape)}`);
  const inner = widths.some((pair) => pair.some((width) => cropped(width) > 0))
    ? slice(
        x,
        widths.map(([before, after], axis) => [cropped(before), subDims(x.shape[axis]!, cropped(after))]),
      )
    : x;
  const borders = widths.map(([before, after]) => [grown(before), grown(after)] as const);
  if (borders.every(([before, after]) => before === 0 && after === 0)) return inner;
  if (mode !== "constant")
    return borders.reduce(
      (y, [before, after], axis) => (before === 0 && after === 0 ? y : extend(y, axis, before, after, mode)),
      inner,
    );
  const zeros = pad(inner, borders);
  return value === 0 ? zeros : where(pad(full(inner.shape, 1, "bool"), borders), zeros, value as never);
}

// y[k] = x[|k − before|] with what passes the end mirrored there, or x[clamp(k − before)]
function extend<D extends DType>(
  x: Node<D>,
  axis: number,
  before: Dim,
  after: Dim,
  mode: "reflect" | "replicate",
): Node<D> {
  const n = x.shape[axis]!;
  const most = mode === "reflect" ? subDims(n, 1) : n === 0 ? 0 : Number.POSITIVE_INFINITY;
  for (const width of [before, after])
    if (typeof width === "number" && typeof most === "number" && width > most)
      throw new ShapeError(`pad: a ${mode} border of ${width} on axis ${axis} of ${showShape(x.shape)}`);
  const place = sub(arange(addDims(addDims(n, before), after)), dimension(before, "i32"));
  const last = sub(dimension(n, "i32"), 1);
  const index = mode === "reflect" ? sub(last, abs(sub(last, abs(place)))) : minimum(maximum(place, 0), last);
  return gather(x, index, axis);
}
