// References of products, softmax and its kin, orthogonalisation, and random draws.
import type { Node } from "wengert";
import { words } from "./philox.js";
import { at, broadcastAt, indices, type Plain, tabulate } from "./plain.js";
import type { Reference } from "./reference-structure.js";

/** Rows over the last axis. */
function rowsOf(x: Plain): number[][] {
  const n = x.shape.at(-1)!;
  const count = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, r) => x.data.slice(r * n, (r + 1) * n));
}
const logTotal = (row: readonly number[]): number => {
  const top = Math.max(...row);
  return Number.isFinite(top) ? top + Math.log(row.reduce((total, v) => total + Math.exp(v - top), 0)) : top;
};
// rounding of x − max goes into the exponent, so that an exponential is off by as much as its argument is large
const spread = (row: readonly number[]): number => row.length + 8 + Math.max(0, ...row.map(Math.abs)) * 3;

/** Each row to numbers; `slack` from a result and its row. */
function overRows(f: (row: number[], r: number) => number[], slack: (y: number, row: number[]) => number) {
  return (x: Plain, shape: readonly number[]): Plain => {
    const rows = rowsOf(x);
    const results = rows.map(f);
    return {
      shape,
      dtype: x.dtype,
      data: results.flat(),
      slack: results.flatMap((ys, r) => ys.map((y) => slack(y, rows[r]!))),
    };
  };
}
const additive = (y: number, row: number[]): number => spread(row) + Math.abs(y);

// Gram–Schmidt with each vector cleared twice; R has a positive diagonal
function orthonormal(vectors: readonly number[][]): number[][] {
  const done: number[][] = [];
  const dot = (a: number[], b: number[]) => a.reduce((total, v, i) => total + v * b[i]!, 0);
  for (const vector of vectors) {
    let v = vector;
    for (let pass = 0; pass < 2; pass++)
      for (const q of done) {
        const part = dot(q, v);
        v = v.map((value, i) => value - part * q[i]!);
      }
    const length = Math.sqrt(dot(v, v));
    done.push(v.map((value) => value / length));
  }
  return done;
}

const keyOf = (x: Plain): readonly [number, number] => [x.data[0]! >>> 0, x.data[1]! >>> 0];
const shapeOf = (node: Node): readonly number[] => node.shape as readonly number[];

/** By op name. */
export const numeric: Readonly<Record<string, Reference>> = {
  // y = op(a)·op(b); a sum of k products may be off by k roundings of their magnitudes
  matmul: ([a, b], node) => {
    const { ta, tb } = node.attributes as { ta: boolean; tb: boolean };
    const k = a!.shape.at(ta ? -2 : -1)!;
    const shape = shapeOf(node);
    const terms = (index: readonly number[]): number[] => {
      const batch = index.slice(0, -2);
      const [i, j] = index.slice(-2) as [number, number];
      return Array.from({ length: k }, (_, l) => {
        const x = broadcastMatrix(a!, batch, ta ? [l, i] : [i, l]);
        return x * broadcastMatrix(b!, batch, tb ? [j, l] : [l, j]);
      });
    };
    const all = indices(shape).map(terms);
    return {
      shape,
      dtype: a!.dtype,
      data: all.map((list) => list.reduce((total, v) => total + v, 0)),
      slack: all.map((list) => (k + 1) * list.reduce((total, v) => total + Math.abs(v), 0)),
    };
  },
  softmax: ([x], node) =>
    overRows(
      (row) => row.map((v) => Math.exp(v - logTotal(row))),
      (y, row) => spread(row) * y,
    )(x!, shapeOf(node)),
  logSoftmax: ([x], node) => overRows((row) => row.map((v) => v - logTotal(row)), additive)(x!, shapeOf(node)),
  logsumexp: ([x], node) => overRows((row) => [logTotal(row)], additive)(x!, shapeOf(node)),
  crossEntropyRows: ([x, label], node) =>
    overRows((row, r) => [logTotal(row) - row[label!.data[r]!]!], additive)(x!, shapeOf(node)),
  orthogonalize: ([x], node) => {
    const [rows, cols] = x!.shape as [number, number];
    const tall = rows >= cols;
    const vectors = Array.from({ length: Math.min(rows, cols) }, (_, v) =>
      Array.from({ length: Math.max(rows, cols) }, (_, i) => at(x!, tall ? [i, v] : [v, i])),
    );
    const q = orthonormal(vectors);
    const y = tabulate(shapeOf(node), x!.dtype, ([i, j]) => (tall ? q[j!]![i!]! : q[i!]![j!]!));
    // the condition of random matrices of these sizes stays below a few hundred
    return { ...y, slack: y.data.map(() => 400 * rows * cols) };
  },
  uniform: ([key], node) => {
    const shape = shapeOf(node);
    const n = indices(shape).length;
    const w = words(keyOf(key!), 1, node.dtype === "f64" ? 2 * n : n);
    const one = (i: number) =>
      node.dtype === "f64" ? (w[2 * i + 1]! * 2 ** 21 + (w[2 * i]! >>> 11)) * 2 ** -53 : (w[i]! >>> 8) * 2 ** -24;
    return {
      shape,
      dtype: node.dtype,
      data: Array.from({ length: n }, (_, i) => one(i)),
      slack: new Array<number>(n).fill(0),
    };
  },
  normal: ([key], node) => {
    const shape = shapeOf(node);
    const n = indices(shape).length;
    const w = words(keyOf(key!), 2, 2 * n);
    const data = Array.from({ length: n }, (_, i) =>
      quantile((w[2 * i + 1]! * 2 ** 20 + (w[2 * i]! >>> 12) + 0.5) * 2 ** -52),
    );
    // the distribution function is known to a few roundoffs of ½, its inverse to those over the density
    return { shape, dtype: node.dtype, data, slack: data.map((y) => 20 / density(y)) };
  },
  splitKey: ([key], node) => ({
    shape: shapeOf(node),
    dtype: "i32",
    data: [...words(keyOf(key!), 4, 2 * shapeOf(node)[0]!)].map((w) => w | 0),
  }),
  // an inside-out shuffle
  permutation: ([key], node) => {
    const n = shapeOf(node)[0]!;
    const data: number[] = [];
    for (const [i, w] of words(keyOf(key!), 3, n).entries()) {
      const j = Number((BigInt(w) * BigInt(i + 1)) >> 32n);
      data[i] = data[j] ?? i;
      data[j] = i;
    }
    return { shape: [n], dtype: "i32", data };
  },
};

const density = (y: number): number => Math.exp((-y * y) / 2) / Math.sqrt(2 * Math.PI);
// Φ(y) = ½ + φ(y)·Σ y²ⁿ⁺¹ / (1·3·…·(2n+1)), inverted by bisection
function quantile(p: number): number {
  const distribution = (y: number): number => {
    let [term, total] = [y, y];
    for (let n = 1; Math.abs(term) > 1e-20 * Math.abs(total); n++) {
      term *= (y * y) / (2 * n + 1);
      total += term;
    }
    return 0.5 + density(y) * total;
  };
  let [low, high] = [-9, 9];
  for (let i = 0; i < 64; i++) {
    const middle = (low + high) / 2;
    if (distribution(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function broadcastMatrix(x: Plain, batch: readonly number[], place: readonly number[]): number {
  return broadcastAt(x, [...batch, ...place].slice(-x.shape.length));
}
