// PyTorch's cases and how each is written in wengert.
import { readFileSync } from "node:fs";
import type { Node } from "wengert";
import * as w from "wengert";
import { nn } from "./oracle-nn.js";

export type Number_ = number | "NaN" | "Infinity" | "-Infinity" | "-0";
export interface Array_ {
  readonly shape: readonly number[];
  readonly data: readonly Number_[];
}
export interface Input extends Array_ {
  readonly dtype: "float" | "int" | "bool";
  readonly diff: boolean;
}
export interface Values {
  readonly outputs: readonly Array_[];
  readonly grads: readonly Array_[];
  readonly jvp?: readonly Array_[];
}
export interface Case {
  readonly id: string;
  readonly op: string;
  // biome-ignore lint/suspicious/noExplicitAny: attributes differ by operator
  readonly attrs: any;
  readonly inputs: readonly Input[];
  readonly cotangents: readonly Array_[] | "ones";
  readonly tangents?: readonly Array_[];
  readonly f64?: Values;
  readonly f32?: Values;
  readonly outputs?: readonly Array_[];
  readonly grads?: readonly Array_[];
  readonly f64_rtol?: number;
  readonly quirk?: string;
  readonly error?: string;
}
export interface SecondOrder {
  readonly id: string;
  readonly inputs: readonly Array_[];
  readonly v: readonly Array_[];
  readonly extra?: Readonly<Record<string, Array_>>;
  readonly f64: { value: number; grads: Array_[]; hvp: Array_[]; vhv: number; hessian?: Array_ };
}
export interface Trace {
  readonly id: string;
  readonly optimizer: string;
  readonly dtype: "f32" | "f64";
  readonly hyper: Readonly<Record<string, number | boolean | readonly number[]>>;
  readonly trace: readonly { loss: number; w: number[]; b: number[] }[];
}
export interface Oracle {
  readonly sections: Readonly<Record<string, readonly Case[]>>;
  readonly second_order: readonly SecondOrder[];
  readonly nth_derivatives: readonly { f: string; x: number; derivatives_0_to_n: Number_[] }[];
  readonly optimizers: {
    readonly problem: { X: Array_; y: number[]; w0: number[]; b0: number[] };
    readonly traces: readonly Trace[];
  };
}
export const oracle: Oracle = JSON.parse(
  readFileSync(new URL("../../../tests/oracle/torch_grads.json", import.meta.url), "utf8"),
);
export const numbers = (a: Array_): number[] => a.data.map(Number);

type Build = (x: Node[], attrs: Case["attrs"], test: Case) => Node | Node[];
const one =
  (f: (x: Node) => Node): Build =>
  ([x]) =>
    f(x!);
const two =
  (f: (x: Node, y: Node) => Node): Build =>
  ([x, y]) =>
    f(x!, y!);
const axesOf = (attrs: Case["attrs"]): number[] | undefined =>
  attrs.axes ?? (attrs.axis === undefined ? undefined : [attrs.axis]);
const reduce =
  (f: (x: Node, axes?: number[], o?: { keepDims?: boolean }) => Node): Build =>
  ([x], attrs) =>
    f(x!, axesOf(attrs), { keepDims: attrs.keepdims ?? false });

const perChannel = (p: Node, rank: number): Node =>
  w.reshape(p, [1, p.shape[0]!, ...new Array<number>(rank - 2).fill(1)]);

