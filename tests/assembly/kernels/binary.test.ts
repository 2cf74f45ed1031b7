import test from "ava";
import { type Build, builds, draw, generator, lengths, type Numbers } from "../../harness/kernels.js";
import { angle, power, ulps32, ulps64 } from "../../harness/ulp.js";

type Kernel = (...operands: number[]) => void;
const kernel = (build: Build, name: string): Kernel => (build.kernels as unknown as Record<string, Kernel>)[name]!;

const types = { f32: Float32Array, f64: Float64Array, i32: Int32Array } as const;
type Type = keyof typeof types;
type Function = (a: number, b: number) => number;

/** C99: 1^y = 1 and (−1)^±∞ = 1. */
function pow(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
}
function powInteger(x: number, y: number): number {
  if (y < 0) return x === 1 ? 1 : x === -1 ? (y & 1 ? -1 : 1) : 0;
  return Number(BigInt.asIntN(32, BigInt(x) ** BigInt(y)));
}
interface Case {
  readonly op: string;
  readonly type: Type;
  readonly of: Function;
  readonly variants: readonly ("rows" | "rows_s" | "s_rows")[];
  readonly ulps: number;
}
const both = ["rows", "rows_s"] as const;
const mirrored = ["rows", "rows_s", "s_rows"] as const;
const of = (op: string, type: Type, f: Function, variants: Case["variants"], ulps = 0): Case => ({
  op,
  type,
  of: f,
  variants,
  ulps,
});
const cases: readonly Case[] = [
  ...(["f32", "f64"] as const).flatMap((type) => [
    of("add", type, (a, b) => a + b, both),
    of("sub", type, (a, b) => a - b, mirrored),
    of("mul", type, (a, b) => a * b, both),
    of("div", type, (a, b) => a / b, mirrored),
    of("maximum", type, Math.max, both),
    of("minimum", type, Math.min, both),
    of("pow", type, pow, mirrored, 2),
    of("atan2", type, Math.atan2, mirrored, 2),
    of("relu_grad", type, (a, b) => (a > 0 ? b : 0), []),
    of("tanh_grad", type, (a, b) => b * (1 - a * a), [], 8),
    of("sigmoid_grad", type, (a, b) => b * a * (1 - a), [], 8),
  ]),
  of("add", "i32", (a, b) => (a + b) | 0, both),
  of("sub", "i32", (a, b) => (a - b) | 0, mirrored),
  of("mul", "i32", Math.imul, both),
  of("div", "i32", (a, b) => (a / b) | 0, mirrored),
  of("maximum", "i32", Math.max, both),
  of("minimum", "i32", Math.min, both),
  of("pow", "i32", powInteger, mirrored),
];
const epsilon = { f32: 2 ** -23, f64: 2 ** -52, i32: 0 } as const;

for (const { op, type, of: f, variants, ulps } of cases) {
  const Type = types[type];
  const [low, high] = op === "tanh_grad" ? [-0.9, 0.9] : [-9, 9];
  const sample = (n: number, random: () => number): Numbers => draw<Numbers>(Type, n, random, low, high);
  const close = (y: number, a: number, b: number): boolean => {
    const exact = new Type([f(a, b)])[0]!;
    if (Object.is(y, exact) || (y === 0 && exact === 0 && /maximum|minimum/.test(op))) return true;
    const least = ulps && (type === "f32" ? 2 ** -126 : 2 ** -1022);
    return Math.abs(y - exact) <= ulps * epsilon[type] * Math.max(Math.abs(exact), least);
  };

  test(`${op}_${type} = reference at every length, unaligned, onto a and onto b; seed 2`, (t) => {
    const random = generator(2);
    for (const build of builds) {
      const run = kernel(build, `${op}_${type}`);
      for (const n of lengths) {
        const [a, b] = [sample(n, random), sample(n, random)];
        const p = build.put(a, 4);
        const q = build.put(b, 1);
        const behind = new Type(n + 4).fill(77);
        const to = build.put(behind, 2);
        run(to, p, q, n);
        const y = build.get(behind, to);
        t.true(
          Array.from(a).every((v, i) => close(y[i]!, v, b[i]!)),
          `n = ${n}`,
        );
        t.deepEqual(Array.from(y.subarray(n)), [77, 77, 77, 77]);
        const expected = y.slice(0, n) as typeof a;
        const [a2, b2] = [build.put(a), build.put(b)];
        run(a2, a2, q, n);
        t.deepEqual(build.get(a, a2), expected);
        run(b2, p, b2, n);
        t.deepEqual(build.get(a, b2), expected);
        build.reset();
      }
    }
  });

  for (const variant of variants) {
    test(`${op}_${variant}_${type} = reference over rows of random strides; seed 3`, (t) => {
      const random = generator(3);
      const whole = (n: number): number => Math.floor(random() * n);
      for (const build of builds) {
        for (const cols of lengths.filter((n) => n < 40)) {
          for (const rows of [0, 1, 2, 5]) {
            const ra = whole(3) === 0 ? 0 : cols + whole(4);
            const rb = whole(3) === 0 ? 0 : cols + whole(4);
            const a = sample(Math.max(rows * ra + cols, 1), random);
            const b = sample(Math.max(rows * rb + cols, 1), random);
            const y = new Type(rows * cols + 4).fill(77);
            const to = build.put(y, 4);
            kernel(build, `${op}_${variant}_${type}`)(to, build.put(a, 4), build.put(b, 1), rows, cols, ra, rb);
            const result = build.get(y, to);
            let right = true;
            for (let r = 0; r < rows; r++) {
              for (let c = 0; c < cols; c++) {
                const u = a[r * ra + (variant === "s_rows" ? 0 : c)]!;
                const v = b[r * rb + (variant === "rows_s" ? 0 : c)]!;
                right &&= close(result[r * cols + c]!, u, v);
              }
            }
            t.true(right, `${rows}×${cols}, strides ${ra} and ${rb}`);
            t.deepEqual(Array.from(result.subarray(rows * cols)), [77, 77, 77, 77]);
            build.reset();
          }
        }
      }
    });
  }

  if (type === "i32" || /_grad/.test(op)) continue;
  test(`${op}_${type} of every pair of specials`, (t) => {
    const values = [0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1e30, -1e30].concat(
      Infinity,
      -Infinity,
      NaN,
      2 ** -140,
      2 ** -1060,
    );
    const a = Type.from(values.flatMap((v) => values.map(() => v))) as Float32Array | Float64Array;
    const b = Type.from(values.flatMap(() => values)) as typeof a;
    for (const build of builds) {
      const p = build.put(a);
      kernel(build, `${op}_${type}`)(p, p, build.put(b), a.length);
      const y = build.get(a, p);
      for (const [i, v] of a.entries())
        t.true(close(y[i]!, v, b[i]!), `${op}(${v}, ${b[i]}) = ${y[i]}, not ${f(v, b[i]!)}`);
      build.reset();
    }
  });
}

