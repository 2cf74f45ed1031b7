import test from "ava";
import { builds, draw, generator, lengths } from "../../harness/kernels.js";
import { type ArrayType, distance, output } from "../../harness/output.js";

type Kernel = (...operands: number[]) => void;
const types: Readonly<Record<"f32" | "f64", ArrayType>> = { f32: Float32Array, f64: Float64Array };
const names = ["f32", "f64"] as const;

const unary = ["exp2", "log2", "log10", "asinh", "acosh", "atanh", "erfc", "lgamma", "polygamma"] as const;
for (const op of unary)
  test(`${op}: every length, unaligned, in place = one by one; seed 3`, (t) => {
    const random = generator(3);
    for (const build of builds)
      for (const type of names) {
        const run = build.kernels[`${op}_${type}`] as Kernel;
        for (const n of lengths) {
          build.reset();
          const x = draw(types[type], n, random, -3, 6);
          const p = build.put(x, 4);
          const y = output(build, types[type], n, 4);
          run(y.pointer, p, n, 3);
          const got = y.read(t, `${op}_${type} ${n}`);
          run(p, p, n, 3);
          t.deepEqual(build.get(x, p), got);
          const q = build.put(x);
          for (let i = 0; i < n; i++) run(q + i * x.BYTES_PER_ELEMENT, q + i * x.BYTES_PER_ELEMENT, 1, 3);
          t.deepEqual(build.get(x, q), got);
        }
      }
  });

const rem = (x: number, y: number): number => (x % y !== 0 && x % y < 0 !== y < 0 ? (x % y) + y : x % y);
const logaddexp = (x: number, y: number): number =>
  x === y && !Number.isFinite(x) ? x : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
const binary = {
  hypot: Math.hypot,
  logaddexp,
  xlogy: (x: number, y: number) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y)),
  fmod: (x: number, y: number) => x % y,
  remainder: rem,
} as const;
const exact = { hypot: false, logaddexp: false, xlogy: false, fmod: true, remainder: true } as const;
const specials = [0, -0, 1, -1, 3, -5, 1e30, -1e-30, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];

for (const op of Object.keys(binary) as (keyof typeof binary)[]) {
  const check = (type: "f32" | "f64", y: ArrayLike<number>, a: number[], b: number[]): boolean => {
    const expected = new types[type](a.length).map((_, i) => binary[op](a[i]!, b[i]!));
    return distance(y, expected) <= (exact[op] ? 0 : type === "f32" ? 3e-7 : 1e-15);
  };
  test(`${op} = reference at every length and shape, unaligned, onto either operand; seed 4`, (t) => {
    const random = generator(4);
    for (const build of builds)
      for (const type of names) {
        const size = types[type].BYTES_PER_ELEMENT;
        const sample = (n: number) => draw(types[type], n, random, -9, 9);
        const values = (n: number) => {
          const x = sample(n);
          return n === 121 ? x.map((_, i) => specials[i % 11]!) : x;
        };
        for (const n of [...lengths, 121]) {
          build.reset();
          const a = values(n);
          const b = n === 121 ? a.map((_, i) => specials[Math.floor(i / 11)]!) : sample(n);
          const [p, q] = [build.put(a, 4), build.put(b, 1)];
          const y = output(build, types[type], n, 2);
          (build.kernels[`${op}_${type}`] as Kernel)(y.pointer, p, q, n);
          const got = y.read(t);
          t.true(check(type, got, [...a], [...b]), `${op}_${type} ${n}`);
          const onto = build.put(b);
          (build.kernels[`${op}_${type}`] as Kernel)(onto, p, onto, n);
          t.deepEqual(build.get(b, onto), got);
        }
        const forms = ["rows", "rows_s", ...(`${op}_s_rows_f32` in build.kernels ? ["s_rows"] : [])] as const;
        for (const form of forms)
          for (const [rows, cols, wide] of [
            [3, 7, true],
            [3, 7, false],
            [2, 1, true],
            [1, 33, true],
            [0, 5, true],
            [4, 0, true],
          ] as const) {
            build.reset();
            const one = { rows: "", rows_s: "b", s_rows: "a" }[form];
            const [ra, rb] = [one === "a" ? 1 : cols, one === "b" ? 1 : cols].map((r) => (wide ? r : 0)) as [
              number,
              number,
            ];
            const [a, b] = [
              sample(Math.max(1, rows * Math.max(ra, cols))),
              sample(Math.max(1, rows * Math.max(rb, cols))),
            ];
            const y = output(build, types[type], rows * cols);
            const run = (build.kernels as unknown as Record<string, Kernel>)[`${op}_${form}_${type}`]!;
            run(y.pointer, build.put(a), build.put(b), rows, cols, ra, rb);
            const at = (x: ArrayLike<number>, stride: number, s: boolean) =>
              Array.from({ length: rows * cols }, (_, i) => x[Math.floor(i / cols) * stride + (s ? 0 : i % cols)]!);
            const got = y.read(t, form);
            t.is(got.byteLength, rows * cols * size);
            t.true(
              check(type, got, at(a, ra, one === "a"), at(b, rb, one === "b")),
              `${op}_${form}_${type} ${rows}×${cols}`,
            );
          }
      }
  });
}

test("hypot neither overflows nor underflows; f32 is rounded from f64", (t) => {
  for (const build of builds) {
    build.reset();
    const y = build.room(64);
    build.kernels.hypot_f64(y, build.put(Float64Array.of(3e200, 3e-200)), build.put(Float64Array.of(4e200, 4e-200)), 2);
    t.true(distance(build.get(new Float64Array(2), y), [5e200, 5e-200], 0) < 1e-15);
    build.kernels.hypot_f32(y, build.put(Float32Array.of(3e30, 3e-30)), build.put(Float32Array.of(4e30, 4e-30)), 2);
    t.true(distance(build.get(new Float32Array(2), y), [5e30, 5e-30], 0) < 1e-7);
  }
});
