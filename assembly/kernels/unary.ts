import { UnaryOp } from "../lanes";
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
