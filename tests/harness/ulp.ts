// Errors in units in the last place, against references of more precision than the result.
//
// f64 references are fixed-point numbers in BigInt, FRACTION bits behind the point; f32 references are doubles.

const FRACTION = 320n;
const ONE = 1n << FRACTION;

const words = new DataView(new ArrayBuffer(8));

const scalar = new Float64Array(1);
const halves = new Uint32Array(scalar.buffer); // little-endian, as every engine's memory that runs this
/** 2^floor(log₂|x|) of a normal double, at least `least`. */
function binade(x: number, least: number): number {
  scalar[0] = x;
  halves[0] = 0;
  halves[1]! &= 0x7ff00000;
  return Math.max(scalar[0]!, least);
}

const MIN_NORMAL = 2 ** -126;
/** |y − exact| over the spacing of f32 at `exact`, at least 2^−149. Specials: 0 where equal, Infinity where not. */
export function ulps32(y: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Number.isNaN(rounded) || Number.isNaN(y)) return Object.is(y, rounded) ? 0 : Number.POSITIVE_INFINITY;
  if (Math.abs(rounded) === Number.POSITIVE_INFINITY) {
    // Next to overflow the largest f32 is half an ulp from what rounds to Infinity.
    const capped = Math.min(Math.abs(exact), 2 ** 128);
    return y === rounded ? 0 : Math.abs(y * Math.sign(rounded) - capped) / 2 ** 104;
  }
  if (Math.abs(y) === Number.POSITIVE_INFINITY) y = Math.sign(y) * 2 ** 128;
  if (y === 0 && rounded === 0 && exact === 0) return Object.is(y, rounded) ? 0 : Number.POSITIVE_INFINITY;
  return (Math.abs(y - exact) / binade(exact, MIN_NORMAL)) * 8388608;
}

/** A finite double as fixed point: exact down to 2^−FRACTION. */
export function fixed(x: number): bigint {
  words.setFloat64(0, x);
  const bits = words.getBigUint64(0);
  const field = (bits >> 52n) & 0x7ffn;
  const mantissa = (bits & 0xfffffffffffffn) | (field === 0n ? 0n : 1n << 52n);
  const shift = (field === 0n ? 1n : field) - 1075n + FRACTION;
  const magnitude = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return bits >> 63n ? -magnitude : magnitude;
}

/** A reference value: fixed · 2^exponent. */
export interface Exact {
  readonly fixed: bigint;
  readonly exponent: number;
}

/** |y − exact| over the spacing of f64 at `exact`, at least 2^−1074, for a finite y. */
export function ulps64(y: number, exact: Exact): number {
  const size = exact.fixed < 0n ? -exact.fixed : exact.fixed;
  if (size === 0n) return y === 0 ? 0 : Number.POSITIVE_INFINITY;
  const top = size.toString(2).length - 1 - Number(FRACTION) + exact.exponent;
  const last = Math.max(top, -1022) - 52;
  // y in units of 2^last is an integer, or y is far off
  const units = toUnits(y, last);
  const shift = BigInt(exact.exponent - last) - FRACTION + 40n;
  const reference = shift >= 0n ? exact.fixed << shift : exact.fixed >> -shift;
  return Math.abs(Number((units << 40n) - reference)) / 2 ** 40;
}
function toUnits(y: number, last: number): bigint {
  words.setFloat64(0, y);
  const bits = words.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & 0xfffffffffffffn) | (field === 0 ? 0n : 1n << 52n);
  const shift = (field === 0 ? 1 : field) - 1075 - last;
  const magnitude = shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift);
  return bits >> 63n ? -magnitude : magnitude;
}

const mul = (a: bigint, b: bigint): bigint => (a * b) >> FRACTION;
const div = (a: bigint, b: bigint): bigint => (a << FRACTION) / b;

/** Σ terms of a series, from `term`, where `next(term, k)` gives the k-th from the one before. */
function series(term: bigint, next: (term: bigint, k: bigint) => bigint): bigint {
  let sum = term;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = next(term, k);
    sum += term;
  }
  return sum;
}
/** atanh(1/n) = Σ n^−(2k+1) / (2k+1), and with `sign` −1 atan(1/n). */
function inverse(n: bigint, sign: bigint): bigint {
  let power = ONE / n;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += sign === -1n && k % 4n === 3n ? -(power / k) : power / k;
    power /= n * n;
  }
  return sum;
}
const LN2 = 2n * inverse(3n, 1n);
/** π = 16·atan(1/5) − 4·atan(1/239) (Machin). */
const PI = 16n * inverse(5n, -1n) - 4n * inverse(239n, -1n);

/** x^y, x > 0. */
export const power = (x: number, y: number): Exact => exp(mul(fixed(y), references.log!(x).fixed));

const exact = (value: bigint, exponent = 0): Exact => ({ fixed: value, exponent });
const scaled = (value: Exact): bigint => {
  const shift = BigInt(value.exponent);
  return shift >= 0n ? value.fixed << shift : value.fixed >> -shift;
};

