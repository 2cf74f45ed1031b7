import test, { type ExecutionContext } from "ava";
import { type Build, builds, generator, lengths, type Numbers } from "../../harness/kernels.js";
import { type ArrayType, output } from "../../harness/output.js";
import { philox, words } from "../../harness/philox.js";

type Kernel = "bits_i32" | "uniform_f32" | "uniform_f64" | "normal_f32" | "normal_f64" | "permutation_i32";
const types: Record<Kernel, ArrayType> = {
  bits_i32: Int32Array,
  uniform_f32: Float32Array,
  uniform_f64: Float64Array,
  normal_f32: Float32Array,
  normal_f64: Float64Array,
  permutation_i32: Int32Array,
};
const kernels = Object.keys(types) as Kernel[];
type Key = readonly [number, number];

function generate(t: ExecutionContext, build: Build, kernel: Kernel, key: Key, n: number): Numbers {
  build.reset();
  const y = output(build, types[kernel], n, 4);
  build.kernels[kernel](y.pointer, build.put(Uint32Array.from(key) as unknown as Int32Array, 4), n);
  return y.read(t, `${kernel} ${n}`);
}

// What each kernel's comment says, from the words of its stream.
const twins: Record<Exclude<Kernel, "normal_f32" | "normal_f64">, (key: Key, n: number) => number[]> = {
  bits_i32: (key, n) => [...new Int32Array(words(key, 0, n))],
  uniform_f32: (key, n) => [...words(key, 1, n)].map((w) => (w >>> 8) * 2 ** -24),
  uniform_f64: (key, n) => {
    const w = words(key, 1, 2 * n);
    return Array.from({ length: n }, (_, i) => (w[2 * i + 1]! * 2 ** 21 + (w[2 * i]! >>> 11)) * 2 ** -53);
  },
  permutation_i32: (key, n) => {
    const y: number[] = [];
    for (const [i, w] of words(key, 3, n).entries()) {
      const j = Number((BigInt(w) * BigInt(i + 1)) >> 32n);
      y[i] = y[j] ?? i;
      y[j] = i;
    }
    return y;
  },
};

test("the JavaScript Philox gives the known answers of Random123", (t) => {
  const ones = 0xffffffff;
  t.deepEqual(philox([0, 0, 0, 0], [0, 0]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  t.deepEqual(philox([ones, ones, ones, ones], [ones, ones]), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
  const pi = philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]);
  t.deepEqual(pi, [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
});

for (const build of builds) {
  test(`${build.name}: bits, uniform, permutation and split_key = their JavaScript twins`, (t) => {
    const random = generator(9);
    const word = () => Math.floor(random() * 2 ** 32);
    const keys: Key[] = [[0, 0], [0xffffffff, 0xffffffff], ...lengths.map((): Key => [word(), word()])];
    for (const [i, key] of keys.entries()) {
      const n = lengths[(i + lengths.length - 1) % lengths.length]!;
      for (const [kernel, twin] of Object.entries(twins)) {
        t.deepEqual([...generate(t, build, kernel as keyof typeof twins, key, n)], twin(key, n), `${kernel} ${n}`);
      }
      build.reset();
      const y = output(build, Int32Array, 2 * n, 4);
      build.kernels.split_key_i32(y.pointer, build.put(Uint32Array.from(key) as unknown as Int32Array), n);
      t.deepEqual(y.read(t), new Int32Array(words(key, 4, 2 * n)));
    }
  });

  test(`${build.name}: an element does not depend on how many are drawn`, (t) => {
    for (const kernel of kernels) {
      if (kernel === "permutation_i32") continue;
      const all = generate(t, build, kernel, [1, 2], 1027);
      for (const n of lengths) t.deepEqual(generate(t, build, kernel, [1, 2], n), all.slice(0, n), `${kernel} ${n}`);
    }
  });

  test(`${build.name}: uniform and normal have their distributions`, (t) => {
    const n = 200000;
    for (const kernel of ["uniform_f32", "uniform_f64", "normal_f32", "normal_f64"] as const) {
      const normal = kernel.startsWith("normal");
      const x = [...generate(t, build, kernel, [17, 4], n)].sort((a, b) => a - b);
      const [mean, variance] = normal ? [0, 1] : [1 / 2, 1 / 12];
      const average = x.reduce((a, b) => a + b, 0) / n;
      const spread = x.reduce((a, b) => a + (b - average) ** 2, 0) / n;
      t.true(Math.abs(average - mean) < 4 * Math.sqrt(variance / n), `${kernel}: mean ${average}`);
      t.true(Math.abs(spread - variance) < 0.01 * variance, `${kernel}: variance ${spread}`);
      if (normal) t.true(x.every(Number.isFinite));
      else t.true(x[0]! >= 0 && x[n - 1]! < 1);
      // Kolmogorov-Smirnov at a significance of about 10⁻³.
      const cdf = normal ? phi : (v: number) => v;
      const ks = x.reduce((d, v, i) => Math.max(d, Math.abs((i + 0.5) / n - cdf(v))), 0);
      t.true(ks * Math.sqrt(n) < 1.95, `${kernel}: Kolmogorov-Smirnov ${ks * Math.sqrt(n)}`);
    }
  });

  test(`${build.name}: normal is the inverse of the distribution function, f32 its rounding`, (t) => {
    const n = 1000;
    const key: Key = [5, 6];
    const w = words(key, 2, 2 * n);
    const y = generate(t, build, "normal_f64", key, n);
    for (let i = 0; i < n; i++) {
      const p = (w[2 * i + 1]! * 2 ** 20 + (w[2 * i]! >>> 12) + 0.5) * 2 ** -52;
      t.true(Math.abs(phi(y[i]!) - p) < 1e-13, `${y[i]} for ${p}`);
    }
    t.deepEqual(generate(t, build, "normal_f32", key, n), Float32Array.from(y));
  });

  test(`${build.name}: permutation is one, and every place is as likely`, (t) => {
    const counts = new Float64Array(25);
    for (let seed = 0; seed < 4000; seed++) {
      const y = generate(t, build, "permutation_i32", [seed, 0], 5);
      t.deepEqual([...y].sort(), [0, 1, 2, 3, 4]);
      for (const [i, v] of y.entries()) counts[i * 5 + v]!++;
    }
    t.true(counts.every((count) => Math.abs(count - 800) < 5 * Math.sqrt(800 * 0.8)));
  });
}

test("both builds draw the same numbers bit for bit", (t) => {
  for (const kernel of kernels) {
    const [simd, relaxed] = builds.map((build) => generate(t, build, kernel, [123, 456], 100000));
    t.true(Buffer.from(simd!.buffer).equals(Buffer.from(relaxed!.buffer)), kernel);
  }
});

// Φ(x) by its series about 0 (|x| ≤ 6): ½ + φ(x)·(x + x³/3 + x⁵/15 + …).
function phi(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x) * 0.3989422804014327;
}
