// Functions in pieces: masks choose between them. At an edge the convention is PyTorch's.

import type { DType } from "../dtype.js";
import type { Node } from "../graph/node.js";
import { none, zero } from "../graph/op.js";
import { mul, neg } from "./arithmetic.js";
import { and, equal, greater, less, lessEqual, where } from "./compare.js";
import { stopGradient } from "./constant.js";
import { broadcasting, elementwise, fusedPartial, numbers } from "./define.js";

/** −1, 0 or 1, and 0 at NaN, as PyTorch; its derivative is 0 wherever it exists, which makes |x|″ 0. */
export const sign = /* @__PURE__ */ elementwise("sign", {
  ref: (x) => Number(x > 0) - Number(x < 0),
  derivative: zero,
});
/** |x|; its derivative at 0 is 0. */
export const abs = /* @__PURE__ */ elementwise("abs", {
  ref: Math.abs,
  partials: (x) => [sign(x!)],
  dtypes: numbers,
  print: ([x]) => `|${x}|`,
});
// y > 0 ? d : 0 with y = relu x, which is positive where x is
const reluGrad = /* @__PURE__ */ fusedPartial(
  "relu_grad",
  (y, d) => where(greater(y, 0), d, 0),
  ([y, d]) => `where(${y} > 0, ${d}, 0)`,
);
/** max(x, 0); its derivative at 0 is 0. */
export const relu = /* @__PURE__ */ elementwise("relu", {
  ref: (x) => Math.max(x, 0),
  along: (d, _, __, y) => reluGrad(y, d),
  dtypes: numbers,
});

/** ⌊x⌋. It has no derivative; `stopGradient` says that zero is meant. */
export const floor = /* @__PURE__ */ elementwise("floor", { ref: Math.floor, derivative: none });
/** ⌈x⌉. It has no derivative. */
export const ceil = /* @__PURE__ */ elementwise("ceil", { ref: Math.ceil, derivative: none });
/** The nearest whole number, ties to even. It has no derivative. */
export const round = /* @__PURE__ */ elementwise("round", { ref: roundEven, derivative: none });
/** x without its fraction. It has no derivative. */
export const trunc = /* @__PURE__ */ elementwise("trunc", { ref: Math.trunc, derivative: none });

function roundEven(x: number): number {
  const nearest = Math.round(x);
  return nearest - x === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

// What is not the smaller one takes the derivative, NaN included; a tie is shared evenly.
const share = (d: Node, x: Node, y: Node): Node => where(less(x, y), 0, where(equal(x, y), mul(d, 0.5), d));

/** The larger of x and y; NaN if either is. A tie shares the derivative evenly. */
export const maximum = /* @__PURE__ */ broadcasting("maximum", {
  ref: Math.max,
  along: (d, i, [x, y]) => (i === 0 ? share(d, x!, y!) : share(d, y!, x!)),
  commutes: true,
});
/** The smaller of x and y; NaN if either is. A tie shares the derivative evenly. */
export const minimum = /* @__PURE__ */ broadcasting("minimum", {
  ref: Math.min,
  along: (d, i, [x, y]) => (i === 0 ? share(d, neg(x!), neg(y!)) : share(d, neg(y!), neg(x!))),
  commutes: true,
});

/** x limited to [low, high]; the derivative is 1 inside and on the limits, 0 outside. */
export function clamp<D extends DType>(x: Node<D>, low: number, high: number): Node<D> {
  const inside = and(lessEqual(low, x), lessEqual(x, high));
  return where(inside, x, stopGradient(minimum(maximum(x, low), high)));
}
