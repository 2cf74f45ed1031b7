// Order along an axis: places that have no derivative, and values taken by them.
import type { DType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import { makeNode, type Node } from "../graph/node.js";
import { type Op, zero } from "../graph/op.js";
import { elements, normalizeAxis, showShape } from "../shape.js";
import { numbers, requireDType } from "./define.js";
import { takeAlong } from "./indexing.js";
import { squeeze, unsqueeze } from "./movement.js";
import { argmax, argmin } from "./reduce.js";
import { slice } from "./slicing.js";

// y[o,k,i] = the place of the k-th element of x[o,:,i] in order
const argsortOp: Op = {
  name: "argsort",
  infer: ([x]) => {
    requireDType("argsort", x!, numbers);
    return { shape: x!.shape, dtype: "i32" };
  },
  derivative: zero,
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const shape = to.shape(x);
    const axis = node.attributes.axis as number;
    const [outer, n, inner] = [elements(shape.slice(0, axis)), shape[axis]!, elements(shape.slice(axis + 1))];
    const descending = Number(node.attributes.descending);
    const work = to.scratch(16 * n);
    to.emit(`argsort_${x.dtype as "f32"}`, to.output(node), to.input(x), outer, n, inner, descending, work);
  },
};
/** The places of the elements along an axis in order, i32 of x's shape. Equal elements keep their order; NaN counts as largest. */
export function argsort(x: Node, axis = -1, descending = false): Node<"i32"> {
  return makeNode(argsortOp, [x], { axis: normalizeAxis("argsort", axis, x.shape.length), descending });
}
argsort.entry = argsortOp;

type WithIndex<D extends DType> = [values: Node<D>, indices: Node<"i32">];

/** x's elements along an axis in order, and their places: stable, NaN as the largest. */
export function sort<D extends DType>(x: Node<D>, axis = -1, descending = false): WithIndex<D> {
  const indices = argsort(x, axis, descending);
  return [takeAlong(x, indices, axis), indices];
}
/**
 * The k largest elements along an axis from the largest on, or the k smallest from the smallest on, and their places. Of
 * equal ones the first. @throws ShapeError if the axis has fewer than k
 */
export function topk<D extends DType>(x: Node<D>, k: number, axis = -1, largest = true): WithIndex<D> {
  const at = normalizeAxis("topk", axis, x.shape.length);
  const size = x.shape[at]!;
  if (!Number.isInteger(k) || k < 0 || (typeof size === "number" && k > size))
    throw new ShapeError(`topk: ${k} elements of axis ${axis} of ${showShape(x.shape)}`);
  const indices = slice(
    argsort(x, at, largest),
    x.shape.map((_, i) => (i === at ? [0, k] : null)),
  );
  return [takeAlong(x, indices, at), indices];
}

function withIndex<D extends DType>(x: Node<D>, axis: number, place: typeof argmax): WithIndex<D> {
  const at = normalizeAxis("withIndex", axis, x.shape.length);
  const indices = place(x, at);
  return [squeeze(takeAlong(x, unsqueeze(indices, at), at), at), indices];
}
/** The largest element along an axis and its place; the first of equals takes the derivative. NaN counts as largest. */
export function maxWithIndex<D extends DType>(x: Node<D>, axis = -1): WithIndex<D> {
  return withIndex(x, axis, argmax);
}
/** The smallest element along an axis and its place; the first of equals takes the derivative. NaN counts as smallest. */
export function minWithIndex<D extends DType>(x: Node<D>, axis = -1): WithIndex<D> {
  return withIndex(x, axis, argmin);
}
