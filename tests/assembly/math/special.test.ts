import test from "ava";
import { hypot, least, polygamma, special, steps } from "../../harness/gamma.js";
import { type Build, builds, generator } from "../../harness/kernels.js";
import { type Exact, ulps32, ulps64 } from "../../harness/ulp.js";

type Unary = (y: number, x: number, n: number, order?: number) => void;
const kernel = (build: Build, name: string): Unary => (build.kernels as unknown as Record<string, Unary>)[name]!;

interface Subject {
  readonly name: string;
  readonly order?: number;
  /** Largest error allowed, in ulp. */
  readonly f32: number;
  readonly f64: number;
  /** f64 is judged between these sizes, log-spaced and uniform; f32 wherever the result is finite. */
  readonly from: number;
  readonly to: number;
  readonly low?: number;
  readonly near: readonly number[];
}
const psi = (order: number, f64: number): Subject => ({
  name: "polygamma",
  order,
  f32: 1,
  f64,
  from: 1e-6,
  to: 1e6,
  low: 0,
  near: [1, 1.4616321449683622, 2, 10, 12 + order + 1],
});
const subjects: readonly Subject[] = [
  { name: "exp2", f32: 1, f64: 1, from: 1e-20, to: 1023, near: [0.5, 1, -1022, 1023] },
  { name: "log2", f32: 1, f64: 1, from: 1e-45, to: 1e45, low: 0, near: [0.5, Math.SQRT1_2, 1, Math.SQRT2, 2, 3] },
  { name: "log10", f32: 1, f64: 1, from: 1e-45, to: 1e45, low: 0, near: [0.5, 1, 2, 10] },
  { name: "asinh", f32: 1, f64: 1.5, from: 1e-30, to: 1e40, near: [0.5, 1, 2, 2 ** 28] },
  { name: "acosh", f32: 1, f64: 2, from: 1, to: 1e40, low: 1, near: [1.01, 1.03, 1.5, 2, 2 ** 28] },
  { name: "atanh", f32: 1, f64: 1.5, from: 1e-30, to: 1, near: [0.5, 0.9, 0.999] },
  { name: "erfc", f32: 1, f64: 3, from: 1e-20, to: 26, near: [0.5, 0.75, 1, 2, 3.75, 10, 26] },
  { name: "lgamma", f32: 1, f64: 7, from: 1e-30, to: 1e30, low: 0, near: [0.5, 1, 1.4616321449683622, 1.5, 2, 2.5, 8] },
  psi(0, 4),
  psi(1, 4),
  psi(2, 4),
  psi(3, 4),
  psi(10, 6),
];

/** Doubles with seed 7 on both sides of 0, and around the places where a formula changes. */
function points({ from, to, low = Number.NEGATIVE_INFINITY, near }: Subject): Float64Array {
  const random = generator(7);
  const values: number[] = [];
  for (let i = 0; i < 250; i++) {
    const size = from * (to / from) ** random();
    values.push(size, -size, (random() * 2 - 1) * Math.min(to, 40), (random() * 2 - 1) * Math.min(to, 3));
  }
  for (const x of near) {
    values.push(x);
    for (let i = 0; i < 20; i++) values.push(x * (1 + (random() - 0.5) * 1e-3), x * (1 + (random() - 0.5) * 2e-15));
  }
  // 1 and 2 are roots of lgamma, which fixed point does not reach exactly
  return Float64Array.from(
    values.filter((x) => x > low && x !== 1 && x !== 2 && Math.abs(x) >= least && Math.abs(x) <= to),
  );
}

for (const subject of subjects) {
  const { name, order } = subject;
  const title = order === undefined ? name : `${name} ${order}`;
  const reference = (x: number): Exact => (order === undefined ? special[name]!(x) : polygamma(order, x));
  test(`${title}: f64 ≤ ${subject.f64} ulp against BigInt fixed point; seed 7`, (t) => {
    const x = points(subject);
    const exact = Array.from(x, reference);
    for (const build of builds) {
      const p = build.put(x);
      kernel(build, `${name}_f64`)(p, p, x.length, order);
      const y = build.get(x, p);
      build.reset();
      let [worst, at] = [0, 0];
      for (const [i, value] of y.entries()) {
        const ulps = Number.isFinite(value) ? ulps64(value, exact[i]!) : 1e9;
        if (ulps > worst) [worst, at] = [ulps, x[i]!];
      }
      t.log(`${build.name} ${worst.toFixed(3)} at ${at}`);
      t.true(worst <= subject.f64, `${worst} ulp at ${at}`);
    }
  });

  test(`${title}: f32 ≤ ${subject.f32} ulp against f64 over every 40009th pattern of f32`, (t) => {
    const bits = Uint32Array.from({ length: Math.ceil(2 ** 32 / 40009) }, (_, i) => i * 40009);
    const x = new Float32Array(bits.buffer).filter((v) => !Number.isNaN(v));
    const wide = Float64Array.from(x);
    for (const build of builds) {
      const [p, q] = [build.put(x), build.put(wide)];
      kernel(build, `${name}_f32`)(p, p, x.length, order);
      kernel(build, `${name}_f64`)(q, q, x.length, order);
      const [y, exact] = [build.get(x, p), build.get(wide, q)];
      build.reset();
      let [worst, at] = [0, 0];
      for (const [i, value] of y.entries()) {
        const ulps = ulps32(value, exact[i]!);
        if (ulps > worst) [worst, at] = [ulps, x[i]!];
      }
      t.log(`${build.name} ${worst.toFixed(3)} at ${at}`);
      t.true(worst <= subject.f32, `${worst} ulp at ${at}`);
    }
  });
}

