// The machine's own peak in each build: GFLOP/s of multiply-adds, GB/s read and written by a copy.
import { best, buildNames, instantiate, warmUp } from "./harness.mjs";

const steps = 10_000;
const chains = [8, 10, 12];
const vector = { f32: 4, f64: 2 };

/** One build's yardsticks: `calls[type]` run the 8, 10 and 12 chains, `rate` turns their best seconds into GFLOP/s. */
export async function peakOf(name) {
  const kernels = instantiate(`dist/cli/peak-${name}.wasm`);
  const p = (kernels.heap() + 63) & ~63;
  const calls = {};
  for (const [type, array] of [
    ["f32", Float32Array],
    ["f64", Float64Array],
  ]) {
    const operands = p + (type === "f32" ? 0 : 64);
    new array(kernels.memory.buffer, operands, 2 * vector[type]).fill(0.5);
    calls[type] = chains.map((count) => {
      const kernel = kernels[`peak${count}_${type}`];
      return (n = steps) => kernel(operands, n);
    });
    await warmUp(calls[type].map((call) => () => call(100)));
  }
  return {
    calls,
    rate(type, seconds) {
      return Math.max(...seconds.map((time, i) => (steps * chains[i] * vector[type] * 2) / time)) / 1e9;
    },
    stream: (bytes) => kernels.stream(p, p + bytes, bytes),
  };
}

const small = 1 << 14;
const large = 1 << 25;

export async function run() {
  const rows = [];
  for (const build of buildNames) {
    const { calls, rate, stream } = await peakOf(build);
    await warmUp([() => stream(4096)]);
    const run = (call) => () => call();
    const times = best([...calls.f32.map(run), ...calls.f64.map(run), () => stream(small), () => stream(large)]);
    rows.push({
      build,
      "f32 GFLOP/s": rate("f32", times.slice(0, 3)),
      "f64 GFLOP/s": rate("f64", times.slice(3, 6)),
      "copy 16 KB GB/s": (2 * small) / times[6] / 1e9,
      "copy 32 MB GB/s": (2 * large) / times[7] / 1e9,
    });
  }
  return rows;
}
