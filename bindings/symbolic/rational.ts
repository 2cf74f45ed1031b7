// Coefficients: quotients of whole numbers, exact as long as both fit a double; other numbers over 1.

export interface Rational {
  readonly n: number;
  /** positive */
  readonly d: number;
}

export const zero: Rational = { n: 0, d: 1 };
export const one: Rational = { n: 1, d: 1 };

/** n/d in lowest terms. d is not 0. */
export function rational(n: number, d = 1): Rational {
  if (d === 1) return { n: n + 0, d };
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(d)) return { n: n / d + 0, d: 1 };
  const g = gcd(Math.abs(n), Math.abs(d)) * Math.sign(d);
  return { n: n / g + 0, d: d / g };
}
export function times(x: Rational, y: Rational): Rational {
  return rational(x.n * y.n, x.d * y.d);
}
export function plus(x: Rational, y: Rational): Rational {
  return x.d === y.d ? rational(x.n + y.n, x.d) : rational(x.n * y.d + y.n * x.d, x.d * y.d);
}
export function minus(x: Rational): Rational {
  return { n: 0 - x.n, d: x.d };
}
/** xᵉ for a whole e, by products alone; undefined where it is no number, or far from exact. */
export function power(x: number, e: number): Rational | undefined {
  if (!Number.isInteger(e) || Math.abs(e) > 64 || (x === 0 && e < 0)) return undefined;
  let result = 1;
  for (let i = 0; i < Math.abs(e); i++) result *= x;
  if (!Number.isFinite(result) || (result === 0 && x !== 0)) return undefined;
  const inverse = e < 0 ? rational(1, result) : rational(result);
  return Number.isFinite(inverse.n) ? inverse : undefined;
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
