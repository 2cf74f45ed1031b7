// Folds over the middle axis of x (outer, n, inner). The order of the additions follows from the shape alone.
import { Lanes } from "../lanes";
import { Part } from "./movement-part";

// An associative operation on vectors and its identity. These bases only say types, and are never called.
@unmanaged
export class Fold {
  unit(): v128 {
    return i64x2.splat(0);
  }
  f(a: v128, _b: v128): v128 {
    return a;
  }
}
// What a fold accumulates in: two vectors, into which partial results t are added.
@unmanaged
export class Total {
  low(low: v128, _t: v128): v128 {
    return low;
  }
  high(high: v128, _t: v128): v128 {
    return high;
  }
  // Whether n vectors can be folded without it.
  short(_n: i32): bool {
    return true;
  }
  // The result lane by lane.
  lanes(low: v128, _high: v128): v128 {
    return low;
  }
  // The result over all lanes, in lane 0.
  scalar(low: v128, _high: v128): v128 {
    return low;
  }
}

@unmanaged
export class Sum<T extends number> extends Fold {
  @inline unit(): v128 {
    return i64x2.splat(0);
  }
  @inline f(a: v128, b: v128): v128 {
    return v128.add<T>(a, b);
  }
}
@unmanaged
export class Prod<T extends number> extends Fold {
  @inline unit(): v128 {
    return v128.splat<T>(<T>1);
  }
  @inline f(a: v128, b: v128): v128 {
    return v128.mul<T>(a, b);
  }
}
// pmax and pmin keep a NaN in a; a NaN in b is or-ed in as the mask b ≠ b, itself a NaN.
@unmanaged
export class Max<T extends number> extends Fold {
  @inline unit(): v128 {
    if (isFloat<T>()) return v128.splat<T>(<T>-Infinity);
    else return v128.splat<T>(<T>i32.MIN_VALUE);
  }
  @inline f(a: v128, b: v128): v128 {
    if (isFloat<T>()) return v128.or(v128.pmax<T>(a, b), v128.ne<T>(b, b));
    else return v128.max<T>(a, b);
  }
  // Lanes in which x, met after y, replaces y as the extreme. The first NaN is never replaced.
  @inline beats(x: v128, y: v128): v128 {
    if (isFloat<T>()) return v128.or(v128.gt<T>(x, y), v128.andnot(v128.ne<T>(x, x), v128.ne<T>(y, y)));
    else return v128.gt<T>(x, y);
  }
}
@unmanaged
export class Min<T extends number> extends Fold {
  @inline unit(): v128 {
    if (isFloat<T>()) return v128.splat<T>(<T>Infinity);
    else return v128.splat<T>(<T>i32.MAX_VALUE);
  }
  @inline f(a: v128, b: v128): v128 {
    if (isFloat<T>()) return v128.or(v128.pmin<T>(a, b), v128.ne<T>(b, b));
    else return v128.min<T>(a, b);
  }
  @inline beats(x: v128, y: v128): v128 {
    if (isFloat<T>()) return v128.or(v128.lt<T>(x, y), v128.andnot(v128.ne<T>(x, x), v128.ne<T>(y, y)));
    else return v128.lt<T>(x, y);
  }
}

// The total has x's own type and needs one vector.
@unmanaged
export class Same<T extends number, Op extends Fold> extends Total {
  @inline low(low: v128, t: v128): v128 {
    return changetype<Op>(0).f(low, t);
  }
  @inline high(high: v128, _t: v128): v128 {
    return high;
  }
  @inline short(_n: i32): bool {
    return true;
  }
  @inline lanes(low: v128, _high: v128): v128 {
    return low;
  }
  @inline scalar(low: v128, _high: v128): v128 {
    const h = changetype<Op>(0).f(low, v128.shuffle<i32>(low, low, 2, 3, 0, 1));
    if (sizeof<T>() == 8) return h;
    else return changetype<Op>(0).f(h, v128.shuffle<i32>(h, h, 1, 0, 3, 2));
  }
}
// Sums of f32 are carried in f64, so that long sums keep their accuracy.
@unmanaged
export class Doubles extends Total {
  @inline low(low: v128, t: v128): v128 {
    return f64x2.add(low, f64x2.promote_low_f32x4(t));
  }
  @inline high(high: v128, t: v128): v128 {
    return f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(t, t, 2, 3, 2, 3)));
  }
  @inline short(n: i32): bool {
    return n <= 512;
  }
  @inline lanes(low: v128, high: v128): v128 {
    return v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
  }
  @inline scalar(low: v128, high: v128): v128 {
    const h = f64x2.add(low, high);
    return f32x4.demote_f64x2_zero(f64x2.add(h, v128.shuffle<i64>(h, h, 1, 0)));
  }
}

