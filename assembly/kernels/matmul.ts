// Matrix products. Strides count elements; C's rows are contiguous, ldc apart. No operand may overlap C.
//
//      matmul_packed   any strides, any sizes
//      matmul_direct   B's columns contiguous, n ≥ 32 / bytes of an element; small products
//      vecmat          one row times a matrix whose rows are contiguous
//      matvec          a matrix whose rows are contiguous times one column
//
// The first three sum in the order of k, and so agree to the last bit; matvec sums in lanes. Neither the operands'
// alignment nor an element's place in C changes the order.
import { direct } from "./matmul-direct";
import { packed } from "./matmul-packed";
import { matvec, vecmat } from "./matmul-vector";

function packedOrZero<T extends number>(
  c: usize,
  a: usize,
  b: usize,
  m: i32,
  n: i32,
  k: i32,
  rsA: i32,
  csA: i32,
  rsB: i32,
  csB: i32,
  ldc: i32,
  work: usize,
): void {
  const row = <usize>ldc * sizeof<T>();
  if (k > 0) packed<T>(c, a, b, m, n, k, rsA, csA, rsB, csB, row, work);
  else for (let i = 0; i < m; i++) memory.fill(c + <usize>i * row, 0, <usize>n * sizeof<T>());
}

// c[i,j] = Σₗ a[i·rsA + l·csA]·b[l·rsB + j·csB]. `work`: 256 + KC·(NC + MC)·sizeof(T) bytes of scratch with KC = 256,
// NC = 512, MC = 120: 647,424 bytes for f32 and 1,294,592 for f64.
// biome-ignore format: one line a signature
export function matmul_packed_f32(c: usize, a: usize, b: usize, m: i32, n: i32, k: i32, rsA: i32, csA: i32, rsB: i32, csB: i32, ldc: i32, work: usize): void {
  packedOrZero<f32>(c, a, b, m, n, k, rsA, csA, rsB, csB, ldc, work);
}
// biome-ignore format: one line a signature
export function matmul_packed_f64(c: usize, a: usize, b: usize, m: i32, n: i32, k: i32, rsA: i32, csA: i32, rsB: i32, csB: i32, ldc: i32, work: usize): void {
  packedOrZero<f64>(c, a, b, m, n, k, rsA, csA, rsB, csB, ldc, work);
}

// c[i,j] = Σₗ a[i·rsA + l·csA]·b[l·rsB + j], n ≥ 8 for f32, 4 for f64.
// biome-ignore format: one line a signature
export function matmul_direct_f32(c: usize, a: usize, b: usize, m: i32, n: i32, k: i32, rsA: i32, csA: i32, rsB: i32, ldc: i32): void {
  direct<f32>(c, a, b, m, n, k, <usize>rsA << 2, <usize>csA << 2, <usize>rsB << 2, <usize>ldc << 2);
}
// biome-ignore format: one line a signature
export function matmul_direct_f64(c: usize, a: usize, b: usize, m: i32, n: i32, k: i32, rsA: i32, csA: i32, rsB: i32, ldc: i32): void {
  direct<f64>(c, a, b, m, n, k, <usize>rsA << 3, <usize>csA << 3, <usize>rsB << 3, <usize>ldc << 3);
}

// y[j] = Σₗ x[l·incx]·b[l·rsB + j], j < n, l < k.
export function vecmat_f32(y: usize, x: usize, b: usize, n: i32, k: i32, incx: i32, rsB: i32): void {
  vecmat<f32>(y, x, b, n, k, (<usize>incx) << 2, (<usize>rsB) << 2);
}
export function vecmat_f64(y: usize, x: usize, b: usize, n: i32, k: i32, incx: i32, rsB: i32): void {
  vecmat<f64>(y, x, b, n, k, (<usize>incx) << 3, (<usize>rsB) << 3);
}

// y[i·incy] = Σₗ a[i·rsA + l]·x[l·incx], i < m, l < k.
// biome-ignore format: one line a signature
export function matvec_f32(y: usize, a: usize, x: usize, m: i32, k: i32, rsA: i32, incx: i32, incy: i32): void {
  matvec<f32>(y, a, x, m, k, <usize>rsA << 2, <usize>incx << 2, <usize>incy << 2);
}
// biome-ignore format: one line a signature
export function matvec_f64(y: usize, a: usize, x: usize, m: i32, k: i32, rsA: i32, incx: i32, incy: i32): void {
  matvec<f64>(y, a, x, m, k, <usize>rsA << 3, <usize>incx << 3, <usize>incy << 3);
}
