// ψ⁽ⁿ⁾(x) = (−1)ⁿ⁺¹·n!·ζ(n + 1, x), n ≥ 1 (DLMF 5.15, 25.11.12), f64, one at a time. For x > 0 the zeta function of
// Hurwitz by Euler and Maclaurin's formula (DLMF 25.11.28): with s = n + 1 and a = x + N ≥ 12 + s,
//
//   ζ(s, x) = Σ_{k<N} (x + k)⁻ˢ + a⁻ˢ·(a/(s − 1) + ½ + Σ_{j≤12} B₂ⱼ/(2j)!·s(s + 1)…(s + 2j − 2)/a²ʲ⁻¹).
//
// For x < 0, with r = x − round(x) and u, v the two of ±r, 1 ∓ r in (0, 1) that are distances to the integers around x,
//
//   ζ(s, x) = ζ(s, u) + (−1)ˢ·(ζ(s, v) − ζ(s, 1 − x)):
//
// the sum of (x + k)⁻ˢ over all integers k is the same for x and u. Every ζ on the right has a positive argument, so no
// derivative of a cotangent is needed. n! times a power is taken in two halves, which overflow only where the product does.
//
// Largest error in ulp, n ≤ 10: 3.3 for x > 0; for x < 0, where the sum cancels, 2.5 in ulp of max(|result|, n!·2ⁿ⁺¹).
import { Gamma } from "./gamma";

// B₂ⱼ/(2j)!
// biome-ignore format: coefficients in rows
const BERNOULLI: usize = memory.data<f64>([
  0.08333333333333333, -0.001388888888888889, 3.306878306878307e-5, -8.267195767195768e-7, 2.08767569878681e-8,
  -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13, 8.586062056277845e-15, -2.174868698558062e-16,
  5.5090028283602295e-18, -1.3954464685812522e-19,
]);

export abstract class Polygamma {
  // n!·x⁻ˢ, x > 0
  static term(x: f64, s: f64, factorial: f64): f64 {
    const half = nearest<f64>(s * 0.5);
    return factorial * NativeMath.pow(x, -half) * NativeMath.pow(x, half - s);
  }
  // n!·ζ(s, x), x > 0
  static zeta(x: f64, s: f64, factorial: f64): f64 {
    const steps = <i32>max<f64>(ceil<f64>(12 + s - x), 0);
    const a = x + <f64>steps;
    if (a == Infinity) return 0;
    const w = 1 / a;
    let c = s * w;
    let rest = 0.5;
    for (let j = 0; j < 12; j++) {
      rest += c * load<f64>(BERNOULLI + ((<usize>j) << 3));
      const k = s + <f64>(2 * j + 1);
      c *= k * w * ((k + 1) * w);
    }
    // the smallest first
    let sum = Polygamma.term(a, s, factorial) * (a / (s - 1) + rest);
    for (let k = steps - 1; k >= 0; k--) sum += Polygamma.term(x + <f64>k, s, factorial);
    return sum;
  }
  // ψ⁽ⁿ⁾(x), 0 ≤ n ≤ 170. At −1, −2, … it is +∞ for odd n, and NaN for even n, where the sides differ.
  static at(x: f64, n: i32): f64 {
    if (n == 0) return Gamma.psi(x);
    const s = <f64>(n + 1);
    let factorial = 1.0;
    for (let k = 2; k <= n; k++) factorial *= <f64>k;
    const odd = (n & 1) != 0;
    if (x > 0) return odd ? Polygamma.zeta(x, s, factorial) : -Polygamma.zeta(x, s, factorial);
    if (x == 0) return odd ? Infinity : -1 / x;
    const r = x - nearest<f64>(x);
    if (r == 0) return odd ? Infinity : NaN;
    const u = r > 0 ? r : 1 + r;
    const v = r > 0 ? 1 - r : -r;
    const mirrored = Polygamma.zeta(v, s, factorial) - Polygamma.zeta(1 - x, s, factorial);
    return odd ? Polygamma.zeta(u, s, factorial) + mirrored : mirrored - Polygamma.zeta(u, s, factorial);
  }
}
