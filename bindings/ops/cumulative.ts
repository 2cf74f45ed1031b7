// Running sums, products and logarithms of sums along an axis, and the product over axes. What is not linear rests on one
// recurrence that is closed under differentiation, so nothing divides and zeros need no cases.
import { addDims, type Dim } from "../dim.js";
import type { DType, Float } from "../dtype.js";
import { sameDType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import { makeNode, type Node } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { type Axes, elements, normalizeAxes, normalizeAxis, sameShape, showShape } from "../shape.js";
import { add, mul, sub } from "./arithmetic.js";
import { equal, where } from "./compare.js";
import { arange, dimension, full } from "./constant.js";
import { floats, numbers, requireDType, type WithEntry } from "./define.js";
import { gather } from "./indexing.js";
import { countAlong, permute, reshape, unsqueeze } from "./movement.js";
import { maximum } from "./piecewise.js";
import { type Reduce, type ReduceOptions, reducedShape, sum } from "./reduce.js";
import { pad, slice } from "./slicing.js";
import { exp } from "./transcendental.js";

const axisOf = (node: Node): number => node.attributes.axis as number;
const reversed = (node: Node): boolean => node.attributes.reverse === true;
// sizes before the axis, of the axis, and after it
const around = (shape: readonly number[], axis: number) =>
  [elements(shape.slice(0, axis)), shape[axis]!, elements(shape.slice(axis + 1))] as const;

// y[k] = Σ_{j≤k} x[j], or Σ_{j≥k}: each the transpose of the other
const cumsumOp: Op = {
  name: "cumsum",
  infer: ([x]) => {
    requireDType("cumsum", x!, numbers);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  derivative: { kind: "linear", transpose: (ct, node) => cumsum(ct, axisOf(node), { reverse: !reversed(node) }) },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const y = to.output(node, 0, [x]);
    const dtype = x.dtype as "f32";
    to.emit(`cumsum_${dtype}`, y, to.input(x), ...around(to.shape(x), axisOf(node)), Number(reversed(node)));
  },
  inPlace: true,
  print: ([x], node) => `cumsum(${x}, ${axisOf(node)}${reversed(node) ? ", reverse" : ""})`,
};
/** Σ of the elements up to each along an axis, that one included; from each on with `reverse`. x's shape and dtype. */
export function cumsum<D extends DType>(
  x: Node<D>,
  axis = -1,
  { reverse = false }: { readonly reverse?: boolean } = {},
): Node<D> {
  return makeNode(cumsumOp, [x], { axis: normalizeAxis("cumsum", axis, x.shape.length), reverse });
}
cumsum.entry = cumsumOp;

// t[k] = a[k]·t[k−1] + b[k] from t[−1] = 0, or t[k] = a[k+1]·t[k+1] + b[k] from t[n] = 0. With L = 1 less a on the
// subdiagonal these are L·t = b and Lᵀ·t = b: each the transpose of the other in b.
//   da·t = ct along a:  dt = L⁻¹(da[k]·t[k−1] + db[k]);   s = L⁻ᵀct,  db = s,  da[k] = s[k]·t[k−1]
const recurrenceOp: Op = {
  name: "recurrence",
  infer: ([a, b]) => {
    for (const x of [a!, b!]) requireDType("recurrence", x, floats);
    sameDType("recurrence", [a!.dtype, b!.dtype]);
    if (!sameShape(a!.shape, b!.shape))
      throw new ShapeError(`recurrence: shapes ${showShape(a!.shape)} and ${showShape(b!.shape)} differ`);
    return { shape: a!.shape, dtype: a!.dtype };
  },
  derivative: {
    kind: "rules",
    jvp: ([da, db], t) => {
      const axis = axisOf(t);
      const through = da && (reversed(t) ? shift(mul(da, t), axis, -1) : mul(da, shift(t, axis, 1)));
      const drive = through && db ? add(through, db) : (through ?? db!);
      return recurrence(t.inputs[0]!, drive, axis, reversed(t));
    },
    vjp: (ct, t) => {
      const axis = axisOf(t);
      const s = recurrence(t.inputs[0]!, ct, axis, !reversed(t));
      return [reversed(t) ? mul(shift(s, axis, 1), t) : mul(s, shift(t, axis, 1)), s];
    },
  },
  lower: (node, to) => {
    const [a, b] = node.inputs as [Node, Node];
    const t = to.output(node, 0, [b]);
    const dtype = a.dtype as Float;
    const sizes = around(to.shape(a), axisOf(node));
    to.emit(`recurrence_${dtype}`, t, to.input(a), to.input(b), ...sizes, Number(reversed(node)));
  },
};
/** t[k] = a[k]·t[k−1] + b[k] along an axis; with `reverse`, t[k] = a[k+1]·t[k+1] + b[k]. a and b have one shape. */
export function recurrence<D extends Float>(a: Node<D>, b: Node<D>, axis: number, reverse = false): Node<D> {
  return makeNode(recurrenceOp, [a, b], { axis: normalizeAxis("recurrence", axis, a.shape.length), reverse });
}
recurrence.entry = recurrenceOp;

/** x moved along an axis by one place, up or down, with a zero for what comes in. */
function shift(x: Node, axis: number, by: 1 | -1): Node {
  const n = x.shape[axis]!;
  const wide = pad(
    x,
    x.shape.map((_, i) => (i !== axis ? [0, 0] : by === 1 ? [1, 0] : [0, 1])),
  );
  return slice(
    wide,
    x.shape.map((_, i) => (i !== axis ? null : by === 1 ? [0, n] : [1, addDims(n, 1)])),
  );
}
/** True at one place of an axis, in a shape that broadcasts. */
function only(x: Node, axis: number, at: "first" | "last"): Node<"bool"> {
  const n = x.shape[axis]!;
  const mask = equal(arange(n), at === "first" ? 0 : sub(dimension(n, "i32"), 1));
  return reshape(
    mask,
    x.shape.slice(axis).map((size, i): Dim => (i === 0 ? size : 1)),
  );
}

/** The product of the elements up to each along an axis, that one included. Derivatives are right at zeros. */
export function cumprod<D extends Float>(x: Node<D>, axis = -1): Node<D> {
  const at = normalizeAxis("cumprod", axis, x.shape.length);
  return recurrence(x, where(only(x, at, "first"), x, 0), at);
}

// y = Π x over the last axis;  dy = Σ (Π of the others)·dx
const prodOp: Op = {
  name: "prod",
  infer: ([x]) => {
    requireDType("prod", x!, numbers);
    return { shape: x!.shape.slice(0, -1), dtype: x!.dtype };
  },
  derivative: {
    kind: "rules",
    jvp: ([dx], { inputs: [x] }) => sum(mul(others(x!), dx!), -1),
    vjp: (ct, { inputs: [x] }) => [mul(others(x!), unsqueeze(ct, -1))],
  },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    to.emit(`prod_${x.dtype as "f32"}`, to.output(node), to.input(x), elements(to.shape(node)), to.shape(x).at(-1)!, 1);
  },
};
/** For each element of the last axis the product of those before it times the product of those behind it. */
function others(x: Node): Node {
  const axis = x.shape.length - 1;
  const one = full(x.shape, 1, x.dtype);
  const before = recurrence(shift(x, axis, 1), where(only(x, axis, "first"), one, 0), axis);
  return mul(before, recurrence(x, where(only(x, axis, "last"), one, 0), axis, true));
}
/** The product over the axes; over all of them by default. Derivatives are right at zeros. */
export const prod: WithEntry<Reduce> = /* @__PURE__ */ Object.assign(
  ((x: Node, axis?: Axes, options: ReduceOptions = {}): Node => {
    const axes = normalizeAxes("prod", axis, x.shape.length);
    const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
    const last = axes.length === 0 ? x : permute(x, [...kept, ...axes]);
    const flat = reshape(last, [...kept.map((i) => x.shape[i]!), countAlong(x.shape, axes)]);
    const y = makeNode(prodOp, [flat]);
    return options.keepDims ? reshape(y, reducedShape(x.shape, axes, true)) : y;
  }) as Reduce,
  { entry: prodOp },
);

