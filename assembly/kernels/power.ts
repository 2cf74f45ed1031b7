// Powers and the angle of a point, one at a time: contiguous and over rows (docs/kernels.md).
import { Atan2 } from "../math/arctangent";
import { BinaryScalarOp, Each, rows, rowsScalars, Same, Swap } from "./map";

// x^y as in C99: 1^y = 1 and (−1)^±∞ = 1 whatever y, where JavaScript, and so NativeMath, has NaN.
// f32 through powf with a table in f64, f64 through pow with a log in two parts (musl, after Arm's optimized routines).
@unmanaged
class Pow<T extends number> extends BinaryScalarOp<T> {
  @inline f(x: T, y: T): T {
    if (x == <T>1) return x;
    if (x == <T>-1 && abs<T>(y) == <T>Infinity) return <T>1;
    if (sizeof<T>() == 4) return <T>NativeMathf.pow(<f32>x, <f32>y);
    else return <T>NativeMath.pow(<f64>x, <f64>y);
  }
}
// a^b
export function pow_f32(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<f32, Pow<f32>>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function pow_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Pow<f32>>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function pow_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Pow<f32>>(y, a, b, count, cols, ra, rb, 1, 0);
}
export function pow_s_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Pow<f32>>(y, a, b, count, cols, ra, rb, 0, 1);
}
export function pow_f64(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<f64, Pow<f64>>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function pow_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Pow<f64>>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function pow_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Pow<f64>>(y, a, b, count, cols, ra, rb, 1, 0);
}
export function pow_s_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Pow<f64>>(y, a, b, count, cols, ra, rb, 0, 1);
}

// x^y modulo 2³² by repeated squaring; y < 0: ⌊1/x^|y|⌋ towards zero, that is 0 unless x = ±1 (x = 0 gives 0).
@unmanaged
class PowI32 extends BinaryScalarOp<i32> {
  @inline f(x: i32, y: i32): i32 {
    if (y < 0) return x == 1 ? 1 : x == -1 ? 1 - ((y & 1) << 1) : 0;
    let power = 1;
    for (; y != 0; y >>= 1, x *= x) {
      if (y & 1) power *= x;
    }
    return power;
  }
}
export function pow_i32(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<i32, PowI32>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function pow_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<i32, PowI32>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function pow_rows_s_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<i32, PowI32>(y, a, b, count, cols, ra, rb, 1, 0);
}
export function pow_s_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<i32, PowI32>(y, a, b, count, cols, ra, rb, 0, 1);
}

// The angle of the point (b, a), in [−π, π]
export function atan2_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, Atan2<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function atan2_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Atan2<f32>, Each>(y, a, b, count, cols, ra, rb);
}
export function atan2_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Atan2<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function atan2_s_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Swap<Atan2<f32>>, Same>(y, b, a, count, cols, rb, ra);
}
export function atan2_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, Atan2<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function atan2_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Atan2<f64>, Each>(y, a, b, count, cols, ra, rb);
}
export function atan2_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Atan2<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function atan2_s_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Swap<Atan2<f64>>, Same>(y, b, a, count, cols, rb, ra);
}
