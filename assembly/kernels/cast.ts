// cast_<from>_<to>: floats go to i32 towards zero, saturated, NaN to 0; a bool is 0 or 1. To bool: compare.ts.
import { UnaryOp } from "../lanes";
import { map } from "./map";

@unmanaged
class F32ToI32 extends UnaryOp {
  @inline f(x: v128): v128 {
    return i32x4.trunc_sat_f32x4_s(x);
  }
}
@unmanaged
class I32ToF32 extends UnaryOp {
  @inline f(x: v128): v128 {
    return f32x4.convert_i32x4_s(x);
  }
}
// y may be x.
export function cast_f32_i32(y: usize, x: usize, n: i32): void {
  map<f32, F32ToI32>(y, x, n);
}
export function cast_i32_f32(y: usize, x: usize, n: i32): void {
  map<i32, I32ToF32>(y, x, n);
}

// One at a time, through `number` = f64, which holds every f32, i32 and u8.
function cast<From extends number, To extends number>(y: usize, x: usize, n: i32): void {
  for (; n > 0; n--, y += sizeof<To>(), x += sizeof<From>()) store<To>(y, <To>(<number>load<From>(x)));
}
export function cast_f32_f64(y: usize, x: usize, n: i32): void {
  cast<f32, f64>(y, x, n);
}
export function cast_f64_f32(y: usize, x: usize, n: i32): void {
  cast<f64, f32>(y, x, n);
}
export function cast_f64_i32(y: usize, x: usize, n: i32): void {
  cast<f64, i32>(y, x, n);
}
export function cast_i32_f64(y: usize, x: usize, n: i32): void {
  cast<i32, f64>(y, x, n);
}
export function cast_bool_f32(y: usize, x: usize, n: i32): void {
  cast<u8, f32>(y, x, n);
}
export function cast_bool_f64(y: usize, x: usize, n: i32): void {
  cast<u8, f64>(y, x, n);
}
export function cast_bool_i32(y: usize, x: usize, n: i32): void {
  cast<u8, i32>(y, x, n);
}
