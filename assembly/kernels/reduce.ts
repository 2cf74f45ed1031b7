// Reductions over the middle axis: x (outer, n, inner), y (outer, inner).
import { fold } from "./reduce-fold";
import { Doubles, Max, Min, Prod, Same, Sum } from "./reduce-op";

// y[o,i] = Σₖ x[o,k,i]; 0 where n = 0. i32 wraps.
export function sum_f32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<f32, Sum<f32>, Doubles>(y, x, outer, n, inner);
}
export function sum_f64(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<f64, Sum<f64>, Same<f64, Sum<f64>>>(y, x, outer, n, inner);
}
export function sum_i32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<i32, Sum<i32>, Same<i32, Sum<i32>>>(y, x, outer, n, inner);
}
// y[o,i] = Πₖ x[o,k,i]; 1 where n = 0. i32 wraps.
export function prod_f32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<f32, Prod<f32>, Same<f32, Prod<f32>>>(y, x, outer, n, inner);
}
export function prod_f64(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<f64, Prod<f64>, Same<f64, Prod<f64>>>(y, x, outer, n, inner);
}
export function prod_i32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<i32, Prod<i32>, Same<i32, Prod<i32>>>(y, x, outer, n, inner);
}
// y[o,i] = maxₖ x[o,k,i]: NaN if one is NaN; −∞ (i32: −2³¹) where n = 0.
export function max_f32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<f32, Max<f32>, Same<f32, Max<f32>>>(y, x, outer, n, inner);
}
export function max_f64(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<f64, Max<f64>, Same<f64, Max<f64>>>(y, x, outer, n, inner);
}
export function max_i32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<i32, Max<i32>, Same<i32, Max<i32>>>(y, x, outer, n, inner);
}
// y[o,i] = minₖ x[o,k,i]: NaN if one is NaN; +∞ (i32: 2³¹ − 1) where n = 0.
export function min_f32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<f32, Min<f32>, Same<f32, Min<f32>>>(y, x, outer, n, inner);
}
export function min_f64(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<f64, Min<f64>, Same<f64, Min<f64>>>(y, x, outer, n, inner);
}
export function min_i32(y: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  fold<i32, Min<i32>, Same<i32, Min<i32>>>(y, x, outer, n, inner);
}
