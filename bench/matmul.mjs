// Square matmul, GFLOP/s and the share of the peak measured in the same run.
import { chooseMatmul, matmulWork } from "../dist/ops/matmul-kernel.js";
import { best, buildNames, kernelHeap, warmUp } from "./harness.mjs";
import { peaks } from "./peak.mjs";

export const sizes = [64, 128, 256, 512, 1024];
const types = { f32: Float32Array, f64: Float64Array };

/** Seconds of one (n,n)·(n,n) product. */
export async function squareMatmul(heap, type, n) {
  heap.reset();
  const [c, a, b] = [0, 0, 0].map(() => heap.array(types[type], n * n));
  const work = heap.array(Uint8Array, matmulWork[type]);
  const { [`matmul_packed_${type}`]: packed, [`matmul_direct_${type}`]: direct } = heap.kernels;
  const bytes = types[type].BYTES_PER_ELEMENT;
  const kernel = chooseMatmul({ m: n, n, k: n, rsA: n, csA: 1, rsB: n, csB: 1, bytes });
  const call =
    kernel === "direct"
      ? (n) => direct(c, a, b, n, n, n, n, 1, n, n)
      : (n) => packed(c, a, b, n, n, n, n, 1, n, 1, n, work);
  await warmUp(() => call(32));
  return best(() => call(n), 0.5);
}

export async function run() {
  const limits = await peaks();
  const rows = [];
  for (const build of buildNames) {
    const heap = kernelHeap(build, 1 << 26);
    for (const type of Object.keys(types)) {
      const row = { build, type };
      for (const n of sizes) {
        const rate = (2 * n ** 3) / (await squareMatmul(heap, type, n)) / 1e9;
        row[n] = rate;
        row[`${n} %`] = (100 * rate) / limits[build][type];
      }
      rows.push(row);
    }
  }
  return rows;
}
