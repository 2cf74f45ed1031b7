// The register tile of the packed matmul: a block of C that stays in registers while k runs.
import { Lanes } from "../lanes";

// Rows × two vectors; with B's two vectors and A's scalar they fill 16 vector registers. Without FMA the product needs
// one of its own, and a sixth row would spill.
//
//             SIMD128   relaxed
//      f32      5×8       6×8
//      f64      5×4       6×4
export abstract class Tile {
  @inline static rows(): i32 {
    return ASC_FEATURE_RELAXED_SIMD ? 6 : 5;
  }
  @inline static columns<T extends number>(): i32 {
    return <i32>(32 / sizeof<T>());
  }
}

// c (+)= a·b over kc steps. a: panel (kc, rows), b: panel (kc, columns), c: rows ldc bytes apart. To add, the sums
// start from c: V8 of Node 20 halves the speed if an addition follows the loop, and k unrolled makes it spill.
export function tile<T extends number>(c: usize, a: usize, b: usize, kc: i32, ldc: usize, add: bool): void {
  const zero = v128.splat<T>(<T>0);
  let c00 = zero,
    c01 = zero,
    c10 = zero,
    c11 = zero,
    c20 = zero,
    c21 = zero;
  let c30 = zero,
    c31 = zero,
    c40 = zero,
    c41 = zero,
    c50 = zero,
    c51 = zero;
  const p1 = c + ldc,
    p2 = p1 + ldc,
    p3 = p2 + ldc,
    p4 = p3 + ldc,
    p5 = p4 + ldc;
  if (add) {
    c00 = v128.load(c);
    c01 = v128.load(c, 16);
    c10 = v128.load(p1);
    c11 = v128.load(p1, 16);
    c20 = v128.load(p2);
    c21 = v128.load(p2, 16);
    c30 = v128.load(p3);
    c31 = v128.load(p3, 16);
    c40 = v128.load(p4);
    c41 = v128.load(p4, 16);
    if (ASC_FEATURE_RELAXED_SIMD) {
      c50 = v128.load(p5);
      c51 = v128.load(p5, 16);
    }
  }
  const S = sizeof<T>();
  const step = <usize>Tile.rows() * S;
  for (const end = a + <usize>kc * step; a < end; a += step, b += 32) {
    const b0 = v128.load(b),
      b1 = v128.load(b, 16);
    let x = Lanes.splat<T>(a);
    c00 = Lanes.fma<T>(x, b0, c00);
    c01 = Lanes.fma<T>(x, b1, c01);
    x = Lanes.splat<T>(a + S);
    c10 = Lanes.fma<T>(x, b0, c10);
    c11 = Lanes.fma<T>(x, b1, c11);
    x = Lanes.splat<T>(a + 2 * S);
    c20 = Lanes.fma<T>(x, b0, c20);
    c21 = Lanes.fma<T>(x, b1, c21);
    x = Lanes.splat<T>(a + 3 * S);
    c30 = Lanes.fma<T>(x, b0, c30);
    c31 = Lanes.fma<T>(x, b1, c31);
    x = Lanes.splat<T>(a + 4 * S);
    c40 = Lanes.fma<T>(x, b0, c40);
    c41 = Lanes.fma<T>(x, b1, c41);
    if (ASC_FEATURE_RELAXED_SIMD) {
      x = Lanes.splat<T>(a + 5 * S);
      c50 = Lanes.fma<T>(x, b0, c50);
      c51 = Lanes.fma<T>(x, b1, c51);
    }
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(p1, c10);
  v128.store(p1, c11, 16);
  v128.store(p2, c20);
  v128.store(p2, c21, 16);
  v128.store(p3, c30);
  v128.store(p3, c31, 16);
  v128.store(p4, c40);
  v128.store(p4, c41, 16);
  if (ASC_FEATURE_RELAXED_SIMD) {
    v128.store(p5, c50);
    v128.store(p5, c51, 16);
  }
}
