// Sum, difference, product and quotient, each contiguous and over rows (docs/kernels.md).
import { BinaryOp } from "../lanes";
import { BinaryScalarOp, Each, rows, rowsScalars, Same, Swap } from "./map";

@unmanaged
class Add<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return v128.add<T>(x, y);
  }
}
// a + b
export function add_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, Add<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function add_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Add<f32>, Each>(y, a, b, count, cols, ra, rb);
}
export function add_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Add<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function add_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, Add<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function add_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Add<f64>, Each>(y, a, b, count, cols, ra, rb);
}
export function add_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Add<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function add_i32(y: usize, a: usize, b: usize, n: i32): void {
  rows<i32, Add<i32>, Each>(y, a, b, 1, n, 0, 0);
}
export function add_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Add<i32>, Each>(y, a, b, count, cols, ra, rb);
}
export function add_rows_s_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Add<i32>, Same>(y, a, b, count, cols, ra, rb);
}

@unmanaged
class Sub<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return v128.sub<T>(x, y);
  }
}
// a − b
export function sub_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, Sub<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function sub_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Sub<f32>, Each>(y, a, b, count, cols, ra, rb);
}
export function sub_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Sub<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function sub_s_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Swap<Sub<f32>>, Same>(y, b, a, count, cols, rb, ra);
}
export function sub_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, Sub<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function sub_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Sub<f64>, Each>(y, a, b, count, cols, ra, rb);
}
export function sub_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Sub<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function sub_s_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Swap<Sub<f64>>, Same>(y, b, a, count, cols, rb, ra);
}
export function sub_i32(y: usize, a: usize, b: usize, n: i32): void {
  rows<i32, Sub<i32>, Each>(y, a, b, 1, n, 0, 0);
}
export function sub_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Sub<i32>, Each>(y, a, b, count, cols, ra, rb);
}
export function sub_rows_s_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Sub<i32>, Same>(y, a, b, count, cols, ra, rb);
}
export function sub_s_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Swap<Sub<i32>>, Same>(y, b, a, count, cols, rb, ra);
}

@unmanaged
class Mul<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return v128.mul<T>(x, y);
  }
}
// a·b
export function mul_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, Mul<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function mul_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Mul<f32>, Each>(y, a, b, count, cols, ra, rb);
}
export function mul_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Mul<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function mul_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, Mul<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function mul_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Mul<f64>, Each>(y, a, b, count, cols, ra, rb);
}
export function mul_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Mul<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function mul_i32(y: usize, a: usize, b: usize, n: i32): void {
  rows<i32, Mul<i32>, Each>(y, a, b, 1, n, 0, 0);
}
export function mul_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Mul<i32>, Each>(y, a, b, count, cols, ra, rb);
}
export function mul_rows_s_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<i32, Mul<i32>, Same>(y, a, b, count, cols, ra, rb);
}

@unmanaged
class Div<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return v128.div<T>(x, y);
  }
}
// a / b
export function div_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, Div<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function div_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Div<f32>, Each>(y, a, b, count, cols, ra, rb);
}
export function div_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Div<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function div_s_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Swap<Div<f32>>, Same>(y, b, a, count, cols, rb, ra);
}
export function div_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, Div<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function div_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Div<f64>, Each>(y, a, b, count, cols, ra, rb);
}
export function div_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Div<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function div_s_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Swap<Div<f64>>, Same>(y, b, a, count, cols, rb, ra);
}

// Towards zero; x/0 = 0, and −2³¹/−1 wraps to −2³¹.
@unmanaged
class DivI32 extends BinaryScalarOp<i32> {
  @inline f(x: i32, y: i32): i32 {
    if (y == 0) return 0;
    return y == -1 ? -x : x / y;
  }
}
export function div_i32(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<i32, DivI32>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function div_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<i32, DivI32>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function div_rows_s_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<i32, DivI32>(y, a, b, count, cols, ra, rb, 1, 0);
}
export function div_s_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<i32, DivI32>(y, a, b, count, cols, ra, rb, 0, 1);
}
