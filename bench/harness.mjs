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
export async function warmUp(calls, times = 3000) {
  for (const call of calls) for (let i = 0; i < times; i++) call();
  await setTimeout(300);
  for (const call of calls) for (let i = 0; i < 100; i++) call();
}

/**
 * Seconds of the fastest sample of each call. Rounds over all calls, so that a spell of another job on the machine
 * falls on all of them alike, and only the best repeats.
 */
export function best(calls, rounds = 6, maxTime = 0.03) {
  const seconds = calls.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [i, fn] of calls.entries()) {
      const bench = new Benchmark({ fn, maxTime, minTime: 0.001, minSamples: 3 }).run();
      if (bench.error) throw bench.error;
      seconds[i] = Math.min(seconds[i], ...bench.stats.sample);
    }
  }
  return seconds;
}
