// Derivatives of small networks on one thread, f32, in other engines and in wengert: µs, and wengert's speed over the
// peer's. The loss is mean((tanh(x·w₁ + b₁)·w₂ + b₂ − y)²), its weights the variables. onnxruntime-web has no gradients.
import { readFileSync } from "node:fs";
import * as w from "../../dist/bare.js";
import "../harness.mjs"; // relaxed SIMD on Node 20
import { race, startJax, startTensorflow } from "./timing.mjs";

const networks = {
  "4-16-1, batch 1": { sizes: [4, 16, 1], batch: 1 },
  "784-128-10, batch 32": { sizes: [784, 128, 10], batch: 32 },
};
const works = Object.keys(networks).flatMap((name) => [`${name}: value and gradient`, `${name}: Hessian · vector`]);
const networkOf = (work) => networks[work.split(":")[0]];
const isGradient = (work) => work.endsWith("gradient");

/** x, y, w₁, b₁, w₂, b₂: their shapes, and the same numbers in every engine. */
function shapesOf({ sizes: [n, hidden, m], batch }) {
  return [[batch, n], [batch, m], [n, hidden], [hidden], [hidden, m], [m]];
}
const numbers = (shape) => {
  const count = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length: count }, (_, i) => (((i * 7919) % 201) - 100) / 1000);
};

async function wengert(build) {
  const module = new WebAssembly.Module(readFileSync(new URL(`../../dist/wasm/${build}.wasm`, import.meta.url)));
  const engine = await w.Engine.create({ module });
  return (work) => {
    const nodes = shapesOf(networkOf(work)).map((shape, i) => w.placeholder(`p${i}`, shape));
    const [x, y, w1, b1, w2, b2] = nodes;
    const hidden = w.tanh(w.add(w.matmul(x, w1), b1));
    const loss = w.mean(w.square(w.sub(w.add(w.matmul(hidden, w2), b2), y)));
    const weights = nodes.slice(2);
    const outputs = isGradient(work) ? [loss, ...w.gradients(loss, weights)] : w.hvp(loss, weights, weights);
    const executor = engine.executor(outputs);
    const plan = executor.plan();
    const feeds = executor.placeholders.map(({ name, shape }) => [name, numbers(shape)]);
    return () => {
      for (const [name, values] of feeds) plan.input(name).set(values);
      plan.run();
    };
  };
}

const engines = {
  wengert: () => wengert("relaxed"),
  "wengert, SIMD128": () => wengert("simd"),
  async "tfjs-backend-wasm"() {
    const tf = await startTensorflow();
    return (work) => {
      const [x, y, ...weights] = shapesOf(networkOf(work)).map((shape) => tf.tensor(numbers(shape), shape));
      const loss = (w1, b1, w2, b2) => {
        const hidden = tf.tanh(tf.add(tf.matMul(x, w1), b1));
        return tf.mean(tf.square(tf.sub(tf.add(tf.matMul(hidden, w2), b2), y)));
      };
      if (isGradient(work)) {
        const both = tf.valueAndGrads(loss);
        return () => tf.tidy(() => void both(weights));
      }
      const slopes = tf.grads(loss);
      const vector = weights.map((v) => v.clone()); // a tensor of its own: no variable
      const along = (...at) => tf.addN(slopes(at).map((slope, i) => tf.sum(tf.mul(slope, vector[i]))));
      const second = tf.grads(along);
      return () => tf.tidy(() => void second(weights));
    };
  },
  async "jax-js"() {
    const { grad, jit, jvp, numpy: np, valueAndGrad } = await startJax();
    return (work) => {
      const inputs = shapesOf(networkOf(work)).map((shape) => np.array(numbers(shape)).reshape(shape));
      const [x, y, ...weights] = inputs;
      const loss = ([w1, b1, w2, b2], x, y) => {
        const hidden = np.tanh(np.matmul(x, w1).add(b1));
        return np.mean(np.square(np.matmul(hidden, w2).add(b2).sub(y)));
      };
      const refs = (list) => list.map((v) => v.ref);
      const product = (ws, vs, x, y) => jvp((at) => grad(loss)(at, x, y), [ws], [vs])[1];
      const compiled = jit(isGradient(work) ? (ws, x, y) => valueAndGrad(loss)(ws, x, y) : product);
      return async () => {
        const operands = isGradient(work) ? [refs(weights)] : [refs(weights), refs(weights)];
        const results = compiled(...operands, x.ref, y.ref).flat();
        for (const result of results) await result.blockUntilReady();
        for (const result of results) result.dispose();
      };
    };
  },
};

/** A table of µs, a row a work. */
export async function run() {
  const seconds = await race(engines, works);
  const digits = (value) => (value === undefined ? undefined : Number(value.toPrecision(3)));
  const rowOf = (work) => {
    const row = {};
    const ours = seconds.get("wengert").get(work);
    for (const [name, best] of seconds) row[name] = digits(best.get(work) * 1e6);
    for (const [name, best] of seconds)
      if (!name.startsWith("wengert")) row[`wengert ×, ${name}`] = digits(best.get(work) / ours);
    return row;
  };
  return Object.fromEntries(works.map((work) => [work, rowOf(work)]));
}
