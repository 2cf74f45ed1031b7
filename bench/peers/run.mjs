// Square f32 matmul on one thread in other engines and in wengert's kernels, in one run. GFLOP/s, and wengert's speed
// over the peer's. `npm ci` here and `npm run build` in the repository come first.
import { setTimeout } from "node:timers/promises";
import { kernelHeap } from "../harness.mjs";
import { squareMatmuls } from "../matmul.mjs";
import { matmulModel } from "./onnx.mjs";

const sizes = [64, 256, 1024];
const operand = (n) => Float32Array.from({ length: n * n }, (_, i) => (((i * 7919) % 201) + 1) / 64);

// Each engine gives, for a size, a function that computes one product to its end.
const engines = {
  async wengert() {
    const heap = kernelHeap("relaxed", 1 << 25);
    const calls = await squareMatmuls(heap, "f32", sizes);
    return (n) => calls[sizes.indexOf(n)];
  },
  async "wengert, SIMD128"() {
    const heap = kernelHeap("simd", 1 << 25);
    const calls = await squareMatmuls(heap, "f32", sizes);
    return (n) => calls[sizes.indexOf(n)];
  },
  async "tfjs-backend-wasm"() {
    const tf = await import("@tensorflow/tfjs-core");
    const { setThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
    setThreadsCount(1);
    await tf.setBackend("wasm");
    await tf.ready();
    return (n) => {
      const a = tf.tensor2d(operand(n), [n, n]);
      const b = tf.tensor2d(operand(n), [n, n]);
      return () => tf.matMul(a, b).dispose();
    };
  },
  async "onnxruntime-web"() {
    const ort = await import("onnxruntime-web/wasm");
    ort.env.wasm.numThreads = 1;
    return async (n) => {
      const session = await ort.InferenceSession.create(matmulModel(n), { executionProviders: ["wasm"] });
      const feeds = {
        a: new ort.Tensor("float32", operand(n), [n, n]),
        b: new ort.Tensor("float32", operand(n), [n, n]),
      };
      return () => session.run(feeds);
    };
  },
  async "jax-js"() {
    // Another peer defines it; jax-js would start threads, which its blob: URLs cannot in Node.
    delete globalThis.Worker;
    const { defaultDevice, init, jit, numpy } = await import("@jax-js/jax");
    await init("wasm");
    defaultDevice("wasm");
    const product = jit((a, b) => numpy.matmul(a, b));
    return (n) => {
      const a = numpy.array(operand(n)).reshape([n, n]);
      const b = numpy.array(operand(n)).reshape([n, n]);
      return async () => {
        const c = product(a.ref, b.ref);
        await c.blockUntilReady();
        c.dispose();
      };
    };
  },
};

// Calls for about `milliseconds`; the fastest, in seconds.
async function fastest(call, milliseconds) {
  let best = Number.POSITIVE_INFINITY;
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    const start = performance.now();
    await call();
    best = Math.min(best, performance.now() - start);
  }
  return best / 1e3;
}

const calls = {};
for (const [name, start] of Object.entries(engines)) {
  try {
    const prepare = await start();
    const own = {};
    for (const n of sizes) {
      own[n] = await prepare(n);
      await fastest(own[n], 200);
    }
    calls[name] = own;
  } catch (error) {
    console.log(`SKIP ${name}: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
  }
}
await setTimeout(300);

// Rounds over all engines, so that a spell of another job on the machine falls on all of them alike.
const rates = Object.fromEntries(Object.keys(calls).map((name) => [name, {}]));
for (let round = 0; round < 8; round++) {
  for (const n of sizes) {
    for (const [name, own] of Object.entries(calls)) {
      const rate = (2 * n ** 3) / (await fastest(own[n], 100)) / 1e9;
      rates[name][n] = Math.max(rates[name][n] ?? 0, rate);
    }
  }
}
const row = (name) =>
  sizes.flatMap((n) => [
    [`n=${n}`, Number(rates[name][n].toPrecision(3))],
    [`wengert ×, ${n}`, Number((rates.wengert[n] / rates[name][n]).toPrecision(3))],
  ]);
console.log(`Node ${process.versions.node}, GFLOP/s`);
console.table(Object.fromEntries(Object.keys(rates).map((name) => [name, Object.fromEntries(row(name))])));
