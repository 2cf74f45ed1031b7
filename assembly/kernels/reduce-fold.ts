// Folds over the middle axis of x (outer, n, inner). The order of the additions follows from the shape alone.
import { Lanes } from "../lanes";
import { Part } from "./movement-part";
import { Fold, Total } from "./reduce-op";

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
