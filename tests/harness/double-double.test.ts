// Double-double nodes against integers: no rounding of the sums and products of the halves is left over, in both builds.
import test from "ava";
import { constant, type Engine, type Tensor } from "wengert";
import {
  type DoubleDouble,
  decimals,
  exp,
  negative,
  plus,
  times,
  toFixed,
  toNumber,
  twoProduct,
  twoSum,
} from "./double-double.js";
import { generator } from "./kernels.js";
import { engines } from "./run.js";

const SEED = 1971;
const COUNT = 1001;

/** hi + lo of each element, times 2⁴⁰⁰. */
function run(engine: Engine, { hi, lo }: DoubleDouble): bigint[] {
  const [high, low] = engine.run([hi, lo]) as [Tensor, Tensor];
  return Array.from(high.data, (x, i) => toFixed(x) + toFixed(low.data[i]!));
}
/** Both signs, and magnitudes from 2⁻⁴⁰ to 2⁴⁰, so that operands overlap wholly, in part and not at all. */
function scattered(random: () => number): number[] {
  return Array.from({ length: COUNT }, () => (random() - 0.5) * 2 ** Math.round(80 * random() - 40));
}
/** As many double-doubles: halves that do not overlap. */
function pairs(random: () => number): DoubleDouble {
  const hi = scattered(random);
  const lo = hi.map((x) => x * 2 ** -53 * (random() - 0.5));
  return { hi: constant(hi, "f64"), lo: constant(lo, "f64") };
}
const bits = (error: bigint, size: bigint): number => -Math.log2(Math.abs(toNumber(error)) / Math.abs(toNumber(size)));
const size = (x: bigint): bigint => (x < 0n ? -x : x);

for (const { name, engine } of engines) {
  test(`${name}: twoSum and twoProduct are exact (seed ${SEED})`, (t) => {
    const random = generator(SEED);
    const [a, b] = [scattered(random), scattered(random)];
    const [x, y] = [constant(a, "f64"), constant(b, "f64")];
    const sums = run(engine, twoSum(x, y));
    const products = run(engine, twoProduct(x, y));
    for (let i = 0; i < COUNT; i++) {
      const [p, q] = [toFixed(a[i]!), toFixed(b[i]!)];
      t.is(sums[i], p + q, `${a[i]} + ${b[i]}`);
      t.is(products[i]! << 400n, p * q, `${a[i]} · ${b[i]}`);
    }
  });

  test(`${name}: plus has 104 bits, times 100 (seed ${SEED})`, (t) => {
    const random = generator(SEED);
    const [x, y] = [pairs(random), pairs(random)];
    const [a, b] = [run(engine, x), run(engine, y)];
    const differences = run(engine, plus(x, negative(y)));
    const products = run(engine, times(x, y));
    for (let i = 0; i < COUNT; i++) {
      t.true(bits(differences[i]! - (a[i]! - b[i]!), size(a[i]!) + size(b[i]!)) >= 104, `${a[i]} − ${b[i]}`);
      const product = (a[i]! * b[i]!) >> 400n;
      t.true(bits(products[i]! - product, product) >= 100, `${a[i]} · ${b[i]}`);
    }
  });

  test(`${name}: exp has 92 bits of Taylor's series in integers`, (t) => {
    const x = decimals(Array.from({ length: 161 }, (_, i) => (i - 80) / 10));
    const got = run(engine, exp(x));
    for (const [i, z] of run(engine, x).entries()) {
      let [sum, term] = [0n, 1n << 400n];
      for (let n = 1n; term !== 0n && n < 400n; n++) {
        sum += term;
        term = ((term * z) / n) >> 400n;
      }
      t.true(bits(got[i]! - sum, sum) >= 92, `exp(${toNumber(z)}): ${bits(got[i]! - sum, sum)} bits`);
    }
  });

  test(`${name}: decimals are what is written`, (t) => {
    const { hi, lo } = decimals([0.1, 2.5134, -1e-7, 3, 12e20, 0]);
    t.deepEqual([...engine.run(hi).data], [0.1, 2.5134, -1e-7, 3, 12e20, 0]);
    const low = [...engine.run(lo).data];
    // the f64 that is closest to a tenth is 0.1000000000000000055511151231257827021181583404541015625
    t.is(low[0], -5.551115123125783e-18);
    t.deepEqual(low.slice(3), [0, 0, 0]);
    const tenThousand = { hi: constant(1e4, "f64"), lo: constant(0, "f64") };
    const error = run(engine, times(decimals([2.5134]), tenThousand))[0]! - (25134n << 400n);
    t.true(bits(error, 25134n << 400n) >= 100);
  });
}
