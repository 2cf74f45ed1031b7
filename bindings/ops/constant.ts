// Values written into a graph, and sizes as values.
import { type Dim, normalizeDim } from "../dim.js";
import type { DType } from "../dtype.js";
import { Constant, makeNode, type Node } from "../graph/node.js";
import { type Op, zero } from "../graph/op.js";
import { elements, normalizeAxis, type Shape } from "../shape.js";
import { toData, type Value } from "../tensor.js";
import { scalar } from "./define.js";
import { countAlong } from "./movement.js";
import { broadcastTo } from "./reduce.js";

/** A constant. @param dtype default `"f32"` @throws FeedError if the value does not fit the dtype without loss */
export function constant(value: Value): Node<"f32">;
export function constant<D extends DType>(value: Value, dtype: D): Node<D>;
export function constant(value: Value, dtype: DType = "f32"): Node {
  const { data, shape } = toData(value, dtype, "constant");
  return new Constant(data.slice(), { shape: shape ?? [data.length], dtype });
}
/** The number everywhere. */
export function full<D extends DType>(shape: readonly Dim[], value: number, dtype: D): Node<D> {
  return broadcastTo(scalar(value, dtype), shape);
}
/** Zeros. @param dtype default `"f32"` */
export function zeros(shape: readonly Dim[]): Node<"f32">;
export function zeros<D extends DType>(shape: readonly Dim[], dtype: D): Node<D>;
export function zeros(shape: readonly Dim[], dtype: DType = "f32"): Node {
  return full(shape, 0, dtype);
}
/** Ones. @param dtype default `"f32"` */
export function ones(shape: readonly Dim[]): Node<"f32">;
export function ones<D extends DType>(shape: readonly Dim[], dtype: D): Node<D>;
export function ones(shape: readonly Dim[], dtype: DType = "f32"): Node {
  return full(shape, 1, dtype);
}
/** Zeros of x's shape and dtype. */
export function zerosLike<D extends DType>(x: Node<D>): Node<D> {
  return full(x.shape, 0, x.dtype);
}
/** Ones of x's shape and dtype. */
export function onesLike<D extends DType>(x: Node<D>): Node<D> {
  return full(x.shape, 1, x.dtype);
}

// A size that is known when the graph is planned.
const sizeOp: Op = {
  name: "size",
  infer: (_, { dtype }) => ({ shape: [], dtype: dtype as DType }),
  derivative: zero,
  lower: (node, to) => to.bind(node, to.constant([to.size(node.attributes.dim as Dim)], node.dtype)),
  print: (_, node) => String(node.attributes.dim),
};
/** A dimension as a scalar node; a constant where it is a number. */
export function dimension<D extends DType>(dim: Dim, dtype: D): Node<D> {
  const normal = normalizeDim(dim);
  return typeof normal === "number" ? scalar(normal, dtype) : makeNode(sizeOp, [], { dim: normal, dtype });
}
/** The number of elements along an axis, or of all without one: an i32 scalar, known when the graph is planned. */
export function size(x: Node, axis?: number): Node<"i32"> {
  const axes = axis === undefined ? x.shape.map((_, i) => i) : [normalizeAxis("size", axis, x.shape.length)];
  return dimension(countAlong(x.shape, axes), "i32");
}

const arangeOp: Op = {
  name: "arange",
  infer: (_, { shape }) => ({ shape: shape as Shape, dtype: "i32" }),
  derivative: zero,
  lower: (node, to) => to.emit("arange_i32", to.output(node), elements(to.shape(node))),
  print: (_, node) => `arange(${node.shape[0]})`,
};
/** 0, 1, …, n − 1 as i32. */
export function arange(n: Dim): Node<"i32"> {
  return makeNode(arangeOp, [], { shape: [normalizeDim(n)] });
}
arange.entry = arangeOp;

const stopOp: Op = {
  name: "stopGradient",
  infer: ([x]) => x!,
  derivative: zero,
  lower: (node, to) => to.bind(node, to.input(node.inputs[0]!)),
  // derivatives are taken before a graph is compiled
  rewrite: (node) => node.inputs[0],
};
/** x, with a derivative of zero. */
export function stopGradient<T extends Node>(x: T): Node<T["dtype"]> {
  return makeNode(stopOp, [x]);
}
stopGradient.entry = stopOp;
