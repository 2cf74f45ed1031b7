// Ops that are made of others, beside plain formulas of what they compute.

import type { Node } from "wengert";
import * as w from "wengert";
import { specialComposites } from "./composites-special.js";
import { type Plain, tabulate } from "./plain.js";
import type { Spec } from "./run.js";

export interface Composite {
  readonly inputs: readonly Spec[];
  build(...x: Node[]): Node;
  ref(...x: Plain[]): Plain;
}
const f64 = (shape: readonly number[], domain: readonly [number, number] = [-3, 3]): Spec => ({
  shape,
  dtype: "f64",
  domain,
});
const i32 = (shape: readonly number[], values: readonly number[]): Spec => ({ shape, dtype: "i32", values });

const scalar = (value: number): Plain => ({ shape: [], dtype: "f64", data: [value] });
const mean = (list: readonly number[]): number => list.reduce((sum, v) => sum + v, 0) / list.length;
const total = (list: readonly number[]): number => list.reduce((sum, v) => sum + v, 0);
const logTotal = (row: readonly number[]): number => Math.log(total(row.map(Math.exp)));
const moment = (list: readonly number[], correction: number): number => {
  const centre = mean(list);
  return total(list.map((v) => (v - centre) ** 2)) / Math.max(list.length - correction, 0);
};
/** Elements of x under each index of the shape that is left without an axis. */
function lines(x: Plain, axis: number, f: (line: number[]) => number): Plain {
  const rest = x.shape.filter((_, i) => i !== axis);
  return tabulate(rest, x.dtype, (index) => {
    const line = Array.from({ length: x.shape[axis]! }, (_, i) => [...index.slice(0, axis), i, ...index.slice(axis)]);
    return f(line.map((full) => x.data[full.reduce((place, k, d) => place * x.shape[d]! + k, 0)]!));
  });
}
const unary = (
  build: (x: Node) => Node,
  ref: (x: number) => number,
  domain?: readonly [number, number],
): Composite => ({
  inputs: [f64([2, 13], domain)],
  build,
  ref: (x) => ({ ...x, data: x.data.map(ref) }),
});
const loss = (
  build: (x: Node, y: Node) => Node,
  ref: (x: number, y: number) => number,
  domain: readonly [number, number] = [-3, 3],
): Composite => ({
  inputs: [f64([3, 5]), f64([3, 5], domain)],
  build,
  ref: (x, y) => scalar(mean(x.data.map((v, i) => ref(v, y.data[i]!)))),
});
/** Cross-entropy of the row of x under (n, …) with targets t over the classes. */
const softRows = (x: Plain, t: (row: number, c: number) => number): number[] => {
  const n = x.shape.at(-1)!;
  return Array.from({ length: x.data.length / n }, (_, r) => {
    const row = x.data.slice(r * n, (r + 1) * n);
    return total(row.map((v, c) => -t(r, c) * (v - logTotal(row))));
  });
};
const onehot = (labels: readonly number[]) => (row: number, c: number) => Number(labels[row] === c);
const [labels, smooth] = [[1, 0, 3], 0.25];

