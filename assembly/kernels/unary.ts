// Elementwise kernels of one operand that are exact or one instruction a vector, and predicates on floats.
import { UnaryOp } from "../lanes";
import { Constant } from "../math/constant";
import { map } from "./map";

@unmanaged
class Neg<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.neg<T>(x);
  }
}
// y[i] = −x[i]
export function neg_f32(y: usize, x: usize, n: i32): void {
  map<f32, Neg<f32>>(y, x, n);
}
export function neg_f64(y: usize, x: usize, n: i32): void {
  map<f64, Neg<f64>>(y, x, n);
}
export function neg_i32(y: usize, x: usize, n: i32): void {
  map<i32, Neg<i32>>(y, x, n);
}

@unmanaged
class Abs<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.abs<T>(x);
  }
}
// y[i] = |x[i]|; i32: |−2³¹| = −2³¹
export function abs_f32(y: usize, x: usize, n: i32): void {
  map<f32, Abs<f32>>(y, x, n);
}
export function abs_f64(y: usize, x: usize, n: i32): void {
  map<f64, Abs<f64>>(y, x, n);
}
export function abs_i32(y: usize, x: usize, n: i32): void {
  map<i32, Abs<i32>>(y, x, n);
}

@unmanaged
class Floor<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.floor<T>(x);
  }
}
// y[i] = ⌊x[i]⌋
export function floor_f32(y: usize, x: usize, n: i32): void {
  map<f32, Floor<f32>>(y, x, n);
}
export function floor_f64(y: usize, x: usize, n: i32): void {
  map<f64, Floor<f64>>(y, x, n);
}

@unmanaged
class Ceil<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.ceil<T>(x);
  }
}
// y[i] = ⌈x[i]⌉
export function ceil_f32(y: usize, x: usize, n: i32): void {
  map<f32, Ceil<f32>>(y, x, n);
}
export function ceil_f64(y: usize, x: usize, n: i32): void {
  map<f64, Ceil<f64>>(y, x, n);
}

@unmanaged
class Trunc<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.trunc<T>(x);
  }
}
// y[i] = x[i] towards zero
export function trunc_f32(y: usize, x: usize, n: i32): void {
  map<f32, Trunc<f32>>(y, x, n);
}
export function trunc_f64(y: usize, x: usize, n: i32): void {
  map<f64, Trunc<f64>>(y, x, n);
}

@unmanaged
class Round<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.nearest<T>(x);
  }
}
// y[i] = the nearest integer, ties to even
export function round_f32(y: usize, x: usize, n: i32): void {
  map<f32, Round<f32>>(y, x, n);
}
export function round_f64(y: usize, x: usize, n: i32): void {
  map<f64, Round<f64>>(y, x, n);
}

@unmanaged
class Sqrt<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.sqrt<T>(x);
  }
}
// y[i] = √x[i]
export function sqrt_f32(y: usize, x: usize, n: i32): void {
  map<f32, Sqrt<f32>>(y, x, n);
}
export function sqrt_f64(y: usize, x: usize, n: i32): void {
  map<f64, Sqrt<f64>>(y, x, n);
}

@unmanaged
class Sign<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    const zero = Constant.zero();
    const one = Constant.one<T>();
    return v128.sub<T>(v128.and(v128.gt<T>(x, zero), one), v128.and(v128.lt<T>(x, zero), one));
  }
}
// y[i] = (x[i] > 0) − (x[i] < 0); 0 at NaN, as in PyTorch
export function sign_f32(y: usize, x: usize, n: i32): void {
  map<f32, Sign<f32>>(y, x, n);
}
export function sign_f64(y: usize, x: usize, n: i32): void {
  map<f64, Sign<f64>>(y, x, n);
}
// Comparisons give −1 for true.
@unmanaged
class SignI32 extends UnaryOp {
  @inline f(x: v128): v128 {
    const zero = Constant.zero();
    return v128.sub<i32>(v128.lt<i32>(x, zero), v128.gt<i32>(x, zero));
  }
}
export function sign_i32(y: usize, x: usize, n: i32): void {
  map<i32, SignI32>(y, x, n);
}

@unmanaged
class Relu<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.pmax<T>(x, Constant.zero());
  }
}
// y[i] = max(x[i], 0); NaN and −0 pass through
export function relu_f32(y: usize, x: usize, n: i32): void {
  map<f32, Relu<f32>>(y, x, n);
}
export function relu_f64(y: usize, x: usize, n: i32): void {
  map<f64, Relu<f64>>(y, x, n);
}
@unmanaged
class ReluI32 extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.max<i32>(x, Constant.zero());
  }
}
export function relu_i32(y: usize, x: usize, n: i32): void {
  map<i32, ReluI32>(y, x, n);
}

@unmanaged
class Square<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.mul<T>(x, x);
  }
}
// y[i] = x[i]²
export function square_f32(y: usize, x: usize, n: i32): void {
  map<f32, Square<f32>>(y, x, n);
}
export function square_f64(y: usize, x: usize, n: i32): void {
  map<f64, Square<f64>>(y, x, n);
}
export function square_i32(y: usize, x: usize, n: i32): void {
  map<i32, Square<i32>>(y, x, n);
}

@unmanaged
class Reciprocal<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    return v128.div<T>(Constant.one<T>(), x);
  }
}
// y[i] = 1 / x[i]
export function reciprocal_f32(y: usize, x: usize, n: i32): void {
  map<f32, Reciprocal<f32>>(y, x, n);
}
export function reciprocal_f64(y: usize, x: usize, n: i32): void {
  map<f64, Reciprocal<f64>>(y, x, n);
}
