// A function of four f32 lanes through one of two f64 lanes: what is rounded once has at most 0.51 ulp.
import { UnaryOp } from "../lanes";

@unmanaged
export class Halves<Op extends UnaryOp> extends UnaryOp {
  @inline f(x: v128): v128 {
    return Half.join(changetype<Op>(0).f(Half.low(x)), changetype<Op>(0).f(Half.high(x)));
  }
}

export abstract class Half {
  @inline static low(x: v128): v128 {
    return f64x2.promote_low_f32x4(x);
  }
  @inline static high(x: v128): v128 {
    return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
  }
  @inline static join(low: v128, high: v128): v128 {
    return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
  }
}
