// Activations and losses, written in other ops.

import { type Float, isFloat, sameDType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { sameShape, showShape } from "../shape.js";
import { add, div, mul, neg, square, sub } from "./arithmetic.js";
import { equal, greater, not, where } from "./compare.js";
import { dimension } from "./constant.js";
import { cast, permute } from "./movement.js";
import { abs, clamp } from "./piecewise.js";
import { sum } from "./reduce.js";
import { crossEntropyRows, logSoftmax, softCrossEntropyRows } from "./softmax.js";
import { mean } from "./statistics.js";
import { erf, expm1, sigmoid, softplus, tanh } from "./transcendental.js";

type Activation = <D extends Float>(x: Node<D>) => Node<D>;

/** ln sigmoid(x) = −softplus(−x). */
export const logSigmoid: Activation = (x) => neg(softplus(neg(x)));
/** x·sigmoid(x). */
export const silu: Activation = (x) => mul(x, sigmoid(x));
/** x·Φ(x), by the error function; with `approximate`, by tanh as in GPT-2. */
export function gelu<D extends Float>(x: Node<D>, options: { readonly approximate?: boolean } = {}): Node<D> {
  const inner = options.approximate
    ? tanh(mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, mul(x, square(x))))))
    : erf(mul(x, Math.SQRT1_2));
  return mul(mul(x, 0.5), add(inner, 1));
}
/** x where it is positive, slope·x elsewhere. */
export function leakyRelu<D extends Float>(x: Node<D>, slope = 0.01): Node<D> {
  return where(greater(x, 0), x, mul(x, slope));
}
/** x where it is positive, α(eˣ − 1) elsewhere. */
export function elu<D extends Float>(x: Node<D>, alpha = 1): Node<D> {
  const positive = greater(x, 0);
  return where(positive, x, mul(expm1(where(positive, 0, x)), alpha));
}

/** How the numbers of a loss are put together; `"mean"` is the default. */
export interface LossOptions {
  readonly reduction?: "mean" | "sum" | "none";
}
function reduced<D extends Float>(loss: Node<D>, { reduction = "mean" }: LossOptions): Node<D> {
  return reduction === "mean" ? mean(loss) : reduction === "sum" ? sum(loss) : loss;
}
function alike(op: string, x: Node, y: Node): void {
  sameDType(op, [x.dtype, y.dtype]);
  if (!sameShape(x.shape, y.shape))
    throw new ShapeError(`${op}: shapes ${showShape(x.shape)} and ${showShape(y.shape)} differ`);
}

/**
 * Cross-entropy of logits (batch, classes, …) against classes: i32 labels of shape (batch, …), or float distributions of
 * the logits' shape. PyTorch's: softmax inside, classes on axis 1 (on axis 0 of a vector), the mean by default.
 * @param options.labelSmoothing the part of each target that is spread evenly over the classes
 * @param options.ignoreIndex a label whose rows count for nothing, nor in the mean
 * A label outside the classes is an IndexError when it runs, and nothing is committed.
 */
export function crossEntropy<D extends Float>(
  logits: Node<D>,
  target: Node,
  options: LossOptions & { readonly labelSmoothing?: number; readonly ignoreIndex?: number } = {},
): Node<D> {
  const { labelSmoothing = 0, ignoreIndex } = options;
  const rank = logits.shape.length;
  if (rank === 0) throw new ShapeError("crossEntropy: the logits are a scalar; they need an axis of classes");
  const last = <T extends Node>(x: T): T =>
    rank > 2 ? (permute(x, [0, ...x.shape.map((_, i) => i).slice(2), 1]) as T) : x;
  const rows = last(logits);
  if (isFloat(target.dtype)) {
    const smooth = labelSmoothing
      ? add(mul(target, 1 - labelSmoothing), div(labelSmoothing, dimension(rows.shape.at(-1)!, target.dtype)))
      : target;
    const loss = softCrossEntropyRows(rows, last(smooth));
    return reduced(loss, options);
  }
  const keep = ignoreIndex === undefined ? undefined : not(equal(target, ignoreIndex));
  const label = keep ? where(keep, target, 0) : target;
  let loss = crossEntropyRows(rows, label);
  if (labelSmoothing) {
    // (1 − ε)·ce(label) − ε·mean over classes of ln softmax
    loss = sub(mul(loss, 1 - labelSmoothing), mul(mean(logSoftmax(rows), -1), labelSmoothing));
  }
  if (!keep) return reduced(loss, options);
  const kept = where(keep, loss, 0);
  if ((options.reduction ?? "mean") !== "mean") return reduced(kept, options);
  return div(sum(kept), sum(cast(keep, logits.dtype)));
}
/** The mean of (x − y)². */
export function mse<D extends Float>(x: Node<D>, y: Node<NoInfer<D>>, options: LossOptions = {}): Node<D> {
  alike("mse", x, y);
  return reduced(square(sub(x, y)), options);
}
/** The mean of |x − y|. */
export function l1<D extends Float>(x: Node<D>, y: Node<NoInfer<D>>, options: LossOptions = {}): Node<D> {
  alike("l1", x, y);
  return reduced(abs(sub(x, y)), options);
}
/** ½d² where |d| ≤ δ, δ(|d| − ½δ) beyond, d = x − y: least squares that outliers do not dominate. */
export function huber<D extends Float>(
  x: Node<D>,
  y: Node<NoInfer<D>>,
  options: LossOptions & { readonly delta?: number } = {},
): Node<D> {
  alike("huber", x, y);
  const delta = options.delta ?? 1;
  const d = sub(x, y);
  const inner = clamp(d, -delta, delta);
  return reduced(mul(inner, sub(d, mul(inner, 0.5))), options);
}
/** −(y ln p + (1 − y) ln(1 − p)) with p = sigmoid(x), from the logits x, without overflow; y in [0, 1]. */
export function binaryCrossEntropy<D extends Float>(
  x: Node<D>,
  y: Node<NoInfer<D>>,
  options: LossOptions = {},
): Node<D> {
  alike("binaryCrossEntropy", x, y);
  // −y ln p − (1 − y) ln(1 − p) = ln(1 + eˣ) − x·y
  return reduced(sub(softplus(x), mul(x, y)), options);
}
