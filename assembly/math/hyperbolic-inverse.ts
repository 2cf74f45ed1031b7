// asinh, acosh and atanh, f32 through f64. With a = |x|, t = x − 1, and 1 + p + q taken together as log.ts takes 1 + x,
//
//   asinh a = log(1 + a + a²/(1 + √(1 + a²))),   acosh x = log(1 + √(t² + 2t) + t),
//   atanh a = ½·log(1 + 2a + 2a²/(1 − a)), or above ½ ½·log(1 + 2a/(1 − a)):
//
// no sum cancels. From 2^28 on asinh and acosh are log a + ln 2. Over all x; NaN outside the domains.
//
// Largest error in ulp, either build: f32 0.51; f64 asinh 1.24, acosh 1.67, atanh 1.28.
import { UnaryOp } from "../lanes";
import { Bits } from "./bits";
import { Constant } from "./constant";
import { LogParts } from "./log";

const FAR = 0;
const LN2 = 8;
const F64: usize = memory.data<f64>([268435456, 0.6931471805599453]);

abstract class Inverse {
  // log(1 + p + q), p ≥ q ≥ 0; where a > 2^28, log a + ln 2
  @inline static log(p: v128, q: v128, a: v128): v128 {
    const one = Constant.one<f64>();
    const v = f64x2.add(p, q);
    const behind = f64x2.add(f64x2.sub(p, v), q);
    const u = f64x2.add(v, one);
    const w = f64x2.sub(u, one);
    const error = f64x2.add(f64x2.sub(one, f64x2.sub(u, w)), f64x2.sub(v, w));
    const c = f64x2.div(f64x2.add(error, behind), u);
    const far = f64x2.gt(a, v128.load64_splat(F64 + FAR));
    return LogParts.above(v128.bitselect(a, u, far), v128.bitselect(v128.load64_splat(F64 + LN2), c, far));
  }
  // These are called, not inlined: the loops over f32 and f64 would hold them nine times.
  static sinh(x: v128): v128 {
    const one = Constant.one<f64>();
    const a = f64x2.abs(x);
    const square = f64x2.mul(a, a);
    const root = f64x2.sqrt(f64x2.add(square, one));
    return v128.or(Inverse.log(a, f64x2.div(square, f64x2.add(root, one)), a), Bits.sign<f64>(x));
  }
  static cosh(x: v128): v128 {
    const t = f64x2.sub(x, Constant.one<f64>());
    const root = f64x2.sqrt(f64x2.add(f64x2.mul(t, t), f64x2.add(t, t)));
    // NaN below 1
    return Inverse.log(v128.or(root, f64x2.lt(t, Constant.zero())), t, x);
  }
  static tanh(x: v128): v128 {
    const one = Constant.one<f64>();
    const a = f64x2.abs(x);
    const twice = f64x2.add(a, a);
    const above = f64x2.gt(a, Constant.half<f64>());
    const quotient = f64x2.div(f64x2.mul(twice, v128.bitselect(one, a, above)), f64x2.sub(one, a));
    // NaN beyond 1
    const p = v128.or(v128.bitselect(quotient, twice, above), f64x2.gt(a, one));
    const y = Inverse.log(p, v128.andnot(quotient, above), Constant.zero());
    return v128.or(f64x2.mul(y, Constant.half<f64>()), Bits.sign<f64>(x));
  }
}

@unmanaged
export class Asinh extends UnaryOp {
  @inline f(x: v128): v128 {
    return Inverse.sinh(x);
  }
}
@unmanaged
export class Acosh extends UnaryOp {
  @inline f(x: v128): v128 {
    return Inverse.cosh(x);
  }
}
@unmanaged
export class Atanh extends UnaryOp {
  @inline f(x: v128): v128 {
    return Inverse.tanh(x);
  }
}