test("i32: sums and products wrap, division truncates without a trap, powers wrap", (t) => {
  const low = -(2 ** 31);
  const a = Int32Array.of(low, low, 7, -7, 7, -7, 5, 0, 2 ** 31 - 1, 3);
  const b = Int32Array.of(-1, 1, 2, 2, -2, -2, 0, 0, 2, 41);
  for (const build of builds) {
    const [p, q] = [build.put(a), build.put(b)];
    const run = (op: string): number[] => {
      const y = build.room(64);
      kernel(build, `${op}_i32`)(y, p, q, a.length);
      return Array.from(build.get(a, y));
    };
    t.deepEqual(run("div"), [low, low, 3, -3, -3, 3, 0, 0, 2 ** 30 - 1, 0]);
    t.deepEqual(run("pow"), [0, low, 49, 49, 0, 0, 1, 1, 1, powInteger(3, 41)]);
    t.deepEqual(run("add"), [2 ** 31 - 1, low + 1, 9, -5, 5, -9, 5, 0, low + 1, 44]);
    t.deepEqual(run("mul"), [low, low, 14, -14, -14, 14, 0, 0, -2, 123]);
    build.reset();
  }
});

test("pow ≤ 1 ulp, f32 against Math.pow and f64 against BigInt; seed 4", (t) => {
  const random = generator(4);
  for (const build of builds) {
    const x = Float32Array.from({ length: 20000 }, () => 10 ** (random() * 20 - 10));
    const y = Float32Array.from(x, (v) => (random() * 2 - 1) * (80 / Math.abs(Math.log(v) || 1)));
    const p = build.put(x);
    kernel(build, "pow_f32")(p, p, build.put(y), x.length);
    const worst = build.get(x, p).reduce((most, v, i) => Math.max(most, ulps32(v, x[i]! ** y[i]!)), 0);
    const x2 = Float64Array.from(x.subarray(0, 1000));
    const y2 = Float64Array.from(y.subarray(0, 1000), (v) => v * 8);
    const p2 = build.put(x2);
    kernel(build, "pow_f64")(p2, p2, build.put(y2), x2.length);
    const worst2 = build.get(x2, p2).reduce((most, v, i) => Math.max(most, ulps64(v, power(x2[i]!, y2[i]!))), 0);
    t.log(`${build.name}: f32 ${worst.toFixed(3)}, f64 ${worst2.toFixed(3)}`);
    t.true(worst <= 1 && worst2 <= 1);
    build.reset();
  }
});

test("atan2 ≤ 1.6 ulp, f32 against Math.atan2 and f64 against BigInt; seed 5", (t) => {
  const random = generator(5);
  const y = Float64Array.from({ length: 4000 }, () => (random() - 0.5) * 10 ** (random() * 20 - 10));
  const x = y.map((v, i) => (random() - 0.5) * (i % 2 ? Math.abs(v) * 4 : 10 ** (random() * 20 - 10)));
  const [y32, x32] = [Float32Array.from(y), Float32Array.from(x)];
  for (const build of builds) {
    const [p, q] = [build.put(y), build.put(y32)];
    kernel(build, "atan2_f64")(p, p, build.put(x), x.length);
    kernel(build, "atan2_f32")(q, q, build.put(x32), x.length);
    const worst = build.get(y, p).reduce((most, v, i) => Math.max(most, ulps64(v, angle(y[i]!, x[i]!))), 0);
    const worst32 = build
      .get(y32, q)
      .reduce((most, v, i) => Math.max(most, ulps32(v, Math.atan2(y32[i]!, x32[i]!))), 0);
    t.log(`${build.name}: f32 ${worst32.toFixed(3)}, f64 ${worst.toFixed(3)}`);
    t.true(worst <= 1.6 && worst32 <= 1.6);
    build.reset();
  }
});
