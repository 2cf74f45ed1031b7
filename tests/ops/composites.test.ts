// What is made of other ops: values against plain formulas, in both builds, and derivatives of two orders.
import test from "ava";
import type { Node } from "wengert";
import * as w from "wengert";
import { checkDerivative } from "../harness/derivatives.js";
import { generator } from "../harness/kernels.js";
import { type Plain, tabulate } from "../harness/plain.js";
import { publicOps, seedOf } from "../harness/registry.js";
import { apart, engines, operandsFor, run, type Spec, same } from "../harness/run.js";

interface Composite {
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

// a result of terms of size 10 at most, each of a few dozen roundings
const loose = (y: Plain): Plain => ({ ...y, slack: y.data.map((v) => 400 * (1 + Math.abs(v))) });
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

const composites: Readonly<Record<string, Composite>> = {
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

const { engine } = engines[0]!;
for (const [title, c] of Object.entries(composites)) {
  const seed = seedOf(title);
  test(`${title}: value = formula in both builds, derivatives of two orders; seed ${seed}`, (t) => {
    const random = generator(seed);
    const { xs, feeds } = operandsFor(c.inputs, random, apart);
    const y = c.build(...xs);
    const want = loose(c.ref(...feeds.values()));
    for (const { name, engine } of engines) same(t, run(engine, [y], feeds)[0]!, want, `${title} ${name}`);
    const point = { ys: [y], xs: xs.filter((x) => x.dtype === "f64"), feeds, what: title };
    checkDerivative(t, engine, checkDerivative(t, engine, point, random), random);
    t.pass();
  });
}

test("every composite that users call is tried here, or is a change of shape that other tests state", (t) => {
  const tried = Object.keys(composites).join(" ");
  const elsewhere = [
    "greater",
    "greaterEqual",
    "notEqual",
    "flip",
    "split",
    "squeeze",
    "stack",
    "transpose",
    "unbind",
    "unsqueeze",
    "pad",
    "constant",
    "full",
    "ones",
    "onesLike",
    "zeros",
    "zerosLike",
    "size",
    "parameter",
    "randomKey",
    "glorotNormal",
    "glorotUniform",
    "heNormal",
    "heUniform",
    "orthogonal",
  ];
  const names = Object.entries(publicOps)
    .filter(([, f]) => !("entry" in f))
    .map(([name]) => name);
  t.deepEqual(
    names.filter((name) => !tried.includes(name) && !elsewhere.includes(name)),
    [],
  );
});

test("changes of shape and mirrored comparisons give what their names say", (t) => {
  const x = w.constant(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    "f64",
  );
  const y = w.constant(
    [
      [1, 1, 4],
      [4, 4, 7],
    ],
    "f64",
  );
  const nodes = [
    w.flip(x, [1]),
    w.flip(x, [0, -1]),
    ...w.split(x, [1, 2], 1),
    ...w.split(x, 2),
    w.squeeze(w.unsqueeze(x, 1), 1),
    w.stack([x, y], 1),
    w.transpose(x),
    ...w.unbind(x, 1),
    w.cast(w.greater(x, y), "i32"),
    w.cast(w.greaterEqual(x, y), "i32"),
    w.cast(w.notEqual(x, y), "i32"),
    w.size(x),
    w.size(x, -1),
  ];
  const want = [
    [
      [3, 2, 1],
      [6, 5, 4],
    ],
    [
      [6, 5, 4],
      [3, 2, 1],
    ],
    [[1], [4]],
    [
      [2, 3],
      [5, 6],
    ],
    [[1, 2, 3]],
    [[4, 5, 6]],
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [
        [1, 2, 3],
        [1, 1, 4],
      ],
      [
        [4, 5, 6],
        [4, 4, 7],
      ],
    ],
    [
      [1, 4],
      [2, 5],
      [3, 6],
    ],
    [1, 4],
    [2, 5],
    [3, 6],
    [
      [0, 1, 0],
      [0, 1, 0],
    ],
    [
      [1, 1, 0],
      [1, 1, 0],
    ],
    [
      [0, 1, 1],
      [0, 1, 1],
    ],
    6,
    3,
  ];
  for (const { engine } of engines)
    t.deepEqual(
      engine.run(nodes as Node[]).map((v) => v.toArray()),
      want,
    );
});

test("dropout: kept elements are scaled, about p of them vanish, the gradient has the same mask, the key decides", (t) => {
  const x = w.placeholder("x", [4000], "f64");
  const key = w.placeholder("key", [2], "i32");
  const y = w.dropout(x, 0.25, key);
  const feeds = { x: new Float64Array(4000).fill(3), key: [1, 2] };
  const [a, b] = [engines[0]!, engines[1]!].map(({ engine }) => engine.run([y, ...w.gradients(y, [x])], feeds));
  if (!a || !b) return t.fail();
  t.deepEqual([a[0].data, a[1].data], [b[0].data, b[1].data]);
  t.true(a[0].data.every((v) => v === 0 || v === 4) && a[1].data.every((g, i) => g * 3 === a[0].data[i]));
  const dropped = a[0].data.filter((v) => v === 0).length / 4000;
  // five standard deviations
  t.true(Math.abs(dropped - 0.25) < 5 * Math.sqrt((0.25 * 0.75) / 4000), `${dropped}`);
  t.notDeepEqual(engine.run(y, { ...feeds, key: [2, 2] }).data, a[0].data);
});
