// wengert bench: the kernels of the package on this machine, called alone.
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { chooseMatmul, matmulWork } from "../ops/matmul-kernel.js";
import { instantiate, supportsRelaxedSimd } from "../runtime/instantiate.js";
import { UsageError } from "./errors.js";
import { printJson, table } from "./output.js";

type Kernels = ReturnType<typeof instantiate>;
interface Row {
  readonly build: "simd" | "relaxed";
  readonly kernel: string;
  readonly dtype: "f32" | "f64";
  readonly size: number;
  readonly microseconds: number;
  /** matmul: 2n³ operations */
  readonly gflops?: number;
  /** the rest: bytes read and written */
  readonly gigabytesPerSecond?: number;
}
interface Work extends Omit<Row, "build" | "microseconds" | "gflops" | "gigabytesPerSecond"> {
  /** bytes or operations of a call */
  readonly amount: number;
  readonly call: () => void;
}

const [squares, lengths] = [
  [64, 256, 512],
  [10_000, 1_000_000],
] as const;
const sizes = { f32: 4, f64: 8 } as const;

export function addBench(program: Command): void {
  program
    .command("bench")
    .description("how fast the kernels are here, in both builds: matmul, exp, add and sum")
    .option("--time <ms>", "milliseconds to spend on each row, 1 to 10000", "60")
    .option("--json", "print one JSON object", false)
    .addHelpText(
      "after",
      "\nThe fastest call counts. GFLOP/s are 2n³ operations of a square matmul, GB/s the bytes that a kernel reads and\n" +
        "writes. The peak is the best matmul of a build: what is reached here, below what the processor could do.\n\n" +
        "Example:\n  $ npx wengert bench",
    )
    .action(bench);
}

function bench({ time, json }: { readonly time: string; readonly json: boolean }): void {
  const milliseconds = Number(time);
  if (!(milliseconds >= 1 && milliseconds <= 10_000)) throw new UsageError(`--time is 1 to 10000 ms, not "${time}"`);
  const builds = supportsRelaxedSimd() ? (["simd", "relaxed"] as const) : (["simd"] as const);
  const rows = builds.flatMap((build) => {
    const kernels = instantiate(readFileSync(new URL(`../wasm/${build}.wasm`, import.meta.url)));
    return workOf(kernels).map(({ amount, call, ...about }): Row => {
      const seconds = fastest(call, milliseconds / 1000);
      const rate = amount / seconds / 1e9;
      const rates = about.kernel === "matmul" ? { gflops: rate } : { gigabytesPerSecond: rate };
      return { build, ...about, microseconds: seconds * 1e6, ...rates };
    });
  });
  const peaks = builds.flatMap((build) =>
    (["f32", "f64"] as const).map((dtype) => {
      const rates = rows.filter((row) => row.build === build && row.dtype === dtype).map((row) => row.gflops ?? 0);
      return { build, dtype, gflops: Math.max(...rates) };
    }),
  );
  const runtime = `Node ${process.versions.node}`;
  if (json) {
    printJson({ runtime, peaks, rows });
    return;
  }
  const right = true;
  const head = [{ title: "build" }, { title: "kernel" }, { title: "n", right }, { title: "µs", right }];
  const digits = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  console.log(`${runtime}; the best matmul of a build, what is called the peak here:\n`);
  console.log(
    table(
      [{ title: "build" }, { title: "dtype" }, { title: "GFLOP/s", right }],
      peaks.map(({ build, dtype, gflops }) => [build, dtype, digits(gflops)]),
    ),
  );
  console.log(
    `\n${table(
      [...head, { title: "rate", right }, { title: "of the peak", right }],
      rows.map(({ build, kernel, dtype, size, microseconds, gflops, gigabytesPerSecond }) => {
        const peak = peaks.find((entry) => entry.build === build && entry.dtype === dtype)!.gflops;
        const rate = gflops === undefined ? `${digits(gigabytesPerSecond!)} GB/s` : `${digits(gflops)} GFLOP/s`;
        const share = gflops === undefined ? "" : `${((100 * gflops) / peak).toFixed(0)} %`;
        return [build, `${kernel} ${dtype}`, String(size), digits(microseconds), rate, share];
      }),
    )}`,
  );
  if (builds.length === 1) console.log("\nThis runtime does not take the relaxed build.");
}

function workOf(kernels: Kernels): Work[] {
  const most = Math.max(...lengths, squares.at(-1)! ** 2);
  const [y, a, b] = [0, 0, 0].map(() => array(kernels, most)) as [number, number, number];
  const scratch = kernels.alloc(matmulWork.f64) >>> 0;
  return (["f32", "f64"] as const).flatMap((dtype) => {
    const bytes = sizes[dtype];
    const Type = dtype === "f32" ? Float32Array : Float64Array;
    for (const at of [a, b]) {
      const values = new Type(kernels.memory.buffer, at, most);
      for (const i of values.keys()) values[i] = (((i * 7919) % 201) + 1) / 64;
    }
    const { [`exp_${dtype}` as const]: exp, [`add_${dtype}` as const]: add, [`sum_${dtype}` as const]: sum } = kernels;
    const { [`matmul_packed_${dtype}` as const]: packed, [`matmul_direct_${dtype}` as const]: direct } = kernels;
    const matmuls = squares.map((n): Work => {
      const kernel = chooseMatmul({ m: n, n, k: n, rsA: n, csA: 1, rsB: n, csB: 1, bytes });
      const call =
        kernel === "packed"
          ? () => packed(y, a, b, n, n, n, n, 1, n, 1, n, scratch)
          : () => direct(y, a, b, n, n, n, n, 1, n, n);
      return { kernel: "matmul", dtype, size: n, amount: 2 * n ** 3, call };
    });
    const streams = lengths.flatMap((n): Work[] => [
      { kernel: "exp", dtype, size: n, amount: 2 * n * bytes, call: () => exp(y, a, n) },
      { kernel: "add", dtype, size: n, amount: 3 * n * bytes, call: () => add(y, a, b, n) },
      { kernel: "sum", dtype, size: n, amount: n * bytes, call: () => sum(y, a, 1, n, 1) },
    ]);
    return [...matmuls, ...streams];
  });
}

function array(kernels: Kernels, length: number): number {
  return kernels.alloc(length * 8) >>> 0;
}

// Seconds of the fastest call; short ones are timed many at a time. The first third warms up.
function fastest(call: () => void, budget: number): number {
  const start = performance.now();
  let [count, best] = [1, Number.POSITIVE_INFINITY];
  for (;;) {
    const begin = performance.now();
    for (let i = 0; i < count; i++) call();
    const end = performance.now();
    const seconds = (end - begin) / 1000;
    if (seconds < budget / 100) count *= 2;
    if (end - start > (budget * 1000) / 3) best = Math.min(best, seconds / count);
    if (end - start > budget * 1000 && best < Number.POSITIVE_INFINITY) return best;
  }
}
