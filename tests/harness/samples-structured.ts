// Samples of ops that are not elementwise.

import type { DType, Node, Op } from "wengert";
import * as w from "wengert";
import { makeNode, ops } from "./registry.js";
import type { Spec } from "./run.js";
import type { Sample, Samples } from "./samples.js";
import { decompose } from "./samples-decompose.js";
import { indexing } from "./samples-indexing.js";
import { movement } from "./samples-movement.js";
import { updates } from "./samples-updates.js";

const floats: readonly DType[] = ["f32", "f64"];
const numbers: readonly DType[] = ["f32", "f64", "i32"];

/** Samples for some dtypes. */
function over(dtypes: readonly DType[], make: (dtype: DType, random: () => number) => Sample[]): Samples {
  return (dtype, random) => (dtypes.includes(dtype) ? make(dtype, random) : []);
}
/** One operand a shape; whole numbers from −5 to 5. */
function unary(
  shapes: readonly (readonly number[])[],
  build: (x: Node) => Node,
  domain: readonly [number, number] = [-3, 3],
) {
  return (dtype: DType): Sample[] =>
    shapes.map((shape) => ({ title: `(${shape})`, inputs: [{ shape, dtype, domain }], build: (x) => [build(x!)] }));
}

/** Every subset of the axes of some shapes, with axes kept and dropped. */
function reductions(f: (x: Node, axes: number[], options: { keepDims: boolean }) => Node, empty: boolean): Samples {
  const shapes = [[], [1], [9], [3, 5], [5, 1, 3], [2, 3, 4, 5], ...(empty ? [[0], [2, 0, 3]] : [])];
  return over(numbers, (dtype, random) =>
    [...shapes, [1 + Math.floor(random() * 6), 1 + Math.floor(random() * 50)]].flatMap((shape) =>
      Array.from({ length: 2 ** shape.length }, (_, mask) =>
        shape.map((_, axis) => axis).filter((axis) => mask & (1 << axis)),
      ).map((axes, k) => ({
        title: `(${shape}) over [${axes}]${k % 2 ? ", kept" : ""}`,
        // whole numbers tie; a domain this wide leaves floats distinct
        inputs: [{ shape, dtype, domain: [-7, 7] as const }],
        build: (x: Node) => [f(x, axes, { keepDims: k % 2 === 1 })],
      })),
    ),
  );
}

function places(f: (x: Node, axis?: number) => Node): Samples {
  return over(numbers, (dtype) =>
    [[1], [7], [3, 5], [2, 4, 3], [3, 1]].flatMap((shape) =>
      [undefined, ...shape.keys()].map((axis) => ({
        title: `(${shape}) along ${axis}`,
        inputs: [{ shape, dtype, domain: [-2, 2] as const }],
        build: (x: Node) => [f(x, axis)],
      })),
    ),
  );
}

// operands as stored: op(a) (…,m,k), op(b) (…,k,n)
// biome-ignore format: a table
const products: readonly (readonly [batchA: number[], batchB: number[], m: number, k: number, n: number])[] = [
  [[], [], 3, 4, 5], [[], [], 1, 5, 1], [[], [], 1, 7, 6], [[], [], 6, 7, 1], [[], [], 5, 1, 3], [[], [], 17, 9, 19],
  [[], [], 0, 3, 2], [[], [], 2, 0, 3], [[], [], 2, 3, 0], [[2], [2], 2, 3, 2], [[2, 3], [2, 3], 2, 3, 4],
  [[3], [1], 2, 3, 2], [[], [3], 2, 3, 2], [[2, 1], [3], 2, 2, 3], [[1, 3], [2, 1], 3, 2, 1], [[2, 3], [3], 1, 4, 2],
  [[0], [1], 2, 2, 2],
];
const matmul: Samples = over(floats, (dtype) =>
  products.flatMap(([batchA, batchB, m, k, n], i) =>
    [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ].map(([ta, tb]) => {
      const a: Spec = { shape: [...batchA, ...(ta ? [k, m] : [m, k])], dtype };
      const b: Spec = { shape: [...batchB, ...(tb ? [n, k] : [k, n])], dtype };
      return {
        title: `${i}: (${a.shape})${ta ? "ᵀ" : ""}·(${b.shape})${tb ? "ᵀ" : ""}`,
        inputs: [a, b],
        build: (x: Node, y: Node) => [ops.product(x, y, ta!, tb!)],
      };
    }),
  ),
);

