// Windows that slide over the spatial axes of x (batch, channels, …spatial): what convolutions and pooling share.
import { addDims, type Dim, floorDivDim, mulDims, subDims } from "../dim.js";
import type { DType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { type Axes, type Shape, showShape } from "../shape.js";
import { full } from "./constant.js";
import { concat, pad, slice } from "./movement.js";

/** One number an axis; a single number serves all. Throws unless they are whole and at least `least`. */
export function perAxis(op: string, what: string, value: Axes, axes: number, least: number): number[] {
  const list = typeof value === "number" ? new Array<number>(axes).fill(value) : [...value];
  if (list.length !== axes || list.some((n) => !Number.isInteger(n) || n < least))
    throw new ShapeError(`${op}: ${what} is a whole number from ${least}, or ${axes} of them, not [${list}]`);
  return list;
}

/** The steps of a window over each spatial axis. */
export interface Steps {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}
/** How far a window reaches: dilation·(kernel − 1) + 1. */
export const reach = ({ kernel, dilation }: Steps): number[] => kernel.map((k, i) => dilation[i]! * (k - 1) + 1);

/** How many windows fit along each spatial axis of a padded shape. */
export function places(op: string, spatial: Shape, steps: Steps): Dim[] {
  const reaches = reach(steps);
  return spatial.map((size, i) => {
    const room = subDims(size, reaches[i]!);
    if (typeof room === "number" && room < 0)
      throw new ShapeError(
        `${op}: a window that reaches over ${reaches[i]} does not fit axis ${i + 2} of size ${size}`,
      );
    return addDims(floorDivDim(room, steps.stride[i]!), 1);
  });
}

/** For each element of the window, in row-major order, the elements of x that it meets: (batch, channels, …places). */
export function windows<D extends DType>(op: string, x: Node<D>, steps: Steps): Node<D>[] {
  const counts = places(op, x.shape.slice(2), steps);
  let offsets: number[][] = [[]];
  for (const k of steps.kernel) offsets = offsets.flatMap((o) => Array.from({ length: k }, (_, i) => [...o, i]));
  return offsets.map((offset) => {
    const ranges = offset.map((o, i) => {
      const [start, step] = [o * steps.dilation[i]!, steps.stride[i]!];
      return [start, addDims(mulDims(subDims(counts[i]!, 1), step), start + 1), step] as const;
    });
    return slice(x, [null, null, ...ranges]);
  });
}

/** x with `before` and `after` elements of a value added to each spatial axis; negative widths cut. */
export function surround<D extends DType>(
  x: Node<D>,
  widths: readonly (readonly [before: number, after: number])[],
  value = 0,
): Node<D> {
  let y = x;
  if (widths.flat().some((n) => n < 0)) {
    const cut = widths.map(([a, b], i) => [Math.max(-a, 0), addDims(x.shape[i + 2]!, Math.min(b, 0))] as const);
    y = slice(y, [null, null, ...cut]);
  }
  const wide = widths.map(([a, b]) => [Math.max(a, 0), Math.max(b, 0)] as const);
  if (wide.flat().every((n) => n === 0)) return y;
  if (value === 0) return pad(y, [[0, 0], [0, 0], ...wide]);
  for (const [i, ends] of wide.entries()) {
    const { shape } = y;
    const slab = (n: number) =>
      full(
        shape.map((size, axis) => (axis === i + 2 ? n : size)),
        value,
        x.dtype,
      );
    y = concat([slab(ends[0]), y, slab(ends[1])], i + 2);
  }
  return y;
}

/** Throws unless x has a batch, channels and the spatial axes. */
export function requireSpatial(op: string, what: string, x: Node, axes: number): void {
  if (x.shape.length !== axes + 2)
    throw new ShapeError(`${op}: ${what} has ${axes + 2} axes, not shape ${showShape(x.shape)}`);
}
