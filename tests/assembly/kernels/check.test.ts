import test from "ava";
import { builds, draw, generator, lengths } from "../../harness/kernels.js";
import type { ArrayType } from "../../harness/output.js";

const types: Record<"f32" | "f64", ArrayType> = { f32: Float32Array, f64: Float64Array };

for (const build of builds) {
  for (const name of ["f32", "f64"] as const) {
    test(`${build.name}: check_finite_${name} passes finite arrays and names the first other value`, (t) => {
      const random = generator(7);
      const check = build.kernels[`check_finite_${name}`];
      for (const n of lengths) {
        build.reset();
        const x = draw(types[name], n, random);
        if (n > 1) x[0] = name === "f32" ? -3.4028234663852886e38 : Number.MAX_VALUE;
        const fault = build.put(new Float64Array(2));
        check(build.put(x, 4), n, fault);
        for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
          if (n === 0) continue;
          const at = Math.floor(random() * n);
          const y = x.slice();
          y[at] = bad;
          y[n - 1] = at === n - 1 ? bad : Number.NaN;
          const p = build.put(y, 4);
          t.throws(() => check(p, n, fault), { instanceOf: WebAssembly.RuntimeError });
          t.is(build.get(new Int32Array(0), fault + 4, 1)[0], at);
          t.is(build.get(new Float64Array(0), fault + 8, 1)[0], bad);
        }
      }
    });
  }
}
