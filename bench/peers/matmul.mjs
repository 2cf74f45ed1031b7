// Square f32 matmul on one thread in other engines and in wengert's kernels: GFLOP/s, and wengert's speed over the peer's.
import { kernelHeap } from "../harness.mjs";
import { squareMatmuls } from "../matmul.mjs";
import { matmulModel } from "./onnx.mjs";
import { race, startJax, startTensorflow } from "./timing.mjs";

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
    const tf = await startTensorflow();
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
    const { jit, numpy } = await startJax();
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

/** A table of GFLOP/s. */
export async function run() {
  const seconds = await race(engines, sizes);
  const rate = (name, n) => (2 * n ** 3) / seconds.get(name).get(n) / 1e9;
  const row = (name) =>
    sizes.flatMap((n) => [
      [`n=${n}`, Number(rate(name, n).toPrecision(3))],
      [`wengert ×, ${n}`, Number((rate("wengert", n) / rate(name, n)).toPrecision(3))],
    ]);
  return Object.fromEntries([...seconds.keys()].map((name) => [name, Object.fromEntries(row(name))]));
}
