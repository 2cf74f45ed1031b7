// Random numbers from a key: Philox 4×32-10, a function of (key, index). The same key gives the same numbers on every
// runtime and in every build; split a key before using it twice.

import type { Dim } from "../dim.js";
import type { Float } from "../dtype.js";
import { DTypeError, ShapeError } from "../errors.js";
import { Constant, makeNode, type Node } from "../graph/node.js";
import { type Op, zero } from "../graph/op.js";
import { elements, normalizeShape, type Shape, showShape } from "../shape.js";
import { add, mul } from "./arithmetic.js";
import { less, where } from "./compare.js";
import { floats, requireDType } from "./define.js";
import { reshape } from "./movement.js";
import { slice } from "./slicing.js";

function requireKey(op: string, key: { readonly shape: Shape; readonly dtype: string }): void {
  if (key.dtype !== "i32" || key.shape.length !== 1 || key.shape[0] !== 2)
    throw new ShapeError(`${op}: a key is i32(2), not ${key.dtype}${showShape(key.shape)}; see randomKey and splitKey`);
}

/** A key from a whole number. */
export function randomKey(seed: number): Node<"i32"> {
  if (!Number.isSafeInteger(seed)) throw new DTypeError(`randomKey: the seed is a whole number, not ${seed}`);
  return new Constant(keyWords(seed), { shape: [2], dtype: "i32" });
}
/** The two words of a seed: its low and high 32 bits. */
export function keyWords(seed: number): Int32Array<ArrayBuffer> {
  return Int32Array.of(seed | 0, Math.floor(seed / 2 ** 32) | 0);
}

function draws(kernel: "uniform" | "normal"): Op {
  return {
    name: kernel,
    infer: ([key], { shape, dtype }) => {
      requireKey(kernel, key!);
      return { shape: shape as Shape, dtype: dtype as Float };
    },
    derivative: zero,
    lower: (node, to) =>
      to.emit(`${kernel}_${node.dtype as Float}`, to.output(node), to.input(node.inputs[0]!), elements(to.shape(node))),
  };
}
const uniformOp: Op = /* @__PURE__ */ draws("uniform");
const normalOp: Op = /* @__PURE__ */ draws("normal");

/** Uniform in [low, high), f32 by default. f32 has 24 random bits, f64 has 53. */
export function uniform(
  key: Node<"i32">,
  shape: readonly Dim[],
  options?: { low?: number; high?: number },
): Node<"f32">;
export function uniform<D extends Float>(
  key: Node<"i32">,
  shape: readonly Dim[],
  options: { low?: number; high?: number; dtype: D },
): Node<D>;
export function uniform(
  key: Node<"i32">,
  shape: readonly Dim[],
  { low = 0, high = 1, dtype = "f32" }: { low?: number; high?: number; dtype?: Float } = {},
): Node {
  const unit = makeNode(uniformOp, [key], { shape: normalizeShape(shape), dtype });
  const scaled = high - low === 1 ? unit : mul(unit, high - low);
  return low === 0 ? scaled : add(scaled, low);
}
uniform.entry = uniformOp;

/** Normal with mean 0 and the given standard deviation (default 1), f32 by default. Inverse distribution function, AS 241. */
export function normal(key: Node<"i32">, shape: readonly Dim[], options?: { std?: number }): Node<"f32">;
export function normal<D extends Float>(
  key: Node<"i32">,
  shape: readonly Dim[],
  options: { std?: number; dtype: D },
): Node<D>;
export function normal(
  key: Node<"i32">,
  shape: readonly Dim[],
  { std = 1, dtype = "f32" }: { std?: number; dtype?: Float } = {},
): Node {
  const unit = makeNode(normalOp, [key], { shape: normalizeShape(shape), dtype });
  return std === 1 ? unit : mul(unit, std);
}
normal.entry = normalOp;

const permutationOp: Op = {
  name: "permutation",
  infer: ([key], { shape }) => {
    requireKey("permutation", key!);
    return { shape: shape as Shape, dtype: "i32" };
  },
  derivative: zero,
  lower: (node, to) => to.emit("permutation_i32", to.output(node), to.input(node.inputs[0]!), elements(to.shape(node))),
};
/** The numbers 0 … n − 1 in random order. */
export function permutation(key: Node<"i32">, n: Dim): Node<"i32"> {
  return makeNode(permutationOp, [key], { shape: normalizeShape([n]) });
}
permutation.entry = permutationOp;

const splitKeyOp: Op = {
  name: "splitKey",
  infer: ([key], { n }) => {
    requireKey("splitKey", key!);
    return { shape: [n as number, 2], dtype: "i32" };
  },
  derivative: zero,
  lower: (node, to) =>
    to.emit("split_key_i32", to.output(node), to.input(node.inputs[0]!), node.attributes.n as number),
};
/** n keys (default 2) that are independent of each other and of what the key itself draws. */
export function splitKey(key: Node<"i32">, n = 2): Node<"i32">[] {
  const keys = makeNode<"i32">(splitKeyOp, [key], { n });
  return Array.from({ length: n }, (_, i) => reshape(slice(keys, [[i, i + 1]]), [2]));
}
splitKey.entry = splitKeyOp;

/** x with each element zero with probability p, the rest scaled by 1/(1 − p). */
export function dropout<D extends Float>(x: Node<D>, p: number, key: Node<"i32">): Node<D> {
  if (!(p >= 0 && p < 1)) throw new ShapeError(`dropout: the probability is in [0, 1), not ${p}`);
  const drop = less(uniform(key, x.shape), p);
  return where(drop, 0, mul(x, 1 / (1 - p)));
}

// the shorter side of x (rows, cols) orthonormalised
const orthogonalOp: Op = {
  name: "orthogonalize",
  infer: ([x]) => {
    requireDType("orthogonalize", x!, floats);
    if (x!.shape.length !== 2) throw new ShapeError(`orthogonalize: needs a matrix, not ${showShape(x!.shape)}`);
    return x!;
  },
  derivative: { kind: "none" },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const [rows, cols] = to.shape(x) as [number, number];
    const y = to.output(node);
    const bytes = x.dtype === "f32" ? 4 : 8;
    to.emit(`orthogonal_${x.dtype as Float}`, y, to.input(x), rows, cols, to.scratch(rows * cols * bytes));
  },
};
/** Orthonormal columns that span x's (rows, where there are fewer of them), by Gram–Schmidt. It has no derivative. */
export function orthogonalize<D extends Float>(x: Node<D>): Node<D> {
  return makeNode(orthogonalOp, [x]);
}
orthogonalize.entry = orthogonalOp;
