import test from "ava";
import { type Build, builds, draw, generator, type Numbers } from "../../harness/kernels.js";
import { type ArrayType, distance, output } from "../../harness/output.js";
import { cofactors as cofactorsOf, determinant } from "../../harness/reference-decompose.js";

const types: Record<"f32" | "f64", ArrayType> = { f32: Float32Array, f64: Float64Array };
const sizes = [0, 1, 2, 3, 4, 5, 8, 9, 17, 33];

/** a (n,n) · x (n,k), or aᵀ·x. */
function product(a: Numbers, x: Numbers, n: number, k: number, transpose: boolean): Float64Array {
  const y = new Float64Array(n * k);
  for (let i = 0; i < n; i++)
    for (let l = 0; l < n; l++)
      for (let j = 0; j < k; j++) y[i * k + j]! += a[transpose ? l * n + i : i * n + l]! * x[l * k + j]!;
  return y;
}
for (const name of ["f32", "f64"] as const) {
  const type = types[name];
  const tolerance = name === "f32" ? 2e-4 : 1e-11;
  /** Matrices that are far from singular: a large diagonal at exchanged places. */
  const regular = (n: number, batch: number, random: () => number): Numbers => {
    const a = draw(type, batch * n * n, random, -1, 1);
    for (let b = 0; b < batch; b++)
      for (let i = 0; i < n; i++) a[b * n * n + i * n + ((i * 2 + 1) % Math.max(n, 1))]! += n;
    return a;
  };
  const factor = (build: Build, a: Numbers, n: number, batch: number): [lu: number, pivot: number] => {
    const [lu, pivot] = [build.room(a.byteLength + 16), build.room(4 * n * batch + 16)];
    build.kernels[`lu_${name}`](lu, pivot, build.put(a, 4), n, batch);
    return [lu, pivot];
  };
  for (const build of builds) {
    test(`${build.name}: lu_solve_${name} solves a·x = b and aᵀ·x = b, with a matrix each or one for all`, (t) => {
      const random = generator(20);
      for (const n of sizes)
        for (const k of [0, 1, 2, 5, 8])
          for (const transpose of [false, true])
            for (const each of [0, 1]) {
              build.reset();
              const batch = 3;
              const a = regular(n, each ? batch : 1, random);
              const b = draw(type, batch * n * k, random);
              const [lu, pivot] = factor(build, a, n, each ? batch : 1);
              const y = output(build, type, b.length, 4, b);
              build.kernels[`lu_solve_${name}`](y.pointer, lu, pivot, n, k, batch, each, Number(transpose), 0);
              const x = y.read(t);
              for (let i = 0; i < batch; i++) {
                const matrix = a.subarray(each * i * n * n).subarray(0, n * n);
                const back = product(matrix, x.subarray(i * n * k, (i + 1) * n * k), n, k, transpose);
                t.true(distance(back, b.subarray(i * n * k, (i + 1) * n * k)) < tolerance, `n = ${n}, k = ${k}`);
              }
            }
    });

    test(`${build.name}: lu_det_${name}, sign, logarithm and cofactors agree with Laplace's expansion, singular or not`, (t) => {
      const random = generator(21);
      for (const n of [1, 2, 3, 4, 5])
        for (let trial = 0; trial < 8; trial++) {
          build.reset();
          // small whole numbers; in odd trials one row is a copy or zero
          const a = draw(type, n * n, random, -3, 4).map(Math.floor) as Numbers;
          if (trial % 2) for (let j = 0; j < n; j++) a[j] = n > 1 && trial > 4 ? a[n + j]! : 0;
          const rows = Array.from({ length: n }, (_, i) => [...a.subarray(i * n, (i + 1) * n)]);
          const [lu, pivot] = factor(build, a, n, 1);
          const run = (f: (y: number) => void, length: number) => {
            const y = output(build, type, length, 4);
            f(y.pointer);
            return y.read(t);
          };
          const [det] = run((y) => build.kernels[`lu_det_${name}`](y, lu, pivot, n, 1), 1);
          const [sign] = run((y) => build.kernels[`lu_sign_${name}`](y, lu, pivot, n, 1), 1);
          const [log] = run((y) => build.kernels[`lu_log_abs_${name}`](y, lu, n, 1), 1);
          const cofactors = run((y) => build.kernels[`lu_cofactor_${name}`](y, lu, pivot, n, 1), n * n);
          const want = determinant(rows);
          t.true(distance([det!], [want]) < tolerance, `det ${rows}`);
          if (Math.abs(det!) > 1e-3) {
            t.is(sign, Math.sign(want));
            t.true(distance([log!], [Math.log(Math.abs(want))]) < tolerance);
          }
          const expected = cofactorsOf(rows).flat();
          t.true(distance(cofactors, expected) < tolerance, `cofactors ${rows}: ${cofactors}, not ${expected}`);
        }
    });

    test(`${build.name}: cholesky_${name} gives a lower triangle whose square is x, in place too`, (t) => {
      const random = generator(22);
      for (const n of sizes) {
        build.reset();
        const g = draw(type, n * n, random, -1, 1);
        const x = new type(n * n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            for (let k = 0; k < n; k++) x[i * n + j]! += g[i * n + k]! * g[j * n + k]!;
            if (i === j) x[i * n + j]! += 1;
          }
        const y = output(build, type, n * n, 4, x);
        build.kernels[`cholesky_${name}`](y.pointer, y.pointer, n, 1, 0);
        const l = y.read(t);
        for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) t.is(l[i * n + j], 0);
        const turned = new type(n * n);
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) turned[i * n + j] = l[j * n + i]!;
        t.true(distance(product(l, turned, n, n, false), x) < tolerance, `n = ${n}`);
      }
    });

    test(`${build.name}: triangular_solve_${name} reads one triangle, with or without its diagonal`, (t) => {
      const random = generator(23);
      for (const n of [0, 1, 2, 3, 5, 9, 17])
        for (const k of [1, 3])
          for (let bits = 0; bits < 8; bits++) {
            build.reset();
            const [lower, transpose, unit] = [bits & 1, (bits >> 1) & 1, bits >> 2];
            const full = draw(type, n * n, random, -0.5, 0.5);
            for (let i = 0; i < n; i++) full[i * n + i]! += 2;
            const part = full.map((x, at) => {
              const [i, j] = [Math.floor(at / n), at % n];
              return i === j ? (unit ? 1 : x) : i > j === Boolean(lower) ? x : 0;
            }) as Numbers;
            const b = draw(type, n * k, random);
            const y = output(build, type, b.length, 4, b);
            build.kernels[`triangular_solve_${name}`](
              y.pointer,
              build.put(full, 4),
              n,
              k,
              1,
              1,
              lower,
              transpose,
              unit,
            );
            const back = product(part, y.read(t), n, k, Boolean(transpose));
            t.true(distance(back, b) < tolerance, `n = ${n}, k = ${k}, ${bits}`);
          }
    });

    test(`${build.name}: a zero pivot of lu_solve_${name} and a negative one of cholesky_${name} are faults with place and matrix`, (t) => {
      build.reset();
      const fault = build.room(16);
      const record = () => {
        const view = new DataView(build.kernels.memory.buffer, fault);
        return [view.getInt32(4, true), view.getFloat64(8, true)];
      };
      const a = new type(8);
      a.set([1, 0, 0, 1, 1, 2, 2, 4]);
      const [lu, pivot] = factor(build, a, 2, 2);
      const y = build.put(new type(4));
      t.throws(() => build.kernels[`lu_solve_${name}`](y, lu, pivot, 2, 1, 2, 1, 0, fault), { any: true });
      t.deepEqual(record(), [1, 1]);
      a.set([1, 2, 2, 1]);
      t.throws(() => build.kernels[`cholesky_${name}`](build.room(64), build.put(a), 2, 2, fault), { any: true });
      t.deepEqual(record(), [1, 0]);
    });
  }
}
