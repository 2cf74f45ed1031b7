import test, { type ExecutionContext } from "ava";
import { chooseMatmul, matmulWork } from "../../../bindings/ops/matmul-kernel.js";
import { type Build, builds, draw, generator } from "../../harness/kernels.js";

type Floats = Float32Array | Float64Array;
type Call = (...operands: number[]) => void;
type Shape = { m: number; n: number; k: number };
type Layout = Shape & { rsA: number; csA: number; rsB: number; csB: number; ldc: number };

const types = { f32: Float32Array, f64: Float64Array };
const epsilon = { f32: 2 ** -23, f64: 2 ** -52 };
type Type = keyof typeof types;

const GUARD = 7.5;
const kernel = (build: Build, name: string): Call => (build.kernels as unknown as Record<string, Call>)[name]!;

const floats = (type: Type, n: number, random: () => number): Floats =>
  type === "f32" ? draw(Float32Array, n, random) : draw(Float64Array, n, random);

// A stored (m,k) or transposed (k,m), B stored (k,n) or transposed (n,k); C's rows `gap` elements longer than n.
function layout({ m, n, k }: Shape, transposeA = false, transposeB = false, gap = 0): Layout {
  const [rsA, csA] = transposeA ? [1, m] : [k, 1];
  const [rsB, csB] = transposeB ? [1, k] : [n, 1];
  return { m, n, k, rsA, csA, rsB, csB, ldc: n + gap };
}

// C with GUARD between and behind its rows, in double precision, and the bound k·ε·Σ|a·b| of each element's error.
function reference(a: Floats, b: Floats, s: Layout, rounding: number): { c: Float64Array; bound: Float64Array } {
  const c = new Float64Array(s.m * s.ldc).fill(GUARD);
  const bound = new Float64Array(c.length);
  for (let i = 0; i < s.m; i++) {
    for (let j = 0; j < s.n; j++) {
      let [sum, size] = [0, 0];
      for (let l = 0; l < s.k; l++) {
        const product = a[i * s.rsA + l * s.csA]! * b[l * s.rsB + j * s.csB]!;
        sum += product;
        size += Math.abs(product);
      }
      c[i * s.ldc + j] = sum;
      bound[i * s.ldc + j] = (s.k + 1) * rounding * size;
    }
  }
  return { c, bound };
}

function close(
  t: ExecutionContext,
  got: Floats,
  want: { c: Float64Array; bound: Float64Array },
  message: string,
): void {
  const wrong = got.findIndex((x, i) => {
    const y = want.c[i]!;
    return !(Object.is(x, y) || x === y || Math.abs(x - y) <= want.bound[i]!);
  });
  t.is(wrong, -1, `${message}: at ${wrong}, ${got[wrong]} ≠ ${want.c[wrong]}`);
}

// Calls one kernel on a and b laid out as `s`; returns C and its gaps. Checks the guards behind C and the scratch.
function call(
  t: ExecutionContext,
  build: Build,
  name: string,
  type: Type,
  a: Floats,
  b: Floats,
  s: Layout,
  shift = 0,
): Floats {
  build.reset();
  const [pa, pb] = [build.put(a, shift), build.put(b, shift)];
  const guard = new types[type](4).fill(GUARD);
  const c = new types[type](s.m * s.ldc).fill(GUARD);
  const pc = build.put(c, shift);
  build.put(guard);
  const behind = pc + c.byteLength;
  const bytes = new Uint8Array(build.kernels.memory.buffer);
  bytes.fill(0xa5, behind, behind + 32);
  const work = build.room(matmulWork[type]);
  bytes.fill(0xa5, work + matmulWork[type], work + matmulWork[type] + 32);
  const run = kernel(build, `${name}_${type}`);
  if (name === "matmul_packed") run(pc, pa, pb, s.m, s.n, s.k, s.rsA, s.csA, s.rsB, s.csB, s.ldc, work);
  else if (name === "matmul_direct") run(pc, pa, pb, s.m, s.n, s.k, s.rsA, s.csA, s.rsB, s.ldc);
  else if (name === "vecmat") run(pc, pa, pb, s.n, s.k, s.csA, s.rsB);
  else run(pc, pa, pb, s.m, s.k, s.rsA, s.rsB, s.ldc);
  const untouched = (from: number) => bytes.subarray(from, from + 32).every((byte) => byte === 0xa5);
  t.true(untouched(behind), `${name}: wrote behind C`);
  t.true(untouched(work + matmulWork[type]), `${name}: wrote behind its scratch`);
  return build.get(c, pc);
}

