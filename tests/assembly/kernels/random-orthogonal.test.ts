import test from "ava";
import { builds, draw, generator } from "../../harness/kernels.js";
import { type ArrayType, output } from "../../harness/output.js";

const types: Record<"f32" | "f64", ArrayType> = { f32: Float32Array, f64: Float64Array };
const shapes = [
  [1, 1],
  [3, 3],
  [5, 2],
  [2, 7],
  [32, 32],
  [40, 17],
  [9, 50],
  [0, 4],
  [4, 0],
] as const;

for (const name of ["f32", "f64"] as const) {
  const type = types[name];
  for (const build of builds) {
    test(`${build.name}: orthogonal_${name} is orthonormal, spans x, and R's diagonal is positive`, (t) => {
      const random = generator(10);
      const tolerance = name === "f32" ? 2e-5 : 1e-13;
      for (const [rows, cols] of shapes) {
        build.reset();
        const x = draw(type, rows * cols, random);
        const y = output(build, type, rows * cols, 4, x);
        const scratch = output(build, type, rows * cols, 8);
        build.kernels[`orthogonal_${name}`](y.pointer, y.pointer, rows, cols, scratch.pointer);
        scratch.read(t);
        const q = y.read(t);
        // The vectors of the shorter side, of q and of x.
        const tall = rows >= cols;
        const [count, length] = tall ? [cols, rows] : [rows, cols];
        const at = (a: ArrayLike<number>, i: number, k: number) => a[tall ? k * cols + i : i * cols + k]!;
        const dot = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number) => {
          let sum = 0;
          for (let k = 0; k < length; k++) sum += at(a, i, k) * at(b, j, k);
          return sum;
        };
        for (let i = 0; i < count; i++) {
          for (let j = 0; j < count; j++) {
            t.true(Math.abs(dot(q, i, q, j) - (i === j ? 1 : 0)) < tolerance, `(${rows}, ${cols})`);
            if (j > i) t.true(Math.abs(dot(q, j, x, i)) < 20 * tolerance, "R is upper triangular");
          }
          t.true(dot(q, i, x, i) > 0);
        }
      }
    });
  }

  test(`both builds give the same orthogonal_${name} bit for bit`, (t) => {
    const x = draw(type, 30 * 21, generator(11));
    const [simd, relaxed] = builds.map((build) => {
      build.reset();
      const y = output(build, type, x.length);
      build.kernels[`orthogonal_${name}`](y.pointer, build.put(x), 30, 21, build.put(x));
      return y.read(t);
    });
    t.deepEqual(simd, relaxed);
  });
}
