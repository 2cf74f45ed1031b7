// References for the special functions in BigInt fixed point: recurrences to large arguments and asymptotic series with
// exact Bernoulli numbers, on either side of 0 without reflection; continued fractions; logarithms.
import { div, type Exact, exact, exp, FRACTION, fixed, LN2, log, mul, ONE, PI, sqrt } from "./ulp.js";

const abs = (a: bigint): bigint => (a < 0n ? -a : a);

/** B₂, B₄, … as fractions, by Σ_{j≤m} C(m+1, j)·Bⱼ = 0. */
const bernoulli: readonly (readonly [bigint, bigint])[] = (() => {
  const all: [bigint, bigint][] = [[1n, 1n]];
  for (let m = 1; m <= 60; m++) {
    let [p, q] = [0n, 1n];
    let choose = 1n;
    for (let j = 0; j < m; j++) {
      const [a, b] = all[j]!;
      [p, q] = [p * b + choose * a * q, q * b];
      const d = gcd(abs(p), q);
      [p, q] = [p / d, q / d];
      choose = (choose * BigInt(m + 1 - j)) / BigInt(j + 1);
    }
    all.push([-p, q * BigInt(m + 1)]);
  }
  return all.filter((_, i) => i > 0 && i % 2 === 0);
})();
function gcd(a: bigint, b: bigint): bigint {
  while (b) [a, b] = [b, a % b];
  return a || 1n;
}
const FAR = 60n * ONE;

/** Σ B₂ₖ·c(k)/x^(2k + shift) for a large x, as far as its terms shrink. */
function asymptotic(x: bigint, shift: number, c: (k: bigint) => readonly [bigint, bigint]): bigint {
  const z = mul(x, x);
  let power = ONE;
  for (let i = 0; i < 2 + shift; i++) power = div(power, x);
  let sum = 0n;
  for (const [i, [p, q]] of bernoulli.entries()) {
    const [a, b] = c(BigInt(i + 1));
    sum += (power * p * a) / (q * b);
    power = div(power, z);
  }
  return sum;
}

/** ln|Γ(x)|. */
export function lgamma(v: number): Exact {
  let x = fixed(v);
  let product = ONE;
  for (; x < FAR; x += ONE) product = mul(product, abs(x));
  const stirling = asymptotic(x, -1, (k) => [1n, 2n * k * (2n * k - 1n)]);
  return exact(mul(x - ONE / 2n, log(x)) - x + log(2n * PI) / 2n + stirling - log(product));
}
/** ψ⁽ⁿ⁾(x): digamma and its derivatives. */
export function polygamma(n: number, v: number): Exact {
  let x = fixed(v);
  const far = FAR + BigInt(n) * ONE;
  let sum = 0n;
  if (n === 0) {
    for (; x < far; x += ONE) sum -= div(ONE, x);
    return exact(sum + log(x) - div(ONE, 2n * x) - asymptotic(x, 0, (k) => [1n, 2n * k]));
  }
  const s = BigInt(n + 1);
  const power = (a: bigint): bigint => {
    let y = ONE;
    for (let i = 0n; i < s; i++) y = div(y, a);
    return y;
  };
  let factorial = 1n;
  for (let k = 2n; k < s; k++) factorial *= k;
  for (; x < far; x += ONE) sum += power(x);
  // s(s + 1)…(s + 2k − 2)/(2k)!
  const c = (k: bigint): [bigint, bigint] => {
    let [p, q] = [1n, 1n];
    for (let i = 0n; i < 2n * k - 1n; i++) p *= s + i;
    for (let i = 2n; i <= 2n * k; i++) q *= i;
    return [p, q];
  };
  sum += mul(power(x), x) / (s - 1n) + power(x) / 2n + asymptotic(x, n, c);
  return exact((n % 2 === 1 ? factorial : -factorial) * sum);
}
/** erfc x, |x| < 27.2: 1 − erf x by its series below 2, beyond by the continued fraction e^−x²/√π / (x + ½/(x + 1/(x + …))). */
export function erfc(v: number): Exact {
  const x = fixed(v);
  const z = mul(x, x);
  if (v < 2) {
    let [term, sum] = [x, 0n];
    for (let k = 0n; term !== 0n && term !== -1n; k++) {
      sum += term / (2n * k + 1n);
      term = -mul(term, z) / (k + 1n);
    }
    return exact(ONE - div(2n * sum, sqrt(PI)));
  }
  let fraction = x;
  for (let k = 1200n; k > 0n; k--) fraction = x + div((k * ONE) / 2n, fraction);
  const e = exp(-z);
  return exact(div(e.fixed, mul(sqrt(PI), fraction)), e.exponent);
}

const odd = (x: number, f: (size: bigint) => bigint): Exact => exact(x < 0 ? -f(fixed(-x)) : f(fixed(x)));

/** By the kernels' names. */
export const special: Readonly<Record<string, (x: number) => Exact>> = {
  exp2: (x) => exp(mul(fixed(x), LN2)),
  log2: (x) => exact(div(log(fixed(x)), LN2)),
  log10: (x) => exact(div(log(fixed(x)), log(10n * ONE))),
  asinh: (v) => odd(v, (x) => log(x + sqrt(ONE + mul(x, x)))),
  acosh: (x) => exact(log(fixed(x) + sqrt(mul(fixed(x), fixed(x)) - ONE))),
  atanh: (v) => odd(v, (x) => log(div(ONE + x, ONE - x)) / 2n),
  erfc,
  lgamma,
};
/** The number of units of the last place of max(|exact|, floor) between y and it. */
export function steps(y: number, { fixed: reference }: Exact, floor: number): number {
  const size = abs(reference) < fixed(floor) ? fixed(floor) : abs(reference);
  const unit = 1n << (BigInt(size.toString(2).length - 1) - 52n);
  return Number(((fixed(y) - reference) << 20n) / unit) / 2 ** 20;
}
/** √(x² + y²). */
export const hypot = (x: number, y: number): Exact => exact(sqrt(mul(fixed(x), fixed(x)) + mul(fixed(y), fixed(y))));
/** Where fixed point still has 100 bits: |x| at least this. */
export const least = 2 ** -Number(FRACTION / 2n);