/** e^x of a fixed-point x: n = round(x / ln 2), Taylor on the rest halved 16 times, squared 16 times. */
function exp(x: bigint): Exact {
  const n = (2n * x + LN2) / (2n * LN2) - (2n * x + LN2 < 0n ? 1n : 0n);
  const r = (x - n * LN2) >> 16n;
  let y = series(ONE, (term, k) => mul(term, r) / k);
  for (let i = 0; i < 16; i++) y = mul(y, y);
  return exact(y, Number(n));
}
/** log of a fixed-point m·2^e near m = 1: 2·atanh((m − 1)/(m + 1)). */
function log(value: bigint, exponent = 0): bigint {
  const e = BigInt(value.toString(2).length - 1) - FRACTION;
  const m = e >= 0n ? value >> e : value << -e;
  const s = div(m - ONE, m + ONE);
  const z = mul(s, s);
  let power = s;
  let sum = 0n;
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = mul(power, z);
  }
  return 2n * sum + (e + BigInt(exponent)) * LN2;
}
/** Newton's root of a fixed-point x. */
function sqrt(x: bigint): bigint {
  if (x === 0n) return 0n;
  const n = x << FRACTION;
  let r = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (r + n / r) >> 1n;
    if (next >= r) return r;
    r = next;
  }
}
/** sin and cos by Taylor after reduction by π/2; `turns` quarter turns are added. */
function wave(x: bigint, turns: bigint): bigint {
  const half = PI / 2n;
  const n = (2n * x + half) / (2n * half) - (2n * x + half < 0n ? 1n : 0n);
  const r = x - n * half;
  const quarter = (((n + turns) % 4n) + 4n) % 4n;
  const z = mul(r, r);
  const value =
    quarter % 2n === 0n
      ? series(r, (term, k) => -mul(term, z) / (2n * k * (2n * k + 1n)))
      : series(ONE, (term, k) => -mul(term, z) / (2n * k * (2n * k - 1n)));
  return quarter >= 2n ? -value : value;
}
/** atan, the argument brought below 2^−6 by atan x = 2·atan(x / (1 + √(1 + x²))). */
function atan(x: bigint): bigint {
  for (let i = 0; i < 7; i++) x = div(x, ONE + sqrt(ONE + mul(x, x)));
  const z = mul(x, x);
  let power = x;
  let sum = 0n;
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += k % 4n === 1n ? power / k : -(power / k);
    power = mul(power, z);
  }
  return sum << 7n;
}
/** The angle of the point (x, y), neither of them 0. */
export const angle = (y: number, x: number): Exact =>
  exact(atan(div(fixed(y), fixed(x))) + (x > 0 ? 0n : y < 0 ? -PI : PI));
/** sinh by its series below 1, so that small x keep their digits. */
const sinh = (x: bigint): bigint => {
  const z = mul(x, x);
  return series(x, (term, k) => mul(term, z) / (2n * k * (2n * k + 1n)));
};

/** By name, of a double |x| ≥ 2^−200 whose result is finite: 120 bits or more are right. */
export const references: Readonly<Record<string, (x: number) => Exact>> = {
  exp: (x) => exp(fixed(x)),
  expm1: (x) => {
    const s = sinh(fixed(x / 2)); // e^x − 1 = 2·e^(x/2)·sinh(x/2)
    if (Math.abs(x) > 1) {
      const e = exp(fixed(x));
      return exact(
        e.fixed - (e.exponent > 600 ? 0n : e.exponent >= 0 ? ONE >> BigInt(e.exponent) : ONE << BigInt(-e.exponent)),
        e.exponent,
      );
    }
    return exact(2n * mul(scaled(exp(fixed(x / 2))), s));
  },
  log: (x) => (x < 2 ** -200 ? exact(log(fixed(x * 2 ** 600), -600)) : exact(log(fixed(x)))),
  log1p: (x) => exact(log(ONE + fixed(x))),
  tanh: (x) => {
    if (Math.abs(x) > 100) return exact(x < 0 ? -ONE : ONE);
    const s = Math.abs(x) < 1 ? sinh(fixed(x)) : (scaled(exp(fixed(x))) - scaled(exp(fixed(-x)))) / 2n;
    return exact(div(s, sqrt(ONE + mul(s, s))));
  },
  sigmoid: (x) => {
    const e = exp(fixed(-Math.abs(x)));
    const divisor = ONE + scaled(e);
    return x < 0 ? exact(div(e.fixed, divisor), e.exponent) : exact(div(ONE, divisor));
  },
  sqrt: (x) => exact(sqrt(fixed(x))),
  sin: (x) => exact(wave(fixed(x), 0n)),
  cos: (x) => exact(wave(fixed(x), 1n)),
  tan: (x) => exact(div(wave(fixed(x), 0n), wave(fixed(x), 1n))),
  asin: (x) =>
    exact(Math.abs(x) === 1 ? (BigInt(x) * PI) / 2n : atan(div(fixed(x), sqrt(ONE - mul(fixed(x), fixed(x)))))),
  acos: (x) => exact(x === -1 ? PI : 2n * atan(sqrt(div(ONE - fixed(x), ONE + fixed(x))))),
  atan: (x) => exact(atan(fixed(x))),
  sinh: (x) => {
    if (Math.abs(x) < 1) return exact(sinh(fixed(x)));
    const e = exp(fixed(Math.abs(x)));
    const low = exp(fixed(-Math.abs(x)));
    const value = e.fixed - (low.fixed >> BigInt(e.exponent - low.exponent));
    return exact(x < 0 ? -value : value, e.exponent - 1);
  },
  cosh: (x) => {
    const e = exp(fixed(Math.abs(x)));
    const low = exp(fixed(-Math.abs(x)));
    return exact(e.fixed + (low.fixed >> BigInt(e.exponent - low.exponent)), e.exponent - 1);
  },
  // (2/√π)·Σ (−1)^k x^(2k+1) / (k!·(2k+1)), |x| < 7
  erf: (x) => {
    const z = mul(fixed(x), fixed(x));
    let term = fixed(x);
    let sum = 0n;
    for (let k = 0n; term !== 0n && term !== -1n; k++) {
      sum += term / (2n * k + 1n);
      term = -mul(term, z) / (k + 1n);
    }
    return exact(div(2n * sum, sqrt(PI)));
  },
};

export { div, exact, exp, FRACTION, LN2, log, mul, ONE, PI, sqrt };
