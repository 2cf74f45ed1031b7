// Matmul without packing, for products too small to repay it: tiles of 4 rows × 2 vectors read A and B where they lie.
import { Lanes } from "../lanes";

// c (m,n) = a (m,k) · b (k,n), B's columns contiguous, n ≥ one tile. The last tile of columns is shifted left over the
// one before it, and stores the same values there again.
export function direct<T extends number>(
  c: usize,
  a: usize,
  b: usize,
  m: i32,
  n: i32,
  k: i32,
  rsA: usize,
  csA: usize,
  rsB: usize,
  ldc: usize,
): void {
  const columns = <i32>(32 / sizeof<T>());
  for (let j = 0; j < n; j += columns) {
    const shift = <usize>min(j, n - columns) * sizeof<T>();
    for (let i = 0; i < m; i += 4) {
      tile4<T>(c + shift + <usize>i * ldc, a + <usize>i * rsA, b + shift, m - i, k, rsA, csA, rsB, ldc);
    }
  }
}

// Rows past m are the last row again. Strides in bytes.
function tile4<T extends number>(
  c0: usize,
  a0: usize,
  b: usize,
  m: i32,
  k: i32,
  rsA: usize,
  csA: usize,
  rsB: usize,
  ldc: usize,
): void {
  const zero = v128.splat<T>(<T>0);
  let c00 = zero,
    c01 = zero,
    c10 = zero,
    c11 = zero,
    c20 = zero,
    c21 = zero,
    c30 = zero,
    c31 = zero;
  let a1 = m > 1 ? a0 + rsA : a0,
    a2 = m > 2 ? a1 + rsA : a1,
    a3 = m > 3 ? a2 + rsA : a2;
  for (; k > 0; --k) {
    const b0 = v128.load(b),
      b1 = v128.load(b, 16);
    let x = Lanes.splat<T>(a0);
    c00 = Lanes.fma<T>(x, b0, c00);
    c01 = Lanes.fma<T>(x, b1, c01);
    x = Lanes.splat<T>(a1);
    c10 = Lanes.fma<T>(x, b0, c10);
    c11 = Lanes.fma<T>(x, b1, c11);
    x = Lanes.splat<T>(a2);
    c20 = Lanes.fma<T>(x, b0, c20);
    c21 = Lanes.fma<T>(x, b1, c21);
    x = Lanes.splat<T>(a3);
    c30 = Lanes.fma<T>(x, b0, c30);
    c31 = Lanes.fma<T>(x, b1, c31);
    b += rsB;
    a0 += csA;
    a1 += csA;
    a2 += csA;
    a3 += csA;
  }
  const p1 = m > 1 ? c0 + ldc : c0,
    p2 = m > 2 ? p1 + ldc : p1,
    p3 = m > 3 ? p2 + ldc : p2;
  v128.store(c0, c00);
  v128.store(c0, c01, 16);
  v128.store(p1, c10);
  v128.store(p1, c11, 16);
  v128.store(p2, c20);
  v128.store(p2, c21, 16);
  v128.store(p3, c30);
  v128.store(p3, c31, 16);
}
