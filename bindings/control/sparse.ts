// Sparse Jacobians and Hessians: derivatives that do not meet are computed together. The pattern comes from the graph.
import { jvp } from "../autodiff/forward.js";
import { gradients, requireFloats, vjp } from "../autodiff/reverse.js";
import { arrayTypes, type Float } from "../dtype.js";
import { Constant, type Node } from "../graph/node.js";
import { zeros, zerosLike } from "../ops/constant.js";
import { gather } from "../ops/indexing.js";
import { reshape } from "../ops/movement.js";
import { sum } from "../ops/reduce.js";
import { elements } from "../shape.js";
import { type Colouring, colourColumns, colourStars, type Pattern, standsAlone, transposed } from "./colouring.js";
import { requireScalar } from "./jacobian.js";
import { dependencies } from "./pattern.js";
import { scan } from "./scan.js";

/** A matrix by its entries that can differ from 0: entry k stands at (rows[k], columns[k]) and has value k of `values`. */
export interface Sparse<D extends Float> {
  readonly rows: Int32Array<ArrayBuffer>;
  readonly columns: Int32Array<ArrayBuffer>;
  readonly values: Node<D>;
  readonly shape: readonly [number, number];
  /** derivatives along a direction that are computed, instead of one for each column or row */
  readonly passes: number;
}

/**
 * ∂y/∂x as a sparse matrix of (elements of y, elements of x). Columns that share no row are computed in one forward pass,
 * or, where that takes fewer, rows that share no column in one reverse pass. Shapes must be numbers.
 * @throws ShapeError where they are not; GraphError if x or y is no float, or the way from x to y leads through an op without a
 * derivative
 */
export function sparseJacobian<D extends Float>(y: Node<D>, x: Node): Sparse<D> {
  requireFloats("sparseJacobian", [y, x]);
  const pattern = dependencies(y, x);
  const [m, n] = [pattern.length, elements(x.shape as number[])];
  const [byColumn, byRow] = [colourColumns(pattern, n), colourColumns(transposed(pattern, n), m)];
  if (byColumn.count <= byRow.count)
    return compressed(y, x, pattern, byColumn, {
      seed: x,
      along: (direction) => jvp([y], [x], [direction])[0],
      placeOf: (row, column) => byColumn.colours[column]! * m + row,
    });
  return compressed(y, x, pattern, byRow, {
    seed: y,
    along: (direction) => vjp([y], [x], [direction])[0] as Node<D>,
    placeOf: (row, column) => byRow.colours[row]! * n + column,
  });
}

/**
 * ∂²y/∂x² of a scalar y as a sparse matrix, both triangles. Symmetry saves passes: a row that is full, as the last one of
 * an arrow, does not need one for each column. Shapes must be numbers.
 * @throws ShapeError where they are not, or y is no scalar; GraphError as `sparseJacobian`
 */
export function sparseHessian<D extends Float>(y: Node<D>, x: Node): Sparse<D> {
  requireScalar("sparseHessian", y);
  const [slope] = gradients(y, [x]) as [Node<D>];
  const pattern = symmetric(dependencies(slope, x));
  const n = pattern.length;
  const colouring = isLarge(pattern) ? colourColumns(pattern, n) : colourStars(pattern);
  return compressed(slope, x, pattern, colouring, {
    seed: x,
    along: (direction) => jvp([slope], [x], [direction])[0],
    placeOf: (row, column) => {
      const [colour, at] = standsAlone(pattern, colouring, row, column);
      return colour * n + at;
    },
  });
}

interface Passes<D extends Float> {
  /** what a direction is like */
  readonly seed: Node;
  /** the derivative of y along a direction */
  along(direction: Node): Node<D>;
  /** where entry (row, column) stands in the derivatives along the colours' directions, one after the other */
  placeOf(row: number, column: number): number;
}

// One derivative for each colour, along the sum of the colour's basis vectors, and the entries read from them.
function compressed<D extends Float>(
  y: Node<D>,
  x: Node,
  pattern: Pattern,
  { colours, count: passes }: Colouring,
  { seed, along, placeOf }: Passes<D>,
): Sparse<D> {
  const shape = [pattern.length, elements(x.shape as number[])] as const;
  const rows = Int32Array.from(pattern.flatMap((columns, row) => columns.map(() => row)));
  const columns = Int32Array.from(pattern.flat());
  if (passes === 0) return { rows, columns, values: zeros([0], y.dtype as Float) as Node<D>, shape, passes };
  const directions = new arrayTypes[seed.dtype as Float](passes * colours.length);
  for (const [i, colour] of colours.entries()) if (colour >= 0) directions[colour * colours.length + i] = 1;
  const [, derivatives] = scan(
    (none: Node, direction: Node) => [none, along(direction)],
    zerosLike(sum(x)),
    new Constant(directions, { shape: [passes, ...seed.shape], dtype: seed.dtype }) as Node,
  );
  const places = Int32Array.from(rows, (row, k) => placeOf(row, columns[k]!));
  const index = new Constant(places, { shape: [places.length], dtype: "i32" as const });
  const flat = reshape(derivatives, [elements(derivatives.shape as number[])]);
  return { rows, columns, values: gather(flat, index) as Node<D>, shape, passes };
}

// Entries that both triangles allow: what one of them rules out is 0 in the other too.
function symmetric(pattern: Pattern): number[][] {
  const sets = pattern.map((columns) => new Set(columns));
  return pattern.map((columns, row) => columns.filter((column) => sets[column]!.has(row)));
}
// A star colouring looks at all paths of three; where they are too many, it would gain little.
function isLarge(pattern: Pattern): boolean {
  return pattern.reduce((sum, { length }) => sum + length ** 2, 0) > 1e8;
}