const rows = [[1], [5], [3, 4], [2, 3, 7], [4, 1], [0, 3], [2, 33]];
const key = (values: readonly number[]): Spec => ({ shape: [2], dtype: "i32", values });
const keys = [
  [0, 0],
  [-1, 7],
  [123456789, -987654321],
];
function draws(f: (key: Node, n: number, dtype: "f64") => Node, dtypes: readonly DType[]): Samples {
  return over(dtypes, (dtype) =>
    keys.flatMap((words) =>
      [0, 1, 3, 17, 64].map((n) => ({
        title: `${n} from [${words}]`,
        inputs: [key(words)],
        build: (k: Node) => [f(k, n, dtype as "f64")],
      })),
    ),
  );
}

/** The entry of an op that only another op's derivative makes. */
function derived(name: string, f: (x: Node) => Node): () => Op {
  return () => {
    const x = w.placeholder("x", [2], "f64");
    const entry = w
      .topoSort(w.gradients(f(x), [x], { cotangent: w.placeholder("ct", f(x).shape, "f64") }))
      .find((node) => node.op === name)?.entry;
    if (!entry) throw new Error(`${name} is not made by a derivative any more`);
    return entry;
  };
}
function pairs(entry: () => Op, shapes: readonly (readonly number[])[], domain: readonly [number, number]): Samples {
  return over(floats, (dtype) =>
    shapes.map((shape) => ({
      title: `(${shape})`,
      inputs: [
        { shape, dtype, domain },
        { shape, dtype },
      ],
      build: (x: Node, d: Node) => [makeNode(entry(), [x, d])],
    })),
  );
}
const plain = [[], [0], [1], [7], [3, 5]];
const labels = (shape: readonly number[], random: () => number): Spec => {
  const classes = shape.at(-1)!;
  const count = shape.slice(0, -1).reduce((n, size) => n * size, 1);
  return {
    shape: shape.slice(0, -1),
    dtype: "i32",
    values: Array.from({ length: count }, () => Math.floor(random() * classes)),
  };
};

/** By op name. */
export const structured: Readonly<Record<string, Samples>> = {
  ...movement,
  ...indexing,
  ...updates,
  ...decompose,
  sum: reductions(w.sum, true),
  max: reductions(w.max, false),
  min: reductions(w.min, false),
  argmax: places(w.argmax),
  argmin: places(w.argmin),
  matmul,
  softmax: over(
    floats,
    unary(rows, (x) => w.softmax(x)),
  ),
  logSoftmax: over(
    floats,
    unary(rows, (x) => w.logSoftmax(x)),
  ),
  logsumexp: over(
    floats,
    unary(rows, (x) => w.logsumexp(x, -1)),
  ),
  crossEntropyRows: over(floats, (dtype, random) =>
    rows.map((shape) => ({
      title: `(${shape})`,
      inputs: [{ shape, dtype, domain: [-3, 3] as const }, labels(shape, random)],
      build: (x: Node, label: Node) => [ops.crossEntropyRows(x, label)],
    })),
  ),
  crossEntropyGrad: over(floats, (dtype, random) =>
    rows.map((shape) => ({
      title: `(${shape})`,
      inputs: [{ shape, dtype }, labels(shape, random), { shape: shape.slice(0, -1), dtype }],
      build: (x: Node, label: Node, ct: Node) => [
        makeNode(derived("crossEntropyGrad", (z) => ops.crossEntropyRows(z, w.constant(1, "i32")))(), [x, label, ct]),
      ],
    })),
  ),
  tanhGrad: pairs(derived("tanhGrad", w.tanh), plain, [-0.9, 0.9]),
  sigmoidGrad: pairs(derived("sigmoidGrad", w.sigmoid), plain, [0.1, 0.9]),
  reluGrad: pairs(derived("reluGrad", w.relu), plain, [-1, 1]),
  softmaxGrad: pairs(derived("softmaxGrad", w.softmax), rows, [0, 1]),
  logSoftmaxGrad: pairs(derived("logSoftmaxGrad", w.logSoftmax), rows, [-2, 0]),
  orthogonalize: over(
    floats,
    unary(
      [
        [1, 1],
        [4, 4],
        [5, 3],
        [3, 7],
        [6, 1],
        [1, 5],
      ],
      (x) => ops.orthogonalize(x),
    ),
  ),
  uniform: draws((k, n, dtype) => w.uniform(k, [n], { dtype }), floats),
  normal: draws((k, n, dtype) => w.normal(k, [n], { dtype }), floats),
  permutation: draws((k, n) => w.permutation(k, n), ["i32"]),
  splitKey: over(["i32"], () =>
    keys.flatMap((words) =>
      [1, 2, 5].map((n) => ({
        title: `${n} of [${words}]`,
        inputs: [key(words)],
        build: (k: Node) => w.splitKey(k, n),
      })),
    ),
  ),
};
