// Calls of several engines, timed in rounds in one run.
import { setTimeout } from "node:timers/promises";

/** Calls for about `milliseconds`; the fastest, in seconds. A call may return a promise. */
export async function fastest(call, milliseconds) {
  let best = Number.POSITIVE_INFINITY;
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    const start = performance.now();
    await call();
    best = Math.min(best, performance.now() - start);
  }
  return best / 1e3;
}

/**
 * Seconds of the fastest call of each work in each engine. `engines` has, by name, a function that starts the engine and
 * returns a function from a work to a call, or to undefined where the engine cannot do it. What does not start is left out
 * and said.
 */
export async function race(engines, works) {
  const calls = new Map();
  for (const [name, start] of Object.entries(engines)) {
    try {
      const prepare = await start();
      const own = new Map();
      for (const work of works) {
        const call = await prepare(work);
        if (call) await fastest(call, 300);
        own.set(work, call);
      }
      calls.set(name, own);
    } catch (error) {
      console.log(`SKIP ${name}: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    }
  }
  await setTimeout(300);
  // rounds over all engines, so that a spell of another job on the machine falls on all of them alike
  const seconds = new Map([...calls.keys()].map((name) => [name, new Map()]));
  for (let round = 0; round < 8; round++)
    for (const work of works)
      for (const [name, own] of calls) {
        const call = own.get(work);
        if (!call) continue;
        const best = seconds.get(name);
        best.set(work, Math.min(best.get(work) ?? Number.POSITIVE_INFINITY, await fastest(call, 100)));
      }
  return seconds;
}

/** tfjs on its WebAssembly backend, one thread. */
export async function startTensorflow() {
  const tf = await import("@tensorflow/tfjs");
  const { setThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
  setThreadsCount(1);
  await tf.setBackend("wasm");
  await tf.ready();
  return tf;
}

/** jax-js on its WebAssembly backend, one thread. */
export async function startJax() {
  // another peer defines it; jax-js would start threads, which its blob: URLs cannot in Node
  delete globalThis.Worker;
  const jax = await import("@jax-js/jax");
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  return jax;
}
