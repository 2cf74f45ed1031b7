// Special functions of two operands: contiguous and over rows (docs/kernels.md). hypot, fmod and remainder go one at a time
// in f64 for both types; logaddexp and xlogy by vectors.
import { BinaryOp } from "../lanes";
import { Constant } from "../math/constant";
import { Exp } from "../math/exp";
import { Log, Log1p } from "../math/log";
import { BinaryScalarOp, Each, rows, rowsScalars, Same, Swap } from "./map";

// Whole functions, called and not inlined: their bodies are long.
abstract class Whole {
  // max(x, y) + ln(1 + e^−|x − y|); the maximum itself where that is infinite
  static logaddexp<T extends number>(x: v128, y: v128): v128 {
    const m = v128.or(v128.pmax<T>(x, y), v128.ne<T>(y, y));
    const small = changetype<Exp<T>>(0).f(v128.neg<T>(v128.abs<T>(v128.sub<T>(x, y))));
    const sum = v128.add<T>(m, changetype<Log1p<T>>(0).f(small));
    return v128.bitselect(m, sum, v128.eq<T>(v128.abs<T>(m), Constant.infinity<T>()));
  }
  // x·ln y; 0 where x is 0 and y no NaN
  static xlogy<T extends number>(x: v128, y: v128): v128 {
    const product = v128.mul<T>(x, changetype<Log<T>>(0).f(y));
    return v128.andnot(product, v128.and(v128.eq<T>(x, Constant.zero()), v128.eq<T>(y, y)));
  }
}

// √(x² + y²), scaled: no overflow, no underflow. ∞ where an operand is infinite, NaN beside it included.
@unmanaged
class Hypot<T extends number> extends BinaryScalarOp<T> {
  @inline f(x: T, y: T): T {
    return <T>NativeMath.hypot(<f64>x, <f64>y);
  }
}
// √(a² + b²)
export function hypot_f32(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<f32, Hypot<f32>>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function hypot_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Hypot<f32>>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function hypot_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Hypot<f32>>(y, a, b, count, cols, ra, rb, 1, 0);
}
export function hypot_f64(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<f64, Hypot<f64>>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function hypot_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Hypot<f64>>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function hypot_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Hypot<f64>>(y, a, b, count, cols, ra, rb, 1, 0);
}

// C's fmod: x less a whole multiple of y, exact, of x's sign and smaller than |y|. NaN where x is infinite or y is 0. What it
// computes of two f32 is an f32.
@unmanaged
class Fmod<T extends number> extends BinaryScalarOp<T> {
  @inline f(x: T, y: T): T {
    return <T>NativeMath.mod(<f64>x, <f64>y);
  }
}
// fmod(a, b)
export function fmod_f32(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<f32, Fmod<f32>>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function fmod_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Fmod<f32>>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function fmod_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Fmod<f32>>(y, a, b, count, cols, ra, rb, 1, 0);
}
export function fmod_s_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Fmod<f32>>(y, a, b, count, cols, ra, rb, 0, 1);
}
export function fmod_f64(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<f64, Fmod<f64>>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function fmod_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Fmod<f64>>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function fmod_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Fmod<f64>>(y, a, b, count, cols, ra, rb, 1, 0);
}
export function fmod_s_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Fmod<f64>>(y, a, b, count, cols, ra, rb, 0, 1);
}

// Python's %: fmod, and y added where the signs of that and y differ.
@unmanaged
class Remainder<T extends number> extends BinaryScalarOp<T> {
  @inline f(x: T, y: T): T {
    const r = NativeMath.mod(<f64>x, <f64>y);
    return <T>(r != 0 && r < 0 != y < 0 ? r + <f64>y : r);
  }
}
// a − ⌊a/b⌋·b
export function remainder_f32(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<f32, Remainder<f32>>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function remainder_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Remainder<f32>>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function remainder_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Remainder<f32>>(y, a, b, count, cols, ra, rb, 1, 0);
}
export function remainder_s_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f32, Remainder<f32>>(y, a, b, count, cols, ra, rb, 0, 1);
}
export function remainder_f64(y: usize, a: usize, b: usize, n: i32): void {
  rowsScalars<f64, Remainder<f64>>(y, a, b, 1, n, 0, 0, 1, 1);
}
export function remainder_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Remainder<f64>>(y, a, b, count, cols, ra, rb, 1, 1);
}
export function remainder_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Remainder<f64>>(y, a, b, count, cols, ra, rb, 1, 0);
}
export function remainder_s_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rowsScalars<f64, Remainder<f64>>(y, a, b, count, cols, ra, rb, 0, 1);
}

@unmanaged
class Logaddexp<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return Whole.logaddexp<T>(x, y);
  }
}
// ln(eᵃ + eᵇ)
export function logaddexp_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, Logaddexp<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function logaddexp_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Logaddexp<f32>, Each>(y, a, b, count, cols, ra, rb);
}
export function logaddexp_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Logaddexp<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function logaddexp_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, Logaddexp<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function logaddexp_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Logaddexp<f64>, Each>(y, a, b, count, cols, ra, rb);
}
export function logaddexp_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Logaddexp<f64>, Same>(y, a, b, count, cols, ra, rb);
}

@unmanaged
class Xlogy<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return Whole.xlogy<T>(x, y);
  }
}
// a·ln b
export function xlogy_f32(y: usize, a: usize, b: usize, n: i32): void {
  rows<f32, Xlogy<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function xlogy_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Xlogy<f32>, Each>(y, a, b, count, cols, ra, rb);
}
export function xlogy_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Xlogy<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function xlogy_s_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f32, Swap<Xlogy<f32>>, Same>(y, b, a, count, cols, rb, ra);
}
export function xlogy_f64(y: usize, a: usize, b: usize, n: i32): void {
  rows<f64, Xlogy<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function xlogy_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Xlogy<f64>, Each>(y, a, b, count, cols, ra, rb);
}
export function xlogy_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Xlogy<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function xlogy_s_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  rows<f64, Swap<Xlogy<f64>>, Same>(y, b, a, count, cols, rb, ra);
}