/** Operators by the oracle's names. */
export const builds: Readonly<Record<string, Build>> = {
  ...nn,
  neg: one(w.neg),
  abs: one(w.abs),
  exp: one(w.exp),
  expm1: one(w.expm1),
  log: one(w.log),
  log1p: one(w.log1p),
  exp2: one((x) => w.exp(w.mul(x, Math.LN2))),
  log2: one((x) => w.mul(w.log(x), Math.LOG2E)),
  log10: one((x) => w.mul(w.log(x), Math.LOG10E)),
  sqrt: one(w.sqrt),
  rsqrt: one(w.rsqrt),
  square: one(w.square),
  reciprocal: one(w.reciprocal),
  sin: one(w.sin),
  cos: one(w.cos),
  tan: one(w.tan),
  asin: one(w.asin),
  acos: one(w.acos),
  atan: one(w.atan),
  sinh: one(w.sinh),
  cosh: one(w.cosh),
  tanh: one(w.tanh),
  sigmoid: one(w.sigmoid),
  log_sigmoid: one(w.logSigmoid),
  erf: one(w.erf),
  relu: one(w.relu),
  relu6: one((x) => w.clamp(x, 0, 6)),
  silu: one(w.silu),
  sign: one(w.sign),
  floor: one(w.floor),
  ceil: one(w.ceil),
  round: one(w.round),
  trunc: one(w.trunc),
  mish: one((x) => w.mul(x, w.tanh(w.softplus(x)))),
  softsign: one((x) => w.div(x, w.add(w.abs(x), 1))),
  leaky_relu: ([x], a) => w.leakyRelu(x!, a.negative_slope ?? 0.01),
  elu: ([x], a) => w.elu(x!, a.alpha ?? 1),
  celu: ([x], a) => w.where(w.greater(x!, 0), x!, w.mul(w.expm1(w.div(w.minimum(x!, 0), a.alpha)), a.alpha)),
  selu: one((x) => w.mul(w.elu(x, 1.6732632423543772), 1.0507009873554805)),
  gelu: ([x], a) => w.gelu(x!, { approximate: a.approximate === "tanh" }),
  softplus: ([x], a) => {
    // PyTorch is linear beyond a threshold
    const scaled = w.mul(x!, a.beta ?? 1);
    return w.where(w.greater(scaled, a.threshold ?? 20), x!, w.div(w.softplus(scaled), a.beta ?? 1));
  },
  hard_tanh: ([x], a) => w.clamp(x!, a.min ?? -1, a.max ?? 1),
  clamp: ([x], a) => w.clamp(x!, a.min ?? Number.NEGATIVE_INFINITY, a.max ?? Number.POSITIVE_INFINITY),
  prelu: ([x, weight]) => w.where(w.greater(x!, 0), x!, w.mul(x!, perChannel(weight!, x!.shape.length))),
  pow_scalar: ([x], a) => w.pow(x!, a.exponent),
  scalar_pow: ([x], a) => w.pow(a.base, x!),
  add_scalar: ([x], a) => w.add(x!, a.c),
  mul_scalar: ([x], a) => w.mul(x!, a.c),
  rsub_scalar: ([x], a) => w.sub(a.c, x!),
  rdiv_scalar: ([x], a) => w.div(a.c, x!),

  add: two(w.add),
  sub: two(w.sub),
  mul: two(w.mul),
  div: two(w.div),
  pow: two(w.pow),
  atan2: two(w.atan2),
  maximum: two(w.maximum),
  minimum: two(w.minimum),
  lerp: ([a, b, t]) => w.add(a!, w.mul(t!, w.sub(b!, a!))),
  where: ([c, x, y]) => w.where(c!, x!, y!),
  addcmul: ([a, b, c], { value }) => w.add(a!, w.mul(w.mul(b!, c!), value)),

  sum: reduce(w.sum),
  mean: reduce(w.mean),
  amax: reduce(w.max),
  amin: reduce(w.min),
  max_all: one((x) => w.max(x)),
  var: ([x], a) => w.variance(x!, axesOf(a), { correction: a.correction, keepDims: a.keepdims ?? false }),
  std: ([x], a) => w.std(x!, axesOf(a), { correction: a.correction }),
  logsumexp: reduce(w.logsumexp),
  argmax: ([x], a) => w.argmax(x!, a.axis ?? a.axes?.[0]),
  broadcast_mismatch: two(w.add),

  matmul: two(w.matmul),
  matmul_trans: ([a, b], t) => w.matmul(t.trans_a ? w.transpose(a!) : a!, t.trans_b ? w.transpose(b!) : b!),
  linear: ([x, weight, b]) => w.add(w.matmul(x!, w.transpose(weight!)), b!),
  addmm: ([c, a, b], { alpha, beta }) => w.add(w.mul(c!, beta), w.mul(w.matmul(a!, b!), alpha)),
  outer: ([a, b]) => w.mul(w.unsqueeze(a!, 1), b!),

  softmax: ([x], a) => w.softmax(x!, a.axis ?? -1),
  log_softmax: ([x], a) => w.logSoftmax(x!, a.axis ?? -1),
  softmin: ([x], a) => w.softmax(w.neg(x!), a.axis),
  cross_entropy: ([x, y], a) => {
    if (a.weight) throw new Unsupported();
    return w.crossEntropy(x!, y!, {
      reduction: a.reduction ?? "mean",
      ignoreIndex: a.ignore_index ?? -100,
      labelSmoothing: a.label_smoothing ?? 0,
    });
  },
  cross_entropy_soft: ([x, y], a) => w.crossEntropy(x!, y!, { reduction: a.reduction }),
  nll_loss: ([x, y], a) => {
    const loss = w.neg(w.squeeze(w.takeAlong(x!, w.unsqueeze(y!, 1), 1), 1));
    return a.reduction === "none" ? loss : w.mean(loss);
  },
  mse_loss: ([x, y], a) => w.mse(x!, y!, a),
  l1_loss: ([x, y], a) => w.l1(x!, y!, { reduction: a.reduction ?? "mean" }),
  huber_loss: ([x, y], a) => w.huber(x!, y!, { delta: a.delta ?? 1, reduction: a.reduction ?? "mean" }),
  smooth_l1_loss: ([x, y], { beta }) => w.div(w.huber(x!, y!, { delta: beta }), beta),
  bce_with_logits: ([x, y, posWeight], a) => {
    if (posWeight) throw new Unsupported();
    return w.binaryCrossEntropy(x!, y!, { reduction: a.reduction ?? "mean" });
  },

  gather: ([x, i], a) => w.takeAlong(x!, i!, a.axis),
  index_select: ([x, i], a) => w.gather(x!, i!, a.axis ?? 0),
  scatter_add: ([x, i, u], a) => {
    const wide = x!.shape as number[];
    return w.add(x!, w.putAlong(wide, i!, u!, a.axis ?? 0));
  },
  index_add: ([x, i, u], a) => w.add(x!, w.scatterAdd(x!.shape, i!, u!, a.axis)),
  index_put_accumulate: ([x, i, u]) => w.add(x!, w.scatterAdd(x!.shape, i!, u!)),
  embedding: ([i, weight], a) => {
    if (a.padding_idx !== undefined) throw new Unsupported();
    return w.gather(weight!, i!);
  },
  masked_fill: ([x, mask], a) => w.where(mask!, a.value, x!),
  concat: (xs, a) => w.concat(xs, a.axis ?? 0),
  stack: (xs, a) => w.stack(xs, a.axis),
  split: ([x], a) => w.split(x!, a.sizes, a.axis),
  unbind: ([x], a) => w.unbind(x!, a.axis),
  slice: ([x], a) =>
    w.slice(
      x!,
      a.starts.map((s: number, i: number) => [s, a.ends[i], a.steps[i]] as const),
    ),
  select: ([x], a) => w.unbind(x!, a.axis).at(a.index)!,
  pad: ([x], a) => {
    if (a.mode !== "constant" || a.value !== 0 || a.pads.flat().some((p: number) => p < 0)) throw new Unsupported();
    return w.pad(x!, a.pads);
  },
  flip: ([x], a) => w.flip(x!, a.axes),
  roll: ([x], a) => {
    const n = x!.shape[a.axis] as number;
    const at = n - a.shift;
    return w.concat(w.split(x!, [at, n - at], a.axis).reverse(), a.axis);
  },
  broadcast_to: ([x], a) => w.broadcastTo(x!, a.shape),
  reshape: ([x], a) => w.reshape(x!, a.shape),
  transpose: ([x], a) => w.permute(x!, a.perm),
  squeeze_unsqueeze: ([x], a) => w.unsqueeze(w.squeeze(x!, a.squeeze), a.then_unsqueeze),
  rnn_tanh_cell: ([x, h, wi, wh, bi, bh]) =>
    w.tanh(w.add(w.matmul(x!, w.transpose(wi!)), bi!, w.matmul(h!, w.transpose(wh!)), bh!)),
  dlsys_mlp: ([x, w1, b1, w2, b2, w3, b3, y]) => {
    const h1 = w.relu(w.add(w.matmul(x!, w1!), b1!));
    const h2 = w.relu(w.add(w.matmul(h1, w2!), b2!));
    return w.crossEntropy(w.add(w.matmul(h2, w3!), b3!), y!);
  },
  dlsys_logreg: ([x, weight, b, y]) => w.crossEntropy(w.add(w.matmul(x!, weight!), b!), y!),
  where_safe: ([x]) => w.where(w.greater(x!, 0), w.log(w.where(w.greater(x!, 0), x!, 1)), 0),
  where_log_trap: ([x]) => w.where(w.greater(x!, 0), w.log(x!), 0),
  isnan_where: ([x]) => w.where(w.isNaN(x!), 0, x!),
  sqrt_sum_sq: ([x]) => w.sqrt(w.sum(w.square(x!))),
};
/** A variant of an operator that wengert does not have. */
export class Unsupported extends Error {}
