// Rearrangements made of reshapes, broadcasts, slices and masks: their derivatives follow.
import { addDims, type Dim, mulDims, subDims } from "../dim.js";
import type { DType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { normalizeAxis, type Shape, showShape } from "../shape.js";
import { add } from "./arithmetic.js";
import { lessEqual, where } from "./compare.js";
import { arange } from "./constant.js";
import { reshape, unsqueeze } from "./movement.js";
import { padWith } from "./padding.js";
import { broadcastTo } from "./reduce.js";
import { concat, slice } from "./slicing.js";

const matrix = (op: string, shape: Shape): [rows: Dim, cols: Dim] => {
  if (shape.length < 2) throw new ShapeError(`${op}: needs two axes, x has shape ${showShape(shape)}`);
  return [shape.at(-2)!, shape.at(-1)!];
};

/** The elements of the last two axes on and below the k-th diagonal, zero above it. */
export function tril<D extends DType>(x: Node<D>, k = 0): Node<D> {
  const [rows, cols] = matrix("tril", x.shape);
  return where(lessEqual(arange(cols), unsqueeze(add(arange(rows), k), 1)), x, 0);
}
/** The elements of the last two axes on and above the k-th diagonal, zero below it. */
export function triu<D extends DType>(x: Node<D>, k = 0): Node<D> {
  const [rows, cols] = matrix("triu", x.shape);
  return where(lessEqual(unsqueeze(add(arange(rows), k), 1), arange(cols)), x, 0);
}
/**
 * The diagonal of the last two axes, `offset` places to the right: shape (…, m). @throws ShapeError for fewer than two axes
 * and for sizes that are names
 */
export function diagonal<D extends DType>(x: Node<D>, offset = 0): Node<D> {
  const [rows, cols] = matrix("diagonal", x.shape);
  if (typeof rows !== "number" || typeof cols !== "number")
    throw new ShapeError(`diagonal: the last two sizes of ${showShape(x.shape)} must be numbers`);
  const m = Math.max(0, Math.min(rows + Math.min(offset, 0), cols - Math.max(offset, 0)));
  const first = m === 0 ? 0 : offset < 0 ? -offset * cols : offset;
  const outer = x.shape.slice(0, -2);
  // every (cols + 1)-th element of the rows one after another
  const end = m === 0 ? 0 : first + (m - 1) * (cols + 1) + 1;
  return slice(reshape(x, [...outer, rows * cols]), [...outer.map(() => null), [first, end, cols + 1]]);
}
/**
 * The matrix with the vector x on its k-th diagonal, or the k-th diagonal of the matrix x.
 * @throws ShapeError for another number of axes
 */
export function diag<D extends DType>(x: Node<D>, k = 0): Node<D> {
  if (x.shape.length === 2) return diagonal(x, k);
  if (x.shape.length !== 1) throw new ShapeError(`diag: takes a vector or a matrix, not ${showShape(x.shape)}`);
  const n = x.shape[0]!;
  const m = addDims(n, Math.abs(k));
  // each element is followed by m zeros, then the rows are moved into place
  const steps = reshape(
    padWith(reshape(x, [n, 1]), [
      [0, 0],
      [0, m],
    ]),
    [mulDims(n, addDims(m, 1))],
  );
  const before = mulDims(k < 0 ? m : 1, Math.abs(k));
  const total = mulDims(m, m);
  const wide = padWith(steps, [[before, total]]);
  return reshape(slice(wide, [[0, total]]), [m, m]);
}

/** x repeated `reps[i]` times along axis i, one copy after another. Missing axes and missing counts on the left are 1. */
export function tile<D extends DType>(x: Node<D>, reps: readonly number[]): Node<D> {
  if (reps.some((r) => !Number.isInteger(r) || r < 0)) throw new ShapeError(`tile: counts are whole, not [${reps}]`);
  const rank = Math.max(reps.length, x.shape.length);
  const counts = [...new Array<number>(rank - reps.length).fill(1), ...reps];
  const shape: Shape = [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape];
  const spread = broadcastTo(
    reshape(
      x,
      shape.flatMap((size) => [1, size]),
    ),
    shape.flatMap((size, i) => [counts[i]!, size]),
  );
  return reshape(
    spread,
    shape.map((size, i) => mulDims(counts[i]!, size)),
  );
}
/** Each element along an axis repeated, next to itself. */
export function repeatInterleave<D extends DType>(x: Node<D>, repeats: number, axis = -1): Node<D> {
  if (!Number.isInteger(repeats) || repeats < 0)
    throw new ShapeError(`repeatInterleave: the count is a whole number, not ${repeats}`);
  const at = normalizeAxis("repeatInterleave", axis, x.shape.length);
  const [before, after] = [x.shape.slice(0, at + 1), x.shape.slice(at + 1)];
  return reshape(broadcastTo(reshape(x, [...before, 1, ...after]), [...before, repeats, ...after]), [
    ...x.shape.slice(0, at),
    mulDims(x.shape[at]!, repeats),
    ...after,
  ]);
}
/** x moved by `shift` places along an axis, what leaves at the end coming in at the start. */
export function roll<D extends DType>(x: Node<D>, shift: number, axis = -1): Node<D> {
  if (!Number.isInteger(shift)) throw new ShapeError(`roll: the shift is a whole number, not ${shift}`);
  const at = normalizeAxis("roll", axis, x.shape.length);
  const n = x.shape[at]!;
  const by = typeof n === "number" ? (n === 0 ? 0 : ((shift % n) + n) % n) : shift;
  if (by === 0) return x;
  // x[cut:] then x[:cut]
  const cut = by > 0 ? subDims(n, by) : -by;
  const part = (start: Dim, end: Dim) =>
    slice(
      x,
      x.shape.map((_, i) => (i === at ? [start, end] : null)),
    );
  return concat([part(cut, n), part(0, cut)], at);
}
