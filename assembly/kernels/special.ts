// Elementwise kernels of one operand: further exponentials, logarithms and their like, and lgamma and polygamma, which go one
// at a time in f64 for both types. Formulas, intervals and sources stand in math/.
import { Erfc } from "../math/erfc";
import { Exp2 } from "../math/exp2";
import { Gamma } from "../math/gamma";
import { Halves } from "../math/halves";
import { Acosh, Asinh, Atanh } from "../math/hyperbolic-inverse";
import { Log2, Log10 } from "../math/log-base";
import { Polygamma } from "../math/polygamma";
import { map, mapScalars, UnaryScalarOp } from "./map";

// y[i] = 2^x[i]
export function exp2_f32(y: usize, x: usize, n: i32): void {
  map<f32, Exp2<f32>>(y, x, n);
}
export function exp2_f64(y: usize, x: usize, n: i32): void {
  map<f64, Exp2<f64>>(y, x, n);
}

// y[i] = log₂ x[i]
export function log2_f32(y: usize, x: usize, n: i32): void {
  map<f32, Log2<f32>>(y, x, n);
}
export function log2_f64(y: usize, x: usize, n: i32): void {
  map<f64, Log2<f64>>(y, x, n);
}

// y[i] = log₁₀ x[i]
export function log10_f32(y: usize, x: usize, n: i32): void {
  map<f32, Log10<f32>>(y, x, n);
}
export function log10_f64(y: usize, x: usize, n: i32): void {
  map<f64, Log10<f64>>(y, x, n);
}

// y[i] = asinh x[i]
export function asinh_f32(y: usize, x: usize, n: i32): void {
  map<f32, Halves<Asinh>>(y, x, n);
}
export function asinh_f64(y: usize, x: usize, n: i32): void {
  map<f64, Asinh>(y, x, n);
}

// y[i] = acosh x[i]; NaN below 1
export function acosh_f32(y: usize, x: usize, n: i32): void {
  map<f32, Halves<Acosh>>(y, x, n);
}
export function acosh_f64(y: usize, x: usize, n: i32): void {
  map<f64, Acosh>(y, x, n);
}

// y[i] = atanh x[i]; NaN outside [−1, 1]
export function atanh_f32(y: usize, x: usize, n: i32): void {
  map<f32, Halves<Atanh>>(y, x, n);
}
export function atanh_f64(y: usize, x: usize, n: i32): void {
  map<f64, Atanh>(y, x, n);
}

// y[i] = 1 − erf x[i]
export function erfc_f32(y: usize, x: usize, n: i32): void {
  map<f32, Halves<Erfc>>(y, x, n);
}
export function erfc_f64(y: usize, x: usize, n: i32): void {
  map<f64, Erfc>(y, x, n);
}

@unmanaged
class Lgamma<T extends number> extends UnaryScalarOp<T> {
  @inline f(x: T): T {
    return <T>Gamma.log(<f64>x);
  }
}
// y[i] = ln|Γ(x[i])|
export function lgamma_f32(y: usize, x: usize, n: i32): void {
  mapScalars<f32, Lgamma<f32>>(y, x, n);
}
export function lgamma_f64(y: usize, x: usize, n: i32): void {
  mapScalars<f64, Lgamma<f64>>(y, x, n);
}

// y[i] = ψ⁽ᵒʳᵈᵉʳ⁾(x[i]), 0 ≤ order ≤ 170
export function polygamma_f32(y: usize, x: usize, n: i32, order: i32): void {
  for (; n > 0; n--, y += 4, x += 4) store<f32>(y, <f32>Polygamma.at(<f64>load<f32>(x), order));
}
export function polygamma_f64(y: usize, x: usize, n: i32, order: i32): void {
  for (; n > 0; n--, y += 8, x += 8) store<f64>(y, Polygamma.at(load<f64>(x), order));
}
