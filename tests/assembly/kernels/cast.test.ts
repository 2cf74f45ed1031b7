import test from "ava";
import { type Build, builds, generator, lengths, type Numbers } from "../../harness/kernels.js";

type Kernel = (y: number, x: number, n: number) => void;
const kernel = (build: Build, name: string): Kernel => (build.kernels as unknown as Record<string, Kernel>)[name]!;

const types = { f32: Float32Array, f64: Float64Array, i32: Int32Array, bool: Uint8Array } as const;
type Type = keyof typeof types;
const names = Object.keys(types) as Type[];

/** Towards zero, saturated, NaN to 0. */
const saturate = (x: number): number =>
  Math.trunc(Math.min(Math.max(Number.isNaN(x) ? 0 : x, -(2 ** 31)), 2 ** 31 - 1));
const convert = (x: number, to: Type): number => (to === "bool" ? Number(x !== 0) : to === "i32" ? saturate(x) : x);

const values = [
  0, -0, 0.4, -0.6, 1.5, -1.5, 2.5, 16777217, -16777217, 2147483520, 2147483647, 2147483648, -2147483648,
].concat(-2147483649, 3e9, -3e9, 1e30, -1e30, 1e300, 2 ** -149, 2 ** -1074, Infinity, -Infinity, NaN);

for (const from of names) {
  for (const to of names) {
    if (from === to) continue;
    test(`cast_${from}_${to} = reference at every length, unaligned; seed 9`, (t) => {
      const random = generator(9);
      for (const build of builds) {
        for (const n of lengths) {
          const x: Numbers = new types[from](n);
          for (let i = 0; i < n; i++) {
            const v = i < values.length ? values[i]! : (random() - 0.5) * 1e5;
            x[i] = from === "bool" ? Number(random() < 0.5) : from === "i32" ? saturate(v) : v;
          }
          const y: Numbers = new types[to](n + 4).fill(77);
          const p = build.put(y, to === "bool" ? 3 : 4);
          kernel(build, `cast_${from}_${to}`)(p, build.put(x, 1), n);
          const expected = new types[to](n + 4).fill(77);
          for (let i = 0; i < n; i++) expected[i] = convert(x[i]!, to);
          t.deepEqual(build.get(y, p), expected);
          build.reset();
        }
      }
    });
  }
}

test("cast between f32 and i32 in place", (t) => {
  for (const build of builds) {
    const p = build.put(Float32Array.of(1.9, -1.9, 7, 0, 5.5, 6.5, 7.5, 8.5, 9.5));
    kernel(build, "cast_f32_i32")(p, p, 9);
    t.deepEqual(build.get(new Int32Array(9), p), Int32Array.of(1, -1, 7, 0, 5, 6, 7, 8, 9));
    kernel(build, "cast_i32_f32")(p, p, 9);
    t.deepEqual(build.get(new Float32Array(9), p), Float32Array.of(1, -1, 7, 0, 5, 6, 7, 8, 9));
    build.reset();
  }
});
