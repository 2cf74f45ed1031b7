import test from "ava";
import { builds, draw, generator, lengths } from "../../harness/kernels.js";
import { type ArrayType, distance, output } from "../../harness/output.js";

const types: Record<"f32" | "f64" | "i32", ArrayType> = { f32: Float32Array, f64: Float64Array, i32: Int32Array };
type Shape = readonly [outer: number, n: number, inner: number];
const shapes: readonly Shape[] = [
  ...lengths.map((n): Shape => [2, n, 1]),
  ...lengths.filter((n) => n < 100).map((inner): Shape => [2, 5, inner]),
  [3, 0, 4],
  [0, 3, 4],
  [3, 7, 0],
  [2, 19, 6],
];

/** Walks every fibre of x in the direction: `next(before, at)` is the value at an index. */
function walk([outer, n, inner]: Shape, reverse: boolean, next: (before: number, at: number) => number): number[] {
  const y = new Array<number>(outer * n * inner).fill(0);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) {
      let value = Number.NaN; // nothing before the first
      for (let k = 0; k < n; k++) {
        const at = (o * n + (reverse ? n - 1 - k : k)) * inner + i;
        value = y[at] = next(k === 0 ? Number.NaN : value, at);
      }
    }
  return y;
}

for (const build of builds)
  for (const type of ["f32", "f64", "i32"] as const)
    test(`${build.name}: cumsum, recurrence, logcumsumexp over ${type} = reference at every shape; seed 5`, (t) => {
      const random = generator(5);
      const tolerance = type === "f32" ? 2e-6 : type === "f64" ? 1e-14 : 0;
      for (const shape of shapes) {
        const [outer, n, inner] = shape;
        const count = outer * n * inner;
        build.reset();
        const x = draw(types[type], count, random, -1.5, 1.5);
        const p = build.put(x, 4);
        const add = (before: number, at: number) => (Number.isNaN(before) ? 0 : before) + x[at]!;
        for (const reverse of [0, 1]) {
          const y = output(build, types[type], count, 4);
          build.kernels[`cumsum_${type}`](y.pointer, p, outer, n, inner, reverse);
          const got = y.read(t, `cumsum ${shape}`);
          t.true(distance(got, walk(shape, !!reverse, add)) <= tolerance, `cumsum ${shape}`);
          const onto = build.put(x);
          build.kernels[`cumsum_${type}`](onto, onto, outer, n, inner, reverse);
          t.deepEqual(build.get(x, onto), got);
          if (type === "i32") continue;
          const b = draw(types[type], count, random);
          const q = build.put(b);
          const s = output(build, types[type], count, 8);
          build.kernels[`recurrence_${type}`](s.pointer, p, q, outer, n, inner, reverse);
          const link = reverse ? inner : 0;
          const step = (before: number, at: number) => (Number.isNaN(before) ? 0 : before * x[at + link]!) + b[at]!;
          const solved = s.read(t, `recurrence ${shape}`);
          t.true(distance(solved, walk(shape, !!reverse, step), 100) <= 10 * tolerance, `recurrence ${shape}`);
          build.kernels[`recurrence_${type}`](q, p, q, outer, n, inner, reverse);
          t.deepEqual(build.get(b, q), solved);
        }
        if (type === "i32") continue;
        const wide = x.map((v, i) => (i % 7 === 3 ? Number.NEGATIVE_INFINITY : v * 200));
        const y = output(build, types[type], count, 4);
        build.kernels[`logcumsumexp_${type}`](y.pointer, build.put(wide), outer, n, inner);
        const log = (before: number, at: number) => {
          const v = wide[at]!;
          if (Number.isNaN(before) || before === Number.NEGATIVE_INFINITY) return v;
          return Math.max(before, v) + Math.log1p(Math.exp(-Math.abs(before - v)));
        };
        t.true(distance(y.read(t), walk(shape, false, log)) <= 4 * tolerance, `logcumsumexp ${shape}`);
      }
    });

test("cumsum_f32 of 10⁶ equal terms ends right to 10⁻⁶: it is carried in f64", (t) => {
  for (const build of builds) {
    build.reset();
    const n = 1e6;
    const p = build.put(new Float32Array(n).fill(0.1));
    build.kernels.cumsum_f32(p, p, 1, n, 1, 0);
    t.true(Math.abs(build.get(new Float32Array(1), p + 4 * (n - 1))[0]! / 1e5 - 1) < 1e-6);
  }
});

test("logcumsumexp: NaN from the first NaN on, infinities, values far apart", (t) => {
  const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
  for (const build of builds) {
    build.reset();
    const x = Float64Array.of(-inf, -inf, 1000, 1000, -1000, inf, 3, nan, 5);
    const p = build.put(x);
    build.kernels.logcumsumexp_f64(p, p, 1, x.length, 1);
    const two = 1000 + Math.LN2;
    t.deepEqual([...build.get(x, p)], [-inf, -inf, 1000, two, two, inf, inf, nan, nan]);
  }
});
