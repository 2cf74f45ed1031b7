// eˣ on vectors, for softmax.
import { Lanes, UnaryOp } from "../lanes";

// n = round(x·log₂e), r = x − n·ln 2 in two parts, eʳ = 1 + r + r²·P(r), 2ⁿ as two factors so that subnormal results
// and overflow come out right. Coefficients of P, highest first, for |r| ≤ ½·ln 2: f32 from Cephes expf, f64 Taylor's
// 1/13! … 1/2!.
// biome-ignore format: one table
const F32: usize = memory.data<f32>([
  89.5, -104.5, 1.44269504, 12582912, -0.693359375, 2.1219444e-4, 1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3,
  4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1,
]);
// biome-ignore format: one table
const F64: usize = memory.data<f64>([
  710, -746, 1.4426950408889634, 6755399441055744, -6.9314718036912381649e-1, -1.90821492927058770002e-10,
  1.6059043836821613e-10, 2.08767569878681e-9, 2.505210838544172e-8, 2.755731922398589e-7, 2.7557319223985893e-6,
  2.48015873015873e-5, 1.984126984126984e-4, 1.3888888888888889e-3, 8.333333333333333e-3, 4.1666666666666664e-2,
  1.6666666666666666e-1, 0.5, 1, 6755399441056767,
]);
// 6755399441055744 = 1.5·2⁵² and 12582912 = 1.5·2²³ round to integers; 6755399441056767 adds the bias 1023.
// Exponent biases: f32 127, and the bits of 12582912; f64 2·1023.
const I32: usize = memory.data<i32>([127, 0x4b400000]);
const I64: usize = memory.data<i64>([2046]);

@unmanaged
export class Exp<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    if (sizeof<T>() == 4) {
      const z = f32x4.pmax(f32x4.pmin(x, v128.load32_splat(F32)), v128.load32_splat(F32, 4));
      const magic = v128.load32_splat(F32, 12);
      const m = Lanes.fma<f32>(z, v128.load32_splat(F32, 8), magic);
      const n = f32x4.sub(m, magic);
      const r = Lanes.fma<f32>(n, v128.load32_splat(F32, 20), Lanes.fma<f32>(n, v128.load32_splat(F32, 16), z));
      let p = Lanes.fma<f32>(r, v128.load32_splat(F32, 24), v128.load32_splat(F32, 28));
      p = Lanes.fma<f32>(p, r, v128.load32_splat(F32, 32));
      p = Lanes.fma<f32>(p, r, v128.load32_splat(F32, 36));
      p = Lanes.fma<f32>(p, r, v128.load32_splat(F32, 40));
      p = Lanes.fma<f32>(p, r, v128.load32_splat(F32, 44));
      p = f32x4.add(Lanes.fma<f32>(f32x4.mul(r, r), p, r), v128.load32_splat(F32, 48));
      const bias = v128.load32_splat(I32);
      const i = i32x4.sub(m, v128.load32_splat(I32, 4));
      const h = i32x4.shr_s(i, 1);
      const s = i32x4.shl(i32x4.add(h, bias), 23);
      return f32x4.mul(f32x4.mul(p, s), i32x4.shl(i32x4.add(i32x4.sub(i, h), bias), 23));
    } else {
      const z = f64x2.pmax(f64x2.pmin(x, v128.load64_splat(F64)), v128.load64_splat(F64, 8));
      const magic = v128.load64_splat(F64, 24);
      const m = Lanes.fma<f64>(z, v128.load64_splat(F64, 16), magic);
      const n = f64x2.sub(m, magic);
      const r = Lanes.fma<f64>(n, v128.load64_splat(F64, 40), Lanes.fma<f64>(n, v128.load64_splat(F64, 32), z));
      let p = Lanes.fma<f64>(r, v128.load64_splat(F64, 48), v128.load64_splat(F64, 56));
      p = Lanes.fma<f64>(p, r, v128.load64_splat(F64, 64));
      p = Lanes.fma<f64>(p, r, v128.load64_splat(F64, 72));
      p = Lanes.fma<f64>(p, r, v128.load64_splat(F64, 80));
      p = Lanes.fma<f64>(p, r, v128.load64_splat(F64, 88));
      p = Lanes.fma<f64>(p, r, v128.load64_splat(F64, 96));
      p = Lanes.fma<f64>(p, r, v128.load64_splat(F64, 104));
      p = Lanes.fma<f64>(p, r, v128.load64_splat(F64, 112));
      p = Lanes.fma<f64>(p, r, v128.load64_splat(F64, 120));
      p = Lanes.fma<f64>(p, r, v128.load64_splat(F64, 128));
      p = Lanes.fma<f64>(p, r, v128.load64_splat(F64, 136));
      p = f64x2.add(Lanes.fma<f64>(f64x2.mul(r, r), p, r), v128.load64_splat(F64, 144));
      // The low bits of m hold n; h = round(n/2) + 1023 in the low bits of `half`.
      const half = f64x2.add(f64x2.mul(n, v128.load64_splat(F64, 136)), v128.load64_splat(F64, 152));
      const s = i64x2.shl(half, 52);
      const t = i64x2.shl(i64x2.add(i64x2.sub(m, half), v128.load64_splat(I64)), 52);
      return f64x2.mul(f64x2.mul(p, s), t);
    }
  }
}