// y[k] = ln Σ_{j≤k} e^x[j];  dy[k] = e^(y[k−1] − y[k])·dy[k−1] + e^(x[k] − y[k])·dx[k], both factors in [0, 1]
const logcumsumexpOp: Op = {
  name: "logcumsumexp",
  infer: ([x]) => {
    requireDType("logcumsumexp", x!, floats);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  derivative: {
    kind: "rules",
    jvp: ([dx], y) => {
      const [before, own] = weights(y);
      return recurrence(before, mul(own, dx!), axisOf(y));
    },
    vjp: (ct, y) => {
      const [before, own] = weights(y);
      return [mul(own, recurrence(before, ct, axisOf(y), true))];
    },
  },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const y = to.output(node, 0, [x]);
    to.emit(`logcumsumexp_${x.dtype as Float}`, y, to.input(x), ...around(to.shape(x), axisOf(node)));
  },
  print: ([x], node) => `logcumsumexp(${x}, ${axisOf(node)})`,
};
function weights(y: Node): [before: Node, own: Node] {
  const axis = axisOf(y);
  // where nothing has been added yet, −∞ − −∞ is avoided: both factors are 0
  const level = where(equal(y, Number.NEGATIVE_INFINITY), 0, y);
  const previous = gather(y, maximum(sub(arange(y.shape[axis]!), 1), 0), axis);
  return [exp(sub(previous, level)), exp(sub(y.inputs[0]!, level))];
}
/** ln Σ eˣ of the elements up to each along an axis, without overflow. Where the sum is 0 the derivative is 0. */
export function logcumsumexp<D extends Float>(x: Node<D>, axis = -1): Node<D> {
  return makeNode(logcumsumexpOp, [x], { axis: normalizeAxis("logcumsumexp", axis, x.shape.length) });
}
logcumsumexp.entry = logcumsumexpOp;
