// Matrix products. The transposes of either operand are flags, so a derivative needs no transposed copy.
import { byteSize, type Float, sameDType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Lowering, Pointer } from "../graph/lowering.js";
import { makeNode, type Node } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { broadcastShapes, countOf, elements, type Shape, showShape, stridesOf } from "../shape.js";
import { floats, requireDType } from "./define.js";
import { chooseMatmul, matmulWork } from "./matmul-kernel.js";
import { reshape, transposed } from "./movement.js";
import { broadcastStrides } from "./spread.js";

interface Flags {
  readonly ta: boolean;
  readonly tb: boolean;
}
const flags = (node: Node): Flags => node.attributes as unknown as Flags;
/** (rows, columns) of op(x): x (…,m,n), or its transpose. */
const matrix = (shape: Shape, t: boolean) =>
  (t ? [shape.at(-1)!, shape.at(-2)!] : [shape.at(-2)!, shape.at(-1)!]) as [Shape[0], Shape[0]];

// y = op(a)·op(b), a (…,m,k), b (…,k,n);   d op(a) = ct·op(b)ᵀ,  d op(b) = op(a)ᵀ·ct
const matmulOp: Op = {
  name: "matmul",
  infer: ([a, b], attributes) => {
    const { ta, tb } = attributes as unknown as Flags;
    for (const x of [a!, b!]) requireDType("matmul", x, floats);
    sameDType("matmul", [a!.dtype, b!.dtype]);
    const [m, k] = matrix(a!.shape, ta);
    const [l, n] = matrix(b!.shape, tb);
    if (k !== l && typeof k === "number" && typeof l === "number")
      throw new ShapeError(
        `matmul: inner sizes differ, ${showShape(a!.shape)}${ta ? "ᵀ" : ""} · ${showShape(b!.shape)}${tb ? "ᵀ" : ""}: ${k} ≠ ${l}`,
      );
    const batch = broadcastShapes("matmul", [a!.shape.slice(0, -2), b!.shape.slice(0, -2)]);
    return { shape: [...batch, m, n], dtype: a!.dtype };
  },
  derivative: {
    kind: "bilinear",
    transpose: (ct, node, i) => {
      const [a, b] = node.inputs as [Node, Node];
      const { ta, tb } = flags(node);
      if (i === 0) return ta ? product(b, ct, tb, true) : product(ct, b, false, !tb);
      return tb ? product(ct, a, true, ta) : product(a, ct, !ta, false);
    },
  },
  lower: (node, to) => lowerMatmul(node, to),
  rewrite: (node) => {
    const [a, b] = node.inputs as [Node, Node];
    const { ta, tb } = flags(node);
    const [x, y] = [transposed(a), transposed(b)];
    return x || y ? product(x ?? a, y ?? b, x ? !ta : ta, y ? !tb : tb) : undefined;
  },
  print: ([a, b], node) => `${a}${flags(node).ta ? "ᵀ" : ""} · ${b}${flags(node).tb ? "ᵀ" : ""}`,
};

/** op(a)·op(b) for at least two axes each, where op transposes the last two axes if its flag is set. */
export function product<D extends Float>(a: Node<D>, b: Node<D>, ta: boolean, tb: boolean): Node<D> {
  return makeNode(matmulOp, [a, b], { ta, tb });
}

/**
 * The matrix product over the last two axes, as NumPy's: leading axes broadcast; a vector on the left is a row, on the
 * right a column, and its axis is dropped from the result. Throws a ShapeError where the inner sizes differ.
 */
