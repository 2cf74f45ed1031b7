// The order of a fibre's elements, by a stable merge sort of indices on integer keys that compare as the elements do.

abstract class Key {
  // Keys of equal sign order as integers do; −0 becomes +0, NaN the largest key. Complemented where descending.
  @inline static of<T extends number>(x: T): i64 {
    if (isInteger<T>()) {
      return <i64>x;
    } else {
      if (x != x) return i64.MAX_VALUE;
      const bits = reinterpret<i64>(<f64>x + 0);
      return bits ^ ((bits >> 63) & i64.MAX_VALUE);
    }
  }
}

// Merges the runs from[low … middle) and from[middle … high) of indices into to[low … high); the left one first of equals.
function merge(to: usize, from: usize, keys: usize, low: i32, middle: i32, high: i32): void {
  let left = low;
  let right = middle;
  for (let i = low; i < high; i++) {
    let index: u32;
    if (left < middle) {
      const l = load<u32>(from + ((<usize>left) << 2));
      if (right < high) {
        const r = load<u32>(from + ((<usize>right) << 2));
        if (load<i64>(keys + ((<usize>r) << 3)) < load<i64>(keys + ((<usize>l) << 3))) {
          index = r;
          right++;
        } else {
          index = l;
          left++;
        }
      } else {
        index = l;
        left++;
      }
    } else {
      index = load<u32>(from + ((<usize>right) << 2));
      right++;
    }
    store<u32>(to + ((<usize>i) << 2), index);
  }
}

// y[o,k,i] = the place in x[o,:,i] of its k-th element in order; equals keep theirs, NaN counts as largest.
// x and y (outer, n, inner); work: 16·n bytes, keys and two lists of indices.
function argsort<T extends number>(
  y: usize,
  x: usize,
  outer: i32,
  n: i32,
  inner: i32,
  descending: i32,
  work: usize,
): void {
  const one = work + ((<usize>n) << 3);
  const two = one + ((<usize>n) << 2);
  const flip: i64 = descending ? -1 : 0;
  for (; outer > 0; outer--, x += <usize>n * <usize>inner * sizeof<T>(), y += (<usize>n * <usize>inner) << 2) {
    for (let i = 0; i < inner; i++) {
      for (let k = 0; k < n; k++) {
        const value = load<T>(x + (<usize>k * <usize>inner + <usize>i) * sizeof<T>());
        store<i64>(work + ((<usize>k) << 3), Key.of<T>(value) ^ flip);
        store<i32>(one + ((<usize>k) << 2), k);
      }
      let from = one;
      let to = two;
      for (let width = 1; width < n; width <<= 1) {
        for (let low = 0; low < n; low += 2 * width) {
          merge(to, from, work, low, min<i32>(low + width, n), min<i32>(low + 2 * width, n));
        }
        const swap = from;
        from = to;
        to = swap;
      }
      for (let k = 0; k < n; k++) {
        store<u32>(y + ((<usize>k * <usize>inner + <usize>i) << 2), load<u32>(from + ((<usize>k) << 2)));
      }
    }
  }
}
export function argsort_f32(y: usize, x: usize, outer: i32, n: i32, inner: i32, descending: i32, work: usize): void {
  argsort<f32>(y, x, outer, n, inner, descending, work);
}
export function argsort_f64(y: usize, x: usize, outer: i32, n: i32, inner: i32, descending: i32, work: usize): void {
  argsort<f64>(y, x, outer, n, inner, descending, work);
}
export function argsort_i32(y: usize, x: usize, outer: i32, n: i32, inner: i32, descending: i32, work: usize): void {
  argsort<i32>(y, x, outer, n, inner, descending, work);
}
