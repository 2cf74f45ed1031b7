// Sums and broadcasts, each the transpose of the other; extremes and their places; what is made of them.

import type { Dim } from "../dim.js";
import { byteSize, type DType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Lowering, Pointer } from "../graph/lowering.js";
import { makeNode, type Node } from "../graph/node.js";
import { type Op, zero } from "../graph/op.js";
import {
  type Axes,
  broadcastShapes,
  elements,
  normalizeAxes,
  normalizeAxis,
  normalizeShape,
  type Shape,
  sameShape,
  showShape,
  stridesOf,
} from "../shape.js";
import { div, mul } from "./arithmetic.js";
import { equal, where } from "./compare.js";
import { numbers, requireDType, type WithEntry } from "./define.js";
import { cast, reshape } from "./movement.js";
import { broadcastStrides, emitMove } from "./spread.js";

export interface ReduceOptions {
  /** keep reduced axes with size 1 */
  readonly keepDims?: boolean;
}
export type Reduce = <D extends DType>(x: Node<D>, axis?: Axes, options?: ReduceOptions) => Node<D>;

/** The shape without the axes, or with 1 in their place. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
}
const axesOf = (node: Node): readonly number[] => node.attributes.axes as readonly number[];
/** A value of the reduced shape, broadcast back over x. */
function spreadBack(y: Node, node: Node): Node {
  const x = node.inputs[0]!;
  return broadcastTo(reshape(y, reducedShape(x.shape, axesOf(node), true)), x.shape);
}

/** Reduces axes in passes y[o,i] = ⊕ₖ x[o,k,i], innermost run of reduced axes first. */
function lowerReduce(
  node: Node,
  to: Lowering,
  kernel: "sum" | "max" | "min" | "prod",
  from: readonly number[],
  axes: readonly number[],
  y: Pointer,
): void {
  const x = node.inputs[0]!;
  const dtype = node.dtype as "f32";
  // runs of neighbouring axes, all reduced or all kept
  const runs: { n: number; reduce: boolean }[] = [];
  for (const [axis, n] of from.entries()) {
    const reduce = axes.includes(axis);
    const last = runs[runs.length - 1];
    if (n === 1) continue;
    if (last?.reduce === reduce) last.n *= n;
    else runs.push({ n, reduce });
  }
  let data = to.input(x);
  let inner = 1;
  while (runs.length) {
    const { n, reduce } = runs.pop()!;
    if (!reduce) {
      inner *= n;
      continue;
    }
    const outer = runs.reduce((size, run) => size * run.n, 1);
    const result = runs.some((run) => run.reduce) ? to.scratch(outer * inner * byteSize[dtype]) : y;
    to.emit(`${kernel}_${dtype}`, result, data, outer, n, inner);
    data = result;
  }
}

function reduction(kernel: "sum" | "max" | "min" | "prod", derivative: Op["derivative"]): { make: Reduce; entry: Op } {
  const entry: Op = {
    name: kernel,
    infer: ([x], { axes, keepDims }) => {
      requireDType(kernel, x!, numbers);
      const empty = (axes as number[]).find((axis) => x!.shape[axis] === 0);
      if (empty !== undefined && (kernel === "max" || kernel === "min"))
        throw new ShapeError(`${kernel}: axis ${empty} of ${showShape(x!.shape)} is empty and has no ${kernel}`);
      return { shape: reducedShape(x!.shape, axes as number[], keepDims as boolean), dtype: x!.dtype };
    },
    derivative,
    lower: (node, to) => {
      const x = node.inputs[0]!;
      const from = to.shape(x);
      const axes = axesOf(node).filter((axis) => from[axis] !== 1);
      if (axes.length === 0) to.bind(node, to.input(x));
      else lowerReduce(node, to, kernel, from, axes, to.output(node));
    },
    print: ([x], node) =>
      axesOf(node).length === node.inputs[0]!.shape.length ? `${kernel}(${x})` : `${kernel}(${x}, [${axesOf(node)}])`,
  };
  const make: Reduce = (x, axis, { keepDims = false } = {}) =>
    makeNode(entry, [x], { axes: normalizeAxes(kernel, axis, x.shape.length), keepDims });
  return { make, entry };
}
function extreme(kernel: "max" | "min") {
  // ties share evenly: weight = (x = y) / number of ties
  const weights = (node: Node): Node => {
    const ties = cast(equal(node.inputs[0]!, spreadBack(node, node)), node.dtype);
    return div(ties, sum(ties, axesOf(node), { keepDims: true }));
  };
  const { make, entry } = reduction(kernel, {
    kind: "rules",
    jvp: ([dx], node) => {
      const w = weights(node);
      return sum(where(equal(w, 0), 0, mul(w, dx!)), axesOf(node), {
        keepDims: node.attributes.keepDims as boolean,
      });
    },
    vjp: (ct, node) => {
      const w = weights(node);
      return [where(equal(w, 0), 0, mul(w, spreadBack(ct, node)))];
    },
  });
  return Object.assign(make, { entry });
}
function summation() {
  const { make, entry } = reduction("sum", { kind: "linear", transpose: (ct, node) => spreadBack(ct, node) });
  return Object.assign(make, { entry });
}

