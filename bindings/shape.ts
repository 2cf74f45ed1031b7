import { type Dim, divDims, mulDims, normalizeDim } from "./dim.js";
import { ShapeError } from "./errors.js";

/** Sizes of the axes, outermost first. A scalar has shape []. */
export type Shape = readonly Dim[];
/** One axis or several; negative ones count from the last. */
export type Axes = number | readonly number[];

export function showShape(shape: Shape): string {
  return `(${shape.join(",")})`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

export function normalizeShape(shape: Shape): Shape {
  return shape.map(normalizeDim);
}

/** The product of the dimensions; 1 for a scalar. */
export function countOf(shape: Shape): Dim {
  return shape.reduce<Dim>(mulDims, 1);
}
/** The number of elements of a concrete shape. */
export function elements(shape: readonly number[]): number {
  let n = 1;
  for (const size of shape) n *= size;
  return n;
}
/** Row-major strides in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/** The axis as a number in [0, rank). */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new ShapeError(`${op}: axis ${axis} is outside rank ${rank}`);
  return axis < 0 ? axis + rank : axis;
}
/** The axes sorted and in [0, rank); all of them for undefined. Throws on a repeated axis. */
export function normalizeAxes(op: string, axes: Axes | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = (typeof axes === "number" ? [axes] : [...axes]).map((axis) => normalizeAxis(op, axis, rank));
  if (new Set(list).size !== list.length) throw new ShapeError(`${op}: an axis repeats in [${axes}]`);
  return list.sort((a, b) => a - b);
}

/**
 * NumPy's broadcasting. A name meets 1 or itself; a name that meets another number takes that number, and a name that
 * meets another name takes the first: both are checked again when the sizes are known.
 */
export function broadcastShapes(op: string, shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const result: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let dim: Dim = 1;
    for (const shape of shapes) {
      const i = axis - (rank - shape.length);
      const next = i < 0 ? 1 : shape[i]!;
      if (next === 1 || next === dim) continue;
      if (dim === 1 || (typeof dim === "string" && typeof next === "number")) dim = next;
      else if (typeof dim === "number" && typeof next === "number") {
        const list = shapes.map(showShape).join(" and ");
        throw new ShapeError(`${op}: shapes ${list} do not broadcast: ${dim} ≠ ${next}`);
      }
    }
    result.push(dim);
  }
  return result;
}

/** `shape` with a −1 replaced by what `count` elements leave over; throws where the counts provably differ. */
export function inferReshape(op: string, from: Shape, shape: Shape): Shape {
  const open = shape.indexOf(-1);
  const known = shape.filter((dim) => dim !== -1).map(normalizeDim);
  if (shape.length - known.length > 1) throw new ShapeError(`${op}: only one size may be -1, in ${showShape(shape)}`);
  const total = countOf(from);
  if (open < 0) {
    const count = countOf(known);
    if (typeof total === "number" && typeof count === "number" && total !== count)
      throw new ShapeError(`${op}: ${showShape(from)} has ${total} elements, ${showShape(shape)} has ${count}`);
    return known;
  }
  const rest = divDims(total, countOf(known));
  if (rest === undefined)
    throw new ShapeError(`${op}: ${showShape(from)} does not divide into ${showShape(shape)}; give every size`);
  return [...known.slice(0, open), rest, ...known.slice(open)];
}
