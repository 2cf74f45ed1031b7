// References of what is done with square matrices, by Laplace's expansion: slow, and nothing like the kernels.
import type { Node } from "wengert";
import { at, indices, type Plain, tabulate } from "./plain.js";
import type { Reference } from "./reference-structure.js";

type Matrix = readonly (readonly number[])[];

const minor = (a: Matrix, i: number, j: number): Matrix =>
  a.filter((_, r) => r !== i).map((row) => row.filter((_, c) => c !== j));
export function determinant(a: Matrix): number {
  if (a.length === 0) return 1;
  return a[0]!.reduce((sum, x, j) => sum + (j % 2 ? -x : x) * determinant(minor(a, 0, j)), 0);
}
export const cofactors = (a: Matrix): number[][] =>
  a.map((row, i) => row.map((_, j) => (-1) ** (i + j) * determinant(minor(a, i, j))));

/** The matrix of x at an index of the leading axes, which broadcast. */
function matrixAt(x: Plain, batch: readonly number[]): Matrix {
  const own = x.shape.slice(0, -2);
  const place = batch.slice(batch.length - own.length).map((i, axis) => (own[axis] === 1 ? 0 : i));
  const [m, n] = x.shape.slice(-2) as [number, number];
  return Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => at(x, [...place, i, j])));
}
// the samples are well conditioned and small: every result is off by some roundings of its size
const loose = (y: Plain): Plain => ({ ...y, slack: y.data.map((v) => 200 * (1 + Math.abs(v))) });
const shapeOf = (node: Node): readonly number[] => node.shape as readonly number[];
/** A matrix for each of a's, from that. */
const each =
  (f: (a: Matrix, node: Node) => Matrix): Reference =>
  ([a], node) => {
    const results = indices(a!.shape.slice(0, -2)).flatMap((batch) => f(matrixAt(a!, batch), node).flat());
    return loose({ shape: shapeOf(node), dtype: node.dtype, data: results });
  };

const product = (a: Matrix, b: Matrix): number[][] =>
  a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const turn = (a: Matrix): number[][] => a.map((row, i) => row.map((_, j) => a[j]![i]!));
const inverse = (a: Matrix): number[][] => turn(cofactors(a)).map((row) => row.map((c) => c / determinant(a)));
/** op(a)⁻¹·b for the last operand b. */
const solved =
  (prepare: (a: Matrix, node: Node) => Matrix): Reference =>
  (xs, node) => {
    const [a, b] = [xs[0]!, xs.at(-1)!];
    const data = indices(shapeOf(node).slice(0, -2)).flatMap((batch) => {
      const matrix = prepare(matrixAt(a, batch), node);
      return product(inverse(node.attributes.transpose ? turn(matrix) : matrix), matrixAt(b, batch)).flat();
    });
    return loose({ shape: shapeOf(node), dtype: node.dtype, data });
  };
function triangle(a: Matrix, { attributes: { lower, unit } }: Node): Matrix {
  return a.map((row, i) => row.map((x, j) => (i === j ? (unit ? 1 : x) : i > j === lower ? x : 0)));
}
function lowerRoot(a: Matrix): Matrix {
  const y = a.map((row) => row.map(() => 0));
  for (const [i, row] of a.entries())
    for (let j = 0; j <= i; j++) {
      const rest = row[j]! - y[i]!.slice(0, j).reduce((sum, x, k) => sum + x * y[j]![k]!, 0);
      y[i]![j] = i === j ? Math.sqrt(rest) : rest / y[j]![j]!;
    }
  return y;
}

/** P·a = L·U: the matrix of both, and which row took part in each exchange. */
export function lu([a]: readonly Plain[]): readonly Plain[] {
  const results = indices(a!.shape.slice(0, -2)).map((batch) => {
    const y = matrixAt(a!, batch).map((row) => [...row]);
    const pivots = y.map((_, k) => {
      const column = y.map((row, i) => (i < k ? -1 : Math.abs(row[k]!)));
      const best = column.indexOf(Math.max(...column));
      [y[k], y[best]] = [y[best]!, y[k]!];
      for (const row of y.slice(k + 1)) {
        row[k]! /= y[k]![k]!;
        for (let j = k + 1; j < row.length; j++) row[j]! -= row[k]! * y[k]![j]!;
      }
      return best;
    });
    return { y, pivots };
  });
  const rows = a!.shape.slice(0, -1);
  return [
    loose({ shape: a!.shape, dtype: a!.dtype, data: results.flatMap(({ y }) => y.flat()) }),
    { shape: rows, dtype: "i32", data: results.flatMap(({ pivots }) => pivots) },
  ];
}

/** By op name. */
export const decompose: Readonly<Record<string, Reference>> = {
  det: ([a], node) => loose(tabulate(shapeOf(node), node.dtype, (batch) => determinant(matrixAt(a!, batch)))),
  cofactor: each(cofactors),
  inv: each(inverse),
  cholesky: each(lowerRoot),
  solve: solved((a) => a),
  triangularSolve: solved(triangle),
};
