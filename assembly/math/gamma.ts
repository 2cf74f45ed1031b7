// ln|Γ(x)| and its derivatives, f64, one at a time.
//
//   x ≥ 8:        (x − ½)(ln x − 1) + ½ ln 2π − ½ + Σ B₂ₖ/(2k(2k−1)·x²ᵏ⁻¹)            (Stirling; DLMF 5.11.1)
//   1.5 ≤ x < 8:  t·G(t) + ln of the factors taken off, t = x − 2 brought into [−½, ½)
//   |x| < 1.5:    t·G(t) − ln(1 + t), t = x − 1; and −ln|x| besides, t = x, where |x| < ½
//   x < −½:       ln(π/|x·sin πx|) − ln Γ(−x)                                           (DLMF 5.5.3)
//
//   ψ(x), x ≥ 10: ln x − 1/(2x) − Σ B₂ₖ/(2k·x²ᵏ)                                        (DLMF 5.11.2)
//   1 ≤ x < 10:   (x − x₀)·D(x − 1.5) on [1, 2], x₀ the root; ψ(x + 1) = ψ(x) + 1/x from and to there
//   x < 0:        ψ(1 − x) − π/tan πx                                                   (DLMF 5.5.4)
//
// G(t) = ln Γ(2 + t)/t and D = ψ/(x − x₀) were interpolated at Chebyshev nodes in 60 digits and rounded: degrees 17 and
// 21, to 6e−17 and 7e−17. sin πx and tan πx are taken of x − round(x), which is exact.
//
// Largest error in ulp for x > 0: ln Γ 5.4, below 1.5; ψ 2.3. For x < 0, where both have roots, in ulp of max(1, |result|):
// ln Γ 2.2, ψ 4.5.
import { Series } from "./series";
import { Angle } from "./trigonometric-f64";

// biome-ignore format: coefficients in rows
const G: usize = memory.data<f64>([
  2.7475390051909663e-7, -5.811277768921246e-7, 9.242852225162277e-7, -1.9743106888421067e-6, 4.3828545383846665e-6,
  -9.45628851510172e-6, 2.050601970174762e-5, -4.4923727564247656e-5, 9.945761692157133e-5, -0.00022315497746292723,
  0.0005096695196526673, -0.0011927539009983087, 0.002890510330865901, -0.007385551028935545, 0.02058080842778338,
  -0.06735230105319563, 0.3224670334241132, 0.42278433509846713,
]);
// biome-ignore format: coefficients in rows
const D: usize = memory.data<f64>([
  -0.00017312261802727394, 0.00025968482126430747, -0.00015148586836773365, 0.0002272331660987376,
  -0.0004821990530566789, 0.0007233266279287554, -0.0010376374098418604, 0.0015566317474486838, -0.002345267632540769,
  0.003519006401502276, -0.005279964873257405, 0.007926944646403797, -0.011908218001568644, 0.0179072524394512,
  -0.02697579675613825, 0.04076083381242074, -0.061922133273064534, 0.09498872445494122, -0.14840492305390884,
  0.2405424842407742, -0.4236274212814605, 0.951055876031833,
]);
// x₀ in two parts
const ROOT: f64 = 1.4616321449683622;
const ROOT_LO: f64 = 9.549995429965697e-17;
// B₂ₖ/(2k(2k−1)) and −B₂ₖ/2k, k = 8 … 1
// biome-ignore format: coefficients in rows
const STIRLING: usize = memory.data<f64>([
  -0.029550653594771242, 0.00641025641025641, -0.0019175269175269176, 0.0008417508417508417, -0.0005952380952380953,
  0.0007936507936507937, -0.002777777777777778, 0.08333333333333333,
]);
// biome-ignore format: coefficients in rows
const ASYMPTOTIC: usize = memory.data<f64>([
  0.4432598039215686, -0.08333333333333333, 0.021092796092796094, -0.007575757575757576, 0.004166666666666667,
  -0.003968253968253968, 0.008333333333333333, -0.08333333333333333,
]);
const PI: f64 = 3.141592653589793;

export abstract class Gamma {
  // ln|Γ(x)|; +∞ at 0, −1, −2, … and ±∞
  static log(x: f64): f64 {
    if (x >= 8) {
      if (x == Infinity) return x;
      const w = 1 / x;
      return (x - 0.5) * (NativeMath.log(x) - 1) + (0.4189385332046727 + w * Series.at(w * w, STIRLING, 7));
    }
    if (x >= 1.5) {
      let factors = 1.0;
      for (; x >= 2.5; factors *= x) x -= 1;
      const t = x - 2;
      const y = t * Series.at(t, G, 17);
      return factors == 1 ? y : y + NativeMath.log(factors);
    }
    if (x >= 0.5) {
      const t = x - 1;
      return t * Series.at(t, G, 17) - NativeMath.log1p(t);
    }
    if (!(x <= -0.5)) return x * Series.at(x, G, 17) - NativeMath.log1p(x) - NativeMath.log(abs<f64>(x));
    const r = x - nearest<f64>(x);
    if (r == 0 || x == -Infinity) return Infinity;
    return NativeMath.log(PI / abs<f64>(x * Angle.sin(PI * r))) - Gamma.log(-x);
  }

  // ψ(x) = Γ′(x)/Γ(x); ∓∞ at ±0, NaN at −1, −2, …
  static psi(x: f64): f64 {
    if (x >= 10) {
      const w = 1 / x;
      return NativeMath.log(x) - w * 0.5 + w * w * Series.at(w * w, ASYMPTOTIC, 7);
    }
    if (x <= 0) {
      if (x == 0) return -1 / x;
      const r = x - nearest<f64>(x);
      return r == 0 ? NaN : Gamma.psi(1 - x) - PI / Angle.tan(PI * r);
    }
    let rest = 0.0;
    if (x < 1) {
      rest = -1 / x;
      x += 1;
    }
    for (; x > 2; rest += 1 / x) x -= 1;
    return rest + (x - ROOT - ROOT_LO) * Series.at(x - 1.5, D, 21);
  }
}
