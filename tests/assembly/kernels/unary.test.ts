import test from "ava";
import { builds, draw, generator, lengths } from "../../harness/kernels.js";

for (const build of builds) {
  test(`${build.name}: neg_f32 = −x at every length, unaligned and in place`, (t) => {
    const random = generator(1);
    for (const n of lengths) {
      const x = draw(Float32Array, n, random);
      const p = build.put(x, 4);
      build.kernels.neg_f32(p, p, n);
      t.deepEqual(
        build.get(x, p),
        x.map((v) => -v),
      );
      build.reset();
    }
  });
}
