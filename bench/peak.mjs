// The machine's own peak in each build: GFLOP/s of multiply-adds, GB/s read and written by a copy.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { best, buildNames, instantiate, warmUp } from "./harness.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const options = "--config none --optimizeLevel 3 --noAssert --runtime stub --initialMemory 2048 --enable simd";

async function compile(name) {
  mkdirSync(`${root}build/bench`, { recursive: true });
  const outFile = `build/bench/peak-${name}.wasm`;
  const flags = [...options.split(" "), ...(name === "relaxed" ? ["--enable", "relaxed-simd"] : [])];
  const { error, stderr } = await asc.main([
    "bench/assembly/peak.ts",
    ...flags,
    "--outFile",
    outFile,
    "--baseDir",
    root,
  ]);
  if (error) throw new Error(`${stderr}`, { cause: error });
  return instantiate(outFile);
}

const steps = 10_000;
const chains = [8, 10, 12];
const lanes = { f32: 4, f64: 2 };

async function flops(kernels, type, p) {
  const rates = [];
  for (const count of chains) {
    const kernel = kernels[`peak${count}_${type}`];
    await warmUp(() => kernel(p, 100));
    rates.push((steps * count * lanes[type] * 2) / best(() => kernel(p, steps)));
  }
  return Math.max(...rates) / 1e9;
}

async function bandwidth(kernels, p, bytes) {
  await warmUp(() => kernels.stream(p, p + 4096, 4096));
  return (2 * bytes) / best(() => kernels.stream(p, p + bytes, bytes)) / 1e9;
}

async function measure(name) {
  const kernels = await compile(name);
  const p = (kernels.heap() + 63) & ~63;
  new Float32Array(kernels.memory.buffer, p, 8).fill(0.5);
  const f32 = await flops(kernels, "f32", p);
  new Float64Array(kernels.memory.buffer, p, 4).fill(0.5);
  const f64 = await flops(kernels, "f64", p);
  return { f32, f64, cache: await bandwidth(kernels, p, 1 << 14), memory: await bandwidth(kernels, p, 1 << 25) };
}

let measured;
/** { simd, relaxed }, each { f32, f64 } in GFLOP/s and { cache, memory } in GB/s. Measured once a run. */
export async function peaks() {
  if (!measured) {
    measured = {};
    for (const name of buildNames) measured[name] = await measure(name);
  }
  return measured;
}

export async function run() {
  return Object.entries(await peaks()).map(([build, peak]) => ({
    build,
    "f32 GFLOP/s": peak.f32,
    "f64 GFLOP/s": peak.f64,
    "copy 16 KB GB/s": peak.cache,
    "copy 32 MB GB/s": peak.memory,
  }));
}
