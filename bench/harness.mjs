// Both builds of the kernels, arrays in their memory, and the best time of a call.
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import Benchmark from "benchmark";

// Node 20 has relaxed SIMD behind a flag.
if (Number.parseInt(process.versions.node, 10) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");

export const buildNames = ["simd", "relaxed"];

/** The exports of a WebAssembly file, path relative to the repository. */
export function instantiate(path) {
  const bytes = readFileSync(new URL(`../${path}`, import.meta.url));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
}

/** The kernels of one build and a bump allocator over one heap block of `bytes`. */
export function kernelHeap(name, bytes) {
  const kernels = instantiate(`dist/wasm/${name}.wasm`);
  const block = kernels.alloc(bytes) >>> 0;
  let next = block;
  return {
    kernels,
    /** An array of n small numbers, and its address. */
    array(type, n) {
      const pointer = (next + 63) & ~63;
      next = pointer + n * type.BYTES_PER_ELEMENT;
      if (next > block + bytes) throw new Error("bench: out of room");
      const values = new type(kernels.memory.buffer, pointer, n);
      for (let i = 0; i < n; i++) values[i] = (((i * 7919) % 201) + 1) / 64;
      return pointer;
    },
    reset() {
      next = block;
    },
  };
}

/** Thousands of short calls, then a pause: V8 does not tier up in the middle of a call, and compiles in a thread. */
export async function warmUp(call, times = 3000) {
  for (let i = 0; i < times; i++) call();
  await setTimeout(50);
  for (let i = 0; i < times; i++) call();
}

/** Seconds of the fastest sample of `call`, for about `maxTime` seconds: on a shared machine only the best repeats. */
export function best(call, maxTime = 0.3) {
  const bench = new Benchmark({ fn: call, maxTime, minTime: 0.01, minSamples: 5 });
  bench.run();
  if (bench.error) throw bench.error;
  return Math.min(...bench.stats.sample);
}
