// Powers and the angle of a point: contiguous and over rows (docs/kernels.md).
import { BinaryOp } from "../lanes";
import { Atan2 } from "../math/arctangent";
import { Power } from "../math/power";
import { BinaryScalarOp, Each, rows, rowsScalars, Same, Swap } from "./map";

@unmanaged
class PowF32 extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return Power.f32s(x, y);
  }
}
// One at a time: musl's, with a log in two parts (after Arm's optimized routines), is as fast as a vector's would be, and
// rounds better. JavaScript, and so NativeMath, has NaN for 1^NaN and (±1)^±∞.
@unmanaged
class PowF64 extends BinaryScalarOp<f64> {
  @inline f(x: f64, y: f64): f64 {
    if (x == 1 || (x == -1 && abs<f64>(y) == Infinity)) return 1;
    return NativeMath.pow(x, y);
  }
}
// a^b, as in C99
export function pow_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, PowF32, Each>(y, a, b, 1, n, 0, 0);
}
export function pow_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, PowF32, Each>(y, a, b, count, cols, ra, rb);
}
export function pow_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, PowF32, Same>(y, a, b, count, cols, ra, rb);
}
export function pow_s_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Swap<PowF32>, Same>(y, b, a, count, cols, rb, ra);
}
export function pow_f64(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<f64, PowF64>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function pow_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, PowF64>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function pow_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, PowF64>(y, a, b, count, cols, ra, rb, 1, 0);
}
export function pow_s_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, PowF64>(y, a, b, count, cols, ra, rb, 0, 1);
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
