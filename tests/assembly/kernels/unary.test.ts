import test from "ava";
import { type Build, builds, draw, generator, lengths, type Numbers } from "../../harness/kernels.js";

type Unary = (y: number, x: number, n: number) => void;
const kernel = (build: Build, name: string): Unary => (build.kernels as unknown as Record<string, Unary>)[name]!;

const types = { f32: Float32Array, f64: Float64Array, i32: Int32Array } as const;
type Type = keyof typeof types;

/** Ties to even. */
function round(x: number): number {
  const y = Math.round(x);
  return Math.abs(x % 1) === 0.5 && y % 2 !== 0 ? y - 1 : Object.is(y, 0) && (x < 0 || Object.is(x, -0)) ? -0 : y;
}
/** Abramowitz and Stegun 7.1.5, and 1 − erfc by the continued fraction beyond 2. */
function erf(x: number): number {
  const a = Math.abs(x);
  if (!(a <= 2)) {
    let fraction = 0;
    for (let k = 60; k > 0; k--) fraction = k / 2 / (a + fraction);
    return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * (a + fraction)));
  }
  let term = x;
  let sum = x;
  for (let k = 1; k < 60; k++) {
    term *= (-x * x) / k;
    sum += term / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

interface Case {
  readonly op: string;
  readonly of: (x: number) => number;
  readonly types: readonly Type[];
  /** Relative error allowed, in units of the type's rounding; 0 by default: the reference rounded. */
  readonly ulps?: number;
  readonly low?: number;
  readonly high?: number;
}
const floats: readonly Type[] = ["f32", "f64"];
const all: readonly Type[] = ["f32", "f64", "i32"];
const cases: readonly Case[] = [
  { op: "neg", of: (x) => -x, types: all },
  { op: "abs", of: Math.abs, types: all },
  { op: "sign", of: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0), types: all },
  { op: "relu", of: (x) => (x < 0 ? 0 : x), types: all },
  { op: "square", of: (x) => x * x, types: all },
  { op: "reciprocal", of: (x) => 1 / x, types: floats },
  { op: "floor", of: Math.floor, types: floats },
  { op: "ceil", of: Math.ceil, types: floats },
  { op: "trunc", of: Math.trunc, types: floats },
  { op: "round", of: round, types: floats },
  { op: "sqrt", of: Math.sqrt, types: floats, low: 0 },
  ...(["exp", "expm1", "tanh", "sin", "cos", "tan", "atan", "sinh", "cosh"] as const).map((op) => ({
    op,
    of: Math[op],
    types: floats,
    ulps: 4,
  })),
  { op: "log", of: Math.log, types: floats, ulps: 4, low: 1e-3, high: 50 },
  { op: "log1p", of: Math.log1p, types: floats, ulps: 4, low: -0.99, high: 50 },
  { op: "sigmoid", of: (x) => 1 / (1 + Math.exp(-x)), types: floats, ulps: 4, low: -50, high: 50 },
  { op: "erf", of: erf, types: floats, ulps: 40 },
  { op: "asin", of: Math.asin, types: floats, ulps: 4, low: -1, high: 1 },
  { op: "acos", of: Math.acos, types: floats, ulps: 4, low: -1, high: 1 },
];

const epsilon = { f32: 2 ** -23, f64: 2 ** -52, i32: 0 } as const;
const specials = [0, -0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 1e30, -1e30, 1e-30, -1e-30].concat(
  Infinity,
  -Infinity,
  NaN,
  2 ** -149,
  -(2 ** -149),
  2 ** -1074,
  -(2 ** -1074),
  3.4e38,
  -3.4e38,
);

for (const { op, of, types: of_, ulps = 0, low = -6, high = 6 } of cases) {
  for (const type of of_) {
    const name = `${op}_${type}`;
    const Type = types[type];
    const close = (y: number, x: number): boolean => {
      const exact = new Type([of(x)])[0]!;
      return Object.is(y, exact) || Math.abs(y - exact) <= ulps * epsilon[type] * Math.max(Math.abs(exact), 2 ** -126);
    };
    test(`${name} = reference at every length, unaligned, in place, one by one; seed 1`, (t) => {
      const random = generator(1);
      for (const build of builds) {
        for (const n of lengths) {
          const x = draw<Numbers>(Type, n, random, low, high);
          const values = Array.from(x);
          const from = build.put(x, 4);
          const behind = new Type(n + 4).fill(77);
          const to = build.put(behind, 1);
          kernel(build, name)(to, from, n);
          const y = build.get(behind, to);
          t.true(
            values.every((v, i) => close(y[i]!, v)),
            `n = ${n}`,
          );
          t.deepEqual(Array.from(y.subarray(n)), [77, 77, 77, 77]);
          kernel(build, name)(from, from, n);
          t.deepEqual(build.get(x, from), y.slice(0, n) as typeof x);
          const single = build.put(x);
          for (let i = 0; i < n; i++)
            kernel(build, name)(single + i * x.BYTES_PER_ELEMENT, single + i * x.BYTES_PER_ELEMENT, 1);
          t.deepEqual(build.get(x, single), y.slice(0, n) as typeof x);
          build.reset();
        }
      }
    });
    if (type === "i32") continue;
    test(`${name} at zeros, infinities, NaN and subnormals`, (t) => {
      for (const build of builds) {
        const x = Type.from(specials) as Float32Array | Float64Array;
        const p = build.put(x);
        kernel(build, name)(p, p, x.length);
        const y = build.get(x, p);
        for (const [i, v] of x.entries()) {
          // erf's reference is not meant for tiny values: erf x = 2x/√π there
          const exact = op === "erf" && Math.abs(v) < 1e-8 ? (Object.is(v, -0) ? -0 : v * 1.1283791670955126) : of(v);
          const rounded = new Type([exact])[0]!;
          const last = type === "f32" ? 2 ** -149 : 2 ** -1074;
          t.true(
            Object.is(y[i], rounded) ||
              Math.abs(y[i]! - rounded) <= Math.max(4 * epsilon[type] * Math.abs(rounded), ulps && last),
            `${name}(${v}) = ${y[i]}, not ${rounded}`,
          );
        }
        build.reset();
      }
    });
  }
}

test("integer overflow wraps: neg, abs and square of −2³¹ and beyond", (t) => {
  for (const build of builds) {
    const p = build.put(Int32Array.of(-(2 ** 31), 2 ** 31 - 1, 65536, 46341));
    const run = (op: string): number[] => {
      const y = build.room(16);
      kernel(build, `${op}_i32`)(y, p, 4);
      return Array.from(build.get(new Int32Array(4), y));
    };
    t.deepEqual(run("neg"), [-(2 ** 31), -(2 ** 31) + 1, -65536, -46341]);
    t.deepEqual(run("abs"), [-(2 ** 31), 2 ** 31 - 1, 65536, 46341]);
    t.deepEqual(run("square"), [0, 1, 0, Math.imul(46341, 46341)]);
    build.reset();
  }
});
