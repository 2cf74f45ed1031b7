// Double-double numbers as graph nodes: the unevaluated sum of two f64, some 32 decimal digits, from ordinary add, sub and
// mul alone. That needs each of them rounded once and by itself, which simplification, plans and both builds leave so.
//   T. J. Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18, 1971
//   D. E. Knuth, The Art of Computer Programming 2, section 4.2.2, theorem B
//   Y. Hida, X. S. Li, D. H. Bailey, "Algorithms for quad-double precision floating point arithmetic", ARITH-15, 2001
import { add, constant, mul, type Node, neg, sub } from "wengert";

/** hi + lo, where hi is the f64 that is closest to the sum. */
export interface DoubleDouble {
  readonly hi: Node;
  readonly lo: Node;
}

/** a + b, exactly: Knuth. */
export function twoSum(a: Node, b: Node): DoubleDouble {
  const hi = add(a, b);
  const part = sub(hi, a);
  return { hi, lo: add(sub(a, sub(hi, part)), sub(b, part)) };
}
/** a + b, exactly, where |a| ≥ |b| or a = 0: Dekker. */
function quickTwoSum(a: Node, b: Node): DoubleDouble {
  const hi = add(a, b);
  return { hi, lo: sub(b, sub(hi, a)) };
}
/** x as two f64 of 26 bits: Dekker, after Veltkamp. */
function split(x: Node): DoubleDouble {
  const large = mul(x, 2 ** 27 + 1);
  const hi = sub(large, sub(large, x));
  return { hi, lo: sub(x, hi) };
}
/** a·b, exactly where nothing overflows or underflows: Dekker. */
export function twoProduct(a: Node, b: Node): DoubleDouble {
  const hi = mul(a, b);
  const [x, y] = [split(a), split(b)];
  const first = sub(mul(x.hi, y.hi), hi);
  return { hi, lo: add(add(add(first, mul(x.hi, y.lo)), mul(x.lo, y.hi)), mul(x.lo, y.lo)) };
}

/** x + y to 2⁻¹⁰⁴·(|x| + |y|): Dekker's add2. */
export function plus(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const { hi, lo } = twoSum(x.hi, y.hi);
  return quickTwoSum(hi, add(lo, add(x.lo, y.lo)));
}
/** x·y to 2⁻¹⁰⁰·|x·y|: Dekker's mul2. */
export function times(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const { hi, lo } = twoProduct(x.hi, y.hi);
  return quickTwoSum(hi, add(lo, add(mul(x.hi, y.lo), mul(x.lo, y.hi))));
}
export function negative({ hi, lo }: DoubleDouble): DoubleDouble {
  return { hi: neg(hi), lo: neg(lo) };
}

// e^x = (e^(x/2⁸))^(2⁸): sixteen terms of Taylor's series leave 2⁻¹¹⁰ for |x| ≤ 8, the squarings multiply errors by 2⁸
const SQUARINGS = 8;
const TERMS = 16;
/** eˣ to 2⁻⁹²·eˣ, |x| ≤ 8. */
export function exp(x: DoubleDouble): DoubleDouble {
  const small = { hi: mul(x.hi, 2 ** -SQUARINGS), lo: mul(x.lo, 2 ** -SQUARINGS) };
  let factorial = 1n;
  const terms = Array.from({ length: TERMS }, (_, n) => {
    if (n > 0) factorial *= BigInt(n);
    return constants([quotient(1n, factorial)]);
  });
  let y = terms.reduceRight((sum, term) => plus(term, times(sum, small)));
  for (let i = 0; i < SQUARINGS; i++) y = times(y, y);
  return y;
}

/** The decimal fractions that JavaScript writes for the numbers: 0.1 is a tenth, not the f64 that is closest to it. */
export function decimals(numbers: readonly number[]): DoubleDouble {
  return constants(
    numbers.map((x) => {
      const [digits, exponent = "0"] = String(x).split("e") as [string, string?];
      const [whole, fraction = ""] = digits.split(".") as [string, string?];
      const power = Number(exponent) - fraction.length;
      const integer = BigInt(whole + fraction);
      return power < 0 ? quotient(integer, 10n ** BigInt(-power)) : quotient(integer * 10n ** BigInt(power), 1n);
    }),
  );
}
function constants(pairs: readonly (readonly [hi: number, lo: number])[]): DoubleDouble {
  const vector = (k: 0 | 1): Node => {
    const data = pairs.map((pair) => pair[k]);
    return constant(data.length === 1 ? data[0]! : data, "f64");
  };
  return { hi: vector(0), lo: vector(1) };
}

const SCALE = 400; // bits behind the point
/** p/q as hi and lo, to 2⁻⁴⁰⁰. */
function quotient(p: bigint, q: bigint): readonly [hi: number, lo: number] {
  const fixed = (p << BigInt(SCALE)) / q;
  const hi = toNumber(fixed);
  return [hi, toNumber(fixed - toFixed(hi))];
}
/** x·2⁴⁰⁰, an integer where |x| ≥ 2⁻³⁴⁷ or x = 0. */
export function toFixed(x: number): bigint {
  return BigInt(x * 2 ** SCALE);
}
/** The closest f64 to fixed/2⁴⁰⁰. */
export function toNumber(fixed: bigint): number {
  return Number(fixed) / 2 ** SCALE;
}
