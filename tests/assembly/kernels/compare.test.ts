import test from "ava";
import { type Build, builds, draw, generator, lengths, type Numbers } from "../../harness/kernels.js";

type Kernel = (...operands: number[]) => void;
const kernel = (build: Build, name: string): Kernel => (build.kernels as unknown as Record<string, Kernel>)[name]!;
const bytes = (values: ArrayLike<boolean>): Uint8Array =>
  Uint8Array.from(values as ArrayLike<unknown> as ArrayLike<number>);

const types = { f32: Float32Array, f64: Float64Array, i32: Int32Array } as const;
const comparisons = [
  { op: "equal", of: (a: number, b: number) => a === b, variants: ["rows_s"] },
  { op: "less", of: (a: number, b: number) => a < b, variants: ["rows_s", "s_rows"] },
  { op: "less_equal", of: (a: number, b: number) => a <= b, variants: ["rows_s", "s_rows"] },
] as const;
/** Integers from −3 to 3, so that ties are common, and NaN now and then in floats. */
function sample(Type: (typeof types)[keyof typeof types], n: number, random: () => number): Numbers {
  const values = draw<Numbers>(Type, n, random, -3.5, 3.5);
  for (let i = 0; i < n; i++) values[i] = random() < 0.1 ? Number.NaN : Math.round(values[i]!);
  return values;
}

for (const [type, Type] of Object.entries(types)) {
  for (const { op, of, variants } of comparisons) {
    test(`${op}_${type} = reference at every length, unaligned; seed 5`, (t) => {
      const random = generator(5);
      for (const build of builds) {
        for (const n of lengths) {
          const [a, b] = [sample(Type, n, random), sample(Type, n, random)];
          const y = new Uint8Array(n + 4).fill(77);
          const to = build.put(y, 3);
          kernel(build, `${op}_${type}`)(to, build.put(a, 4), build.put(b, 1), n);
          const expected = bytes(Array.from(a, (v, i) => of(v, b[i]!)));
          t.deepEqual(build.get(y, to), Uint8Array.of(...expected, 77, 77, 77, 77));
          build.reset();
        }
      }
    });
    for (const variant of variants) {
      test(`${op}_${variant}_${type} = reference over rows of random strides; seed 6`, (t) => {
        const random = generator(6);
        for (const build of builds) {
          for (const cols of lengths.filter((n) => n < 40)) {
            const [rows, ra, rb] = [3, cols + Math.floor(random() * 4), cols + Math.floor(random() * 4)];
            const a = sample(Type, rows * ra + cols + 1, random);
            const b = sample(Type, rows * rb + cols + 1, random);
            const y = new Uint8Array(rows * cols + 4).fill(77);
            const to = build.put(y, 3);
            kernel(build, `${op}_${variant}_${type}`)(to, build.put(a, 4), build.put(b, 1), rows, cols, ra, rb);
            const [ca, cb] = variant === "rows_s" ? [1, 0] : [0, 1];
            const expected = Array.from({ length: rows * cols }, (_, i) => {
              const [r, c] = [Math.floor(i / cols), i % cols];
              return of(a[r * ra + c * ca]!, b[r * rb + c * cb]!);
            });
            t.deepEqual(build.get(y, to), Uint8Array.of(...bytes(expected), 77, 77, 77, 77));
            build.reset();
          }
        }
      });
    }
  }
}

test("is_nan, is_finite = reference at every length", (t) => {
  for (const build of builds) {
    for (const type of ["f32", "f64"] as const) {
      const values = [0, -0, 1, -3.4e38, 2 ** -149, Number.NaN, Infinity, -Infinity, 1e308];
      for (const n of lengths) {
        const x = new types[type](Array.from({ length: n }, (_, i) => values[i % values.length]!));
        const [p, y] = [build.put(x, 4), build.room(n, 1)];
        for (const [op, of] of [
          ["is_nan", Number.isNaN],
          ["is_finite", Number.isFinite],
        ] as const) {
          kernel(build, `${op}_${type}`)(y, p, n);
          t.deepEqual(build.get(new Uint8Array(n), y), bytes(Array.from(x, of)));
        }
        build.reset();
      }
    }
  }
});

test("bool: equal, and, or, not at every length, unaligned and in place; seed 7", (t) => {
  const random = generator(7);
  for (const build of builds) {
    for (const n of lengths) {
      const [a, b] = [0, 1].map(() => Uint8Array.from({ length: n }, () => Number(random() < 0.5))) as [
        Uint8Array,
        Uint8Array,
      ];
      const run = (op: string, of: (a: number, b: number) => number): void => {
        const p = build.put(a, 1);
        const operands = op === "not" ? [p, p] : [p, p, build.put(b, 3)];
        kernel(build, `${op}_bool`)(...operands, n);
        t.deepEqual(
          build.get(a, p),
          a.map((v, i) => of(v, b[i]!)),
        );
      };
      run("equal", (u, v) => Number(u === v));
      run("and", (u, v) => u & v);
      run("or", (u, v) => u | v);
      run("not", (u) => 1 - u);
      build.reset();
    }
  }
});

for (const [width, Type] of [
  [8, Uint8Array],
  [32, Float32Array],
  [64, Float64Array],
] as const) {
  test(`where_${width}, where_vs_${width}, where_sv_${width} at every length, onto a and onto b; seed 8`, (t) => {
    const random = generator(8);
    for (const build of builds) {
      for (const n of lengths) {
        const a = draw<Numbers>(Type, n, random, 0, 200);
        const b = draw<Numbers>(Type, n, random, 0, 200);
        const c = Uint8Array.from({ length: n }, () => Number(random() < 0.5));
        const s = draw<Numbers>(Type, 1, random, 0, 200);
        const [pc, ps] = [build.put(c, 3), build.put(s, 1)];
        const expect = (y: number, of: (i: number) => number): unknown =>
          t.deepEqual(
            Array.from(build.get(a, y)),
            Array.from(a, (_, i) => of(i)),
          );
        const choose = (i: number): number => (c[i] ? a[i]! : b[i]!);
        const y = build.room(a.byteLength, 4);
        const [pa, pb] = [build.put(a, 4), build.put(b, 1)];
        kernel(build, `where_${width}`)(y, pc, pa, pb, n);
        expect(y, choose);
        kernel(build, `where_vs_${width}`)(y, pc, pa, ps, n);
        expect(y, (i) => (c[i] ? a[i]! : s[0]!));
        kernel(build, `where_sv_${width}`)(y, pc, ps, pb, n);
        expect(y, (i) => (c[i] ? s[0]! : b[i]!));
        const copy = build.put(b);
        kernel(build, `where_${width}`)(copy, pc, pa, copy, n);
        expect(copy, choose);
        kernel(build, `where_${width}`)(pa, pc, pa, pb, n);
        expect(pa, choose);
        build.reset();
      }
    }
  });
}
