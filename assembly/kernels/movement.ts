// Kernels that move bits, by element width.
import { Copy } from "./movement-copy";
import { plane } from "./movement-plane";

// y[i] = x[i], i < n. y may be x.
export function copy_8(y: usize, x: usize, n: i32): void {
  Copy.copy<u8>(y, x, <usize>n * sizeof<u8>());
}
export function copy_32(y: usize, x: usize, n: i32): void {
  Copy.copy<u32>(y, x, <usize>n * sizeof<u32>());
}
export function copy_64(y: usize, x: usize, n: i32): void {
  Copy.copy<u64>(y, x, <usize>n * sizeof<u64>());
}

// y[i] = the element at `value`, i < n.
export function fill_8(y: usize, value: usize, n: i32): void {
  Copy.fill<u8>(y, Copy.splat<u8>(value), <usize>n * sizeof<u8>());
}
export function fill_32(y: usize, value: usize, n: i32): void {
  Copy.fill<u32>(y, Copy.splat<u32>(value), <usize>n * sizeof<u32>());
}
export function fill_64(y: usize, value: usize, n: i32): void {
  Copy.fill<u64>(y, Copy.splat<u64>(value), <usize>n * sizeof<u64>());
}

// y[Σ iₐ·yₐ] = x[Σ iₐ·xₐ] for all 0 ≤ iₐ < nₐ, a < 4. Strides of x may be 0, all may be negative. y and x do not overlap.
// biome-ignore format: one line an array
function move<T extends number>(
  y: usize, x: usize,
  n0: i32, n1: i32, n2: i32, n3: i32,
  y0: i32, y1: i32, y2: i32, y3: i32,
  x0: i32, x1: i32, x2: i32, x3: i32,
): void {
  const size = <i32>sizeof<T>();
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      const p = y + (i * y0 + j * y1) * size;
      const q = x + (i * x0 + j * x1) * size;
      plane<T>(p, q, n2, n3, y2 * size, y3 * size, x2 * size, x3 * size);
    }
  }
}
// biome-ignore format: one line an array
export function move_8(
  y: usize, x: usize,
  n0: i32, n1: i32, n2: i32, n3: i32,
  y0: i32, y1: i32, y2: i32, y3: i32,
  x0: i32, x1: i32, x2: i32, x3: i32,
): void {
  move<u8>(y, x, n0, n1, n2, n3, y0, y1, y2, y3, x0, x1, x2, x3);
}
// biome-ignore format: one line an array
export function move_32(
  y: usize, x: usize,
  n0: i32, n1: i32, n2: i32, n3: i32,
  y0: i32, y1: i32, y2: i32, y3: i32,
  x0: i32, x1: i32, x2: i32, x3: i32,
): void {
  move<u32>(y, x, n0, n1, n2, n3, y0, y1, y2, y3, x0, x1, x2, x3);
}
// biome-ignore format: one line an array
export function move_64(
  y: usize, x: usize,
  n0: i32, n1: i32, n2: i32, n3: i32,
  y0: i32, y1: i32, y2: i32, y3: i32,
  x0: i32, x1: i32, x2: i32, x3: i32,
): void {
  move<u64>(y, x, n0, n1, n2, n3, y0, y1, y2, y3, x0, x1, x2, x3);
}

// y[i] = i, i < n.
export function arange_i32(y: usize, n: i32): void {
  for (let i = 0; i < n; i++, y += 4) store<i32>(y, i);
}