// erf from the normal distribution's density: Φ(x) = ½ + φ(x)·Σ x²ⁿ⁺¹/(1·3·…·(2n+1))
function distribution(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** By the name of the function, and what of it is tried. */
export const composites: Readonly<Record<string, Composite>> = {
  ...specialComposites,
  logSigmoid: unary(w.logSigmoid, (x) => Math.log(sigmoid(x))),
  silu: unary(w.silu, (x) => x * sigmoid(x)),
  gelu: unary(w.gelu, (x) => x * distribution(x)),
  "gelu by tanh": unary(
    (x) => w.gelu(x, { approximate: true }),
    (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  ),
  leakyRelu: unary(
    (x) => w.leakyRelu(x, 0.125),
    (x) => (x > 0 ? x : x / 8),
  ),
  elu: unary(
    (x) => w.elu(x, 1.5),
    (x) => (x > 0 ? x : 1.5 * Math.expm1(x)),
  ),
  rsqrt: unary(w.rsqrt, (x) => 1 / Math.sqrt(x), [0.5, 4]),
  clamp: unary(
    (x) => w.clamp(x, -1, 2),
    (x) => Math.min(Math.max(x, -1), 2),
  ),
  mse: loss(w.mse, (x, y) => (x - y) ** 2),
  l1: loss(w.l1, (x, y) => Math.abs(x - y)),
  huber: loss(
    (x, y) => w.huber(x, y, { delta: 1.5 }),
    (x, y) => (Math.abs(x - y) <= 1.5 ? 0.5 * (x - y) ** 2 : 1.5 * (Math.abs(x - y) - 0.75)),
  ),
  binaryCrossEntropy: loss(
    w.binaryCrossEntropy,
    (x, y) => -y * Math.log(sigmoid(x)) - (1 - y) * Math.log(sigmoid(-x)),
    [0, 1],
  ),
  "crossEntropy of labels": {
    inputs: [f64([3, 4]), i32([3], labels)],
    build: (x, y) => w.crossEntropy(x, y),
    ref: (x) => scalar(mean(softRows(x, onehot(labels)))),
  },
  "crossEntropy of labels, smoothed, one ignored": {
    inputs: [f64([3, 4]), i32([3], [1, -100, 3])],
    build: (x, y) => w.crossEntropy(x, y, { labelSmoothing: smooth, ignoreIndex: -100 }),
    ref: (x) => {
      const rows = softRows(x, (r, c) => (1 - smooth) * onehot([1, -100, 3])(r, c) + smooth / 4);
      return scalar((rows[0]! + rows[2]!) / 2);
    },
  },
  "crossEntropy with classes on axis 1": {
    inputs: [f64([2, 4, 3]), i32([2, 3], [0, 1, 2, 3, 2, 1])],
    build: (x, y) => w.crossEntropy(x, y, { reduction: "sum" }),
    ref: (x) => {
      const flat = lines(x, 1, logTotal).data;
      return scalar(
        total(flat.map((z, r) => z - x.data[Math.floor(r / 3) * 12 + [0, 1, 2, 3, 2, 1][r]! * 3 + (r % 3)]!)),
      );
    },
  },
  "crossEntropy of distributions, smoothed": {
    inputs: [f64([3, 4]), f64([3, 4], [0, 1])],
    build: (x, y) => w.crossEntropy(x, y, { labelSmoothing: smooth, reduction: "none" }),
    ref: (x, y) => ({
      shape: [3],
      dtype: "f64",
      data: softRows(x, (r, c) => (1 - smooth) * y.data[r * 4 + c]! + smooth / 4),
    }),
  },
  mean: { inputs: [f64([3, 4, 5])], build: (x) => w.mean(x, 1), ref: (x) => lines(x, 1, mean) },
  variance: {
    inputs: [f64([3, 4, 5])],
    build: (x) => w.variance(x, -1),
    ref: (x) => lines(x, 2, (line) => moment(line, 1)),
  },
  std: {
    inputs: [f64([3, 4])],
    build: (x) => w.std(x, 0, { correction: 0, keepDims: true }),
    ref: (x) => ({ ...lines(x, 0, (line) => Math.sqrt(moment(line, 0))), shape: [1, 4] }),
  },
  "logsumexp over outer axes": {
    inputs: [f64([3, 4, 5])],
    build: (x) => w.logsumexp(x, 0),
    ref: (x) => lines(x, 0, logTotal),
  },
  "logsumexp over two axes": {
    inputs: [f64([3, 4])],
    build: (x) => w.logsumexp(x),
    ref: (x) => scalar(logTotal(x.data)),
  },
  "softmax along axis 0": {
    inputs: [f64([3, 4])],
    build: (x) => w.softmax(x, 0),
    ref: (x) => {
      const totals = lines(x, 0, logTotal).data;
      return { ...x, data: x.data.map((v, i) => Math.exp(v - totals[i % 4]!)) };
    },
  },
  "matmul of vectors": {
    inputs: [f64([5]), f64([5])],
    build: (x, y) => w.matmul(x, y),
    ref: (x, y) => scalar(total(x.data.map((v, i) => v * y.data[i]!))),
  },
  "matmul of a batch and a matrix": {
    inputs: [f64([2, 3, 4]), f64([4, 5])],
    build: (x, y) => w.matmul(x, y),
    ref: (x, y) =>
      tabulate([2, 3, 5], "f64", ([b, i, j]) =>
        total(Array.from({ length: 4 }, (_, k) => x.data[(b! * 3 + i!) * 4 + k]! * y.data[k * 5 + j!]!)),
      ),
  },
  "dropout of 0": { inputs: [f64([3, 4])], build: (x) => w.dropout(x, 0, w.randomKey(3)), ref: (x) => x },
};
