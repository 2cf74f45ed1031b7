// sin, cos, tan over f32, in f64 lanes: n = round(2x/π), r = x − n·π/2 with π/2 in a part of 25 bits and the rest
// (exact for n < 2^28, fdlibm), then FreeBSD's minimax polynomials on |r| ≤ π/4 (k_sinf.c, k_cosf.c, k_tanf.c).
// |x| > 2^27 goes through the f64 functions.
// Largest error in ulp: sin and cos 0.51, tan 0.80.
import { Lanes, UnaryOp } from "../lanes";
import { Constant } from "./constant";
import { Halves } from "./halves";
import { Polynomial } from "./polynomial";
import { Angle, CosF64, SinF64, TanF64 } from "./trigonometric-f64";

const MAGIC = 0; // 1.5·2^52: added to n it rounds n to an integer, and leaves n in the low bits
const TWO_OVER_PI = 8;
const HALF_PI_HI = 16; // negated
const HALF_PI_LO = 24; // negated
const SIN = 32;
const COS = 64;
const TAN = 96;
// biome-ignore format: one coefficient a line hides the table
const F64: usize = memory.data<f64>([
  6755399441055744, 0.63661977236758134308, -1.57079631090164184570, -1.58932547735281966916e-8,
  2.7183114939898219064e-6, -1.98393348360966317347e-4, 8.3333293858894631756e-3, -1.66666666416265235595e-1,
  2.43904487962774090654e-5, -1.38867637746099294692e-3, 4.16666233237390631894e-2, -4.99999997251031003120e-1,
  9.46564784943673166728e-3, 2.97435743359967304927e-3, 2.45283181166547278873e-2, 5.33812378445670393523e-2,
  1.33392002712976742718e-1, 3.33331395030791399758e-1,
]);
const LIMIT: usize = memory.data<f32>([134217728]);

abstract class Reduction {
  // n + MAGIC
  @inline static shifted(x: v128): v128 {
    return Lanes.fma<f64>(x, v128.load64_splat(F64 + TWO_OVER_PI), v128.load64_splat(F64 + MAGIC));
  }
  // r, of the sign of x where x is ±0
  @inline static rest(x: v128, shifted: v128): v128 {
    const n = f64x2.sub(shifted, v128.load64_splat(F64 + MAGIC));
    const r = Lanes.fma<f64>(n, v128.load64_splat(F64 + HALF_PI_HI), x);
    return Lanes.fma<f64>(n, v128.load64_splat(F64 + HALF_PI_LO), r);
  }
  // ±sin r for even n, ±cos r for odd n; minus where n mod 4 ≥ 2
  @inline static wave(r: v128, shifted: v128): v128 {
    const one = Constant.one<f64>();
    const z = f64x2.mul(r, r);
    const sin = f64x2.mul(r, Lanes.fma<f64>(Polynomial.d3<f64>(z, F64 + SIN), z, one));
    const cos = Lanes.fma<f64>(Polynomial.d3<f64>(z, F64 + COS), z, one);
    const sign = i64x2.shl(i64x2.shr_u(shifted, 1), 63);
    return v128.xor(v128.bitselect(cos, sin, Angle.odd(shifted)), sign);
  }
  // Wide's values beyond LIMIT
  @inline static map<Op extends UnaryOp, Wide extends UnaryOp>(x: v128): v128 {
    const y = changetype<Halves<Op>>(0).f(x);
    const large = f32x4.gt(f32x4.abs(x), v128.load32_splat(LIMIT));
    if (!v128.any_true(large)) return y;
    return v128.bitselect(Reduction.wide<Wide>(x), y, large);
  }
  static wide<Wide extends UnaryOp>(x: v128): v128 {
    return changetype<Halves<Wide>>(0).f(x);
  }
}

@unmanaged
class SinPair extends UnaryOp {
  @inline f(x: v128): v128 {
    const shifted = Reduction.shifted(x);
    return Reduction.wave(Reduction.rest(x, shifted), shifted);
  }
}
// cos x = sin(x + π/2): n + 1 in place of n
@unmanaged
class CosPair extends UnaryOp {
  @inline f(x: v128): v128 {
    const shifted = Reduction.shifted(x);
    return Reduction.wave(Reduction.rest(x, shifted), f64x2.add(shifted, Constant.one<f64>()));
  }
}
// tan r for even n, −1 / tan r for odd n
@unmanaged
class TanPair extends UnaryOp {
  @inline f(x: v128): v128 {
    const one = Constant.one<f64>();
    const shifted = Reduction.shifted(x);
    const r = Reduction.rest(x, shifted);
    const z = f64x2.mul(r, r);
    const tan = f64x2.mul(r, Lanes.fma<f64>(Polynomial.d5<f64>(z, F64 + TAN), z, one));
    const odd = Angle.odd(shifted);
    return f64x2.div(v128.bitselect(f64x2.neg(one), tan, odd), v128.bitselect(tan, one, odd));
  }
}

@unmanaged
export class Sin extends UnaryOp {
  @inline f(x: v128): v128 {
    return Reduction.map<SinPair, SinF64>(x);
  }
}
@unmanaged
export class Cos extends UnaryOp {
  @inline f(x: v128): v128 {
    return Reduction.map<CosPair, CosF64>(x);
  }
}
@unmanaged
export class Tan extends UnaryOp {
  @inline f(x: v128): v128 {
    return Reduction.map<TanPair, TanF64>(x);
  }
}
