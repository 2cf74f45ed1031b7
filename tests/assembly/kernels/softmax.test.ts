import test from "ava";
import { builds, draw, generator, lengths } from "../../harness/kernels.js";
import { type ArrayType, distance, output } from "../../harness/output.js";

const types: Record<"f32" | "f64", ArrayType> = { f32: Float32Array, f64: Float64Array };
const tolerances = { f32: 2e-6, f64: 1e-14 };
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

const rowOf = (x: ArrayLike<number>, r: number, cols: number) =>
  Array.from({ length: cols }, (_, c) => x[r * cols + c]!);
const largest = (row: number[]) => row.reduce((a, b) => Math.max(a, b), -inf);
const total = (row: number[]) => row.reduce((a, b) => a + b, 0);
const rowLog = (row: number[]) => {
  const m = largest(row);
  return Math.log(total(row.map((v) => Math.exp(v - m))));
};
const logSoftmax = (row: number[]) => {
  const m = largest(row);
  const log = rowLog(row);
  return row.map((v) => v - m - log);
};
const softmax = (row: number[]) => logSoftmax(row).map(Math.exp);

const shapes = [...lengths.map((cols) => [3, cols] as const), [0, 5] as const, [41, 10] as const];

for (const build of builds) {
  for (const name of ["f32", "f64"] as const) {
    const type = types[name];
    const { kernels } = build;

    test(`${build.name}: softmax, log_softmax, logsumexp, cross_entropy over ${name} = reference`, (t) => {
      const random = generator(8);
      for (const [rows, cols] of shapes) {
        build.reset();
        const x = draw(type, rows * cols, random, -9, 9);
        const each = (f: (row: number[], r: number) => number[]) =>
          [...Array(rows).keys()].flatMap((r) => f(rowOf(x, r, cols), r));
        const check = (actual: ArrayLike<number>, expected: number[], what: string) => {
          const d = distance(actual, expected);
          t.true(d <= tolerances[name], `${what} (${rows}, ${cols}): ${d}`);
        };
        const place = () => output(build, type, rows * cols, 4, x);

        const soft = place();
        kernels[`softmax_${name}`](soft.pointer, soft.pointer, rows, cols);
        check(soft.read(t), each(softmax), "softmax");

        const log = place();
        kernels[`log_softmax_${name}`](log.pointer, log.pointer, rows, cols);
        check(log.read(t), each(logSoftmax), "log_softmax");

        const p = build.put(x, 4);
        const sums = output(build, type, rows, 4);
        kernels[`logsumexp_${name}`](sums.pointer, p, rows, cols);
        const expected = each((row) => [largest(row) + (cols ? rowLog(row) : 0)]);
        check(sums.read(t), expected, "logsumexp");

        // Gradients, with a cotangent of x's shape: dx may be y or ct.
        const ct = draw(type, rows * cols, random);
        const q = build.put(ct, 8);
        const softGrad = each((row, r) => {
          const y = softmax(row);
          const dot = total(y.map((v, c) => v * ct[r * cols + c]!));
          return y.map((v, c) => v * (ct[r * cols + c]! - dot));
        });
        kernels[`softmax_grad_${name}`](soft.pointer, soft.pointer, q, rows, cols);
        check(soft.read(t), softGrad, "softmax_grad");
        const logGrad = each((row, r) => {
          const sum = total(rowOf(ct, r, cols));
          return softmax(row).map((v, c) => ct[r * cols + c]! - v * sum);
        });
        kernels[`log_softmax_grad_${name}`](q, log.pointer, q, rows, cols);
        t.true(distance(build.get(ct, q), logGrad, 10) <= tolerances[name], `log_softmax_grad (${rows}, ${cols})`);

        if (cols === 0) continue;
        const label = draw(Int32Array, rows, random, 0, cols);
        const labels = build.put(label, 4);
        const loss = output(build, type, rows, 4);
        kernels[`cross_entropy_${name}`](loss.pointer, p, labels, rows, cols, 0);
        const losses = each((row, r) => [largest(row) - row[label[r]!]! + rowLog(row)]);
        check(loss.read(t), losses, "cross_entropy");
        const weights = draw(type, rows, random);
        const dx = place();
        const weight = build.put(weights, 4);
        kernels[`cross_entropy_grad_${name}`](dx.pointer, dx.pointer, labels, weight, rows, cols, 0);
        const dxs = each((row, r) => softmax(row).map((v, c) => weights[r]! * (v - (c === label[r] ? 1 : 0))));
        check(dx.read(t), dxs, "cross_entropy_grad");
      }
    });

    test(`${build.name}: softmax kernels over ${name} at the edges, as PyTorch`, (t) => {
      const call = (op: "softmax" | "log_softmax" | "logsumexp", rows: number[][]) => {
        build.reset();
        const cols = rows[0]!.length;
        const x = new type(rows.length * cols);
        x.set(rows.flat());
        const y = output(build, type, op === "logsumexp" ? rows.length : x.length, 4);
        kernels[`${op}_${name}`](y.pointer, build.put(x, 4), rows.length, cols);
        return [...y.read(t)];
      };
      const near = (actual: number[], expected: number[]) =>
        t.true(distance(actual, expected) <= tolerances[name], `${actual} ≠ ${expected}`);
      const edges = [
        [0, -inf, 1],
        [-inf, -inf, -inf],
        [10000, 0, -10000],
        [inf, 0, 1],
        [nan, 0, 1],
        [-10000, -10000, -10000],
      ];
      const soft = [0.26894142136999516, 0, 0.7310585786300049, nan, nan, nan, 1, 0, 0, nan, nan, nan, nan, nan, nan];
      near(call("softmax", edges), [...soft, 1 / 3, 1 / 3, 1 / 3]);
      const log = [-1.3132616875182228, -inf, -0.31326168751822286, nan, nan, nan, 0, -10000, -20000];
      const third = -1.0986122886681098;
      near(call("log_softmax", edges), [...log, nan, nan, nan, nan, nan, nan, third, third, third]);
      const pairs = [
        [-inf, -inf],
        [0, -inf],
        [1000, 1000],
        [inf, 0],
        [nan, inf],
        [inf, -inf],
      ];
      near(call("logsumexp", pairs), [-inf, 0, 1000.6931471805599, inf, nan, inf]);
      near(call("logsumexp", [[], []]), [-inf, -inf]);

      build.reset();
      const logits = new type(6);
      logits.set([10000, -10000, 0, 10000, -10000, 0]);
      const p = build.put(logits);
      const labels = build.put(Int32Array.of(0, 1));
      const loss = output(build, type, 2);
      kernels[`cross_entropy_${name}`](loss.pointer, p, labels, 2, 3, 0);
      near([...loss.read(t)], [0, 20000]);
      const dx = output(build, type, 6);
      kernels[`cross_entropy_grad_${name}`](dx.pointer, p, labels, build.put(new type(2).fill(1)), 2, 3, 0);
      near([...dx.read(t)], [0, 0, 0, 1, -1, 0]);
    });

    test(`${build.name}: a label outside the columns of ${name} is a fault at its row, before anything is written`, (t) => {
      for (const bad of [-1, 3, 2147483647]) {
        build.reset();
        const x = build.put(new type(6));
        const y = output(build, type, 6);
        const labels = build.put(Int32Array.of(2, bad));
        const fault = build.put(new Float64Array(2));
        for (const call of [
          () => kernels[`cross_entropy_${name}`](y.pointer, x, labels, 2, 3, fault),
          () => kernels[`cross_entropy_grad_${name}`](y.pointer, x, labels, x, 2, 3, fault),
        ]) {
          t.throws(call, { instanceOf: WebAssembly.RuntimeError });
          t.is(build.get(new Int32Array(0), fault + 4, 1)[0], 1);
          t.is(build.get(new Float64Array(0), fault + 8, 1)[0], bad);
          t.true(new Uint8Array(y.read(t).buffer).every((byte) => byte === 0xa5));
        }
      }
    });
  }
}
