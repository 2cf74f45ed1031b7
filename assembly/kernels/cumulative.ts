// Running sums and their like over the middle axis: x and y (outer, n, inner). y may be x.
import { Lanes } from "../lanes";
import { Part } from "./movement-part";

abstract class Walk {
  // Steps along one fibre: the offset of its first element in bytes, and from one element to the next.
  @inline static first(n: i32, stride: usize, reverse: i32): usize {
    return reverse ? <usize>(n - 1) * stride : 0;
  }
  @inline static step(stride: usize, reverse: i32): usize {
    return reverse ? 0 - stride : stride;
  }
}

// y[o,k,i] = Σ_{j≤k} x[o,j,i], or Σ_{j≥k} where reverse. f32 is carried in f64.
function cumsum<T extends number>(y: usize, x: usize, outer: i32, n: i32, inner: i32, reverse: i32): void {
  const stride = <usize>inner * sizeof<T>();
  const step = Walk.step(stride, reverse);
  for (; outer > 0; outer--, x += <usize>n * stride, y += <usize>n * stride) {
    for (let i: usize = 0; i < stride; i += sizeof<T>()) {
      let at = Walk.first(n, stride, reverse) + i;
      if (isInteger<T>()) {
        let sum = <T>0;
        for (let k = n; k > 0; k--, at += step) store<T>(y + at, (sum = <T>(sum + load<T>(x + at))));
      } else {
        let sum = 0.0;
        for (let k = n; k > 0; k--, at += step) {
          sum += <f64>load<T>(x + at);
          store<T>(y + at, <T>sum);
        }
      }
    }
  }
}
export function cumsum_f32(y: usize, x: usize, outer: i32, n: i32, inner: i32, reverse: i32): void {
  cumsum<f32>(y, x, outer, n, inner, reverse);
}
export function cumsum_f64(y: usize, x: usize, outer: i32, n: i32, inner: i32, reverse: i32): void {
  cumsum<f64>(y, x, outer, n, inner, reverse);
}
export function cumsum_i32(y: usize, x: usize, outer: i32, n: i32, inner: i32, reverse: i32): void {
  cumsum<i32>(y, x, outer, n, inner, reverse);
}

// t[o,k,i] = a[o,k,i]·t[o,k−1,i] + b[o,k,i], t[o,−1,i] = 0; where reverse, t[o,k,i] = a[o,k+1,i]·t[o,k+1,i] + b[o,k,i],
// t[o,n,i] = 0: the transposes of each other in b. a[o,0,i] is not read. t may be b.
function recurrence<T extends number>(
  t: usize,
  a: usize,
  b: usize,
  outer: i32,
  n: i32,
  inner: i32,
  reverse: i32,
): void {
  const stride = <usize>inner * sizeof<T>();
  const step = Walk.step(stride, reverse);
  const link = reverse ? stride : 0;
  for (; outer > 0; outer--, t += <usize>n * stride, a += <usize>n * stride, b += <usize>n * stride) {
    for (let i: usize = 0; i < stride; i += 16) {
      const left = stride - i;
      let at = Walk.first(n, stride, reverse) + i;
      let value = i64x2.splat(0);
      for (let k = n; k > 0; k--, at += step) {
        const term = Part.load(b + at, left, value);
        if (k == n) value = term;
        else value = Lanes.fma<T>(Part.load(a + at + link, left, value), value, term);
        Part.store(t + at, left, value);
      }
    }
  }
}
export function recurrence_f32(t: usize, a: usize, b: usize, outer: i32, n: i32, inner: i32, reverse: i32): void {
  recurrence<f32>(t, a, b, outer, n, inner, reverse);
}
export function recurrence_f64(t: usize, a: usize, b: usize, outer: i32, n: i32, inner: i32, reverse: i32): void {
  recurrence<f64>(t, a, b, outer, n, inner, reverse);
}

// y[o,k,i] = ln Σ_{j≤k} e^x[o,j,i]: ln s + m with m the running maximum, both carried in f64. NaN from the first NaN on.
function logcumsumexp<T extends number>(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  const stride = <usize>inner * sizeof<T>();
  for (; outer > 0; outer--, x += <usize>n * stride, y += <usize>n * stride) {
    for (let i: usize = 0; i < stride; i += sizeof<T>()) {
      let m: f64 = -Infinity;
      let s = 0.0;
      let at = i;
      for (let k = n; k > 0; k--, at += stride) {
        const v = <f64>load<T>(x + at);
        if (v > m) {
          s = s * NativeMath.exp(m - v) + 1;
          m = v;
        } else if (v < m) {
          s += NativeMath.exp(v - m);
        } else if (v == m) {
          s += 1;
        } else {
          m = NaN;
        }
        store<T>(y + at, <T>(m + NativeMath.log(s)));
      }
    }
  }
}
export function logcumsumexp_f32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  logcumsumexp<f32>(y, x, outer, n, inner);
}
export function logcumsumexp_f64(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  logcumsumexp<f64>(y, x, outer, n, inner);
}
