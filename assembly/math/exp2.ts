// 2^x. With n = round(x) and r = (x − n)·ln 2, |r| ≤ ln 2 / 2, 2^x = 2^n·(1 + (e^r − 1)), the last as in exp.ts: exact where
// x is a whole number. Over all x.
//
// Largest error in ulp, without and with FMA: f32 0.89, 0.92, f64 0.90, 0.91.
import { Lanes, UnaryOp } from "../lanes";
import { Constant } from "./constant";
import { ExpParts } from "./exp";

// bounds beyond which 2^x is ∞ and 0, and ln 2
const F32: usize = memory.data<f32>([129, -151, 0.6931471805599453]);
const F64: usize = memory.data<f64>([1025, -1076, 0.6931471805599453]);

@unmanaged
export class Exp2<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return Exp2.of<T>(x);
  }
  // Called, not inlined: the loops would hold it three times.
  static of<T extends number>(x: v128): v128 {
    const c = v128.pmax<T>(v128.pmin<T>(x, Constant.at<T>(F32, F64, 0)), Constant.at<T>(F32, F64, 1));
    const n = v128.nearest<T>(c);
    const r = v128.mul<T>(v128.sub<T>(c, n), Constant.at<T>(F32, F64, 2));
    const y = v128.add<T>(ExpParts.reduced<T>(r, Constant.zero()), Constant.one<T>());
    const half = ExpParts.shiftedHalf<T>(n);
    const rest = ExpParts.shiftedRest<T>(n, half);
    return v128.mul<T>(v128.mul<T>(y, ExpParts.power<T>(half)), ExpParts.power<T>(rest));
  }
}
