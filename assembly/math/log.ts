// log x and log(1 + x). With x = 2^k·(1 + f), √½ ≤ 1 + f < √2,
//
//   log x = k·ln 2 + log(1 + f),   ln 2 in two parts.
//
// f32: Cephes logf.c, log(1 + f) = f − f²/2 + f³·P(f), degree 8. f64: fdlibm e_log.c, s = f/(2 + f),
// log(1 + f) = f − (f²/2 − s·(f²/2 + R)), R = s²·P(s²), degree 6. Over all x; subnormals are scaled first.
//
// Largest error in ulp, without and with FMA: log f32 0.77, 0.75, f64 0.79, 0.79; log1p f32 0.79, 0.79, f64 0.73, 0.71.
import { Lanes, UnaryOp } from "../lanes";
import { Bits } from "./bits";
import { Constant } from "./constant";
import { Polynomial } from "./polynomial";

const MIN_NORMAL = 0;
const SCALE = 1; // takes a subnormal to a normal
export const SCALE_LOG2 = 2;
const COUNT = 3; // 2^mantissa + exponent bias: what k stands on
const LN2_HI = 4;
const LN2_LO = 5;
const P = 6;
// biome-ignore format: one coefficient a line hides the table
const F32: usize = memory.data<f32>([
  1.17549435e-38, 8388608, 23, 8388735, 0.693359375, -2.12194440e-4,
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
]);
// biome-ignore format: one coefficient a line hides the table
const F64: usize = memory.data<f64>([
  2.2250738585072014e-308, 18014398509481984, 54, 4503599627371519, 6.93147180369123816490e-1, 1.90821492927058770002e-10,
  1.479819860511658591e-1, 1.531383769920937332e-1, 1.818357216161805012e-1, 2.222219843214978396e-1,
  2.857142874366239149e-1, 3.999999999940941908e-1, 6.666666666666735130e-1,
]);
const SQRT_HALF = 0;
const ONE_OVER_SQRT_HALF = 1; // bits of 1 − bits of √½
const MANTISSA = 2;
const COUNT_EXPONENT = 3; // bits of 2^mantissa
const BITS32: usize = memory.data<u32>([0x3f3504f3, 0x004afb0d, 0x007fffff, 0x4b000000]);
const BITS64: usize = memory.data<u64>([
  0x3fe6a09e667f3bcd, 0x00095f619980c433, 0x000fffffffffffff, 0x4330000000000000,
]);

