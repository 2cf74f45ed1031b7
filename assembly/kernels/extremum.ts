// The larger and the smaller of two, each contiguous and over rows (docs/kernels.md). NaN if either operand is NaN;
// of +0 and −0, the first operand.
import { BinaryOp } from "../lanes";
import { Each, rows, Same } from "./map";

// pmax returns x where either is NaN; ones in every bit, a NaN, are set where y is.
@unmanaged
class Maximum<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    if (isInteger<T>()) return v128.max<T>(x, y);
    else return v128.or(v128.pmax<T>(x, y), v128.ne<T>(y, y));
  }
}
// max(a, b)
export function maximum_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, Maximum<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function maximum_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Maximum<f32>, Each>(y, a, b, count, cols, ra, rb);
}
export function maximum_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Maximum<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function maximum_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, Maximum<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function maximum_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Maximum<f64>, Each>(y, a, b, count, cols, ra, rb);
}
export function maximum_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Maximum<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function maximum_i32(y: usize, a: usize, b: usize, n: i32): void {
  rows<i32, Maximum<i32>, Each>(y, a, b, 1, n, 0, 0);
}
export function maximum_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Maximum<i32>, Each>(y, a, b, count, cols, ra, rb);
}
export function maximum_rows_s_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Maximum<i32>, Same>(y, a, b, count, cols, ra, rb);
}

@unmanaged
class Minimum<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    if (isInteger<T>()) return v128.min<T>(x, y);
    else return v128.or(v128.pmin<T>(x, y), v128.ne<T>(y, y));
  }
}
// min(a, b)
export function minimum_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, Minimum<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function minimum_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Minimum<f32>, Each>(y, a, b, count, cols, ra, rb);
}
export function minimum_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Minimum<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function minimum_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, Minimum<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function minimum_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Minimum<f64>, Each>(y, a, b, count, cols, ra, rb);
}
export function minimum_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Minimum<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function minimum_i32(y: usize, a: usize, b: usize, n: i32): void {
  rows<i32, Minimum<i32>, Each>(y, a, b, 1, n, 0, 0);
}
export function minimum_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Minimum<i32>, Each>(y, a, b, count, cols, ra, rb);
}
export function minimum_rows_s_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Minimum<i32>, Same>(y, a, b, count, cols, ra, rb);
}
