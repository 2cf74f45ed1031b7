// Arrays in plain JavaScript: what references compute on.
import type { DType } from "wengert";

export interface Plain {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: readonly number[];
  /** how far a kernel may be off, in units of roundoff; default 6·|y| for computed floats, 0 for what is copied */
  readonly slack?: readonly number[];
}

/** The half distance between 1 and the next number. */
export const roundoff = { f32: 2 ** -24, f64: 2 ** -53 } as const;

export function elements(shape: readonly number[]): number {
  return shape.reduce((n, size) => n * size, 1);
}

/** Every index of a shape, row-major. */
export function indices(shape: readonly number[]): number[][] {
  const n = elements(shape);
  const result: number[][] = [];
  const index = shape.map(() => 0);
  for (let k = 0; k < n; k++) {
    result.push([...index]);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return result;
}

/** The place of an index in row-major data. */
export function placeOf(index: readonly number[], shape: readonly number[]): number {
  return shape.reduce((place, size, axis) => place * size + index[axis]!, 0);
}

export function at(x: Plain, index: readonly number[]): number {
  return x.data[placeOf(index, x.shape)]!;
}

/** The index into x, broadcast to a larger shape: trailing axes, 0 where x has size 1. */
export function under(index: readonly number[], shape: readonly number[]): number[] {
  const tail = index.slice(index.length - shape.length);
  return shape.map((size, axis) => (size === 1 ? 0 : tail[axis]!));
}
export function broadcastAt(x: Plain, index: readonly number[]): number {
  return at(x, under(index, x.shape));
}

export function tabulate(shape: readonly number[], dtype: DType, f: (index: number[]) => number): Plain {
  return { shape, dtype, data: indices(shape).map(f) };
}

/** y[to(index)] += x[index] for every index of x; the slack is what summation costs. */
export function accumulate(shape: readonly number[], x: Plain, to: (index: number[]) => readonly number[]): Plain {
  const n = elements(shape);
  const [data, size, count] = [0, 0, 0].map(() => new Array<number>(n).fill(0)) as [number[], number[], number[]];
  for (const [k, index] of indices(x.shape).entries()) {
    const place = placeOf(to(index), shape);
    data[place]! += x.data[k]!;
    size[place]! += Math.abs(x.data[k]!);
    count[place]!++;
  }
  return { shape, dtype: x.dtype, data, slack: size.map((s, i) => s * count[i]!) };
}

/** Numbers as the dtype stores them. */
export function store(dtype: DType, x: number): number {
  return dtype === "f32" ? Math.fround(x) : dtype === "i32" ? x | 0 : dtype === "bool" ? Number(x !== 0) : x;
}
