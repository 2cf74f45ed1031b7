// Products with one row or one column, which read the matrix once: bound by bandwidth, not by arithmetic.
import { Lanes } from "../lanes";

// y[j] = Σₗ x[l]·b[l,j], B's rows contiguous, each y[j] summed in the order of l. 8 vectors of y at a time, then single
// ones, the last shifted left over the one before it; single elements only where n is less than a vector.
export function vecmat<T extends number>(y: usize, x: usize, b: usize, n: i32, k: i32, incx: usize, rsB: usize): void {
  const end = y + <usize>n * sizeof<T>();
  if (n < Lanes.count<T>()) {
    for (; y < end; y += sizeof<T>(), b += sizeof<T>()) {
      let sum = v128.splat<T>(<T>0);
      for (let l = 0, p = x, q = b; l < k; l++, p += incx, q += rsB) {
        sum = Lanes.fma<T>(Lanes.load1<T>(p), Lanes.load1<T>(q), sum);
      }
      Lanes.store1<T>(y, sum);
    }
    return;
  }
  for (; y + 128 <= end; y += 128, b += 128) columns8<T>(y, x, b, k, incx, rsB);
  for (; y < end; y += 16, b += 16) {
    const over = y + 16 > end ? y + 16 - end : 0;
    let sum = v128.splat<T>(<T>0);
    for (let l = 0, p = x, q = b - over; l < k; l++, p += incx, q += rsB) {
      sum = Lanes.fma<T>(Lanes.splat<T>(p), v128.load(q), sum);
    }
    v128.store(y - over, sum);
  }
}

function columns8<T extends number>(y: usize, x: usize, b: usize, k: i32, incx: usize, rsB: usize): void {
  const zero = v128.splat<T>(<T>0);
  let s0 = zero,
    s1 = zero,
    s2 = zero,
    s3 = zero,
    s4 = zero,
    s5 = zero,
    s6 = zero,
    s7 = zero;
  for (; k > 0; --k, x += incx, b += rsB) {
    const v = Lanes.splat<T>(x);
    s0 = Lanes.fma<T>(v, v128.load(b), s0);
    s1 = Lanes.fma<T>(v, v128.load(b, 16), s1);
    s2 = Lanes.fma<T>(v, v128.load(b, 32), s2);
    s3 = Lanes.fma<T>(v, v128.load(b, 48), s3);
    s4 = Lanes.fma<T>(v, v128.load(b, 64), s4);
    s5 = Lanes.fma<T>(v, v128.load(b, 80), s5);
    s6 = Lanes.fma<T>(v, v128.load(b, 96), s6);
    s7 = Lanes.fma<T>(v, v128.load(b, 112), s7);
  }
  v128.store(y, s0);
  v128.store(y, s1, 16);
  v128.store(y, s2, 32);
  v128.store(y, s3, 48);
  v128.store(y, s4, 64);
  v128.store(y, s5, 80);
  v128.store(y, s6, 96);
  v128.store(y, s7, 112);
}

// y[i] = Σₗ a[i,l]·x[l], A's rows contiguous. 4 rows at a time; rows past m are the last row again. Strides in bytes.
export function matvec<T extends number>(
  y: usize,
  a: usize,
  x: usize,
  m: i32,
  k: i32,
  rsA: usize,
  incx: usize,
  incy: usize,
): void {
  for (let i = 0; i < m; i += 4, a += 4 * rsA, y += 4 * incy) rows4<T>(y, a, x, m - i, k, rsA, incx, incy);
}

// Two sums of vectors a row, over the even and the odd vectors of the row, and the tail in lane 0 of the first.
function rows4<T extends number>(
  y: usize,
  a0: usize,
  x: usize,
  m: i32,
  k: i32,
  rsA: usize,
  incx: usize,
  incy: usize,
): void {
  const zero = v128.splat<T>(<T>0);
  let s0 = zero,
    s1 = zero,
    s2 = zero,
    s3 = zero,
    t0 = zero,
    t1 = zero,
    t2 = zero,
    t3 = zero;
  let a1 = m > 1 ? a0 + rsA : a0,
    a2 = m > 2 ? a1 + rsA : a1,
    a3 = m > 3 ? a2 + rsA : a2;
  const S = sizeof<T>();
  const end = a0 + <usize>k * S;
  for (const wide = a0 + ((<usize>k * S) & ~31); a0 < wide; a0 += 32, a1 += 32, a2 += 32, a3 += 32) {
    let v = gather<T>(x, incx);
    x += <usize>Lanes.count<T>() * incx;
    s0 = Lanes.fma<T>(v, v128.load(a0), s0);
    s1 = Lanes.fma<T>(v, v128.load(a1), s1);
    s2 = Lanes.fma<T>(v, v128.load(a2), s2);
    s3 = Lanes.fma<T>(v, v128.load(a3), s3);
    v = gather<T>(x, incx);
    x += <usize>Lanes.count<T>() * incx;
    t0 = Lanes.fma<T>(v, v128.load(a0, 16), t0);
    t1 = Lanes.fma<T>(v, v128.load(a1, 16), t1);
    t2 = Lanes.fma<T>(v, v128.load(a2, 16), t2);
    t3 = Lanes.fma<T>(v, v128.load(a3, 16), t3);
  }
  for (; a0 < end; a0 += S, a1 += S, a2 += S, a3 += S, x += incx) {
    const v = Lanes.load1<T>(x);
    s0 = Lanes.fma<T>(v, Lanes.load1<T>(a0), s0);
    s1 = Lanes.fma<T>(v, Lanes.load1<T>(a1), s1);
    s2 = Lanes.fma<T>(v, Lanes.load1<T>(a2), s2);
    s3 = Lanes.fma<T>(v, Lanes.load1<T>(a3), s3);
  }
  store<T>(y, Lanes.sum<T>(v128.add<T>(s0, t0)));
  if (m > 1) store<T>(y + incy, Lanes.sum<T>(v128.add<T>(s1, t1)));
  if (m > 2) store<T>(y + 2 * incy, Lanes.sum<T>(v128.add<T>(s2, t2)));
  if (m > 3) store<T>(y + 3 * incy, Lanes.sum<T>(v128.add<T>(s3, t3)));
}

// A vector of elements `step` bytes apart.
function gather<T extends number>(p: usize, step: usize): v128 {
  if (step == sizeof<T>()) return v128.load(p);
  if (sizeof<T>() == 8) return v128.load64_lane(p + step, v128.load64_zero(p), 1);
  let v = v128.load32_lane(p + step, v128.load32_zero(p), 1);
  v = v128.load32_lane(p + 2 * step, v, 2);
  return v128.load32_lane(p + 3 * step, v, 3);
}