export abstract class LogParts {
  @inline static at<T extends number>(i: usize): v128 {
    return Constant.at<T>(F32, F64, i);
  }
  @inline static bits<T extends number>(i: usize): v128 {
    return Constant.at<T>(BITS32, BITS64, i);
  }
  @inline static subnormal<T extends number>(x: v128): v128 {
    return v128.lt<T>(x, LogParts.at<T>(MIN_NORMAL));
  }
  // 2^−1022 ≤ x < ∞, over f64
  @inline static normal(x: v128): v128 {
    return v128.and(f64x2.ge(x, LogParts.at<f64>(MIN_NORMAL)), f64x2.lt(x, Constant.infinity<f64>()));
  }
  @inline static scaled<T extends number>(x: v128, subnormal: v128): v128 {
    return v128.bitselect(v128.mul<T>(x, LogParts.at<T>(SCALE)), x, subnormal);
  }
  // The bits of a normal number, moved so that the exponent field counts from √½
  @inline static shifted<T extends number>(x: v128): v128 {
    return Bits.add<T>(x, LogParts.bits<T>(ONE_OVER_SQRT_HALF));
  }
  // k of a normal number
  @inline static count<T extends number>(shifted: v128): v128 {
    const counted = v128.or(Bits.exponent<T>(shifted), LogParts.bits<T>(COUNT_EXPONENT));
    return v128.sub<T>(counted, LogParts.at<T>(COUNT));
  }
  // k
  @inline static fullCount<T extends number>(shifted: v128, subnormal: v128): v128 {
    return v128.sub<T>(LogParts.count<T>(shifted), v128.and(subnormal, LogParts.at<T>(SCALE_LOG2)));
  }
  // f
  @inline static fraction<T extends number>(shifted: v128): v128 {
    const m = Bits.add<T>(v128.and(shifted, LogParts.bits<T>(MANTISSA)), LogParts.bits<T>(SQRT_HALF));
    return v128.sub<T>(m, Constant.one<T>());
  }
  // s
  @inline static quotient(f: v128): v128 {
    return f64x2.div(f, f64x2.add(f, Constant.two<f64>()));
  }
  // R
  @inline static series(s: v128): v128 {
    const z = f64x2.mul(s, s);
    return f64x2.mul(Polynomial.pairs6<f64>(z, f64x2.mul(z, z), F64 + P * sizeof<f64>()), z);
  }
  // y, but log 0 = −∞, log ∞ = ∞, log of a negative or of NaN is NaN
  @inline static edges<T extends number>(x: v128, y: v128): v128 {
    const zero = Constant.zero();
    const infinity = Constant.infinity<T>();
    y = v128.bitselect(v128.neg<T>(infinity), y, v128.eq<T>(x, zero));
    y = v128.bitselect(infinity, y, v128.eq<T>(x, infinity));
    return v128.bitselect(y, Constant.nan<T>(), v128.ge<T>(x, zero));
  }
  // k·ln 2 + log(1 + f) over f64, + c where `corrected`; c is small against the sum's ulp, or the sum large.
  @inline static sum(k: v128, f: v128, c: v128, corrected: bool): v128 {
    const s = LogParts.quotient(f);
    const R = LogParts.series(s);
    const half = f64x2.mul(f64x2.mul(f, f), Constant.half<f64>());
    let low = f64x2.mul(k, LogParts.at<f64>(LN2_LO));
    if (corrected) low = f64x2.add(low, c);
    const y = f64x2.sub(f64x2.sub(half, Lanes.fma<f64>(s, f64x2.add(half, R), low)), f);
    return f64x2.sub(f64x2.mul(k, LogParts.at<f64>(LN2_HI)), y);
  }
  // log x + c, over f64: x ≥ 1 or NaN
  @inline static above(x: v128, c: v128): v128 {
    const shifted = LogParts.shifted<f64>(x);
    const y = LogParts.sum(LogParts.count<f64>(shifted), LogParts.fraction<f64>(shifted), c, true);
    return v128.bitselect(y, x, f64x2.lt(x, Constant.infinity<f64>()));
  }
  // log x + c where `corrected`, else log x; c is small against x's ulp.
  @inline static log<T extends number>(x: v128, c: v128, corrected: bool): v128 {
    const subnormal = LogParts.subnormal<T>(x);
    const shifted = LogParts.shifted<T>(LogParts.scaled<T>(x, subnormal));
    const k = LogParts.fullCount<T>(shifted, subnormal);
    const f = LogParts.fraction<T>(shifted);
    let y: v128;
    if (sizeof<T>() == 4) {
      const f2 = v128.mul<T>(f, f);
      y = v128.mul<T>(v128.mul<T>(Polynomial.d8<T>(f, F32 + P * sizeof<T>()), f), f2);
      y = Lanes.fma<T>(k, LogParts.at<T>(LN2_LO), y);
      if (corrected) y = v128.add<T>(y, c);
      y = v128.sub<T>(y, v128.mul<T>(f2, Constant.half<T>()));
      y = Lanes.fma<T>(k, LogParts.at<T>(LN2_HI), v128.add<T>(f, y));
    } else {
      y = LogParts.sum(k, f, c, corrected);
    }
    return LogParts.edges<T>(x, y);
  }
}

@unmanaged
export class Log<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return LogParts.log<T>(x, x, false);
  }
}

// u = 1 + x rounded, e its error exactly (Knuth's TwoSum): log(1 + x) = log u + e/u to the last place; of the sign of x.
@unmanaged
export class Log1p<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    const one = Constant.one<T>();
    const u = v128.add<T>(x, one);
    const v = v128.sub<T>(u, one);
    const e = v128.add<T>(v128.sub<T>(one, v128.sub<T>(u, v)), v128.sub<T>(x, v));
    const y = LogParts.log<T>(u, v128.div<T>(e, u), true);
    return v128.or(y, Bits.sign<T>(x));
  }
}