// f over x[0 … n), in lane 0.
export function row<T extends number, Op extends Fold, To extends Total>(x: usize, n: i32): v128 {
  const op = changetype<Op>(0);
  const to = changetype<To>(0);
  let low = op.unit();
  let high = low;
  let left = <usize>n * sizeof<T>();
  while (left >= 64) {
    const block = min<usize>(left, 1024) & ~63;
    let a = op.unit();
    let b = a;
    let c = a;
    let d = a;
    for (const end = x + block; x < end; x += 64) {
      a = op.f(a, v128.load(x));
      b = op.f(b, v128.load(x, 16));
      c = op.f(c, v128.load(x, 32));
      d = op.f(d, v128.load(x, 48));
    }
    a = op.f(op.f(a, b), op.f(c, d));
    low = to.low(low, a);
    high = to.high(high, a);
    left -= block;
  }
  if (left) {
    let t = op.unit();
    for (const end = x + left; x < end; x += 16) t = op.f(t, Part.load(x, end - x, op.unit()));
    low = to.low(low, t);
    high = to.high(high, t);
  }
  return to.scalar(low, high);
}

abstract class Rows {
  // Four rows, `stride` bytes apart, of one vector.
  @inline static four<Op extends Fold>(p: usize, stride: usize): v128 {
    const op = changetype<Op>(0);
    const q = p + 2 * stride;
    return op.f(op.f(v128.load(p), v128.load(p + stride)), op.f(v128.load(q), v128.load(q + stride)));
  }
}

// y[i] = f over k of x[k,i] for the first `width` bytes of i, a multiple of 16: along the rows, four at a time.
function along<Op extends Fold>(y: usize, x: usize, n: i32, stride: usize, width: usize): void {
  const op = changetype<Op>(0);
  for (let j: usize = 0; j < width; j += 16) v128.store(y + j, op.unit());
  for (; n >= 4; n -= 4, x += 4 * stride) {
    for (let j: usize = 0; j < width; j += 16) {
      v128.store(y + j, op.f(v128.load(y + j), Rows.four<Op>(x + j, stride)));
    }
  }
  for (; n > 0; n--, x += stride) {
    for (let j: usize = 0; j < width; j += 16) v128.store(y + j, op.f(v128.load(y + j), v128.load(x + j)));
  }
}

// The same for `width` bytes, a multiple of 64: down all rows, a strip of four vectors at a time.
function wideDown<Op extends Fold, To extends Total>(y: usize, x: usize, n: i32, stride: usize, width: usize): void {
  const op = changetype<Op>(0);
  const to = changetype<To>(0);
  const unit = op.unit();
  for (const end = y + width; y < end; x += 64, y += 64) {
    let a = unit;
    let b = unit;
    let c = unit;
    let d = unit;
    let e = unit;
    let f = unit;
    let g = unit;
    let h = unit;
    let p = x;
    for (let k = n; k > 0; ) {
      const rows = k < 4 ? 1 : 4;
      const s = rows == 4 ? Rows.four<Op>(p, stride) : v128.load(p);
      const t = rows == 4 ? Rows.four<Op>(p + 16, stride) : v128.load(p, 16);
      const u = rows == 4 ? Rows.four<Op>(p + 32, stride) : v128.load(p, 32);
      const v = rows == 4 ? Rows.four<Op>(p + 48, stride) : v128.load(p, 48);
      a = to.low(a, s);
      b = to.high(b, s);
      c = to.low(c, t);
      d = to.high(d, t);
      e = to.low(e, u);
      f = to.high(f, u);
      g = to.low(g, v);
      h = to.high(h, v);
      k -= rows;
      p += <usize>rows * stride;
    }
    v128.store(y, to.lanes(a, b));
    v128.store(y, to.lanes(c, d), 16);
    v128.store(y, to.lanes(e, f), 32);
    v128.store(y, to.lanes(g, h), 48);
  }
}

// The same for any `width`: down all rows, one vector at a time.
function down<Op extends Fold, To extends Total>(y: usize, x: usize, n: i32, stride: usize, width: usize): void {
  const op = changetype<Op>(0);
  const to = changetype<To>(0);
  for (const end = y + width; y < end; x += 16, y += 16) {
    let low = op.unit();
    let high = low;
    let p = x;
    for (let k = n; k > 0; k--, p += stride) {
      const t = Part.load(p, end - y, op.unit());
      low = to.low(low, t);
      high = to.high(high, t);
    }
    Part.store(y, end - y, to.lanes(low, high));
  }
}

// y[o,i] = f over k of x[o,k,i], x (outer, n, inner), y (outer, inner).
export function fold<T extends number, Op extends Fold, To extends Total>(
  y: usize,
  x: usize,
  outer: i32,
  n: i32,
  inner: i32,
): void {
  const stride = <usize>inner * sizeof<T>();
  const wide = stride & ~63;
  for (; outer > 0; outer--, x += <usize>n * stride, y += stride) {
    if (inner == 1) {
      Lanes.store1<T>(y, row<T, Op, To>(x, n));
    } else {
      if (changetype<To>(0).short(n)) along<Op>(y, x, n, stride, wide);
      else wideDown<Op, To>(y, x, n, stride, wide);
      down<Op, To>(y + wide, x + wide, n, stride, stride - wide);
    }
  }
}
