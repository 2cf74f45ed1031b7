// An output array in a build's memory, with guard bytes before and behind it.
import type { ExecutionContext } from "ava";
import type { Build, Numbers } from "./kernels.js";

const GUARD = 0xa5;

export type ArrayType<A extends Numbers = Numbers> = { new (n: number): A; readonly BYTES_PER_ELEMENT: number };

export interface Output<A extends Numbers> {
  readonly pointer: number;
  /** The array, after asserting that the guards are untouched. */
  read(t: ExecutionContext, what?: string): A;
}

/** Room for `n` elements, `shift` bytes past a 16-byte boundary, filled with guard bytes or with `values`. */
export function output<A extends Numbers>(
  build: Build,
  type: ArrayType<A>,
  n: number,
  shift = 0,
  values?: A,
): Output<A> {
  const bytes = n * type.BYTES_PER_ELEMENT;
  const before = build.room(16);
  const pointer = build.room(bytes, shift);
  new Uint8Array(build.kernels.memory.buffer).fill(GUARD, before, pointer + bytes + 32);
  if (values) {
    const source = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(build.kernels.memory.buffer).set(source, pointer);
  }
  return {
    pointer,
    read(t, what = "") {
      const memory = new Uint8Array(build.kernels.memory.buffer);
      const guards = [...memory.subarray(before, pointer), ...memory.subarray(pointer + bytes, pointer + bytes + 32)];
      t.true(
        guards.every((byte) => byte === GUARD),
        `guard bytes ${what}`,
      );
      return build.get(new type(0), pointer, n);
    },
  };
}

/** The largest |a − b| / (scale + |b|), NaN = NaN and equal infinities counting as 0. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>, scale = 1): number {
  let worst = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < b.length; i++) {
    if (Object.is(a[i], b[i]) || a[i] === b[i]) continue;
    const d = Math.abs(a[i]! - b[i]!) / (scale + Math.abs(b[i]!));
    worst = Math.max(worst, Number.isNaN(d) ? Number.POSITIVE_INFINITY : d);
  }
  return worst;
}
