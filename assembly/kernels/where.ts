// Logic over bool bytes, 0 or 1, and choice by them.
import { Lanes } from "../lanes";
import { Each, Operand, Same } from "./map";

const ONES: usize = memory.data<u8>([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);

@unmanaged
class BoolOp {
  f(a: v128, _b: v128): v128 {
    return a;
  }
}
@unmanaged
class And extends BoolOp {
  @inline f(a: v128, b: v128): v128 {
    return v128.and(a, b);
  }
}
@unmanaged
class Or extends BoolOp {
  @inline f(a: v128, b: v128): v128 {
    return v128.or(a, b);
  }
}
// Also ¬a, with a = b: 1 − a·b
@unmanaged
class Nand extends BoolOp {
  @inline f(a: v128, b: v128): v128 {
    return v128.xor(v128.and(a, b), v128.load(ONES));
  }
}
@unmanaged
class Equivalent extends BoolOp {
  @inline f(a: v128, b: v128): v128 {
    return v128.xor(v128.xor(a, b), v128.load(ONES));
  }
}

function logic<Op extends BoolOp>(y: usize, a: usize, b: usize, n: i32): void {
  const op = changetype<Op>(0);
  for (; n >= 16; n -= 16, y += 16, a += 16, b += 16) v128.store(y, op.f(v128.load(a), v128.load(b)));
  for (; n > 0; n--, y++, a++, b++) {
    const x = op.f(v128.load8_splat(a), v128.load8_splat(b));
    v128.store8_lane(y, x, 0);
  }
}
// a ∧ b
export function and_bool(y: usize, a: usize, b: usize, n: i32): void {
  logic<And>(y, a, b, n);
}
// a ∨ b
export function or_bool(y: usize, a: usize, b: usize, n: i32): void {
  logic<Or>(y, a, b, n);
}
// a = b
export function equal_bool(y: usize, a: usize, b: usize, n: i32): void {
  logic<Equivalent>(y, a, b, n);
}
// ¬x
export function not_bool(y: usize, x: usize, n: i32): void {
  logic<Nand>(y, x, x, n);
}

// All ones in each element whose byte at c is not 0. Reads as many bytes as a vector has elements.
abstract class Choice {
  @inline static mask<T extends number>(c: usize): v128 {
    const zero = i64x2.splat(0);
    if (sizeof<T>() == 1) return i8x16.ne(v128.load(c), zero);
    if (sizeof<T>() == 4) {
      const x = v128.load32_splat(c);
      return i8x16.ne(i8x16.shuffle(x, x, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3), zero);
    }
    const x = v128.load16_splat(c);
    return i8x16.ne(i8x16.shuffle(x, x, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1), zero);
  }
  @inline static splat<T extends number>(p: usize): v128 {
    if (sizeof<T>() == 1) return v128.load8_splat(p);
    else return Lanes.splat<T>(p);
  }
}

// y[i] = c[i] ? a[i] : b[i]; a or b a scalar with Same. T is an integer of the width.
function where<T extends number, A extends Operand, B extends Operand>(
  y: usize,
  c: usize,
  a: usize,
  b: usize,
  n: i32,
): void {
  if (n <= 0) return;
  const left = changetype<A>(0);
  const right = changetype<B>(0);
  const lanes = 16 / sizeof<T>();
  const s = Choice.splat<T>(a);
  const t = Choice.splat<T>(b);
  const da = left.step() * sizeof<T>();
  const db = right.step() * sizeof<T>();
  for (; n >= lanes; n -= lanes, y += 16, a += 16 * left.step(), b += 16 * right.step(), c += lanes) {
    v128.store(y, v128.bitselect(left.vector(a, s), right.vector(b, t), Choice.mask<T>(c)));
  }
  for (; n > 0; n--, c++, y += sizeof<T>(), a += da, b += db) store<T>(y, load<u8>(c) ? load<T>(a) : load<T>(b));
}
// y[i] = c[i] ? a[i] : b[i]
export function where_8(y: usize, c: usize, a: usize, b: usize, n: i32): void {
  where<u8, Each, Each>(y, c, a, b, n);
}
export function where_32(y: usize, c: usize, a: usize, b: usize, n: i32): void {
  where<u32, Each, Each>(y, c, a, b, n);
}
export function where_64(y: usize, c: usize, a: usize, b: usize, n: i32): void {
  where<u64, Each, Each>(y, c, a, b, n);
}
// y[i] = c[i] ? a[i] : b[0]
export function where_vs_8(y: usize, c: usize, a: usize, b: usize, n: i32): void {
  where<u8, Each, Same>(y, c, a, b, n);
}
export function where_vs_32(y: usize, c: usize, a: usize, b: usize, n: i32): void {
  where<u32, Each, Same>(y, c, a, b, n);
}
export function where_vs_64(y: usize, c: usize, a: usize, b: usize, n: i32): void {
  where<u64, Each, Same>(y, c, a, b, n);
}
// y[i] = c[i] ? a[0] : b[i]
export function where_sv_8(y: usize, c: usize, a: usize, b: usize, n: i32): void {
  where<u8, Same, Each>(y, c, a, b, n);
}
export function where_sv_32(y: usize, c: usize, a: usize, b: usize, n: i32): void {
  where<u32, Same, Each>(y, c, a, b, n);
}
export function where_sv_64(y: usize, c: usize, a: usize, b: usize, n: i32): void {
  where<u64, Same, Each>(y, c, a, b, n);
}
