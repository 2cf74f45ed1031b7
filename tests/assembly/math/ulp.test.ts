import test from "ava";
import { type Build, builds, generator } from "../../harness/kernels.js";
import { type Exact, references, ulps32, ulps64 } from "../../harness/ulp.js";

type Unary = (y: number, x: number, n: number) => void;
const unary = (build: Build, name: string): Unary => (build.kernels as unknown as Record<string, Unary>)[name]!;

interface Subject {
  readonly name: string;
  /** Largest error allowed, in ulp. */
  readonly f32: number;
  readonly f64: number;
  /** A double's reference for f32; erf takes the f64 kernel, which is judged here too. */
  readonly reference?: (x: number) => number;
  /** Where f64 is judged: points on both sides of 0 between these sizes, log-spaced and uniform. */
  readonly from: number;
  readonly to: number;
  /** Only x > this. */
  readonly least?: number;
  /** Only x ≤ this: beyond, f64 overflows. */
  readonly most?: number;
  /** Where the formula changes, or its error peaks. */
  readonly near: readonly number[];
  /** Patterns of f32 from one sample to the next. */
  readonly stride: number;
}
const ln2 = Math.LN2;
const quarter = Math.PI / 4;
// biome-ignore format: one function a line
const subjects: readonly Subject[] = [
  { name: "exp", f32: 2, f64: 2, from: 1e-20, to: 745, most: 709.782712893384, near: [ln2 / 2, 88.722839, -87.336544, -103.97208, 709.78271, -708.39642, -745.13], stride: 1021 },
  { name: "log", f32: 2, f64: 2, from: 1e-59, to: 1e308, least: 0, near: [1, Math.SQRT1_2, Math.SQRT2, 2 ** -126, 2], stride: 1021 },
  { name: "tanh", f32: 2, f64: 2, from: 1e-30, to: 30, near: [0.625, 9.0109, 19.0615, 10, 20, 0.55, 1], stride: 1021 },
  { name: "sigmoid", f32: 2, f64: 2, reference: (x) => 1 / (1 + Math.exp(-x)), from: 1e-30, to: 740, near: [-ln2, -88, -103.97, -708.39, -17.3, -36.7, 0], stride: 1021 },
  { name: "sqrt", f32: 0.5, f64: 0.5, from: 1e-59, to: 1e308, least: 0, near: [1, 2, 4], stride: 1021 },
  { name: "expm1", f32: 2, f64: 2, from: 1e-30, to: 709.782712893384, near: [ln2 / 2, -ln2 / 2, ln2, -17.3, -37.4, 88.722839, 709.7827], stride: 4093 },
  { name: "log1p", f32: 2, f64: 2, from: 1e-30, to: 1e300, least: -1, near: [-0.2929, 0.4142, -1, 1, 2 ** 53, 2 ** 24], stride: 4093 },
  { name: "erf", f32: 2, f64: 2, from: 1e-30, to: 6.5, near: [1, 0.5, 3.9, 5.9], stride: 4093 },
  { name: "sin", f32: 1, f64: 1, from: 1e-30, to: 1e15, near: [quarter, 2 * quarter, 4 * quarter, 355, 1647099, 2 ** 27], stride: 4093 },
  { name: "cos", f32: 1, f64: 1, from: 1e-30, to: 1e15, near: [quarter, 2 * quarter, 4 * quarter, 355, 1647099, 2 ** 27], stride: 4093 },
  { name: "tan", f32: 1.5, f64: 2, from: 1e-30, to: 1e15, near: [quarter, 2 * quarter, 4 * quarter, 355, 1647099, 2 ** 27], stride: 4093 },
  { name: "asin", f32: 1, f64: 1, from: 1e-30, to: 1, near: [0.5, 0.975, 1], stride: 4093 },
  { name: "acos", f32: 1, f64: 1, from: 1e-30, to: 1, near: [0.5, -0.5, 1], stride: 4093 },
  { name: "atan", f32: 1.1, f64: 1.1, from: 1e-30, to: 1e60, near: [0.625, 1, 1.6, 1.75], stride: 4093 },
  { name: "sinh", f32: 1.5, f64: 1.5, from: 1e-30, to: 710, near: [1, 88.7, 89.4, 709.7], stride: 4093 },
  { name: "cosh", f32: 1.5, f64: 1.5, from: 1e-30, to: 710, near: [ln2, 88.7, 89.4, 709.7], stride: 4093 },
];

const fields = new DataView(new ArrayBuffer(4));
const bitsOf = (x: number): number => {
  fields.setFloat32(0, x);
  return fields.getUint32(0);
};