/** Σ over the axes; over all of them by default. */
export const sum: WithEntry<Reduce> = /* @__PURE__ */ summation();
/** The largest element over the axes; NaN if there is one. Ties share the derivative evenly. */
export const max: WithEntry<Reduce> = /* @__PURE__ */ extreme("max");
/** The smallest element over the axes; NaN if there is one. Ties share the derivative evenly. */
export const min: WithEntry<Reduce> = /* @__PURE__ */ extreme("min");

// y[…] = x[…] with axes of size 1 repeated
const broadcastOp: Op = {
  name: "broadcastTo",
  infer: ([x], { shape }) => {
    const to = shape as Shape;
    const joint = broadcastShapes("broadcastTo", [x!.shape, to]);
    if (
      joint.length !== to.length ||
      joint.some((dim, i) => typeof dim === "number" && typeof to[i] === "number" && dim !== to[i])
    )
      throw new ShapeError(`broadcastTo: ${showShape(x!.shape)} does not broadcast to ${showShape(to)}`);
    return { shape: to, dtype: x!.dtype };
  },
  derivative: { kind: "linear", transpose: (ct, node) => sumTo(ct, node.inputs[0]!.shape) },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const [shape, from] = [to.shape(node), to.shape(x)];
    if (elements(from) === elements(shape)) to.bind(node, to.input(x));
    else emitMove(to, x.dtype, shape, to.output(node), stridesOf(shape), to.input(x), broadcastStrides(from, shape));
  },
  rewrite: (node) => {
    const x = node.inputs[0]!;
    return x.entry === broadcastOp ? broadcastTo(x.inputs[0]!, node.shape) : undefined;
  },
  print: ([x], node) => `broadcast(${x}, ${showShape(node.shape)})`,
};
/** x repeated along axes of size 1, and along new outer axes, to the given shape. */
export function broadcastTo<D extends DType>(x: Node<D>, shape: readonly Dim[]): Node<D> {
  const target = normalizeShape(shape);
  return sameShape(x.shape, target) ? x : makeNode(broadcastOp, [x], { shape: target });
}
broadcastTo.entry = broadcastOp;

const sumToOp: Op = {
  name: "sumTo",
  infer: ([x], { shape }) => {
    const to = shape as Shape;
    const joint = to.length <= x!.shape.length ? broadcastShapes("sumTo", [to, x!.shape]) : undefined;
    if (!joint?.every((dim, i) => dim === x!.shape[i] || typeof dim === "string" || typeof x!.shape[i] === "string"))
      throw new ShapeError(`sumTo: ${showShape(to)} does not broadcast to ${showShape(x!.shape)}`);
    return { shape: to, dtype: x!.dtype };
  },
  derivative: { kind: "linear", transpose: (ct, node) => broadcastTo(ct, node.inputs[0]!.shape) },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const [shape, from] = [to.shape(node), to.shape(x)];
    const shift = from.length - shape.length;
    const axes = from.flatMap((n, axis) => (n !== 1 && (axis < shift || shape[axis - shift] === 1) ? [axis] : []));
    if (axes.length === 0) to.bind(node, to.input(x));
    else lowerReduce(node, to, "sum", from, axes, to.output(node));
  },
  rewrite: (node) => {
    const x = node.inputs[0]!;
    return x.entry === sumToOp ? sumTo(x.inputs[0]!, node.shape) : undefined;
  },
  print: ([x], node) => `sumTo(${x}, ${showShape(node.shape)})`,
};
/** x summed over the axes along which `shape` was broadcast to x's shape: the transpose of broadcastTo. */
export function sumTo<D extends DType>(x: Node<D>, shape: readonly Dim[]): Node<D> {
  const target = normalizeShape(shape);
  return sameShape(x.shape, target) ? x : makeNode(sumToOp, [x], { shape: target });
}
sumTo.entry = sumToOp;

function place(kernel: "argmax" | "argmin") {
  const entry: Op = {
    name: kernel,
    infer: ([x], { axis }) => {
      requireDType(kernel, x!, numbers);
      if (x!.shape[axis as number] === 0)
        throw new ShapeError(`${kernel}: axis ${axis} of ${showShape(x!.shape)} is empty`);
      return { shape: x!.shape.filter((_, i) => i !== axis), dtype: "i32" };
    },
    derivative: zero,
    lower: (node, to) => {
      const x = node.inputs[0]!;
      const shape = to.shape(x);
      const axis = node.attributes.axis as number;
      const [outer, inner] = [elements(shape.slice(0, axis)), elements(shape.slice(axis + 1))];
      to.emit(`${kernel}_${x.dtype as "f32"}`, to.output(node), to.input(x), outer, shape[axis]!, inner);
    },
  };
  const make = (x: Node, axis?: number): Node<"i32"> => {
    const flat = axis === undefined ? reshape(x, [-1]) : x;
    return makeNode(entry, [flat], { axis: axis === undefined ? 0 : normalizeAxis(kernel, axis, x.shape.length) });
  };
  return Object.assign(make, { entry });
}
/** The place of the first largest element along an axis, or in the flattened node without one. NaN counts as largest. */
export const argmax: ((x: Node, axis?: number) => Node<"i32">) & { entry: Op } = /* @__PURE__ */ place("argmax");
/** The place of the first smallest element. */
export const argmin: ((x: Node, axis?: number) => Node<"i32">) & { entry: Op } = /* @__PURE__ */ place("argmin");
