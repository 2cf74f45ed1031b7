// sin, cos, tan over f64. n = round(2x/π) and r − t = x − n·π/2 as two numbers, π/2 in parts of 33, 33 and 53 bits
// (fdlibm e_rem_pio2.c, the second round always), then on |r| ≤ π/4 FreeBSD's minimax polynomials (k_sin.c, k_cos.c) and
// Cephes' r + r³·P(r²)/Q(r²) (tan.c). |x| ≥ 2^20·π/2 takes r, t and n mod 4 from large-angle.ts, lane by lane.
//
// Largest error in ulp, either build: sin and cos 0.80, tan 1.72.
import { Lanes, UnaryOp } from "../lanes";
import { Constant } from "./constant";
import { LargeAngle } from "./large-angle";
import { Polynomial } from "./polynomial";

const MAGIC = 0; // 1.5·2^52: added to n it rounds n to an integer, and leaves n in the low bits
const TWO_OVER_PI = 8;
const HALF_PI_1 = 16; // 33 bits
const HALF_PI_2 = 24; // 33 bits
const HALF_PI_3 = 32;
const LIMIT = 40;
const SIN = 48;
const COS = 96;
const TAN_P = 144;
const TAN_Q = 168;
// biome-ignore format: one coefficient a line hides the table
const F64: usize = memory.data<f64>([
  6755399441055744, 0.63661977236758134308, 1.57079632673412561417, 6.07710050630396597660e-11,
  2.02226624879595063154e-21, 1647099,
  -1.58969099521155010221e-10, 2.50507602534068634195e-8, -2.75573137070700676789e-6, 1.98412698298579493134e-4,
  -8.33333333332248946124e-3, 1.66666666666666324348e-1,
  -1.13596475577881948265e-11, 2.08757232129817482790e-9, -2.75573143513906633035e-7, 2.48015872894767294178e-5,
  -1.38888888888741095749e-3, 4.16666666666666019037e-2,
  -1.30936939181383734205e4, 1.15351664838587416140e6, -1.79565251976484877988e7,
  1, 1.36812963470692954678e4, -1.32089234440210967447e6, 2.50083801823357915839e7, -5.38695755929454629881e7,
]);

// A function of r − t and n mod 4.
@unmanaged
class Reduced {
  f(r: v128, _t: v128, _n: v128): v128 {
    return r;
  }
}

export abstract class Angle {
  @inline static at(offset: usize): v128 {
    return v128.load64_splat(F64 + offset);
  }
  // All ones where n is odd.
  @inline static odd(n: v128): v128 {
    return i64x2.sub(Constant.zero(), i64x2.shr_u(i64x2.shl(n, 63), 63));
  }
  // One number's
  static sin(x: f64): f64 {
    return f64x2.extract_lane(Angle.of<Wave>(f64x2.splat(x), Constant.zero()), 0);
  }
  static tan(x: f64): f64 {
    return f64x2.extract_lane(Angle.of<Tangent>(f64x2.splat(x), Constant.zero()), 0);
  }
  // Op of x + turns·π/2. Called, not inlined: the loops would hold it three times.
  static of<Op extends Reduced>(x: v128, turns: v128): v128 {
    let n = Lanes.fma<f64>(x, Angle.at(TWO_OVER_PI), Angle.at(MAGIC));
    const count = f64x2.sub(n, Angle.at(MAGIC));
    const u = f64x2.sub(x, f64x2.mul(count, Angle.at(HALF_PI_1)));
    const w = f64x2.mul(count, Angle.at(HALF_PI_2));
    const v = f64x2.sub(u, w);
    const rest = f64x2.mul(count, Angle.at(HALF_PI_3));
    let r = f64x2.sub(v, rest);
    let t = f64x2.add(f64x2.sub(rest, f64x2.sub(v, r)), f64x2.sub(w, f64x2.sub(u, v)));
    const large = f64x2.ge(f64x2.abs(x), Angle.at(LIMIT));
    if (v128.any_true(large)) {
      const a = LargeAngle.rest(f64x2.extract_lane(x, 0));
      const b = LargeAngle.rest(f64x2.extract_lane(x, 1));
      const low = v128.shuffle<i64>(a, b, 1, 3);
      r = v128.bitselect(v128.shuffle<i64>(a, b, 0, 2), r, large);
      t = v128.bitselect(low, t, large);
      n = v128.bitselect(low, n, large);
    }
    return changetype<Op>(0).f(r, t, i64x2.add(n, turns));
  }
}

// ±sin(r − t) for even n, ±cos(r − t) for odd n; minus where n mod 4 ≥ 2
@unmanaged
class Wave extends Reduced {
  @inline f(r: v128, t: v128, n: v128): v128 {
    const one = Constant.one<f64>();
    const z = f64x2.mul(r, r);
    const z2 = f64x2.mul(z, z);
    const sin = f64x2.mul(f64x2.mul(z, r), Polynomial.pairs5<f64>(z, z2, F64 + SIN));
    const cos = f64x2.mul(z2, Polynomial.pairs5<f64>(z, z2, F64 + COS));
    const half = f64x2.mul(z, Constant.half<f64>());
    const c = f64x2.sub(one, half); // 1 − r²/2: cos to 0.02, and the derivative of sin
    const even = f64x2.sub(r, Lanes.fma<f64>(t, c, sin));
    // with the error of c
    const odd = f64x2.add(c, f64x2.add(f64x2.sub(f64x2.sub(one, c), half), Lanes.fma<f64>(r, t, cos)));
    const sign = i64x2.shl(i64x2.shr_u(n, 1), 63);
    return v128.xor(v128.bitselect(odd, even, Angle.odd(n)), sign);
  }
}
// tan(r − t) for even n, −1 / tan(r − t) for odd n
@unmanaged
class Tangent extends Reduced {
  @inline f(r: v128, t: v128, n: v128): v128 {
    const one = Constant.one<f64>();
    const z = f64x2.mul(r, r);
    const p = f64x2.mul(f64x2.mul(z, r), Polynomial.d2<f64>(z, F64 + TAN_P));
    const q = f64x2.div(p, Polynomial.d4<f64>(z, F64 + TAN_Q));
    const tan = f64x2.add(r, f64x2.sub(q, Lanes.fma<f64>(t, z, t))); // tan' ≈ 1 + r²
    const odd = Angle.odd(n);
    return f64x2.div(v128.bitselect(f64x2.neg(one), tan, odd), v128.bitselect(tan, one, odd));
  }
}

@unmanaged
export class SinF64 extends UnaryOp {
  @inline f(x: v128): v128 {
    return Angle.of<Wave>(x, Constant.zero());
  }
}
// cos x = sin(x + π/2)
@unmanaged
export class CosF64 extends UnaryOp {
  @inline f(x: v128): v128 {
    return Angle.of<Wave>(x, i64x2.splat(1));
  }
}
@unmanaged
export class TanF64 extends UnaryOp {
  @inline f(x: v128): v128 {
    return Angle.of<Tangent>(x, Constant.zero());
  }
}
