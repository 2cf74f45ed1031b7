import test from "ava";
import { builds, draw, generator, lengths } from "../../harness/kernels.js";
import { type ArrayType, distance, output } from "../../harness/output.js";

type Type = "f32" | "f64" | "i32";
const types: Record<Type, ArrayType> = { f32: Float32Array, f64: Float64Array, i32: Int32Array };
const names = Object.keys(types) as Type[];
const INT_MAX = 2 ** 31 - 1;

type Rule = { unit: (type: Type) => number; f: (a: number, b: number, type: Type) => number };
const rules: Record<"sum" | "prod" | "max" | "min", Rule> = {
  sum: { unit: () => 0, f: (a, b, type) => (type === "i32" ? (a + b) | 0 : a + b) },
  prod: { unit: () => 1, f: (a, b, type) => (type === "i32" ? Math.imul(a, b) : a * b) },
  max: { unit: (type) => (type === "i32" ? -INT_MAX - 1 : Number.NEGATIVE_INFINITY), f: (a, b) => Math.max(a, b) },
  min: { unit: (type) => (type === "i32" ? INT_MAX : Number.POSITIVE_INFINITY), f: (a, b) => Math.min(a, b) },
};
const ops = Object.keys(rules) as (keyof typeof rules)[];

// Applies `reduce` to every fibre x[o, :, i].
function fibres(
  x: ArrayLike<number>,
  [outer, n, inner]: readonly [number, number, number],
  reduce: (v: number[]) => number,
) {
  const y: number[] = [];
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) {
      y.push(reduce(Array.from({ length: n }, (_, k) => x[(o * n + k) * inner + i]!)));
    }
  return y;
}
function extreme(v: number[], sign: number): number {
  let best = 0;
  for (let k = 1; k < v.length; k++) {
    if (Number.isNaN(v[best]!)) break;
    if (Number.isNaN(v[k]!) || v[k]! * sign > v[best]! * sign) best = k;
  }
  return best;
}

const shapes: (readonly [number, number, number])[] = [
  ...lengths.map((n) => [2, n, 1] as const),
  ...lengths.map((inner) => [2, 5, inner] as const),
  ...lengths.map((n) => [1, n, 3] as const),
  [0, 4, 4],
  [3, 0, 17],
  [3, 7, 0],
  [3, 131, 19],
];

for (const build of builds) {
  for (const type of names) {
    test(`${build.name}: sum, prod, max, min, argmax, argmin over ${type} = reference at every shape`, (t) => {
      const random = generator(2);
      for (const shape of shapes) {
        const [outer, n, inner] = shape;
        for (const special of type === "i32" ? [0] : [0, 0.02]) {
          const x = draw(types[type], outer * n * inner, random, type === "i32" ? -9 : -1.5, type === "i32" ? 9 : 1.5);
          for (let i = 0; i < x.length; i++) {
            if (random() < special) x[i] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][i % 3]!;
          }
          build.reset();
          const p = build.put(x, type === "f64" ? 8 : 4);
          for (const op of ops) {
            const y = output(build, types[type], outer * inner, 4);
            build.kernels[`${op}_${type}`](y.pointer, p, outer, n, inner);
            const { unit, f } = rules[op];
            const expected = fibres(x, shape, (v) => v.reduce((a, b) => f(a, b, type), unit(type)));
            const tolerance = op === "max" || op === "min" || type === "i32" ? 0 : type === "f32" ? 4e-6 : 1e-14;
            const actual = y.read(t, `${op} ${shape}`);
            t.true(distance(actual, expected) <= tolerance, `${op} ${shape}: ${distance(actual, expected)}`);
          }
          for (const [op, sign] of [
            ["argmax", 1],
            ["argmin", -1],
          ] as const) {
            const y = output(build, Int32Array, outer * inner, 4);
            build.kernels[`${op}_${type}`](y.pointer, p, outer, n, inner);
            t.deepEqual(
              [...y.read(t, `${op} ${shape}`)],
              fibres(x, shape, (v) => extreme(v, sign)),
              `${op} ${shape}`,
            );
          }
        }
      }
    });
  }

  test(`${build.name}: sum_f32 of 10⁶ equal terms is right to 10⁻⁶, along rows and down columns`, (t) => {
    const n = 1e6;
    build.reset();
    const p = build.put(new Float32Array(n).fill(0.1));
    for (const [rows, inner] of [
      [n, 1],
      [n / 2, 2],
      [n / 16, 16],
      [n / 20, 20],
    ] as const) {
      const y = output(build, Float32Array, inner);
      build.kernels.sum_f32(y.pointer, p, 1, rows, inner);
      const expected = new Array(inner).fill(rows * 0.1);
      t.true(distance(y.read(t), expected, 0) < 1e-6, `inner ${inner}`);
    }
  });
}
