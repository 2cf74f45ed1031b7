// wengert bench: the kernels of the package on this machine, called alone.
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { chooseMatmul, matmulWork } from "../ops/matmul-kernel.js";
import { instantiate, supportsRelaxedSimd } from "../runtime/instantiate.js";
import { UsageError } from "./errors.js";
import { printJson, table } from "./output.js";
import { peaksOf, type Timed } from "./peak.js";

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
interface Work extends Timed, Pick<Row, "kernel" | "dtype" | "size"> {}
interface Peak {
  readonly build: Row["build"];
  readonly f32Gflops: number;
  readonly f64Gflops: number;
  /** read and written by a copy of 16 KB, and of 32 MB */
  readonly cacheGigabytesPerSecond: number;
  readonly memoryGigabytesPerSecond: number;
}

const [squares, lengths] = [
  [64, 256, 512],
  [10_000, 1_000_000],
] as const;
const sizes = { f32: 4, f64: 8 } as const;

export function addBench(program: Command): void {
  program
    .command("bench")
    .description("the machine's peak, and how fast the kernels are on it, in both builds: matmul, exp, add and sum")
    .option("--time <ms>", "milliseconds to spend on each row, 1 to 10000", "60")
    .option("--json", "print one JSON object", false)
    .addHelpText(
      "after",
      "\nThe fastest call counts. The peak is that of multiply-adds in registers, and of a copy in a cache (16 KB) and in\n" +
        "memory (32 MB). GFLOP/s are 2n³ operations of a square matmul, GB/s the bytes that a kernel reads and writes.\n\n" +
        "Example:\n  $ npx wengert bench",
    )
    .action(bench);
}

async function bench({ time, json }: { readonly time: string; readonly json: boolean }): Promise<void> {
  const milliseconds = Number(time);
  if (!(milliseconds >= 1 && milliseconds <= 10_000)) throw new UsageError(`--time is 1 to 10000 ms, not "${time}"`);
  const builds = supportsRelaxedSimd() ? (["simd", "relaxed"] as const) : (["simd"] as const);
  const rate = (work: Timed) => work.amount / fastest(work.call, milliseconds / 1000) / 1e9;
  const peaks: Peak[] = [];
  const rows: Row[] = [];
  for (const build of builds) {
    const { chains, copy } = peaksOf(build);
    const [inCache, inMemory] = [copy(1 << 14), copy(1 << 25)];
    const works = workOf(instantiate(readFileSync(new URL(`../wasm/${build}.wasm`, import.meta.url))));
    await warmUp([...chains.f32, ...chains.f64, inCache, ...works]);
    peaks.push({
      build,
      f32Gflops: Math.max(...chains.f32.map(rate)),
      f64Gflops: Math.max(...chains.f64.map(rate)),
      cacheGigabytesPerSecond: rate(inCache),
      memoryGigabytesPerSecond: rate(inMemory),
    });
    for (const { kernel, dtype, size, ...work } of works) {
      const speed = rate(work);
      const rates = kernel === "matmul" ? { gflops: speed } : { gigabytesPerSecond: speed };
      rows.push({ build, kernel, dtype, size, microseconds: work.amount / speed / 1e3, ...rates });
    }
  }
  const runtime = `Node ${process.versions.node}`;
  if (json) {
    printJson({ runtime, peaks, rows });
    return;
  }
  const right = true;
  const digits = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  console.log(`${runtime}; the peak of the machine, multiply-adds in registers and bytes copied:\n`);
  console.log(
    table(
      [
        { title: "build" },
        { title: "f32 GFLOP/s", right },
        { title: "f64 GFLOP/s", right },
        { title: "GB/s in a cache", right },
        { title: "GB/s in memory", right },
      ],
      peaks.map(({ build, ...rates }) => [build, ...Object.values(rates).map(digits)]),
    ),
  );
  console.log(
    `\n${table(
      [
        { title: "build" },
        { title: "kernel" },
        { title: "n", right },
        { title: "µs", right },
        { title: "rate", right },
        { title: "of the peak", right },
      ],
      rows.map(({ build, kernel, dtype, size, microseconds, gflops, gigabytesPerSecond }) => {
        const peak = peaks.find((entry) => entry.build === build)![`${dtype}Gflops`];
        const speed = gflops === undefined ? `${digits(gigabytesPerSecond!)} GB/s` : `${digits(gflops)} GFLOP/s`;
        const share = gflops === undefined ? "" : `${((100 * gflops) / peak).toFixed(0)} %`;
        return [build, `${kernel} ${dtype}`, String(size), digits(microseconds), speed, share];
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
      const multiply = (n: number) =>
        kernel === "packed" ? packed(y, a, b, n, n, n, n, 1, n, 1, n, scratch) : direct(y, a, b, n, n, n, n, 1, n, n);
      return {
        kernel: "matmul",
        dtype,
        size: n,
        amount: 2 * n ** 3,
        call: () => multiply(n),
        warm: () => multiply(24),
      };
    });
    const streams: readonly [kernel: string, arrays: number, run: (n: number) => void][] = [
      ["exp", 2, (n) => exp(y, a, n)],
      ["add", 3, (n) => add(y, a, b, n)],
      ["sum", 1, (n) => sum(y, a, 1, n, 1)],
    ];
    const rows = lengths.flatMap((size) =>
      streams.map(([kernel, arrays, run]): Work => {
        const amount = arrays * size * bytes;
        return { kernel, dtype, size, amount, call: () => run(size), warm: () => run(100) };
      }),
    );
    return [...matmuls, ...rows];
  });
}

function array(kernels: Kernels, length: number): number {
  return kernels.alloc(length * 8) >>> 0;
}

// Thousands of short calls, then a pause: V8 does not tier up in the middle of a call, and compiles in a thread.
async function warmUp(works: readonly Timed[]): Promise<void> {
  for (const { warm } of works) for (let i = 0; i < 3000; i++) warm();
  await setTimeout(300);
  for (const { warm } of works) for (let i = 0; i < 100; i++) warm();
}

// Seconds of the fastest call; short ones are timed many at a time.
function fastest(call: () => void, budget: number): number {
  const start = performance.now();
  let [count, best] = [1, Number.POSITIVE_INFINITY];
  for (;;) {
    const begin = performance.now();
    for (let i = 0; i < count; i++) call();
    const end = performance.now();
    const seconds = (end - begin) / 1000;
    // a clock of some resolution measures what takes a hundredth of the budget
    if (seconds >= budget / 100) best = Math.min(best, seconds / count);
    else count *= 2;
    if (end - start > budget * 1000 && best < Number.POSITIVE_INFINITY) return best;
  }
}
