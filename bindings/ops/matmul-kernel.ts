// Which kernel computes c (m,n) = a (m,k) · b (k,n). Depends on the shape alone, so that a plan is reproducible.

export type MatmulKernel = "packed" | "direct" | "vecmat" | "matvec";

/** Bytes of scratch for `matmul_packed`: an edge tile, KC·NC elements of B, MC·KC elements of A (256, 512, 120). */
export const matmulWork = { f32: 256 + 256 * (512 + 120) * 4, f64: 256 + 256 * (512 + 120) * 8 };

/**
 * The kernel for one product; strides count elements, `bytes` is the size of an element, C's rows are contiguous.
 *
 * The vector kernels serve both sides, since cᵀ = bᵀ·aᵀ:
 *
 *     "vecmat"  m = 1: vecmat(c, a, b, n, k, csA, rsB)          n = 1: vecmat(c, b, a, m, k, rsB, csA), ldc = 1
 *     "matvec"  n = 1: matvec(c, a, b, m, k, rsA, rsB, ldc)     m = 1: matvec(c, b, a, n, k, csB, csA, 1)
 *
 * If m = n = 1 the first column of the table holds. Measured on Node 20 and 26, both builds: with one row or column
 * they are 3–10 times as fast as the others. Packing costs a pass over B, which about 16 rows of A repay. With more
 * rows direct stays ahead by 1.1–2 while B fits the first-level cache, 32 KB, and up to 32 rows by as much at 64 KB, or by
 * 1.05–1.3 while a row of B has at most 1 KB (784×128 in f32 by 1.1–1.3); at 128³ in f32 it is behind by 1.1–1.2, since its
 * column of tiles falls on few sets of the cache, beyond by 2.
 */
export function chooseMatmul(shape: {
  m: number;
  n: number;
  k: number;
  rsA: number;
  csA: number;
  rsB: number;
  csB: number;
  bytes: 4 | 8;
}): MatmulKernel {
  const { m, n, k, rsA, csA, rsB, csB, bytes } = shape;
  if (n === 1 && csA === 1) return "matvec";
  if (m === 1 && (csB === 1 || n === 1)) return "vecmat";
  if (m === 1 && rsB === 1) return "matvec";
  if (n === 1 && rsA === 1) return "vecmat";
  if (csB !== 1 || n < 32 / bytes) return "packed";
  const [row, whole] = [n * bytes, n * k * bytes];
  const fits = m <= 32 ? whole <= 1 << 16 || row <= 1 << 10 : whole <= 1 << 15;
  return m <= 16 || fits ? "direct" : "packed";
}
