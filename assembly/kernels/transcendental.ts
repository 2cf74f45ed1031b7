// Transcendental kernels of one operand. Formulas, intervals and sources stand in math/.
import { UnaryOp } from "../lanes";
import { Acos, Asin } from "../math/arcsine";
import { Atan } from "../math/arctangent";
import { Erf } from "../math/erf";
import { Exp, Expm1 } from "../math/exp";
import { Cosh, Sinh } from "../math/hyperbolic";
import { Log, Log1p } from "../math/log";
import { Sigmoid, Tanh } from "../math/tanh";
import { Cos, Sin, Tan } from "../math/trigonometric";
import { CosF64, SinF64, TanF64 } from "../math/trigonometric-f64";
import { map } from "./map";

// y[i] = e^x[i]
export function exp_f32(y: usize, x: usize, n: i32): void {
  map<f32, Exp<f32>>(y, x, n);
}
export function exp_f64(y: usize, x: usize, n: i32): void {
  map<f64, Exp<f64>>(y, x, n);
}
// y[i] = e^x[i] − 1
export function expm1_f32(y: usize, x: usize, n: i32): void {
  map<f32, Expm1<f32>>(y, x, n);
}
export function expm1_f64(y: usize, x: usize, n: i32): void {
  map<f64, Expm1<f64>>(y, x, n);
}
// y[i] = log x[i]
export function log_f32(y: usize, x: usize, n: i32): void {
  map<f32, Log<f32>>(y, x, n);
}
export function log_f64(y: usize, x: usize, n: i32): void {
  map<f64, Log<f64>>(y, x, n);
}
// y[i] = log(1 + x[i])
export function log1p_f32(y: usize, x: usize, n: i32): void {
  map<f32, Log1p<f32>>(y, x, n);
}
export function log1p_f64(y: usize, x: usize, n: i32): void {
  map<f64, Log1p<f64>>(y, x, n);
}
// log(1 + e^x) = max(x, 0) + log(1 + e^−|x|): no overflow, and no loss where e^x is small
@unmanaged
class Softplus<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    const small = changetype<Exp<T>>(0).f(v128.neg<T>(v128.abs<T>(x)));
    const positive = v128.pmax<T>(x, v128.splat<T>(<T>0));
    return v128.add<T>(positive, changetype<Log1p<T>>(0).f(small));
  }
}
// y[i] = log(1 + e^x[i])
export function softplus_f32(y: usize, x: usize, n: i32): void {
  map<f32, Softplus<f32>>(y, x, n);
}
export function softplus_f64(y: usize, x: usize, n: i32): void {
  map<f64, Softplus<f64>>(y, x, n);
}
// y[i] = tanh x[i]
export function tanh_f32(y: usize, x: usize, n: i32): void {
  map<f32, Tanh<f32>>(y, x, n);
}
export function tanh_f64(y: usize, x: usize, n: i32): void {
  map<f64, Tanh<f64>>(y, x, n);
}
// y[i] = 1 / (1 + e^−x[i])
export function sigmoid_f32(y: usize, x: usize, n: i32): void {
  map<f32, Sigmoid<f32>>(y, x, n);
}
export function sigmoid_f64(y: usize, x: usize, n: i32): void {
  map<f64, Sigmoid<f64>>(y, x, n);
}
// y[i] = (2/√π)·∫₀^x[i] e^−t² dt
export function erf_f32(y: usize, x: usize, n: i32): void {
  map<f32, Erf<f32>>(y, x, n);
}
export function erf_f64(y: usize, x: usize, n: i32): void {
  map<f64, Erf<f64>>(y, x, n);
}

// y[i] = sin x[i]
export function sin_f32(y: usize, x: usize, n: i32): void {
  map<f32, Sin>(y, x, n);
}
export function sin_f64(y: usize, x: usize, n: i32): void {
  map<f64, SinF64>(y, x, n);
}

// y[i] = cos x[i]
export function cos_f32(y: usize, x: usize, n: i32): void {
  map<f32, Cos>(y, x, n);
}
export function cos_f64(y: usize, x: usize, n: i32): void {
  map<f64, CosF64>(y, x, n);
}

// y[i] = tan x[i]
export function tan_f32(y: usize, x: usize, n: i32): void {
  map<f32, Tan>(y, x, n);
}
export function tan_f64(y: usize, x: usize, n: i32): void {
  map<f64, TanF64>(y, x, n);
}

// y[i] = asin x[i]
export function asin_f32(y: usize, x: usize, n: i32): void {
  map<f32, Asin<f32>>(y, x, n);
}
export function asin_f64(y: usize, x: usize, n: i32): void {
  map<f64, Asin<f64>>(y, x, n);
}

// y[i] = acos x[i]
export function acos_f32(y: usize, x: usize, n: i32): void {
  map<f32, Acos<f32>>(y, x, n);
}
export function acos_f64(y: usize, x: usize, n: i32): void {
  map<f64, Acos<f64>>(y, x, n);
}

// y[i] = atan x[i]
export function atan_f32(y: usize, x: usize, n: i32): void {
  map<f32, Atan<f32>>(y, x, n);
}
export function atan_f64(y: usize, x: usize, n: i32): void {
  map<f64, Atan<f64>>(y, x, n);
}

// y[i] = sinh x[i]
export function sinh_f32(y: usize, x: usize, n: i32): void {
  map<f32, Sinh<f32>>(y, x, n);
}
export function sinh_f64(y: usize, x: usize, n: i32): void {
  map<f64, Sinh<f64>>(y, x, n);
}

// y[i] = cosh x[i]
export function cosh_f32(y: usize, x: usize, n: i32): void {
  map<f32, Cosh<f32>>(y, x, n);
}
export function cosh_f64(y: usize, x: usize, n: i32): void {
  map<f64, Cosh<f64>>(y, x, n);
}
