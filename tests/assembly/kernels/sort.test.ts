import test from "ava";
import { builds, draw, generator, lengths } from "../../harness/kernels.js";
import { type ArrayType, output } from "../../harness/output.js";

const types: Record<"f32" | "f64" | "i32", ArrayType> = { f32: Float32Array, f64: Float64Array, i32: Int32Array };
const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];

for (const build of builds)
  for (const type of ["f32", "f64", "i32"] as const)
    test(`${build.name}: argsort_${type} = a stable sort with NaN as the largest, at every shape; seed 6`, (t) => {
      const random = generator(6);
      const shapes = [...lengths.map((n) => [2, n, 1] as const), [3, 17, 5], [0, 4, 2], [2, 0, 3], [2, 3, 0]] as const;
      for (const [outer, n, inner] of shapes)
        for (const descending of [0, 1]) {
          build.reset();
          // few values, so that many are equal
          const x = draw(types[type], outer * n * inner, random, -9, 9).map((v) => Math.trunc(v)) as Float64Array;
          for (const i of x.keys()) if (random() < 0.2) x[i] = odd[Math.floor(random() * 5)]!;
          const y = output(build, Int32Array, x.length, 4);
          const work = output(build, Float64Array, 2 * n);
          build.kernels[`argsort_${type}`](y.pointer, build.put(x, 1), outer, n, inner, descending, work.pointer);
          work.read(t, "work");
          const rank = (v: number) => (Number.isNaN(v) ? Number.MAX_VALUE : Math.max(-1e300, Math.min(v, 1e300)));
          const want = new Array<number>(x.length);
          for (let o = 0; o < outer; o++)
            for (let i = 0; i < inner; i++) {
              const at = (k: number) => (o * n + k) * inner + i;
              const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => {
                const d = rank(x[at(a)]!) - rank(x[at(b)]!);
                return descending ? -d : d;
              });
              for (const [k, place] of order.entries()) want[at(k)] = place;
            }
          t.deepEqual([...y.read(t)], want, `${outer} ${n} ${inner} ${descending}`);
        }
    });
