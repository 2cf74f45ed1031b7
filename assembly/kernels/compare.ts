// Comparisons into bool bytes, each contiguous and over rows (docs/kernels.md), and predicates on floats.
// Sixteen elements a pass: four masks of 32 bits, narrowed to bytes.
import { BinaryOp, Lanes } from "../lanes";
import { Constant } from "../math/constant";
import { Each, Operand, Same, Swap } from "./map";

const ONES: usize = memory.data<u8>([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);

// The masks of four elements, 32 bits each.
abstract class Masks {
  @inline static four<T extends number, Op extends BinaryOp, B extends Operand>(p: usize, q: usize, s: v128): v128 {
    const op = changetype<Op>(0);
    const right = changetype<B>(0);
    const u = op.f(v128.load(p), right.vector(q, s));
    if (sizeof<T>() == 4) return u;
    const v = op.f(v128.load(p, 16), right.vector(q + 16, s));
    return v128.shuffle<i32>(u, v, 0, 2, 4, 6);
  }
}

// y[r,c] = f(a[r·ra + c], b[r·rb + c]), or b[r·rb] with Same, where f gives a mask; y in bytes 0 or 1.
function compare<T extends number, Op extends BinaryOp, B extends Operand>(
  y: usize,
  a: usize,
  b: usize,
  rows: i32,
  cols: i32,
  ra: i32,
  rb: i32,
): void {
  const right = changetype<B>(0);
  const step = 4 * sizeof<T>();
  if (cols <= 0) return;
  for (let r = 0; r < rows; r++) {
    let p = a + <usize>(r * ra) * sizeof<T>();
    let q = b + <usize>(r * rb) * sizeof<T>();
    const s = right.row<T>(q);
    let n = cols;
    for (; n >= 16; n -= 16, y += 16, p += 4 * step, q += 4 * step) {
      const u = v128.narrow<i32>(Masks.four<T, Op, B>(p, q, s), Masks.four<T, Op, B>(p + step, q + step, s));
      const v = v128.narrow<i32>(
        Masks.four<T, Op, B>(p + 2 * step, q + 2 * step, s),
        Masks.four<T, Op, B>(p + 3 * step, q + 3 * step, s),
      );
      v128.store(y, v128.and(v128.narrow<i16>(u, v), v128.load(ONES)));
    }
    for (; n > 0; n--, y++, p += sizeof<T>(), q += sizeof<T>()) {
      const mask = changetype<Op>(0).f(Lanes.load1<T>(p), right.one<T>(q, s));
      store<u8>(y, v128.extract_lane<i32>(mask, 0) & 1);
    }
  }
}

@unmanaged
class Equal<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return v128.eq<T>(x, y);
  }
}
// a = b
export function equal_f32(y: usize, a: usize, b: usize, n: i32): void {
  compare<f32, Equal<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function equal_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<f32, Equal<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function equal_f64(y: usize, a: usize, b: usize, n: i32): void {
  compare<f64, Equal<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function equal_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<f64, Equal<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function equal_i32(y: usize, a: usize, b: usize, n: i32): void {
  compare<i32, Equal<i32>, Each>(y, a, b, 1, n, 0, 0);
}
export function equal_rows_s_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<i32, Equal<i32>, Same>(y, a, b, count, cols, ra, rb);
}

@unmanaged
class Less<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return v128.lt<T>(x, y);
  }
}
// a < b
export function less_f32(y: usize, a: usize, b: usize, n: i32): void {
  compare<f32, Less<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function less_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<f32, Less<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function less_s_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<f32, Swap<Less<f32>>, Same>(y, b, a, count, cols, rb, ra);
}
export function less_f64(y: usize, a: usize, b: usize, n: i32): void {
  compare<f64, Less<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function less_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<f64, Less<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function less_s_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<f64, Swap<Less<f64>>, Same>(y, b, a, count, cols, rb, ra);
}
export function less_i32(y: usize, a: usize, b: usize, n: i32): void {
  compare<i32, Less<i32>, Each>(y, a, b, 1, n, 0, 0);
}
export function less_rows_s_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<i32, Less<i32>, Same>(y, a, b, count, cols, ra, rb);
}
export function less_s_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<i32, Swap<Less<i32>>, Same>(y, b, a, count, cols, rb, ra);
}

