// Loop templates for elementwise kernels. An op is a class with one inlined method; a tail goes through the same
// vector function on a zero-filled vector, so a value does not depend on its place.
import { BinaryOp, Lanes, UnaryOp } from "../lanes";

// A vector of which n < lanes, or none, are in memory: zero elsewhere.
abstract class Part {
  static load<T extends number>(p: usize, n: i32): v128 {
    if (n >= Lanes.count<T>()) return v128.load(p);
    if (n <= 0) return i64x2.splat(0);
    if (sizeof<T>() == 8) return v128.load64_zero(p);
    if (n == 1) return v128.load32_zero(p);
    const x = v128.load64_zero(p);
    return n == 2 ? x : v128.load32_lane(p, x, 2, 8);
  }
  static store<T extends number>(p: usize, x: v128, n: i32): void {
    if (n >= Lanes.count<T>()) {
      v128.store(p, x);
    } else if (n > 0) {
      if (sizeof<T>() == 8) {
        v128.store64_lane(p, x, 0);
      } else if (n == 1) {
        v128.store32_lane(p, x, 0);
      } else {
        v128.store64_lane(p, x, 0);
        if (n == 3) v128.store32_lane(p, x, 2, 8);
      }
    }
  }
}

// y[i] = f(x[i]), i < n. y may be x. Two vectors a pass, the last pass in parts: a long f stands here only twice.
export function map<T extends number, Op extends UnaryOp>(y: usize, x: usize, n: i32): void {
  const lanes = Lanes.count<T>();
  for (; n >= 2 * lanes; n -= 2 * lanes, y += 32, x += 32) {
    const u = changetype<Op>(0).f(v128.load(x));
    const v = changetype<Op>(0).f(v128.load(x, 16));
    v128.store(y, u);
    v128.store(y, v, 16);
  }
  for (; n > 0; n -= lanes, y += 16, x += 16) {
    Part.store<T>(y, changetype<Op>(0).f(Part.load<T>(x, n)), n);
  }
}

// How a row reads the second operand: Each, the vector at q; Same, the row's scalar s in every lane. `step` is the
// distance from one element to the next.
@unmanaged
export class Operand {
  row<T extends number>(_q: usize): v128 {
    return i64x2.splat(0);
  }
  vector(_q: usize, s: v128): v128 {
    return s;
  }
  one<T extends number>(_q: usize, s: v128): v128 {
    return s;
  }
  step(): usize {
    return 0;
  }
}
@unmanaged
export class Each extends Operand {
  @inline row<T extends number>(_q: usize): v128 {
    return i64x2.splat(0);
  }
  @inline vector(q: usize, _s: v128): v128 {
    return v128.load(q);
  }
  @inline one<T extends number>(q: usize, _s: v128): v128 {
    return Lanes.load1<T>(q);
  }
  @inline step(): usize {
    return 1;
  }
}
@unmanaged
export class Same extends Operand {
  @inline row<T extends number>(q: usize): v128 {
    return Lanes.splat<T>(q);
  }
  @inline vector(_q: usize, s: v128): v128 {
    return s;
  }
  @inline one<T extends number>(_q: usize, s: v128): v128 {
    return s;
  }
  @inline step(): usize {
    return 0;
  }
}

// f with its operands exchanged: rows with Same over it are the `s_rows` of f.
@unmanaged
export class Swap<Op extends BinaryOp> extends BinaryOp {
  @inline f(x: v128, y: v128): v128 {
    return changetype<Op>(0).f(y, x);
  }
}

// y[r,c] = f(a[r·ra + c], b[r·rb + c]), or b[r·rb] with Same; r < rows, c < cols; strides in elements.
// y may be a or b where that has y's layout.
export function rows<T extends number, Op extends BinaryOp, B extends Operand>(
  y: usize,
  a: usize,
  b: usize,
  rows: i32,
  cols: i32,
  ra: i32,
  rb: i32,
): void {
  const lanes = Lanes.count<T>();
  const op = changetype<Op>(0);
  const right = changetype<B>(0);
  if (cols <= 0) return;
  for (let r = 0; r < rows; r++) {
    let p = a + <usize>(r * ra) * sizeof<T>();
    let q = b + <usize>(r * rb) * sizeof<T>();
    const s = right.row<T>(q);
    let n = cols;
    for (; n >= 2 * lanes; n -= 2 * lanes, y += 32, p += 32, q += 32) {
      const u = op.f(v128.load(p), right.vector(q, s));
      const v = op.f(v128.load(p, 16), right.vector(q + 16, s));
      v128.store(y, u);
      v128.store(y, v, 16);
    }
    for (; n > 0; n--, y += sizeof<T>(), p += sizeof<T>(), q += sizeof<T>()) {
      Lanes.store1<T>(y, op.f(Lanes.load1<T>(p), right.one<T>(q, s)));
    }
  }
}

// Ops without a vector form.
@unmanaged
export class UnaryScalarOp<T extends number> {
  f(x: T): T {
    return x;
  }
}
@unmanaged
export class BinaryScalarOp<T extends number> {
  f(x: T, _y: T): T {
    return x;
  }
}

// y[i] = f(x[i]), one at a time
export function mapScalars<T extends number, Op extends UnaryScalarOp<T>>(y: usize, x: usize, n: i32): void {
  for (; n > 0; n--, y += sizeof<T>(), x += sizeof<T>()) store<T>(y, changetype<Op>(0).f(load<T>(x)));
}

// y[r,c] = f(a[r·ra + c·ca], b[r·rb + c·cb]), one at a time: a step ca or cb of 0 makes that operand a scalar a row
export function rowsScalars<T extends number, Op extends BinaryScalarOp<T>>(
  y: usize,
  a: usize,
  b: usize,
  rows: i32,
  cols: i32,
  ra: i32,
  rb: i32,
  ca: i32,
  cb: i32,
): void {
  for (let r = 0; r < rows; r++) {
    let p = a + <usize>(r * ra) * sizeof<T>();
    let q = b + <usize>(r * rb) * sizeof<T>();
    for (let c = 0; c < cols; c++, y += sizeof<T>()) {
      store<T>(y, changetype<Op>(0).f(load<T>(p), load<T>(q)));
      p += <usize>ca * sizeof<T>();
      q += <usize>cb * sizeof<T>();
    }
  }
}
