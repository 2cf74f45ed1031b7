import test, { type ExecutionContext } from "ava";
import type { DType, Float, Node, Placeholder } from "wengert";
import * as w from "wengert";
import { type Array_, builds, type Case, numbers, oracle, Unsupported } from "./harness/oracle.js";

const engine = await w.Engine.create();
const tolerance = { f64: { r: 1e-10, a: 1e-12 }, f32: { r: 2e-5, a: 2e-6 } };

const failures: string[] = [];
function close(got: w.Tensor, expected: Array_, r: number, a: number, what: string): void {
  if (`${got.shape}` !== `${expected.shape}`)
    failures.push(`${what}: shape (${got.shape}), PyTorch has (${expected.shape})`);
  const want = numbers(expected);
  for (const [i, x] of want.entries()) {
    const y = got.data[i]!;
    const same = Object.is(x, y) || x === y || Math.abs(x - y) <= a + r * Math.abs(x);
    if (!same) failures.push(`${what}[${i}]: ${y}, PyTorch has ${x}`);
  }
}

/** Outputs, vector-Jacobian and Jacobian-vector products of one case in one dtype; true if it ran. */
function runCase(t: ExecutionContext, c: Case, dtype: Float): boolean {
  const build = builds[c.op];
  if (!build) return false;
  const types = { float: dtype, int: "i32", bool: "bool" } as const;
  const inputs: Placeholder[] = c.inputs.map((x, i) => w.placeholder(`x${i}`, x.shape, types[x.dtype] as DType));
  let outputs: Node[];
  if (c.error && !c.outputs) {
    t.throws(() => engine.run(build(inputs, c.attrs, c), feedsOf(c, inputs)), { instanceOf: w.WengertError }, c.id);
    return true;
  }
  try {
    const built = build(inputs, c.attrs, c);
    outputs = Array.isArray(built) ? built : [built];
  } catch (error) {
    if (error instanceof Unsupported) return false;
    throw error;
  }
  const feeds = feedsOf(c, inputs);
  const feed = (a: Array_, name: string): Placeholder => {
    const p = w.placeholder(name, a.shape, dtype);
    feeds.set(p, new w.Tensor(numbers(a), a.shape, dtype));
    return p;
  };
  const values = c[dtype] ?? { outputs: c.outputs!, grads: c.grads ?? [], jvp: [] };
  const { r, a } = dtype === "f64" ? { r: c.f64_rtol ?? tolerance.f64.r, a: tolerance.f64.a } : tolerance.f32;
  const id = `${c.id} ${dtype}`;
  for (const [i, y] of engine.run(outputs, feedsFor(outputs, feeds)).entries())
    close(y, values.outputs[i]!, r, a, `${id} output ${i}`);

  const differentiable = inputs.filter((_, i) => c.inputs[i]!.diff);
  const floats = outputs.filter((y) => y.dtype === dtype);
  // an op that says it has no derivative says so; PyTorch has zeros there
  if (outputs.some((y) => y.entry.derivative.kind === "none")) {
    t.throws(() => w.vjp(floats, differentiable, floats.map(w.onesLike)), {
      instanceOf: w.GraphError,
      message: /has no derivative/,
    });
    return true;
  }
  if (!c.quirk && values.grads.length && differentiable.length) {
    const cts =
      c.cotangents === "ones"
        ? floats.map(w.onesLike)
        : floats.map((_, i) => feed((c.cotangents as Array_[])[i]!, `ct${i}`));
    const grads = w.vjp(floats, differentiable, cts);
    for (const [i, g] of engine.run(grads, feedsFor(grads, feeds)).entries())
      close(g, values.grads[i]!, r, a, `${id} gradient ${i}`);
  }
  if (values.jvp?.length && c.tangents) {
    const ts = differentiable.map((_, i) => feed(c.tangents![i]!, `t${i}`));
    const dys = w.jvp(floats, differentiable, ts);
    for (const [i, dy] of engine.run(dys, feedsFor(dys, feeds)).entries())
      close(dy, values.jvp[i]!, r, a, `${id} jvp ${i}`);
  }
  return true;
}
function feedsOf(c: Case, inputs: readonly Placeholder[]): Map<Node, w.Value> {
  return new Map(inputs.map((p, i) => [p, new w.Tensor(numbers(c.inputs[i]!), c.inputs[i]!.shape, p.dtype)]));
}
function feedsFor(nodes: readonly Node[], feeds: ReadonlyMap<Node, w.Value>): Map<Node, w.Value> {
  return new Map(w.placeholders(nodes).map((p) => [p, feeds.get(p)!]));
}

let ran = 0;
let all = 0;
for (const [section, cases] of Object.entries(oracle.sections))
  test(`PyTorch: ${section}: values, gradients and directional derivatives agree`, (t) => {
    const missing: string[] = [];
    failures.length = 0;
    let here = 0;
    for (const c of cases) {
      const dtypes = c.f64 ? (["f64", "f32"] as const) : (["f64"] as const);
      const done = dtypes.map((dtype) => runCase(t, c, dtype)).every(Boolean);
      if (done) here++;
      else missing.push(c.id);
    }
    ran += here;
    all += cases.length;
    t.log(`${here} of ${cases.length} cases ran${missing.length ? `; no operator for ${missing.join(", ")}` : ""}`);
    t.deepEqual(failures, []);
  });
test.after(() => console.log(`PyTorch oracle: ${ran} of ${all} cases ran`));
