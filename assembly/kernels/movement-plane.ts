// y[i·y0 + j·y1] = x[i·x0 + j·x1], i < n0, j < n1; strides in bytes. y and x do not overlap.
import { Copy } from "./movement-copy";

export function plane<T extends number>(
  y: usize,
  x: usize,
  n0: i32,
  n1: i32,
  y0: isize,
  y1: isize,
  x0: isize,
  x1: isize,
): void {
  const size = <isize>sizeof<T>();
  if (y1 == size && x1 == size) {
    for (; n0 > 0; n0--, y += y0, x += x0) Copy.copy<T>(y, x, <usize>n1 * size);
  } else if (y1 == size && x1 == 0) {
    for (; n0 > 0; n0--, y += y0, x += x0) Copy.fill<T>(y, Copy.splat<T>(x), <usize>n1 * size);
  } else if (sizeof<T>() > 1 && y1 == size && x0 == size) {
    transpose<T>(y, x, n0, n1, y0, x1);
  } else if (sizeof<T>() > 1 && y0 == size && x1 == size) {
    transpose<T>(y, x, n1, n0, y1, x0);
  } else {
    for (; n0 > 0; n0--, y += y0, x += x0) each<T>(y, x, n1, y1, x1);
  }
}

// y[j·dy] = x[j·dx], j < n.
function each<T extends number>(y: usize, x: usize, n: i32, dy: isize, dx: isize): void {
  for (; n > 0; n--, y += dy, x += dx) store<T>(y, load<T>(x));
}

// y[i·dy + j] = x[i + j·dx], i < n0, j < n1: square tiles of one vector a side, in bands of one cache line of x.
function transpose<T extends number>(y: usize, x: usize, n0: i32, n1: i32, dy: isize, dx: isize): void {
  const side = 16 / <i32>sizeof<T>();
  const size = <isize>sizeof<T>();
  const rows = n0 & ~(side - 1);
  const cols = n1 & ~(side - 1);
  for (let band = 0; band < rows; band += 4 * side) {
    const stop = min(rows, band + 4 * side);
    for (let j = 0; j < cols; j += side) {
      for (let i = band; i < stop; i += side) {
        tile<T>(y + <isize>i * dy + <isize>j * size, x + <isize>i * size + <isize>j * dx, dy, dx);
      }
    }
  }
  for (let i = 0; i < rows; i++) {
    each<T>(y + <isize>i * dy + <isize>cols * size, x + <isize>i * size + <isize>cols * dx, n1 - cols, size, dx);
  }
  for (let i = rows; i < n0; i++) each<T>(y + <isize>i * dy, x + <isize>i * size, n1, size, dx);
}

// One tile: 4×4 of 32 bits or 2×2 of 64.
function tile<T extends number>(y: usize, x: usize, dy: isize, dx: isize): void {
  const a = v128.load(x);
  const b = v128.load(x + dx);
  if (sizeof<T>() == 8) {
    v128.store(y, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(y + dy, v128.shuffle<i64>(a, b, 1, 3));
  } else {
    const c = v128.load(x + 2 * dx);
    const d = v128.load(x + 3 * dx);
    const e = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const f = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const g = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const h = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    v128.store(y, v128.shuffle<i64>(e, f, 0, 2));
    v128.store(y + dy, v128.shuffle<i64>(e, f, 1, 3));
    v128.store(y + 2 * dy, v128.shuffle<i64>(g, h, 0, 2));
    v128.store(y + 3 * dy, v128.shuffle<i64>(g, h, 1, 3));
  }
}
