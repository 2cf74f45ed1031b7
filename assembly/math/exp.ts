// e^x and e^x − 1. With n = round(x / ln 2) and r = x − n·ln 2, |r| ≤ ln 2 / 2, ln 2 in two parts (Cody and Waite),
//
//   e^x = 2^n·(1 + p),   p = r + r²·P(r) = e^r − 1.
//
// P for f32: Cephes expf.c, degree 5. P for f64: SLEEF xexp, degree 10. Over all x.
//
// Largest error in ulp, without and with FMA: e^x f32 0.94, 0.99, f64 0.83, 0.92; e^x − 1 f32 1.46, 1.38, f64 1.80, 1.70.
import { Lanes, UnaryOp } from "../lanes";
import { Bits } from "./bits";
import { Constant } from "./constant";
import { Polynomial } from "./polynomial";

// 1.5·2^mantissa + exponent bias: added to n it rounds n to an integer, and leaves n + bias in the low bits.
const MAGIC = 0;
const LOG2E = 1;
const LN2_HI = 2; // negated
const LN2_LO = 3; // negated
const MAX = 4; // e^MAX overflows
const MIN = 5; // e^MIN is below half the smallest subnormal
const EXPM1_MIN = 6; // e^EXPM1_MIN is below half an ulp of 1
const P = 7;
// biome-ignore format: one coefficient a line hides the table
const F32: usize = memory.data<f32>([
  12583039, 1.44269504, -0.693359375, 2.12194440e-4, 89.5, -104.5, -20,
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
]);
// biome-ignore format: one coefficient a line hides the table
const F64: usize = memory.data<f64>([
  6755399441056767, 1.4426950408889634, -6.93147180369123816490e-1, -1.90821492927058770002e-10, 710, -746, -40,
  2.08860621107283687536e-9, 2.51112930892876518610e-8, 2.75573911234900471893e-7, 2.75572362911928827629e-6,
  2.48015871592354729987e-5, 1.98412698960509205564e-4, 1.38888888889774492207e-3, 8.33333333331652721664e-3,
  4.16666666666665047591e-2, 1.66666666666666851703e-1, 0.5,
]);

export abstract class ExpParts {
  @inline static at<T extends number>(i: usize): v128 {
    return Constant.at<T>(F32, F64, i);
  }
  // n + MAGIC
  @inline static shiftedCount<T extends number>(x: v128): v128 {
    return Lanes.fma<T>(x, ExpParts.at<T>(LOG2E), ExpParts.at<T>(MAGIC));
  }
  @inline static count<T extends number>(shifted: v128): v128 {
    return v128.sub<T>(shifted, ExpParts.at<T>(MAGIC));
  }
  // 2^n for a normal result
  @inline static power<T extends number>(shifted: v128): v128 {
    return Bits.toExponent<T>(shifted);
  }
  // n/2 + MAGIC
  @inline static shiftedHalf<T extends number>(n: v128): v128 {
    return Lanes.fma<T>(n, Constant.half<T>(), ExpParts.at<T>(MAGIC));
  }
  // n − h + MAGIC, where half = h + MAGIC
  @inline static shiftedRest<T extends number>(n: v128, half: v128): v128 {
    return v128.add<T>(v128.sub<T>(n, ExpParts.count<T>(half)), ExpParts.at<T>(MAGIC));
  }
  // p = e^r − 1
  @inline static reduced<T extends number>(x: v128, n: v128): v128 {
    const r = Lanes.fma<T>(n, ExpParts.at<T>(LN2_LO), Lanes.fma<T>(n, ExpParts.at<T>(LN2_HI), x));
    let p: v128;
    if (sizeof<T>() == 4) p = Polynomial.d5<T>(r, F32 + P * sizeof<T>());
    else p = Polynomial.d10<T>(r, F64 + P * sizeof<T>());
    return Lanes.fma<T>(v128.mul<T>(r, r), p, r);
  }
}

// 2^n in two factors, so that subnormal results round once and overflow gives Infinity.
@unmanaged
export class Exp<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    const c = v128.pmax<T>(v128.pmin<T>(x, ExpParts.at<T>(MAX)), ExpParts.at<T>(MIN));
    const n = ExpParts.count<T>(ExpParts.shiftedCount<T>(c));
    const y = v128.add<T>(ExpParts.reduced<T>(c, n), Constant.one<T>());
    const half = ExpParts.shiftedHalf<T>(n);
    const rest = ExpParts.shiftedRest<T>(n, half);
    return v128.mul<T>(v128.mul<T>(y, ExpParts.power<T>(half)), ExpParts.power<T>(rest));
  }
}

// e^x − 1 = 2^k·(2^h·p + (2^h − 2^−k)), k = n − h; of the sign of x
@unmanaged
export class Expm1<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    const c = v128.pmax<T>(v128.pmin<T>(x, ExpParts.at<T>(MAX)), ExpParts.at<T>(EXPM1_MIN));
    const n = ExpParts.count<T>(ExpParts.shiftedCount<T>(c));
    const p = ExpParts.reduced<T>(c, n);
    const half = ExpParts.shiftedHalf<T>(n);
    const rest = ExpParts.shiftedRest<T>(n, half);
    const h = ExpParts.power<T>(half);
    const k = ExpParts.power<T>(rest);
    const one = v128.sub<T>(h, v128.div<T>(Constant.one<T>(), k));
    return v128.or(v128.mul<T>(Lanes.fma<T>(h, p, one), k), Bits.sign<T>(x));
  }
}
