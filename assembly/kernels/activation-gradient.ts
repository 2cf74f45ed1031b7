// Cotangents of an activation in one pass: a is what the derivative is known by, b the cotangent of the result.
import { BinaryOp } from "../lanes";
import { Constant } from "../math/constant";
import { Each, rows } from "./map";

@unmanaged
class ReluGrad<T extends number> extends BinaryOp {
  @inline f(a: v128, b: v128): v128 {
    return v128.and(b, v128.gt<T>(a, Constant.zero()));
  }
}
// y = b where a > 0, else 0; a = x
export function relu_grad_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, ReluGrad<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function relu_grad_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, ReluGrad<f64>, Each>(y, a, b, 1, n, 0, 0);
}

@unmanaged
class TanhGrad<T extends number> extends BinaryOp {
  @inline f(a: v128, b: v128): v128 {
    const one = Constant.one<T>();
    return v128.mul<T>(b, v128.mul<T>(v128.sub<T>(one, a), v128.add<T>(one, a)));
  }
}
// y = b·(1 − a²) = b·(1 − a)·(1 + a), which does not cancel; a = tanh x
export function tanh_grad_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, TanhGrad<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function tanh_grad_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, TanhGrad<f64>, Each>(y, a, b, 1, n, 0, 0);
}

@unmanaged
class SigmoidGrad<T extends number> extends BinaryOp {
  @inline f(a: v128, b: v128): v128 {
    return v128.mul<T>(b, v128.mul<T>(a, v128.sub<T>(Constant.one<T>(), a)));
  }
}
// y = b·a·(1 − a); a = σ(x)
export function sigmoid_grad_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, SigmoidGrad<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function sigmoid_grad_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, SigmoidGrad<f64>, Each>(y, a, b, 1, n, 0, 0);
}
