// What is made of sums: means, variances, the stable logarithm of a sum of exponentials.
import type { DType, Float } from "../dtype.js";
import { makeNode, type Node } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { type Axes, elements, normalizeAxes } from "../shape.js";
import { div, mul, square, sub } from "./arithmetic.js";
import { equal, where } from "./compare.js";
import { dimension } from "./constant.js";
import { floats, requireDType, type WithEntry } from "./define.js";
import { countAlong, permute, reshape, unsqueeze } from "./movement.js";
import { maximum } from "./piecewise.js";
import { type Reduce, type ReduceOptions, reducedShape, sum } from "./reduce.js";
import { softmax } from "./softmax.js";
import { sqrt } from "./transcendental.js";

/** The mean over the axes; over all of them by default. */
export const mean: Reduce = (x, axis, options) => {
  requireDType("mean", x, floats);
  const axes = normalizeAxes("mean", axis, x.shape.length);
  return div(sum(x, axes, options), dimension(countAlong(x.shape, axes), x.dtype));
};

/** The variance over the axes: Σ(x − mean)² / (n − correction), PyTorch's correction 1 by default. */
export function variance<D extends DType>(
  x: Node<D>,
  axis?: Axes,
  options: ReduceOptions & { readonly correction?: number } = {},
): Node<D> {
  const axes = normalizeAxes("variance", axis, x.shape.length);
  const count = dimension(countAlong(x.shape, axes), x.dtype);
  const centred: Node<D> = sub(x, mean(x, axes, { keepDims: true }));
  return div(sum(square(centred), axes, options), maximum(sub(count, options.correction ?? 1), 0));
}
/** The square root of the variance; where that is 0, the derivative is 0. */
export function std<D extends DType>(
  x: Node<D>,
  axis?: Axes,
  options: ReduceOptions & { readonly correction?: number } = {},
): Node<D> {
  const v = variance(x, axis, options);
  const constant = equal(v, 0);
  return where(constant, 0, sqrt(where(constant, 1, v)));
}

// y = ln Σ eˣ over the last axis;  dy = Σ softmax(x)·dx
const logsumexpOp: Op = {
  name: "logsumexp",
  infer: ([x]) => {
    requireDType("logsumexp", x!, floats);
    return { shape: x!.shape.slice(0, -1), dtype: x!.dtype };
  },
  derivative: {
    kind: "rules",
    jvp: ([dx], { inputs: [x] }) => sum(mul(softmax(x!), dx!), -1),
    vjp: (ct, { inputs: [x] }) => [mul(softmax(x!), unsqueeze(ct, -1))],
  },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const shape = to.shape(x);
    to.emit(`logsumexp_${x.dtype as Float}`, to.output(node), to.input(x), elements(to.shape(node)), shape.at(-1)!);
  },
};
/** ln Σ eˣ over the axes, without overflow; over all of them by default. */
export const logsumexp: WithEntry<Reduce> = /* @__PURE__ */ Object.assign(
  ((x: Node, axis?: Axes, options: ReduceOptions = {}): Node => {
    const axes = normalizeAxes("logsumexp", axis, x.shape.length);
    const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
    const last = permute(x, [...kept, ...axes]);
    const flat = reshape(last, [...kept.map((i) => x.shape[i]!), countAlong(x.shape, axes)]);
    const y = makeNode(logsumexpOp, [flat]);
    return options.keepDims ? reshape(y, reducedShape(x.shape, axes, true)) : y;
  }) as Reduce,
  { entry: logsumexpOp },
);
