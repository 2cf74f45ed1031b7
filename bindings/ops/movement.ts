// Where elements stand: reshape, permute, cast. Linear, and closed under transposition.

import { type Dim, mulDims } from "../dim.js";
import { byteSize, type DType } from "../dtype.js";
import { DTypeError, ShapeError } from "../errors.js";
import { makeNode, type Node } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { elements, inferReshape, normalizeAxis, type Shape, sameShape, showShape, stridesOf } from "../shape.js";
import { emitMove } from "./spread.js";

const reshapeOp: Op = {
  name: "reshape",
  infer: ([x], { shape }) => ({ shape: inferReshape("reshape", x!.shape, shape as Shape), dtype: x!.dtype }),
  derivative: { kind: "linear", transpose: (ct, node) => reshape(ct, node.inputs[0]!.shape) },
  lower: (node, to) => to.bind(node, to.input(node.inputs[0]!)),
  rewrite: (node) => {
    const x = node.inputs[0]!;
    if (sameShape(x.shape, node.shape)) return x;
    return x.entry === reshapeOp ? reshape(x.inputs[0]!, node.shape) : undefined;
  },
  print: ([x], node) => `reshape(${x}, ${showShape(node.shape)})`,
};
/** The same elements, row-major, in another shape. One size may be −1: what the others leave over. */
export function reshape<D extends DType>(x: Node<D>, shape: readonly Dim[]): Node<D> {
  return makeNode(reshapeOp, [x], { shape });
}
reshape.entry = reshapeOp;

/** x with an axis of size 1 inserted at `axis`. */
export function unsqueeze<D extends DType>(x: Node<D>, axis: number): Node<D> {
  const at = normalizeAxis("unsqueeze", axis, x.shape.length + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}
/** x without the axis, whose size is 1. */
export function squeeze<D extends DType>(x: Node<D>, axis: number): Node<D> {
  const at = normalizeAxis("squeeze", axis, x.shape.length);
  if (x.shape[at] !== 1)
    throw new ShapeError(`squeeze: axis ${axis} of ${showShape(x.shape)} has size ${x.shape[at]}, not 1`);
  return reshape(
    x,
    x.shape.filter((_, i) => i !== at),
  );
}

const permuteOp: Op = {
  name: "permute",
  infer: ([x], { axes }) => ({ shape: (axes as number[]).map((axis) => x!.shape[axis]!), dtype: x!.dtype }),
  derivative: {
    kind: "linear",
    transpose: (ct, { attributes: { axes } }) => permute(ct, inverse(axes as number[])),
  },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const strides = stridesOf(to.shape(x));
    const shape = to.shape(node);
    const y = to.output(node);
    emitMove(
      to,
      x.dtype,
      shape,
      y,
      stridesOf(shape),
      to.input(x),
      (node.attributes.axes as number[]).map((axis) => strides[axis]!),
    );
  },
  rewrite: (node) => {
    const axes = node.attributes.axes as number[];
    const x = node.inputs[0]!;
    if (axes.every((axis, i) => axis === i)) return x;
    if (x.entry !== permuteOp) return undefined;
    const inner = x.attributes.axes as number[];
    return permute(
      x.inputs[0]!,
      axes.map((axis) => inner[axis]!),
    );
  },
  print: ([x], node) => {
    const axes = node.attributes.axes as number[];
    return axes.length === 2 ? `${x}ᵀ` : `permute(${x}, [${axes}])`;
  },
};
/** Axis i of the result is axis `axes[i]` of x. */
export function permute<D extends DType>(x: Node<D>, axes: readonly number[]): Node<D> {
  const order = axes.map((axis) => normalizeAxis("permute", axis, x.shape.length));
  if (order.length !== x.shape.length || new Set(order).size !== order.length)
    throw new ShapeError(`permute: [${axes}] does not name each axis of ${showShape(x.shape)} once`);
  return makeNode(permuteOp, [x], { axes: order });
}
permute.entry = permuteOp;

/** x with its last two axes exchanged. */
export function transpose<D extends DType>(x: Node<D>): Node<D> {
  const rank = x.shape.length;
  if (rank < 2) throw new ShapeError(`transpose: needs two axes, x has shape ${showShape(x.shape)}`);
  const axes = x.shape.map((_, i) => i);
  return permute(x, [...axes.slice(0, -2), rank - 1, rank - 2]);
}

/** x if the node is x with its last two axes exchanged. */
export function transposed(node: Node): Node | undefined {
  if (node.entry !== permuteOp) return undefined;
  const axes = node.attributes.axes as number[];
  const rank = axes.length;
  const swapped = axes.every((axis, i) => axis === (i < rank - 2 ? i : 2 * rank - 3 - i));
  return swapped ? node.inputs[0] : undefined;
}

function inverse(axes: readonly number[]): number[] {
  const result = new Array<number>(axes.length);
  for (const [i, axis] of axes.entries()) result[axis] = i;
  return result;
}

const castOp: Op = {
  name: "cast",
  infer: ([x], { dtype }) => ({ shape: x!.shape, dtype: dtype as DType }),
  derivative: { kind: "linear", transpose: (ct, node) => cast(ct, node.inputs[0]!.dtype) },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    if (x.dtype === node.dtype) to.bind(node, to.input(x));
    else
      to.emit(
        `cast_${x.dtype}_${node.dtype}` as "cast_f32_f64",
        to.output(node),
        to.input(x),
        elements(to.shape(node)),
      );
  },
  rewrite: (node) => (node.inputs[0]!.dtype === node.dtype ? node.inputs[0] : undefined),
  print: ([x], node) => `${node.dtype}(${x})`,
};
/** x in another dtype. Floats become i32 by truncation, saturating; anything but 0 becomes true. */
export function cast<D extends DType>(x: Node, dtype: D): Node<D> {
  if (!(dtype in byteSize)) throw new DTypeError(`cast: ${dtype} is no dtype`);
  return makeNode(castOp, [x], { dtype });
}
cast.entry = castOp;

/** product of the sizes along axes */
export function countAlong(shape: Shape, axes: readonly number[]): Dim {
  return axes.reduce<Dim>((n, axis) => mulDims(n, shape[axis]!), 1);
}
