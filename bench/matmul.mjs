// Square matmul, GFLOP/s and the share of the peak measured in the same run.
import { chooseMatmul, matmulWork } from "../dist/ops/matmul-kernel.js";
import { best, buildNames, kernelHeap, warmUp } from "./harness.mjs";
import { peakOf } from "./peak.mjs";

const sizes = [64, 128, 256, 512, 1024];
const types = { f32: Float32Array, f64: Float64Array };

/** A call for each size n, (n,n)·(n,n) by the kernel that `chooseMatmul` picks, warmed up. */
export async function squareMatmuls(heap, type, sizes) {
  heap.reset();
  const largest = Math.max(...sizes);
  const [c, a, b] = [0, 0, 0].map(() => heap.array(types[type], largest ** 2));
  const work = heap.array(Uint8Array, matmulWork[type]);
  const { [`matmul_packed_${type}`]: packed, [`matmul_direct_${type}`]: direct } = heap.kernels;
  const kernels = {
    packed: (n) => packed(c, a, b, n, n, n, n, 1, n, 1, n, work),
    direct: (n) => direct(c, a, b, n, n, n, n, 1, n, n),
  };
  await warmUp(Object.values(kernels).map((kernel) => () => kernel(24)));
  const bytes = types[type].BYTES_PER_ELEMENT;
  return sizes.map((n) => {
    const kernel = kernels[chooseMatmul({ m: n, n, k: n, rsA: n, csA: 1, rsB: n, csB: 1, bytes })];
    return () => kernel(n);
  });
}

export async function run() {
  const rows = [];
  for (const build of buildNames) {
    const heap = kernelHeap(build, 1 << 26);
    const peak = await peakOf(build);
    for (const type of Object.keys(types)) {
      const limits = peak.calls[type].map((call) => () => call());
      const times = best([...limits, ...(await squareMatmuls(heap, type, sizes))], 12);
      const limit = peak.rate(type, times.splice(0, limits.length));
      const row = { build, type, peak: limit };
      for (const [i, n] of sizes.entries()) {
        const rate = (2 * n ** 3) / times[i] / 1e9;
        row[`n=${n}`] = rate;
        row[`${n}, %`] = (100 * rate) / limit;
      }
      rows.push(row);
    }
  }
  return rows;
}