function check(t: ExecutionContext, build: Build, name: string, type: Type, s: Layout, seed: number, shift = 0): void {
  const random = generator(seed);
  const a = floats(type, s.m * s.k, random);
  const b = floats(type, s.k * s.n, random);
  const got = call(t, build, name, type, a, b, s, shift);
  close(t, got, reference(a, b, s, epsilon[type]), `${name}_${type} seed ${seed} ${JSON.stringify(s)}`);
}

const orders = [false, true].flatMap((ta) => [false, true].map((tb) => [ta, tb] as const));
const size = (random: () => number, from = 1): number => from + Math.floor(random() * 70);

// Sizes on either side of KC = 256, MC = 120 and NC = 512, and of the tiles.
const boundaries: Shape[] = [
  ...[255, 256, 257, 513].map((k) => ({ m: 13, n: 17, k })),
  ...[119, 120, 121].map((m) => ({ m, n: 9, k: 5 })),
  ...[511, 512, 513].map((n) => ({ m: 7, n, k: 300 })),
  { m: 121, n: 513, k: 257 },
];

for (const build of builds) {
  for (const type of ["f32", "f64"] as const) {
    const title = (text: string): string => `${build.name} ${type}: ${text}`;
    const width = 32 / types[type].BYTES_PER_ELEMENT;

    test.serial(title("matmul_packed = Σ a·b for random sizes, all transposes, ldc > n, unaligned"), (t) => {
      const random = generator(11);
      for (let i = 0; i < 60; i++) {
        const shape = { m: size(random), n: size(random), k: size(random) };
        for (const [ta, tb] of orders)
          check(t, build, "matmul_packed", type, layout(shape, ta, tb, i % 3), i, (i % 4) * 4);
      }
    });

    test.serial(title("matmul_packed = Σ a·b around its block sizes"), (t) => {
      for (const shape of boundaries) {
        for (const [ta, tb] of orders) check(t, build, "matmul_packed", type, layout(shape, ta, tb, 1), 5);
      }
    });

    test.serial(title("matmul_direct = matmul_packed to the last bit, both orders of A, n ≥ a tile"), (t) => {
      const random = generator(12);
      const shapes = Array.from({ length: 60 }, () => ({ m: size(random), n: size(random, width), k: size(random) }));
      for (const [i, shape] of [...shapes, { m: 5, n: width, k: 600 }].entries()) {
        for (const ta of [false, true]) {
          const s = layout(shape, ta, false, i % 3);
          check(t, build, "matmul_direct", type, s, i, (i % 4) * 4);
          const a = floats(type, s.m * s.k, random);
          const b = floats(type, s.k * s.n, random);
          const packed = call(t, build, "matmul_packed", type, a, b, s);
          t.deepEqual(call(t, build, "matmul_direct", type, a, b, s), packed);
        }
      }
    });

    test.serial(title("vecmat = one row of matmul_packed to the last bit, x contiguous or not"), (t) => {
      const random = generator(13);
      for (let i = 0; i < 80; i++) {
        const s = layout({ m: 1, n: size(random), k: i % 9 === 0 ? 0 : size(random) });
        s.csA = 1 + (i % 3);
        const a = floats(type, s.k * s.csA, random);
        const b = floats(type, s.k * s.n, random);
        const y = call(t, build, "vecmat", type, a, b, s, (i % 4) * 4);
        close(t, y, reference(a, b, s, epsilon[type]), `n ${s.n} k ${s.k}`);
        t.deepEqual(call(t, build, "matmul_packed", type, a, b, s), y);
      }
    });

    test.serial(title("matvec = Σ a·x, x and y contiguous or not"), (t) => {
      const random = generator(14);
      for (let i = 0; i < 80; i++) {
        const s = layout({ m: size(random), n: 1, k: i % 9 === 0 ? 0 : size(random) }, false, false, i % 3);
        s.rsB = 1 + (i % 4);
        const a = floats(type, s.m * s.k, random);
        const x = floats(type, s.k * s.rsB, random);
        const y = call(t, build, "matvec", type, a, x, s, (i % 4) * 4);
        close(t, y, reference(a, x, s, epsilon[type]), `m ${s.m} k ${s.k}`);
      }
    });

    test.serial(title("k = 0 writes zeros, m = 0 or n = 0 writes nothing"), (t) => {
      const names = ["matmul_packed", "matmul_direct", "vecmat", "matvec"];
      const fits: Record<string, Shape> = { vecmat: { m: 1, n: 11, k: 0 }, matvec: { m: 6, n: 1, k: 0 } };
      for (const name of names) check(t, build, name, type, layout(fits[name] ?? { m: 7, n: 11, k: 0 }), 1);
      for (const name of names.slice(0, 2)) {
        check(t, build, name, type, layout({ m: 0, n: 11, k: 5 }), 1);
        check(t, build, name, type, layout({ m: 5, n: 0, k: 5 }, false, false, 3), 1);
      }
      check(t, build, "vecmat", type, layout({ m: 1, n: 0, k: 5 }, false, false, 3), 1);
      check(t, build, "matvec", type, layout({ m: 0, n: 1, k: 5 }), 1);
    });

    test.serial(title("NaN and ∞ stay in their row and column"), (t) => {
      const random = generator(15);
      const fits: Record<string, Shape> = { vecmat: { m: 1, n: 43, k: 9 }, matvec: { m: 11, n: 1, k: 13 } };
      for (const name of ["matmul_packed", "matmul_direct", "vecmat", "matvec"]) {
        for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
          const s = layout(fits[name] ?? { m: 11, n: 13, k: 9 }, false, false, 1);
          const a = floats(type, s.m * s.k, random);
          const b = floats(type, s.k * s.n, random);
          const [row, column] = [s.m - 1, s.n - 1];
          a[row * s.rsA + 2] = bad;
          b[2 * s.rsB + column] = s.n > 1 ? bad : 1;
          const got = call(t, build, name, type, a, b, s);
          close(t, got, reference(a, b, s, epsilon[type]), `${name} ${bad}`);
          t.is([...got].filter((x) => !Number.isFinite(x)).length, s.n > 1 ? s.m + s.n - 1 : 1);
        }
      }
    });
  }
}

test("chooseMatmul names a kernel whose conditions on strides and sizes hold", (t) => {
  const random = generator(16);
  const seen = new Set<string>();
  for (let i = 0; i < 4000; i++) {
    const [m, n, k] = [0, 0, 0].map(() => (random() < 0.3 ? Math.floor(random() * 3) : size(random))) as [
      number,
      number,
      number,
    ];
    const s = layout({ m, n, k }, random() < 0.5, random() < 0.5);
    if (random() < 0.3) s.csA *= 2;
    if (random() < 0.3) s.csB *= 2;
    const bytes = random() < 0.5 ? 4 : 8;
    const chosen = chooseMatmul({ ...s, bytes });
    seen.add(chosen);
    const holds = {
      packed: true,
      direct: s.csB === 1 && n >= 32 / bytes,
      vecmat: m === 1 ? s.csB === 1 || n === 1 : n === 1 && s.rsA === 1,
      matvec: n === 1 ? s.csA === 1 : m === 1 && s.rsB === 1,
    };
    t.true(holds[chosen], `${chosen} ${JSON.stringify(s)}`);
  }
  t.deepEqual([...seen].sort(), ["direct", "matvec", "packed", "vecmat"]);
});
