// Reading by index and its transpose, adding by index. Indices are i32 and carry no derivative.

import type { Dim } from "../dim.js";
import { byteSize, type DType, isFloat } from "../dtype.js";
import { DTypeError, ShapeError } from "../errors.js";
import { makeNode, type Node } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { elements, normalizeAxis, type Shape, sameShape, showShape } from "../shape.js";
import { numbers, requireDType } from "./define.js";

const axisOf = (node: Node): number => node.attributes.axis as number;
// sizes before the axis, of the axis, and after it
const around = (shape: readonly number[], axis: number) =>
  [elements(shape.slice(0, axis)), shape[axis]!, elements(shape.slice(axis + 1))] as const;

// y[o,j,i] = x[o,index[j],i];   dx[o,index[j],i] += ct[o,j,i]
const gatherOp: Op = {
  name: "gather",
  infer: ([x, index], { axis }) => {
    requireDType("gather: indices", index!, ["i32"]);
    const at = axis as number;
    return { shape: [...x!.shape.slice(0, at), ...index!.shape, ...x!.shape.slice(at + 1)], dtype: x!.dtype };
  },
  derivative: {
    kind: "linear",
    of: [0],
    transpose: (ct, node) => scatterAdd(node.inputs[0]!.shape, node.inputs[1]!, ct, axisOf(node)),
  },
  lower: (node, to) => {
    const [x, index] = node.inputs as [Node, Node];
    const [outer, size, inner] = around(to.shape(x), axisOf(node));
    const width = String(8 * byteSize[x.dtype as DType]) as "32";
    to.emit(
      `gather_${width}`,
      to.output(node),
      to.input(x),
      to.input(index),
      outer,
      size,
      inner,
      elements(to.shape(index)),
      to.fault,
    );
  },
};
/**
 * The slices of x at the indices along an axis: shape x[:axis] + index + x[axis+1:]. With axis 0, rows of a table.
 * An index outside the axis is an IndexError at run time.
 */
export function gather<D extends DType>(x: Node<D>, index: Node<"i32">, axis = 0): Node<D> {
  return makeNode(gatherOp, [x, index], { axis: normalizeAxis("gather", axis, x.shape.length) });
}
gather.entry = gatherOp;

// y = 0, y[o,index[j],i] += u[o,j,i]
const scatterAddOp: Op = {
  name: "scatterAdd",
  infer: ([index, u], { shape, axis }) => {
    requireDType("scatterAdd: indices", index!, ["i32"]);
    requireDType("scatterAdd", u!, numbers);
    const [target, at] = [shape as Shape, axis as number];
    const expected = [...target.slice(0, at), ...index!.shape, ...target.slice(at + 1)];
    if (
      expected.length !== u!.shape.length ||
      !expected.every((dim, i) => dim === u!.shape[i] || typeof dim !== typeof u!.shape[i])
    )
      throw new ShapeError(`scatterAdd: values have shape ${showShape(u!.shape)}, not ${showShape(expected)}`);
    return { shape: target, dtype: u!.dtype };
  },
  derivative: { kind: "linear", of: [1], transpose: (ct, node) => gather(ct, node.inputs[0]!, axisOf(node)) },
  lower: (node, to) => {
    const [index, u] = node.inputs as [Node, Node];
    const [outer, size, inner] = around(to.shape(node), axisOf(node));
    const dtype = node.dtype as "f32";
    to.emit(
      `scatter_add_${dtype}`,
      to.output(node),
      to.input(u),
      to.input(index),
      outer,
      size,
      inner,
      elements(to.shape(index)),
      to.fault,
    );
  },
};
/** Zeros of `shape` with u added at the indices along an axis, repeated indices summed: the transpose of gather. */
export function scatterAdd<D extends DType>(shape: readonly Dim[], index: Node<"i32">, u: Node<D>, axis = 0): Node<D> {
  return makeNode(scatterAddOp, [index, u], { shape, axis: normalizeAxis("scatterAdd", axis, shape.length) });
}
scatterAdd.entry = scatterAddOp;

const sameOutside = (a: Shape, b: Shape, axis: number) =>
  sameShape(
    a.filter((_, i) => i !== axis),
    b.filter((_, i) => i !== axis),
  );

// y[o,j,i] = x[o,index[o,j,i],i]
const takeOp: Op = {
  name: "takeAlong",
  infer: ([x, index], { axis }) => {
    requireDType("takeAlong: indices", index!, ["i32"]);
    if (x!.shape.length !== index!.shape.length || !sameOutside(x!.shape, index!.shape, axis as number))
      throw new ShapeError(
        `takeAlong: index ${showShape(index!.shape)} and x ${showShape(x!.shape)} differ outside axis ${axis}`,
      );
    return { shape: index!.shape, dtype: x!.dtype };
  },
  derivative: {
    kind: "linear",
    of: [0],
    transpose: (ct, node) =>
      makeNode(putOp, [node.inputs[1]!, ct], { shape: node.inputs[0]!.shape, axis: axisOf(node) }),
  },
  lower: (node, to) => {
    const [x, index] = node.inputs as [Node, Node];
    const [outer, size, inner] = around(to.shape(x), axisOf(node));
    const width = String(8 * byteSize[x.dtype as DType]) as "32";
    to.emit(
      `pick_${width}`,
      to.output(node),
      to.input(x),
      to.input(index),
      outer,
      size,
      inner,
      to.shape(index)[axisOf(node)]!,
      to.fault,
    );
  },
};
/** One element along the axis for each index: index has x's shape but along the axis. NumPy's take_along_axis. */
export function takeAlong<D extends DType>(x: Node<D>, index: Node<"i32">, axis = -1): Node<D> {
  return makeNode(takeOp, [x, index], { axis: normalizeAxis("takeAlong", axis, x.shape.length) });
}
takeAlong.entry = takeOp;

// y = 0, y[o,index[o,j,i],i] += u[o,j,i]
const putOp: Op = {
  name: "putAlong",
  infer: ([index, u], { shape, axis }) => {
    requireDType("putAlong: indices", index!, ["i32"]);
    if (!isFloat(u!.dtype) && u!.dtype !== "i32") throw new DTypeError(`putAlong: takes numbers, not ${u!.dtype}`);
    if (!sameShape(index!.shape, u!.shape) || !sameOutside(shape as Shape, u!.shape, axis as number))
      throw new ShapeError(
        `putAlong: index ${showShape(index!.shape)}, values ${showShape(u!.shape)}, shape ${showShape(shape as Shape)}`,
      );
    return { shape: shape as Shape, dtype: u!.dtype };
  },
  derivative: { kind: "linear", of: [1], transpose: (ct, node) => takeAlong(ct, node.inputs[0]!, axisOf(node)) },
  lower: (node, to) => {
    const [index, u] = node.inputs as [Node, Node];
    const [outer, size, inner] = around(to.shape(node), axisOf(node));
    const dtype = node.dtype as "f32";
    to.emit(
      `place_add_${dtype}`,
      to.output(node),
      to.input(u),
      to.input(index),
      outer,
      size,
      inner,
      to.shape(index)[axisOf(node)]!,
      to.fault,
    );
  },
};
/** Zeros of `shape` with each element of u added at its index along the axis: the transpose of takeAlong. */
export function putAlong<D extends DType>(shape: readonly Dim[], index: Node<"i32">, u: Node<D>, axis = -1): Node<D> {
  return makeNode(putOp, [index, u], { shape, axis: normalizeAxis("putAlong", axis, shape.length) });
}
putAlong.entry = putOp;
