// Sparse Jacobians: columns that share no row are computed together. The pattern comes from the graph.
import { jvp } from "../autodiff/forward.js";
import { gradients } from "../autodiff/reverse.js";
import type { Float } from "../dtype.js";
import { arrayTypes } from "../dtype.js";
import { ShapeError } from "../errors.js";
import { Constant, type Node } from "../graph/node.js";
import { zerosLike } from "../ops/constant.js";
import { gather } from "../ops/indexing.js";
import { reshape } from "../ops/movement.js";
import { sum } from "../ops/reduce.js";
import { elements, showShape } from "../shape.js";
import { dependencies } from "./pattern.js";
import { scan } from "./scan.js";

/** A matrix by its entries that can differ from 0: entry k stands at (rows[k], columns[k]) and has value k of `values`. */
export interface Sparse<D extends Float> {
  readonly rows: Int32Array<ArrayBuffer>;
  readonly columns: Int32Array<ArrayBuffer>;
  readonly values: Node<D>;
  readonly shape: readonly [number, number];
  /** forward passes that compute it, instead of one for each column */
  readonly passes: number;
}

/**
 * ∂y/∂x as a sparse matrix of (elements of y, elements of x). Columns are coloured greedily, largest first, so that no
 * two of a colour meet in a row (Curtis, Powell and Reid, 1974); one forward pass a colour. Shapes must be numbers.
 */
export function sparseJacobian<D extends Float>(y: Node<D>, x: Node): Sparse<D> {
  const pattern = dependencies(y, x);
  const [m, n] = [pattern.length, elements(x.shape as number[])];
  const colours = colourColumns(pattern, n);
  const passes = Math.max(0, ...colours.map((c) => c + 1));
  const rows = Int32Array.from(pattern.flatMap((columns, row) => columns.map(() => row)));
  const columns = Int32Array.from(pattern.flat());
  if (passes === 0) return { rows, columns, values: reshape(sum(zerosLike(y)), [1]), shape: [m, n], passes };
  const seeds = new arrayTypes[x.dtype as Float](passes * n);
  for (const [column, colour] of colours.entries()) seeds[colour * n + column] = 1;
  const directions = new Constant(seeds, { shape: [passes, ...x.shape], dtype: x.dtype });
  const [, compressed] = scan(
    (none: Node, seed: Node) => [none, jvp([y], [x], [seed])[0]],
    zerosLike(sum(x)),
    directions as Node,
  );
  // entry (row, column) stands in the pass of the column's colour
  const places = Int32Array.from(rows, (row, k) => colours[columns[k]!]! * m + row);
  const index = new Constant(places, { shape: [places.length], dtype: "i32" as const });
  return { rows, columns, values: gather(reshape(compressed, [passes * m]), index) as Node<D>, shape: [m, n], passes };
}

/** ∂²y/∂x² of a scalar y as a sparse matrix: the sparse Jacobian of the gradient, both triangles. */
export function sparseHessian<D extends Float>(y: Node<D>, x: Node): Sparse<D> {
  if (y.shape.length > 0)
    throw new ShapeError(`sparseHessian: needs a scalar, not shape ${showShape(y.shape)}`, {
      node: y,
      origin: y.origin,
    });
  return sparseJacobian(gradients(y, [x])[0] as Node<D>, x);
}

// Greedy colouring of columns by how many rows they have: a colour is free for a column if none of its rows has it.
function colourColumns(pattern: readonly (readonly number[])[], n: number): number[] {
  const rowsOf = Array.from({ length: n }, () => [] as number[]);
  for (const [row, columns] of pattern.entries()) for (const column of columns) rowsOf[column]!.push(row);
  const taken = pattern.map(() => new Set<number>());
  const colours = new Array<number>(n).fill(0);
  const order = rowsOf.map((_, column) => column).sort((a, b) => rowsOf[b]!.length - rowsOf[a]!.length || a - b);
  for (const column of order) {
    const rows = rowsOf[column]!;
    let colour = 0;
    while (rows.some((row) => taken[row]!.has(colour))) colour++;
    for (const row of rows) taken[row]!.add(colour);
    colours[column] = colour;
  }
  return rowsOf.some((rows) => rows.length) ? colours : [];
}
