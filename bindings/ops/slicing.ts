// Parts of a node and nodes put together: slice and pad, concat and split. Linear, and closed under transposition.
import { addDims, type Dim, floorDivDim, normalizeDim, subDims } from "../dim.js";
import { byteSize, type DType, sameDType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import { makeNode, type Node } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { elements, normalizeAxis, type Shape, sameShape, showShape, stridesOf } from "../shape.js";
import { zerosLike } from "./constant.js";
import { squeeze, unsqueeze } from "./movement.js";
import { emitMove } from "./spread.js";

// y[i] = x[start + i·step], of the given shape;  the transpose puts ct back among zeros
const sliceOp: Op = {
  name: "slice",
  infer: ([x], { start, shape, step }) => {
    requireInside("slice", x!.shape, start as Dim[], shape as Shape, step as number[]);
    return { shape: shape as Shape, dtype: x!.dtype };
  },
  derivative: {
    kind: "linear",
    transpose: (ct, node) =>
      embed(ct, node.inputs[0]!.shape, node.attributes.start as Dim[], node.attributes.step as number[]),
  },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const shape = to.shape(node);
    const from = to.shape(x);
    const step = node.attributes.step as number[];
    const start = (node.attributes.start as Dim[]).map((dim) => to.place(dim));
    const strides = stridesOf(from);
    const at = to.input(x).at(byteSize[x.dtype as DType] * start.reduce((sum, i, axis) => sum + i * strides[axis]!, 0));
    // contiguous if all axes but the first that is longer than 1 are whole
    const outer = shape.findIndex((size) => size !== 1);
    const whole = shape.every((size, axis) => axis <= outer || size === from[axis]);
    if (whole && step.every((s, axis) => s === 1 || shape[axis] === 1)) to.bind(node, at);
    else
      emitMove(
        to,
        x.dtype,
        shape,
        to.output(node),
        stridesOf(shape),
        at,
        strides.map((stride, axis) => stride * step[axis]!),
      );
  },
};
/** One axis of a slice: [start, end, step], or null for the whole axis. Negative numbers count from the end. */
export type Range = readonly [start: Dim, end?: Dim | undefined, step?: number] | null;

/**
 * The elements within the ranges, one an axis; missing ranges are whole. As x[a:b:s] in NumPy: an end beyond the axis is
 * the axis' end. Where sizes are names, an end beyond is a ShapeError when they are known.
 */
export function slice<D extends DType>(x: Node<D>, ranges: readonly Range[]): Node<D> {
  if (ranges.length > x.shape.length)
    throw new ShapeError(`slice: ${ranges.length} ranges for shape ${showShape(x.shape)}`);
  const parts = x.shape.map((size, axis) => {
    const [first, end, step = 1] = ranges[axis] ?? [0];
    if (!Number.isInteger(step) || step === 0)
      throw new ShapeError(`slice: step ${step} of axis ${axis} is not a whole number but 0`);
    const place = (dim: Dim): Dim => {
      const at = typeof dim === "string" ? normalizeDim(dim) : dim < 0 ? addDims(size, dim) : dim;
      if (typeof at !== "number" || typeof size !== "number") return at;
      return step > 0 ? Math.min(Math.max(at, 0), size) : Math.min(Math.max(at, -1), size - 1);
    };
    const start = place(first);
    const stop = end === undefined ? (step > 0 ? size : -1) : place(end);
    const span = step > 0 ? subDims(stop, start) : subDims(start, stop);
    const n = floorDivDim(addDims(span, Math.abs(step) - 1), Math.abs(step));
    return { start, n: typeof n === "number" ? Math.max(n, 0) : n, step };
  });
  return makeNode(sliceOp, [x], {
    start: parts.map((p) => p.start),
    shape: parts.map((p) => p.n),
    step: parts.map((p) => p.step),
  });
}
slice.entry = sliceOp;

/** x's axes in reverse order along the given ones. */
export function flip<D extends DType>(x: Node<D>, axes: readonly number[]): Node<D> {
  const list = axes.map((axis) => normalizeAxis("flip", axis, x.shape.length));
  return slice(
    x,
    x.shape.map((size, axis) => (list.includes(axis) ? [subDims(size, 1), undefined, -1] : null)),
  );
}

// y = 0, then y[start + i·step] = x[i]: the transpose of slice
const embedOp: Op = {
  name: "embed",
  infer: ([x], { shape, start, step }) => {
    requireInside("pad", shape as Shape, start as Dim[], x!.shape, step as number[]);
    return { shape: shape as Shape, dtype: x!.dtype };
  },
  derivative: {
    kind: "linear",
    transpose: (ct, node) =>
      makeNode(sliceOp, [ct], {
        start: node.attributes.start,
        shape: node.inputs[0]!.shape,
        step: node.attributes.step,
      }),
  },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const shape = to.shape(node);
    const step = node.attributes.step as number[];
    const strides = stridesOf(shape);
    const bytes = byteSize[x.dtype as DType];
    const start = (node.attributes.start as Dim[]).map((dim) => to.place(dim));
    const y = to.output(node);
    to.emit(`fill_${String(8 * bytes) as "32"}`, y, to.constant([0], x.dtype), elements(shape));
    const at = y.at(bytes * start.reduce((sum, i, axis) => sum + i * strides[axis]!, 0));
    const from = to.shape(x);
    emitMove(
      to,
      x.dtype,
      from,
      at,
      strides.map((stride, axis) => stride * step[axis]!),
      to.input(x),
      stridesOf(from),
    );
  },
};
function embed(x: Node, shape: Shape, start: readonly Dim[], step: readonly number[]): Node {
  return makeNode(embedOp, [x], { shape, start, step });
}
embed.entry = embedOp;