export function matmul<D extends Float>(a: Node<D>, b: Node<NoInfer<D>>): Node<D> {
  if (a.shape.length === 0 || b.shape.length === 0)
    throw new ShapeError(`matmul: ${showShape(a.shape)} · ${showShape(b.shape)}: a scalar is no matrix; use mul`);
  if (a.shape.length === 1) {
    const row = matmul(reshape(a, [1, a.shape[0]!]), b) as Node<D>;
    const drop = b.shape.length === 1 ? row.shape.length - 1 : row.shape.length - 2;
    return reshape(
      row,
      row.shape.filter((_, i) => i !== drop),
    );
  }
  if (b.shape.length === 1) {
    const column = matmul(a, reshape(b, [b.shape[0]!, 1]));
    return reshape(column, column.shape.slice(0, -1));
  }
  if (a.shape.length > 2 && b.shape.length === 2) {
    // one product over all leading axes
    const flat = product(reshape(a, [countOf(a.shape.slice(0, -1)), a.shape.at(-1)!]), b as Node<D>, false, false);
    return reshape(flat, [...a.shape.slice(0, -1), b.shape[1]!]);
  }
  return product(a, b as Node<D>, false, false);
}
matmul.entry = matmulOp;

function lowerMatmul(node: Node, to: Lowering): void {
  const [a, b] = node.inputs as [Node<Float>, Node<Float>];
  const { ta, tb } = flags(node);
  const dtype = node.dtype as Float;
  const bytes = byteSize[dtype] as 4 | 8;
  const shape = to.shape(node);
  const batch = shape.slice(0, -2);
  const [m, n] = shape.slice(-2) as [number, number];
  const k = matrix(to.shape(a), ta)[1] as number;
  const [rsA, csA] = ta ? [1, m] : [k, 1];
  const [rsB, csB] = tb ? [1, k] : [n, 1];
  const y = to.output(node);
  if (elements(shape) === 0) return;

  // batches: merged into one axis where both operands allow it, a repeat over the innermost axis otherwise
  const strideOf = (x: Node, size: number) => {
    const from = to.shape(x).slice(0, -2);
    return broadcastStrides(from, batch).map((stride) => stride * size * bytes);
  };
  const [sa, sb] = [strideOf(a, m * k), strideOf(b, k * n)];
  const sy = stridesOf(batch).map((stride) => stride * m * n * bytes);
  const axes: { n: number; a: number; b: number; y: number }[] = [];
  for (const [axis, size] of batch.entries()) {
    if (size === 1) continue;
    const next = { n: size, a: sa[axis]!, b: sb[axis]!, y: sy[axis]! };
    const last = axes[axes.length - 1];
    if (last && last.a === next.a * size && last.b === next.b * size)
      axes[axes.length - 1] = { ...next, n: last.n * size };
    else axes.push(next);
  }
  const kernel = chooseMatmul({ m, n, k, rsA, csA, rsB, csB, bytes });
  const work = kernel === "packed" ? to.scratch(matmulWork[dtype]) : undefined;
  emit(0, y, to.input(a), to.input(b));

  function emit(depth: number, y: Pointer, p: Pointer, q: Pointer): void {
    const axis = axes[depth];
    if (!axis) one(y, p, q);
    else if (depth === axes.length - 1)
      to.repeat(axis.n, (loop) => one(y.by(loop, axis.y), p.by(loop, axis.a), q.by(loop, axis.b)));
    else for (let i = 0; i < axis.n; i++) emit(depth + 1, y.at(i * axis.y), p.at(i * axis.a), q.at(i * axis.b));
  }
  function one(y: Pointer, p: Pointer, q: Pointer): void {
    if (kernel === "packed") to.emit(`matmul_packed_${dtype}`, y, p, q, m, n, k, rsA, csA, rsB, csB, n, work!);
    else if (kernel === "direct") to.emit(`matmul_direct_${dtype}`, y, p, q, m, n, k, rsA, csA, rsB, n);
    // yᵀ = bᵀ·aᵀ: the vector may stand on either side
    else if (kernel === "vecmat" && m === 1 && csB === 1) to.emit(`vecmat_${dtype}`, y, p, q, n, k, csA, rsB);
    else if (kernel === "vecmat") to.emit(`vecmat_${dtype}`, y, q, p, m, k, rsB, csA);
    else if (n === 1 && csA === 1) to.emit(`matvec_${dtype}`, y, p, q, m, k, rsA, rsB, n);
    else to.emit(`matvec_${dtype}`, y, q, p, n, k, csB, csA, 1);
  }
}
