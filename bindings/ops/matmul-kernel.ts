export type MatmulKernel = "packed" | "direct" | "vecmat" | "matvec";

/** Bytes of scratch that `matmul_packed` needs: an edge tile, KC·NC elements of B, MC·KC elements of A. */
export const matmulWork = { f32: 256 + 256 * (512 + 120) * 4, f64: 256 + 256 * (512 + 120) * 8 };

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
  return shape.n === 0 ? "direct" : "packed";
}