@unmanaged
class LessEqual<T extends number> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return v128.le<T>(x, y);
  }
}
// a ≤ b
export function less_equal_f32(y: usize, a: usize, b: usize, n: i32): void {
  compare<f32, LessEqual<f32>, Each>(y, a, b, 1, n, 0, 0);
}
export function less_equal_rows_s_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<f32, LessEqual<f32>, Same>(y, a, b, count, cols, ra, rb);
}
export function less_equal_s_rows_f32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<f32, Swap<LessEqual<f32>>, Same>(y, b, a, count, cols, rb, ra);
}
export function less_equal_f64(y: usize, a: usize, b: usize, n: i32): void {
  compare<f64, LessEqual<f64>, Each>(y, a, b, 1, n, 0, 0);
}
export function less_equal_rows_s_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<f64, LessEqual<f64>, Same>(y, a, b, count, cols, ra, rb);
}
export function less_equal_s_rows_f64(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<f64, Swap<LessEqual<f64>>, Same>(y, b, a, count, cols, rb, ra);
}
export function less_equal_i32(y: usize, a: usize, b: usize, n: i32): void {
  compare<i32, LessEqual<i32>, Each>(y, a, b, 1, n, 0, 0);
}
export function less_equal_rows_s_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<i32, LessEqual<i32>, Same>(y, a, b, count, cols, ra, rb);
}
export function less_equal_s_rows_i32(y: usize, a: usize, b: usize, count: i32, cols: i32, ra: i32, rb: i32): void {
  compare<i32, Swap<LessEqual<i32>>, Same>(y, b, a, count, cols, rb, ra);
}

@unmanaged
class IsNaN<T extends number> extends BinaryOp {
  @inline f(x: v128, _y: v128): v128 {
    return v128.ne<T>(x, x);
  }
}
// x is NaN
export function is_nan_f32(y: usize, x: usize, n: i32): void {
  compare<f32, IsNaN<f32>, Each>(y, x, x, 1, n, 0, 0);
}
export function is_nan_f64(y: usize, x: usize, n: i32): void {
  compare<f64, IsNaN<f64>, Each>(y, x, x, 1, n, 0, 0);
}

@unmanaged
class IsFinite<T extends number> extends BinaryOp {
  @inline f(x: v128, _y: v128): v128 {
    return v128.eq<T>(v128.sub<T>(x, x), Constant.zero());
  }
}
// x is neither infinite nor NaN: x − x = 0
export function is_finite_f32(y: usize, x: usize, n: i32): void {
  compare<f32, IsFinite<f32>, Each>(y, x, x, 1, n, 0, 0);
}
export function is_finite_f64(y: usize, x: usize, n: i32): void {
  compare<f64, IsFinite<f64>, Each>(y, x, x, 1, n, 0, 0);
}

@unmanaged
class IsNonZero<T extends number> extends BinaryOp {
  @inline f(x: v128, _y: v128): v128 {
    return v128.ne<T>(x, Constant.zero());
  }
}
// x ≠ 0; true at NaN
export function cast_f32_bool(y: usize, x: usize, n: i32): void {
  compare<f32, IsNonZero<f32>, Each>(y, x, x, 1, n, 0, 0);
}
export function cast_f64_bool(y: usize, x: usize, n: i32): void {
  compare<f64, IsNonZero<f64>, Each>(y, x, x, 1, n, 0, 0);
}
export function cast_i32_bool(y: usize, x: usize, n: i32): void {
  compare<i32, IsNonZero<i32>, Each>(y, x, x, 1, n, 0, 0);
}
