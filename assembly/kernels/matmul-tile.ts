// The register tile of the packed matmul: a block of C that stays in registers while k runs.
import { Lanes } from "../lanes";

// Rows × columns, the fastest of those that fit 16 vector registers:
//
//             SIMD128   relaxed
//      f32      4×8       6×8       two vectors a row
//      f64      2×8       6×4       four vectors a row in 2×8, else two
//
// Without FMA every product needs a register of its own, so six rows spill.
export abstract class Tile {
  @inline static rows<T extends number>(): i32 {
    return ASC_FEATURE_RELAXED_SIMD ? 6 : <i32>(16 / sizeof<T>());
  }
  @inline static columns<T extends number>(): i32 {
    return ASC_FEATURE_RELAXED_SIMD ? <i32>(32 / sizeof<T>()) : 8;
  }
  // Bytes of one row of the tile.
  @inline static width<T extends number>(): usize {
    return Tile.columns<T>() * sizeof<T>();
  }
  // Stores two vectors of a row of C, or adds them to it.
  @inline static put<T extends number>(c: usize, x: v128, y: v128, add: bool): void {
    v128.store(c, add ? v128.add<T>(v128.load(c), x) : x);
    v128.store(c, add ? v128.add<T>(v128.load(c, 16), y) : y, 16);
  }
}

// c (+)= a·b over kc steps. a: panel (kc, rows), b: panel (kc, columns), c: rows ldc bytes apart.
export function tile<T extends number>(c: usize, a: usize, b: usize, kc: i32, ldc: usize, add: bool): void {
  if (!ASC_FEATURE_RELAXED_SIMD && sizeof<T>() == 8) two<T>(c, a, b, kc, ldc, add);
  else tall<T>(c, a, b, kc, ldc, add);
}

// Four or six rows of two vectors. Not unrolled over k: V8 of Node 20 spills if it is.
function tall<T extends number>(c: usize, a: usize, b: usize, kc: i32, ldc: usize, add: bool): void {
  const zero = v128.splat<T>(<T>0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero;
  let c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
  const S = sizeof<T>();
  const step = <usize>Tile.rows<T>() * S;
  for (const end = a + <usize>kc * step; a < end; a += step, b += 32) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
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
    if (ASC_FEATURE_RELAXED_SIMD) {
      x = Lanes.splat<T>(a + 4 * S);
      c40 = Lanes.fma<T>(x, b0, c40);
      c41 = Lanes.fma<T>(x, b1, c41);
      x = Lanes.splat<T>(a + 5 * S);
      c50 = Lanes.fma<T>(x, b0, c50);
      c51 = Lanes.fma<T>(x, b1, c51);
    }
  }
  Tile.put<T>(c, c00, c01, add);
  Tile.put<T>((c += ldc), c10, c11, add);
  Tile.put<T>((c += ldc), c20, c21, add);
  Tile.put<T>((c += ldc), c30, c31, add);
  if (ASC_FEATURE_RELAXED_SIMD) {
    Tile.put<T>((c += ldc), c40, c41, add);
    Tile.put<T>((c += ldc), c50, c51, add);
  }
}

// Two rows of four vectors.
function two<T extends number>(c: usize, a: usize, b: usize, kc: i32, ldc: usize, add: bool): void {
  const zero = v128.splat<T>(<T>0);
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero;
  let c10 = zero, c11 = zero, c12 = zero, c13 = zero;
  const S = sizeof<T>();
  for (const end = a + <usize>kc * 2 * S; a < end; a += 2 * S, b += 64) {
    const x = Lanes.splat<T>(a), y = Lanes.splat<T>(a + S);
    let v = v128.load(b);
    c00 = Lanes.fma<T>(x, v, c00);
    c10 = Lanes.fma<T>(y, v, c10);
    v = v128.load(b, 16);
    c01 = Lanes.fma<T>(x, v, c01);
    c11 = Lanes.fma<T>(y, v, c11);
    v = v128.load(b, 32);
    c02 = Lanes.fma<T>(x, v, c02);
    c12 = Lanes.fma<T>(y, v, c12);
    v = v128.load(b, 48);
    c03 = Lanes.fma<T>(x, v, c03);
    c13 = Lanes.fma<T>(y, v, c13);
  }
  Tile.put<T>(c, c00, c01, add);
  Tile.put<T>(c + 32, c02, c03, add);
  c += ldc;
  Tile.put<T>(c, c10, c11, add);
  Tile.put<T>(c + 32, c12, c13, add);
}
