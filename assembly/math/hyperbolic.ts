// sinh x and cosh x. With n = round(|x| / ln 2), h = 2^(n−2) and e^|x| = 4h·(1 + p) as in exp.ts, half of either is
//
//   (e^|x| ± e^−|x|)/4 = h + (h·p ± 1/(16h·(1 + p))),
//
// and doubling it overflows where the result does. sinh, |x| < 1: x + x³·P(x²), P minimax for the relative error of sinh,
// degree 3 (f32), 6 (f64). Over all x.
//
// Largest error in ulp, either build: 1.19, over f32 and f64.
import { Lanes, UnaryOp } from "../lanes";
import { Bits } from "./bits";
import { Constant } from "./constant";
import { ExpParts } from "./exp";
import { Polynomial } from "./polynomial";

const MAX = 0; // n is at most 129 (f32), 1025 (f64), where the result has overflowed
const SIXTEENTH = 1;
const P = 2;
const F32: usize = memory.data<f32>([89.6, 0.0625, 2.81743837e-6, 1.98360663e-4, 8.33335053e-3, 1.66666672e-1]);
// biome-ignore format: one coefficient a line hides the table
const F64: usize = memory.data<f64>([
  710.8, 0.0625,
  7.759312718920142e-13, 1.6057240325109457e-10, 2.5052123398746945e-8, 2.755731915533583e-6, 1.9841269841437684e-4,
  8.333333333333139e-3, 1.6666666666666669e-1,
]);

abstract class Hyperbolic {
  // h + (h·p + c/(h·(1 + p))), doubled
  @inline static of<T extends number>(x: v128, c: v128): v128 {
    const a = v128.pmin<T>(v128.abs<T>(x), Constant.at<T>(F32, F64, MAX));
    const shifted = ExpParts.shiftedCount<T>(a);
    const p = ExpParts.reduced<T>(a, ExpParts.count<T>(shifted));
    const h = ExpParts.power<T>(v128.sub<T>(shifted, Constant.two<T>()));
    const low = v128.div<T>(c, Lanes.fma<T>(h, p, h));
    const half = v128.add<T>(h, Lanes.fma<T>(h, p, low));
    return v128.add<T>(half, half);
  }
}

@unmanaged
export class Sinh<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    const far = Hyperbolic.of<T>(x, v128.neg<T>(Constant.at<T>(F32, F64, SIXTEENTH)));
    const z = v128.mul<T>(x, x);
    let p: v128;
    if (sizeof<T>() == 4) p = Polynomial.d3<T>(z, F32 + P * sizeof<T>());
    else p = Polynomial.d6<T>(z, F64 + P * sizeof<T>());
    const near = Lanes.fma<T>(v128.mul<T>(z, x), p, x);
    return v128.bitselect(near, v128.or(far, Bits.sign<T>(x)), v128.lt<T>(v128.abs<T>(x), Constant.one<T>()));
  }
}
@unmanaged
export class Cosh<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return Hyperbolic.of<T>(x, Constant.at<T>(F32, F64, SIXTEENTH));
  }
}
