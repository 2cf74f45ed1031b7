// tanh x and the logistic function σ(x) = 1 / (1 + e^−x).
//
// tanh, |x| < 0.625: Cephes, x + x³·P(x²) (tanhf.c, f32) and x + x³·P(x²)/Q(x²) (tanh.c, f64).
// Beyond: 1 − 2 / (e^2|x| + 1), and 1 from |x| = 10 (f32) or 20 (f64) on.
//
// Largest error in ulp, either build: tanh f32 1.13, f64 1.10; σ f32 1.55, f64 1.50.
import { Lanes, UnaryOp } from "../lanes";
import { Bits } from "./bits";
import { Constant } from "./constant";
import { Exp, ExpParts } from "./exp";
import { Polynomial } from "./polynomial";

const SMALL = 0;
const MAX = 1; // of 2|x|
const P = 2;
const Q = 5; // f64 only
// biome-ignore format: one coefficient a line hides the table
const F32: usize = memory.data<f32>([
  0.625, 20, -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
]);
// biome-ignore format: one coefficient a line hides the table
const F64: usize = memory.data<f64>([
  0.625, 40, -9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3,
  1, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3,
]);

@unmanaged
export class Tanh<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    const a = v128.abs<T>(x);
    const one = Constant.one<T>();
    const c = v128.pmin<T>(v128.add<T>(a, a), Constant.at<T>(F32, F64, MAX));
    const shifted = ExpParts.shiftedCount<T>(c);
    const power = ExpParts.power<T>(shifted);
    const p = ExpParts.reduced<T>(c, ExpParts.count<T>(shifted));
    const divisor = Lanes.fma<T>(power, p, v128.add<T>(power, one)); // e^2|x| + 1
    const z = v128.mul<T>(x, x);
    const small = v128.lt<T>(a, Constant.at<T>(F32, F64, SMALL));
    const minusTwo = v128.neg<T>(Constant.two<T>());
    let y: v128;
    if (sizeof<T>() == 4) {
      const near = Lanes.fma<T>(v128.mul<T>(Polynomial.d4<T>(z, F32 + P * sizeof<T>()), z), a, a);
      y = v128.bitselect(near, v128.add<T>(one, v128.div<T>(minusTwo, divisor)), small);
    } else {
      const dividend = v128.mul<T>(v128.mul<T>(a, z), Polynomial.d2<T>(z, F64 + P * sizeof<T>()));
      const ratio = v128.div<T>(
        v128.bitselect(dividend, minusTwo, small),
        v128.bitselect(Polynomial.d3<T>(z, F64 + Q * sizeof<T>()), divisor, small),
      );
      y = v128.add<T>(v128.bitselect(a, one, small), ratio);
    }
    return v128.or(y, Bits.sign<T>(x));
  }
}

// With e = e^−|x| ≤ 1 and q = e / (1 + e): σ(x) = 1 − q for x ≥ 0, e − e·q below: no overflow, no cancellation.
@unmanaged
export class Sigmoid<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    const one = Constant.one<T>();
    const e = changetype<Exp<T>>(0).f(v128.neg<T>(v128.abs<T>(x)));
    const q = v128.div<T>(e, v128.add<T>(one, e));
    const top = v128.bitselect(one, e, v128.ge<T>(x, Constant.zero()));
    return v128.sub<T>(top, v128.mul<T>(top, q));
  }
}