/** x with `before` and `after` zeros added to each axis. */
export function pad<D extends DType>(x: Node<D>, widths: readonly (readonly [before: Dim, after: Dim])[]): Node<D> {
  if (widths.length !== x.shape.length)
    throw new ShapeError(`pad: ${widths.length} widths for shape ${showShape(x.shape)}`);
  const start = widths.map(([before]) => normalizeDim(before));
  const shape = x.shape.map((size, axis) => addDims(addDims(size, start[axis]!), normalizeDim(widths[axis]![1])));
  return embed(
    x,
    shape,
    start,
    x.shape.map(() => 1),
  );
}

const concatOp: Op = {
  name: "concat",
  infer: (xs, { axis }) => {
    sameDType(
      "concat",
      xs.map((x) => x.dtype),
    );
    const at = axis as number;
    const others = (x: (typeof xs)[number]) => x.shape.filter((_, i) => i !== at);
    for (const x of xs)
      if (x.shape.length !== xs[0]!.shape.length || !sameShape(others(x), others(xs[0]!)))
        throw new ShapeError(
          `concat: shapes ${showShape(xs[0]!.shape)} and ${showShape(x.shape)} differ outside axis ${at}`,
        );
    const total = xs.reduce<Dim>((sum, x) => addDims(sum, x.shape[at]!), 0);
    return { shape: xs[0]!.shape.map((size, i) => (i === at ? total : size)), dtype: xs[0]!.dtype };
  },
  derivative: {
    kind: "rules",
    jvp: (dxs, node) =>
      makeNode(
        concatOp,
        node.inputs.map((x, i) => dxs[i] ?? zerosLike(x)),
        node.attributes,
      ),
    vjp: (ct, node) => {
      const axis = node.attributes.axis as number;
      return split(
        ct,
        node.inputs.map((x) => x.shape[axis]!),
        axis,
      );
    },
  },
  lower: (node, to) => {
    const shape = to.shape(node);
    const axis = node.attributes.axis as number;
    const strides = stridesOf(shape);
    const y = to.output(node);
    let at = 0;
    for (const x of node.inputs) {
      const from = to.shape(x);
      emitMove(
        to,
        x.dtype,
        from,
        y.at(at * strides[axis]! * byteSize[x.dtype as DType]),
        strides,
        to.input(x),
        stridesOf(from),
      );
      at += from[axis]!;
    }
  },
};
/** The nodes one after another along an axis. */
export function concat<D extends DType>(xs: readonly Node<D>[], axis = 0): Node<D> {
  const [first] = xs;
  if (!first) throw new ShapeError("concat: needs at least one node");
  return makeNode(concatOp, xs, { axis: normalizeAxis("concat", axis, first.shape.length) });
}
concat.entry = concatOp;

/** The nodes one after another along a new axis. */
export function stack<D extends DType>(xs: readonly Node<D>[], axis = 0): Node<D> {
  return concat(
    xs.map((x) => unsqueeze(x, axis)),
    axis,
  );
}

/** Parts along an axis: a number of equal ones, or their sizes. */
export function split<D extends DType>(x: Node<D>, parts: number | readonly Dim[], axis = 0): Node<D>[] {
  const at = normalizeAxis("split", axis, x.shape.length);
  const size = x.shape[at]!;
  let sizes: readonly Dim[];
  if (typeof parts === "number") {
    if (typeof size !== "number" || size % parts !== 0)
      throw new ShapeError(`split: ${size} does not divide into ${parts} equal parts`);
    sizes = Array.from({ length: parts }, () => size / parts);
  } else sizes = parts;
  const total = sizes.reduce(addDims, 0);
  if (typeof total === "number" && typeof size === "number" && total !== size)
    throw new ShapeError(`split: parts [${sizes}] add up to ${total}, axis ${axis} has size ${size}`);
  let start: Dim = 0;
  return sizes.map((part) => {
    const end: Dim = addDims(start, part);
    const result = slice(
      x,
      x.shape.map((_, i) => (i === at ? [start, end] : null)),
    );
    start = end;
    return result;
  });
}

/** The slices along an axis, without that axis. */
export function unbind<D extends DType>(x: Node<D>, axis = 0): Node<D>[] {
  const at = normalizeAxis("unbind", axis, x.shape.length);
  const size = x.shape[at]!;
  if (typeof size !== "number") throw new ShapeError(`unbind: axis ${axis} has size ${size}; it must be a number`);
  return split(x, size, at).map((part) => squeeze(part, at));
}

// start + i·step, i < count, lies within the axes, as far as that is known; an empty axis may start anywhere
function requireInside(op: string, shape: Shape, start: readonly Dim[], count: Shape, step: readonly number[]): void {
  for (const [axis, size] of shape.entries()) {
    const [a, n, s] = [start[axis]!, count[axis]!, step[axis]!];
    if (typeof a !== "number" || typeof n !== "number" || typeof size !== "number") continue;
    const last = a + (n - 1) * s;
    if (n > 0 && (a < 0 || a >= size || last < 0 || last >= size))
      throw new ShapeError(`${op}: elements ${a}…${last} of axis ${axis} are outside ${showShape(shape)}`);
  }
}