// half way between two poles a term of polygamma's sum is n!·2ⁿ⁺¹
for (const [name, order, floor] of [
  ["lgamma", undefined, 1],
  ["polygamma", 0, 1],
  ["polygamma", 1, 4],
  ["polygamma", 2, 16],
  ["polygamma", 5, 7680],
] as const)
  test(`${name} ${order ?? ""} of negative numbers ≤ 8 ulp of max(|y|, ${floor}); seed 8`, (t) => {
    const random = generator(8);
    const x = Float64Array.from({ length: 400 }, (_, i) => (i % 2 ? -20 * random() : -(10 ** (random() * 9 - 6))));
    for (const build of builds) {
      const p = build.put(x);
      kernel(build, `${name}_f64`)(p, p, x.length, order);
      const y = build.get(x, p);
      build.reset();
      let [worst, at] = [0, 0];
      for (const [i, value] of y.entries()) {
        if (x[i]! < -1000) continue;
        const exact = order === undefined ? special[name]!(x[i]!) : polygamma(order, x[i]!);
        const error = Math.abs(steps(value, exact, floor));
        if (!(error <= worst)) [worst, at] = [error, x[i]!];
      }
      t.log(`${build.name} ${worst.toFixed(3)} at ${at}`);
      t.true(worst <= 8, `${worst} at ${at}`);
    }
  });

test("hypot: f64 ≤ 1 ulp against BigInt fixed point, f32 the same rounded; seed 9", (t) => {
  const random = generator(9);
  const size = () => (random() - 0.5) * 10 ** (random() * 60 - 30);
  const [a, b] = [Float64Array.from({ length: 1000 }, size), Float64Array.from({ length: 1000 }, size)];
  for (const i of a.keys()) if (i % 2) b[i] = a[i]! * (0.1 + random());
  for (const build of builds) {
    const y = build.room(8000);
    build.kernels.hypot_f64(y, build.put(a), build.put(b), a.length);
    const worst = Math.max(...Array.from(build.get(a, y), (v, i) => ulps64(v, hypot(a[i]!, b[i]!))));
    t.log(`${build.name} ${worst.toFixed(3)}`);
    t.true(worst <= 1, `${worst}`);
    build.reset();
  }
});

test("edges: poles, infinities, signed zeros, subnormal results", (t) => {
  const at = (name: string, x: readonly number[], order?: number): number[][] =>
    builds.map((build) => {
      const p = build.put(Float64Array.from(x));
      kernel(build, `${name}_f64`)(p, p, x.length, order);
      const y = Array.from(build.get(new Float64Array(x.length), p));
      build.reset();
      return y;
    });
  const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
  // biome-ignore format: one function a line
  const cases: [string, number[], number[], number?][] = [
    ["exp2", [-1074, -1075.5, -inf, 1024, 10, -3, inf, nan, 0], [2 ** -1074, 0, 0, inf, 1024, 0.125, inf, nan, 1]],
    ["log2", [2 ** -1074, 0, 8, 2 ** 29, -1, inf, nan, -0, -(2 ** -1074), 1], [-1074, -inf, 3, 29, nan, inf, nan, -inf, nan, 0]],
    ["log10", [1e15, 0, 1000, -1, inf, nan, 2 ** -1074], [15, -inf, 3, nan, inf, nan, -323.3062153431158]],
    ["asinh", [0, -0, inf, -inf, nan, 2 ** -1074, 1.7e308], [0, -0, inf, -inf, nan, 2 ** -1074, 710.4199840737882]],
    ["acosh", [1, 0, -1, -3, inf, -inf, nan, 1.7e308], [0, nan, nan, nan, inf, nan, nan, 710.4199840737882]],
    ["atanh", [0, -0, 1, -1, 1.5, -2, inf, nan, -(2 ** -1074)], [0, -0, inf, -inf, nan, nan, nan, nan, -(2 ** -1074)]],
    ["erfc", [-inf, inf, 28, -28, nan, 0], [2, 0, 0, 2, nan, 1]],
    ["lgamma", [0, -0, -1, -2, -1e300, inf, -inf, nan, 1, 2], [inf, inf, inf, inf, inf, inf, inf, nan, 0, 0]],
    ["polygamma", [0, -0, -1, -1e300, inf, -inf, nan], [-inf, inf, nan, nan, inf, nan, nan], 0],
    ["polygamma", [0, -0, -1, inf, -inf, nan], [inf, inf, inf, 0, nan, nan], 1],
    ["polygamma", [0, -0, -1, inf, nan], [-inf, inf, nan, -0, nan], 2],
    ["polygamma", [1e3, 1e-3], [-4.642275481885541e-206, -inf], 170],
  ];
  for (const [name, x, want, order] of cases)
    for (const y of at(name, x, order))
      for (const [i, v] of y.entries())
        t.true(Object.is(v, want[i]) || Math.abs(v - want[i]!) < 1e-12 * Math.abs(want[i]!), `${name}(${x[i]}) = ${v}`);
});
