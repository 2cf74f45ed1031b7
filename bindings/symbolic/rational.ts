// Coefficients and exponents: quotients of whole numbers, exact as long as both fit a double; other numbers over 1.

export interface Rational {
  readonly n: number;
  /** positive */
  readonly d: number;
}

/** What no double holds is not a number: too small a product would be 0 else. */
const none: Rational = { n: Number.NaN, d: 1 };

export const zero: Rational = { n: 0, d: 1 };
export const one: Rational = { n: 1, d: 1 };
export const half: Rational = { n: 1, d: 2 };

const BINARY = 10;

/** n/d in lowest terms. d is not 0. Fractions of few binary digits are brought down: 0.5/3 is 1/6. */
export function rational(n: number, d = 1): Rational {
  if (d === 1) return { n: n + 0, d };
  let scale = 1;
  while (scale < 2 ** BINARY && !(Number.isInteger(n * scale) && Number.isInteger(d * scale))) scale *= 2;
  const [above, below] = [n * scale, d * scale];
  if (!Number.isSafeInteger(above) || !Number.isSafeInteger(below))
    return n !== 0 && n / d === 0 ? none : { n: n / d + 0, d: 1 };
  const g = gcd(Math.abs(above), Math.abs(below)) * Math.sign(below);
  return { n: above / g + 0, d: below / g };
}
export function times(x: Rational, y: Rational): Rational {
  const [n, d] = [x.n * y.n, x.d * y.d];
  if (n === 0 && x.n !== 0 && y.n !== 0) return none;
  return Number.isSafeInteger(d) && Number.isFinite(n) ? rational(n, d) : rational(valueOf(x) * valueOf(y));
}
export function plus(x: Rational, y: Rational): Rational {
  if (x.d === y.d) return rational(x.n + y.n, x.d);
  const [n, d] = [x.n * y.d + y.n * x.d, x.d * y.d];
  return Number.isSafeInteger(d) && Number.isFinite(n) ? rational(n, d) : rational(valueOf(x) + valueOf(y));
}
export function minus(x: Rational): Rational {
  return { n: 0 - x.n, d: x.d };
}
export function valueOf(x: Rational): number {
  return x.n / x.d;
}
export function isWhole(x: Rational): boolean {
  return x.d === 1 && Number.isInteger(x.n);
}
export function isEven(x: Rational): boolean {
  return isWhole(x) && x.n % 2 === 0;
}
/** xᵉ for a whole e, by products alone; undefined where it is no number, or far from exact. */
export function power(x: number, e: number): Rational | undefined {
  if (!Number.isInteger(e) || Math.abs(e) > 64 || (x === 0 && e < 0)) return undefined;
  let result = 1;
  for (let i = 0; i < Math.abs(e); i++) result *= x;
  if (!Number.isFinite(result) || (result === 0 && x !== 0)) return undefined;
  return e < 0 ? rational(1, result) : rational(result);
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
