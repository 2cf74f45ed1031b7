// The angle of the point (x, y), and atan x, the angle of (1, x). With p ≥ q the sizes of x and y, t = q/p, or where
// q > 0.625·p t = (q − p)/(q + p), |t| ≤ 0.625:
//
//   angle = b·π/4 ± atan t,   atan t = t + t³·R(t²),   b = 0 … 4 by octant, π/4 in two parts of which b times the first is exact.
//
// f64: R = P/Q, Cephes atan.c (for |t| ≤ 0.66). f32: R minimax on |t| ≤ 0.642, degree 5. Over all x and y.
//
// Largest error in ulp, either build: atan 1.02, the angle 1.58, over f32 and f64.
import { BinaryOp, Lanes, UnaryOp } from "../lanes";
import { Bits } from "./bits";
import { Constant } from "./constant";
import { Polynomial } from "./polynomial";

const HUGE = 0; // beyond, p and q are scaled: q + p may overflow
const SCALE = 1;
const TINY = 2; // the least subnormal
const MIDDLE = 3;
const FOUR = 4;
const QUARTER_HI = 5; // π/4
const QUARTER_LO = 6;
const SIGN = 7;
const P = 8;
const Q = 13; // f64 only
// biome-ignore format: one coefficient a line hides the table
const F32: usize = memory.data<f32>([
  1.329227995784916e36, 0.0009765625, 1.401298464324817e-45, 1.25, 4, 7.85398006439209e-1, 1.5695823932524066e-7, -0.0,
  2.63170991e-2, -6.90123215e-2, 1.05856486e-1, -1.42187431e-1, 1.99959844e-1, -3.33332509e-1,
]);
// biome-ignore format: one coefficient a line hides the table
const F64: usize = memory.data<f64>([
  1.0715086071862673e301, 0.0009765625, 5e-324, 1.25, 4, 7.85398163397448309616e-1, 3.06161699786838301793e-17, -0.0,
  -8.750608600031904122785e-1, -1.615753718733365076637e1, -7.500855792314704667340e1, -1.228866684490136173410e2,
  -6.485021904942025371773e1,
  1, 2.485846490142306297962e1, 1.650270098316988542046e2, 4.328810604912902668951e2, 4.853903996359136964868e2,
  1.945506571482613964425e2,
]);

export abstract class Arctangent {
  // Called, not inlined: each of ten loops would hold it three times.
  static of<T extends number>(y: v128, x: v128): v128 {
    const one = Constant.one<T>();
    const height = v128.abs<T>(y);
    const width = v128.abs<T>(x);
    const steep = v128.gt<T>(height, width);
    let p = v128.bitselect(height, width, steep);
    let q = v128.bitselect(width, height, steep);
    const huge = v128.gt<T>(p, Constant.at<T>(F32, F64, HUGE));
    if (v128.any_true(huge)) {
      const scale = v128.bitselect(Constant.at<T>(F32, F64, SCALE), one, huge);
      const infinite = v128.and(v128.eq<T>(q, Constant.infinity<T>()), huge);
      p = v128.bitselect(one, v128.mul<T>(p, scale), infinite);
      q = v128.bitselect(one, v128.mul<T>(q, scale), infinite);
    }
    const middle = v128.gt<T>(v128.add<T>(q, q), v128.mul<T>(p, Constant.at<T>(F32, F64, MIDDLE)));
    const divisor = v128.pmax<T>(v128.add<T>(p, v128.and(q, middle)), Constant.at<T>(F32, F64, TINY));
    const quotient = v128.div<T>(v128.sub<T>(q, v128.and(p, middle)), divisor);
    // by octant: t's sign, and b
    const left = Bits.negative<T>(x);
    const sign = v128.and(v128.xor(steep, left), Constant.at<T>(F32, F64, SIGN));
    const whole = v128.bitselect(Constant.two<T>(), v128.and(Constant.at<T>(F32, F64, FOUR), left), steep);
    const b = v128.add<T>(whole, v128.xor(v128.and(one, middle), sign));
    const t = v128.xor(quotient, sign);
    const z = v128.mul<T>(t, t);
    const z2 = v128.mul<T>(z, z);
    let r: v128;
    if (sizeof<T>() == 4) r = v128.mul<T>(z, Polynomial.pairs5<T>(z, z2, F32 + P * sizeof<T>()));
    else {
      const dividend = v128.mul<T>(z, Polynomial.pairs4<T>(z, z2, F64 + P * sizeof<T>()));
      r = v128.div<T>(dividend, Polynomial.pairs5<T>(z, z2, F64 + Q * sizeof<T>()));
    }
    const low = Lanes.fma<T>(t, r, v128.mul<T>(b, Constant.at<T>(F32, F64, QUARTER_LO)));
    const angle = Lanes.fma<T>(b, Constant.at<T>(F32, F64, QUARTER_HI), v128.add<T>(t, low));
    return v128.or(angle, Bits.sign<T>(y));
  }
}

@unmanaged
export class Atan<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return Arctangent.of<T>(x, Constant.one<T>());
  }
}
@unmanaged
export class Atan2<T extends number> extends BinaryOp {
  @inline f(y: v128, x: v128): v128 {
    return Arctangent.of<T>(y, x);
  }
}
