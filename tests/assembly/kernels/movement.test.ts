import test from "ava";
import { builds, draw, generator, lengths } from "../../harness/kernels.js";
import { type ArrayType, output } from "../../harness/output.js";

const widths: Record<8 | 32 | 64, ArrayType> = { 8: Uint8Array, 32: Int32Array, 64: Float64Array };
type Four = readonly [number, number, number, number];

function contiguous(sizes: Four): Four {
  return [sizes[1] * sizes[2] * sizes[3], sizes[2] * sizes[3], sizes[3], 1];
}
function* indices(n: Four): Generator<Four> {
  for (let i = 0; i < n[0]; i++)
    for (let j = 0; j < n[1]; j++) for (let k = 0; k < n[2]; k++) for (let l = 0; l < n[3]; l++) yield [i, j, k, l];
}
const dot = (a: Four, b: Four) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];

for (const build of builds) {
  for (const width of [8, 32, 64] as const) {
    const type = widths[width];
    const bytes = width / 8;

    test(`${build.name}: copy_${width} and fill_${width} at every length, unaligned`, (t) => {
      const random = generator(3);
      for (const n of lengths) {
        build.reset();
        const x = draw(type, n, random, 0, 200);
        const copied = output(build, type, n, bytes);
        build.kernels[`copy_${width}`](copied.pointer, build.put(x, 3), n);
        t.deepEqual(copied.read(t), x);
        const filled = output(build, type, n, 5);
        const value = draw(type, 1, random, 0, 200);
        build.kernels[`fill_${width}`](filled.pointer, build.put(value, 1), n);
        t.true(filled.read(t).every((v) => v === value[0]));
      }
    });

    test(`${build.name}: move_${width} permutes, broadcasts, flips and steps`, (t) => {
      const random = generator(4);
      const move = (n: Four, ys: Four, xs: Four, what: string) => {
        build.reset();
        // The span each side reaches, and the element at which it starts if strides are negative.
        const span = (s: Four) => s.reduce((sum, v, a) => sum + Math.abs(v) * Math.max(0, n[a]! - 1), 1);
        const start = (s: Four) => s.reduce((sum, v, a) => sum + (v < 0 ? -v * Math.max(0, n[a]! - 1) : 0), 0);
        const x = draw(type, span(xs), random, 0, 200);
        const y = output(build, type, span(ys), bytes);
        const before = y.read(t);
        const p = build.put(x, 1);
        build.kernels[`move_${width}`](y.pointer + start(ys) * bytes, p + start(xs) * bytes, ...n, ...ys, ...xs);
        for (const i of indices(n)) before[start(ys) + dot(i, ys)] = x[start(xs) + dot(i, xs)]!;
        t.deepEqual(y.read(t, what), before, `${what} n ${n} y ${ys} x ${xs}`);
      };
      const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 16, 17, 33];
      const size = () => sizes[Math.floor(random() * sizes.length)]!;
      for (const n2 of sizes) {
        for (const n3 of sizes) {
          const n: Four = [1, 2, n2, n3];
          const ys = contiguous(n);
          move(n, ys, ys, "contiguous");
          move(n, ys, [0, n2 * n3, 1, n2], "transposed");
          move(n, [0, n2 * n3, 1, n2], ys, "transposed, mirrored");
          move(n, ys, [0, 1, 2, 0], "splat");
          move(n, ys, [0, 0, 0, 1], "repeated row");
          move(n, ys, [0, n2 * n3, n3, -1], "flipped");
          move(n, [0, 3 * n2 * n3, 3 * n3, 3], ys, "stepped y");
          move(n, ys, [0, 2 * n2 * n3, 2 * n3, 2], "stepped x");
        }
      }
      for (let round = 0; round < 60; round++) {
        const n: Four = [size() % 4, size() % 5, size(), size()];
        const order = [0, 1, 2, 3].sort(() => random() - 0.5);
        const dense = contiguous(order.map((a) => n[a]!) as unknown as Four);
        const xs = [0, 0, 0, 0];
        for (const [place, a] of order.entries()) xs[a] = dense[place]! * (random() < 0.2 ? -1 : 1);
        move(n, contiguous(n), xs as unknown as Four, "permuted");
      }
    });
  }

  test(`${build.name}: arange_i32`, (t) => {
    for (const n of lengths) {
      build.reset();
      const y = output(build, Int32Array, n, 4);
      build.kernels.arange_i32(y.pointer, n);
      t.deepEqual([...y.read(t)], [...Array(n).keys()]);
    }
  });
}
