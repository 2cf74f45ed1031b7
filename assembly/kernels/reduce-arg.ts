// The index of the extreme over the middle axis: x (outer, n, inner), y (outer, inner) of i32. The first of equals wins;
// a NaN counts as the extreme, and the first NaN wins. 0 where n = 0.
import { Part } from "./movement-part";
import { row } from "./reduce-fold";
import { Fold, Max, Min, Same } from "./reduce-op";

@unmanaged
class Extreme extends Fold {
  beats(x: v128, _y: v128): v128 {
    return x;
  }
}

// One row: its extreme first, then the first place where that stands.
function rowIndex<T extends number, Op extends Extreme>(x: usize, n: i32): i32 {
  const m = row<T, Op, Same<T, Op>>(x, n);
  const extreme = sizeof<T>() == 4 ? v128.shuffle<i32>(m, m, 0, 0, 0, 0) : v128.shuffle<i64>(m, m, 0, 0);
  let left = <usize>n * sizeof<T>();
  for (let p = x; left > 0; p += 16, left -= min<usize>(left, 16)) {
    const v = Part.load(p, left, extreme);
    let hit = v128.eq<T>(v, extreme);
    if (isFloat<T>()) hit = v128.or(hit, v128.ne<T>(v, v));
    const bits = sizeof<T>() == 4 ? v128.bitmask<i32>(hit) : v128.bitmask<i64>(hit);
    if (bits) return <i32>((p - x) / sizeof<T>()) + ctz(bits);
  }
  return 0;
}

function columnIndex<T extends number, Op extends Extreme>(y: usize, x: usize, n: i32, inner: i32): void {
  const stride = <usize>inner * sizeof<T>();
  for (let left = stride; left > 0; left -= min<usize>(left, 16), x += 16) {
    let best = i64x2.splat(0);
    let index = best;
    if (n > 0) best = Part.load(x, left, best);
    let p = x + stride;
    for (let k = 1; k < n; k++, p += stride) {
      const v = Part.load(p, left, best);
      const m = changetype<Op>(0).beats(v, best);
      best = v128.bitselect(v, best, m);
      index = v128.bitselect(sizeof<T>() == 4 ? i32x4.splat(k) : i64x2.splat(k), index, m);
    }
    if (sizeof<T>() == 4) {
      Part.store(y, left, index);
      y += 16;
    } else {
      Part.store(y, min<usize>(left, 16) >> 1, v128.shuffle<i32>(index, index, 0, 2, 0, 2));
      y += 8;
    }
  }
}

function index<T extends number, Op extends Extreme>(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  for (; outer > 0; outer--, x += <usize>(n * inner) * sizeof<T>(), y += (<usize>inner) << 2) {
    if (inner == 1) store<i32>(y, rowIndex<T, Op>(x, n));
    else columnIndex<T, Op>(y, x, n, inner);
  }
}

// y[o,i] = the least k with x[o,k,i] = maxₖ x[o,k,i].
export function argmax_f32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  index<f32, Max<f32>>(y, x, outer, n, inner);
}
export function argmax_f64(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  index<f64, Max<f64>>(y, x, outer, n, inner);
}
export function argmax_i32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  index<i32, Max<i32>>(y, x, outer, n, inner);
}
// y[o,i] = the least k with x[o,k,i] = minₖ x[o,k,i].
export function argmin_f32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  index<f32, Min<f32>>(y, x, outer, n, inner);
}
export function argmin_f64(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  index<f64, Min<f64>>(y, x, outer, n, inner);
}
export function argmin_i32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  index<i32, Min<i32>>(y, x, outer, n, inner);
}