/** Every stride-th pattern of all 2³², and 200 on both sides of each boundary. */
function patterns({ stride, near }: Subject): Float32Array {
  const sweep = Math.ceil(2 ** 32 / stride);
  const around = near.flatMap((x) => [x, -x]).concat(0, -0, 2 ** -126, -(2 ** -126));
  const x = new Float32Array(sweep + around.length * 400);
  const bits = new Uint32Array(x.buffer);
  for (let i = 0; i < sweep; i++) bits[i] = i * stride;
  let i = sweep;
  for (const centre of around) for (let k = -200; k < 200; k++) bits[i++] = bitsOf(centre) + k;
  return x;
}

for (const subject of subjects) {
  const { name } = subject;
  test(`${name}_f32 ≤ ${subject.f32} ulp over every ${subject.stride}th pattern of f32`, (t) => {
    const x = patterns(subject);
    const block = 1 << 20;
    const worst = builds.map(() => ({ ulps: 0, x: 0 }));
    const doubles = new Float64Array(block);
    const math = Math as unknown as Record<string, (x: number) => number>;
    for (let start = 0; start < x.length; start += block) {
      const part = x.subarray(start, start + block);
      doubles.set(part);
      let exact: Float64Array;
      if (name === "erf") {
        const p = builds[0]!.put(doubles);
        unary(builds[0]!, "erf_f64")(p, p, part.length);
        exact = builds[0]!.get(doubles, p);
        builds[0]!.reset();
      } else exact = doubles.map(subject.reference ?? math[name]!);
      for (const [b, build] of builds.entries()) {
        const p = build.put(part);
        unary(build, `${name}_f32`)(p, p, part.length);
        const y = build.get(part, p);
        build.reset();
        for (let i = 0; i < y.length; i++) {
          const ulps = ulps32(y[i]!, exact[i]!);
          if (ulps > worst[b]!.ulps) worst[b] = { ulps, x: part[i]! };
        }
      }
    }
    t.log(worst.map(({ ulps, x }, b) => `${builds[b]!.name} ${ulps.toFixed(3)} at ${x}`).join(", "));
    for (const { ulps, x } of worst) t.true(ulps <= subject.f32, `${ulps} ulp at ${x}, ${bitsOf(x).toString(16)}`);
  });
}

/** Doubles with seed 7: log-spaced, uniform, and 20 on both sides of each boundary. */
function points({ from, to, least = Number.NEGATIVE_INFINITY, most = to, near }: Subject): Float64Array {
  const random = generator(7);
  const values: number[] = [];
  for (let i = 0; i < 1000; i++) {
    values.push(from * (to / from) ** random(), -from * (to / from) ** random());
    values.push((random() * 2 - 1) * Math.min(to, 40), (random() * 2 - 1) * Math.min(to, 2));
  }
  const bits = new DataView(new ArrayBuffer(8));
  for (const centre of near.flatMap((x) => [x, -x])) {
    bits.setFloat64(0, centre);
    const middle = bits.getBigInt64(0);
    for (let k = -20n; k < 20n; k++) {
      bits.setBigInt64(0, middle + k);
      values.push(bits.getFloat64(0));
    }
    for (let k = 0; k < 40; k++) values.push(centre * (1 + (random() - 0.5) * 1e-3));
  }
  return Float64Array.from(values.filter((x) => x > least && x <= most && Math.abs(x) >= 1e-60 && Math.abs(x) <= to));
}

for (const subject of subjects) {
  const { name } = subject;
  test(`${name}_f64 ≤ ${subject.f64} ulp against BigInt fixed point`, (t) => {
    const x = points(subject);
    const exact: Exact[] = Array.from(x, references[name]!);
    for (const build of builds) {
      const p = build.put(x);
      unary(build, `${name}_f64`)(p, p, x.length);
      const y = build.get(x, p);
      build.reset();
      let worst = 0;
      let at = 0;
      for (let i = 0; i < y.length; i++) {
        const ulps = ulps64(y[i]!, exact[i]!);
        if (ulps > worst || !Number.isFinite(y[i]!)) [worst, at] = [Number.isFinite(y[i]!) ? ulps : 1e9, x[i]!];
      }
      t.log(`${build.name} ${worst.toFixed(3)} at ${at}`);
      t.true(worst <= subject.f64, `${worst} ulp at ${at}`);
    }
  });
}

test("sin, cos, tan of f64 beyond 2^20 = Math's to 1e−15, over all exponents; seed 10", (t) => {
  const random = generator(10);
  const x = Float64Array.from({ length: 40000 }, () => (random() - 0.5) * 2 ** (20 + 1003 * random()));
  for (const build of builds) {
    for (const name of ["sin", "cos", "tan"] as const) {
      const p = build.put(x);
      unary(build, `${name}_f64`)(p, p, x.length);
      const y = build.get(x, p);
      build.reset();
      const wrong = x.find((v, i) => !(Math.abs(y[i]! - Math[name](v)) <= 1e-15 * Math.abs(Math[name](v))));
      t.is(wrong, undefined, `${name} of ${wrong}`);
    }
  }
});
