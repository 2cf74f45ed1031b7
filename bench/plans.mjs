// What a plan costs, in time and in bytes of scratch and tape: an instruction, and fused kernels beside the same
// computation in plain ops.
import { readFileSync } from "node:fs";
import * as w from "wengert";
import { best, buildNames, warmUp } from "./harness.mjs";

const { add, cast, div, mul, neg, placeholder, pow, sqrt, square, sub, zeros } = w;

// a chain of kernels on four numbers each: nothing to share, little to compute
function chain(length) {
  const x = placeholder("x", [4]);
  let y = x;
  for (let i = 0; i < length; i++) y = neg(add(y, 1));
  return { outputs: y };
}

const N = 65536;
function tanhGradient(written) {
  const x = placeholder("x", [N]);
  const d = placeholder("d", [N]);
  if (written) return { outputs: mul(sub(1, square(x)), d) };
  // the rule of tanh, at the node that it gets
  const [gradient] = w.gradients(w.tanh(x), [x], { cotangent: d });
  const [y] = gradient.inputs;
  return { outputs: w.substitute(gradient, new Map([[y, x]])) };
}

function crossEntropyGradient(written) {
  const x = placeholder("x", [1024, 1000]);
  const y = placeholder("y", [1024], "i32");
  if (!written) return { outputs: w.gradients(w.crossEntropy(x, y), [x])[0] };
  const oneHot = cast(w.equal(w.arange(1000), w.unsqueeze(y, -1)), "f32");
  return { outputs: div(sub(w.softmax(x), oneHot), 1024) };
}

function adamStep(written) {
  const p = w.parameter("p", zeros([N]));
  const g = placeholder("g", [N]);
  if (!written) return { outputs: [], updates: w.adam([p], [g], { lr: 1e-3 }) };
  const [m, v] = ["m", "v"].map((name) => w.parameter(name, zeros([N]), { trainable: false }));
  const step = w.parameter("step", zeros([], "i32"), { trainable: false });
  const t = cast(add(step, 1), "f32");
  const m2 = add(mul(0.9, m), mul(0.1, g));
  const v2 = add(mul(0.999, v), mul(0.001, square(g)));
  const size = add(sqrt(div(v2, sub(1, pow(0.999, t)))), 1e-8);
  const p2 = sub(p, mul(1e-3, div(div(m2, sub(1, pow(0.9, t))), size)));
  const updates = [
    [p, p2],
    [m, m2],
    [v, v2],
    [step, add(step, 1)],
  ];
  return { outputs: [], updates };
}

const cases = {
  "no instruction": () => chain(0),
  "2,000 instructions on 4 numbers": () => chain(1000),
  "gradient of tanh, 65,536: fused": () => tanhGradient(false),
  "gradient of tanh, 65,536: written out": () => tanhGradient(true),
  "gradient of cross-entropy, 1,024 × 1,000: fused": () => crossEntropyGradient(false),
  "gradient of cross-entropy, 1,024 × 1,000: written out": () => crossEntropyGradient(true),
  "Adam, 65,536: fused": () => adamStep(false),
  "Adam, 65,536: written out": () => adamStep(true),
};

export async function run() {
  const rows = [];
  for (const build of buildNames) {
    const module = new WebAssembly.Module(readFileSync(new URL(`../dist/wasm/${build}.wasm`, import.meta.url)));
    const plans = [];
    for (const make of Object.values(cases)) {
      const engine = await w.Engine.create({ module });
      const { outputs, updates = [] } = make();
      const executor = engine.executor(outputs, { updates });
      const plan = executor.plan();
      for (const p of executor.placeholders) plan.input(p.name).fill(p.dtype === "i32" ? 1 : 0.5);
      plans.push(plan);
    }
    const calls = plans.map((plan) => () => plan.run());
    await warmUp(calls, 100);
    const seconds = best(calls, 20);
    for (const [i, name] of Object.keys(cases).entries())
      rows.push({ build, plan: name, µs: seconds[i] * 1e6, bytes: plans[i].bytes });
  }
  return rows;
}
