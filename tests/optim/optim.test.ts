import test from "ava";
import type { Float, Node, Parameter } from "wengert";
import * as w from "wengert";
import { numbers, oracle, type Trace } from "../harness/oracle.js";

const { problem } = oracle.optimizers;
type Make = (ps: Parameter[], gs: Node[], h: Trace["hyper"]) => Map<Parameter, Node>;
const sgd: Make = (ps, gs, h) =>
  w.sgd(ps, gs, {
    lr: h.lr as number,
    momentum: h.momentum as number,
    dampening: h.dampening as number,
    weightDecay: h.weight_decay as number,
    nesterov: h.nesterov as boolean,
  });
const adam =
  (f: typeof w.adam): Make =>
  (ps, gs, h) =>
    f(ps, gs, {
      lr: h.lr as number,
      betas: h.betas as [number, number],
      eps: h.eps as number,
      weightDecay: h.weight_decay as number,
    });
const optimizers: Readonly<Record<string, Make>> = { adam: adam(w.adam), adam_l2: adam(w.adam), adamw: adam(w.adamw) };
const makeOf = (trace: Trace): Make | undefined =>
  trace.optimizer.startsWith("sgd") ? sgd : optimizers[trace.optimizer];

function problemOf(dtype: Float) {
  const X = w.constant(new w.Tensor(numbers(problem.X), problem.X.shape, dtype), dtype);
  const y = w.constant(problem.y, dtype);
  const weight = w.parameter("w", w.constant(problem.w0, dtype));
  const bias = w.parameter("b", w.constant(problem.b0, dtype));
  const loss = w.add(
    w.binaryCrossEntropy(w.add(w.matmul(X, weight), bias), y),
    w.mul(0.5, w.square(w.sub(w.sum(w.square(weight)), 1))),
  );
  return { loss, ps: [weight, bias] };
}

for (const trace of oracle.optimizers.traces.filter(makeOf))
  for (const checkFinite of [false, true])
    test(`PyTorch: ${trace.id} follows the trace${checkFinite ? ", staged by checkFinite" : ", committed in place"}`, async (t) => {
      const { loss, ps } = problemOf(trace.dtype);
      const engine = await w.Engine.create();
      const updates = makeOf(trace)!(ps, w.gradients(loss, ps), trace.hyper);
      const train = engine.executor(loss, { updates, checkFinite });
      const tolerance = trace.dtype === "f64" ? 1e-11 : 2e-5;
      const near = (x: number, y: number, what: string) => {
        if (!(Math.abs(x - y) <= tolerance * (1 + Math.abs(y)))) t.fail(`${what}: ${x}, not ${y}`);
      };
      for (const [i, step] of trace.trace.entries()) {
        near(train.run().item(), step.loss, `step ${i}: loss`);
        const values = engine.read(ps);
        for (const [k, x] of step.w.entries()) near(values.w!.data[k]!, x, `step ${i}: w[${k}]`);
        for (const [k, x] of step.b.entries()) near(values.b!.data[k]!, x, `step ${i}: b[${k}]`);
      }
      t.is(engine.calls > trace.trace.length, true);
    });

test("PyTorch optimizers: which traces ran", (t) => {
  const { traces } = oracle.optimizers;
  const ran = traces.filter(makeOf).map((trace) => trace.id);
  t.log(`${ran.length} of ${traces.length} ran: ${ran.join(", ")}`);
  t.true(ran.length >= 10);
});

test("a derivative through an optimizer's step: of the loss after one step, by its learning rate", async (t) => {
  const engine = await w.Engine.create();
  const p = w.parameter("p", w.constant([1, -2], "f64"));
  const lr = w.placeholder("lr", [], "f64");
  const f = (x: Node<"f64">) => w.sum(w.square(x));
  const results: number[] = [];
  for (const make of [w.sgd, w.adam]) {
    const [g] = w.gradients(f(p), [p]);
    const next = make([p], [g], { lr }).get(p)! as Node<"f64">;
    const [slope] = w.gradients(f(next), [lr]);
    results.push(engine.run(slope, { lr: 0.1 }).item());
    const h = 1e-6;
    const at = (x: number) => engine.run(f(next), { lr: x }).item();
    t.true(Math.abs((at(0.1 + h) - at(0.1 - h)) / (2 * h) - slope_(results)) < 1e-6);
  }
  // (1 − 2lr)²·5 → −4(1 − 2lr)·5
  t.true(Math.abs(results[0]! + 16) < 1e-12);
});
const slope_ = (list: readonly number[]): number => list[list.length - 1]!;

test("bad use: lengths, twice the same parameter, no float, a vector as learning rate", (t) => {
  const p = w.parameter("p", w.zeros([2]));
  const n = w.parameter("n", w.zeros([2], "i32"));
  t.throws(() => w.sgd([p], [], { lr: 1 }), { instanceOf: w.GraphError, message: /1 parameters but 0 gradients/ });
  t.throws(() => w.adam([p, p], [p, p], { lr: 1 }), { instanceOf: w.GraphError, message: /p is given twice/ });
  t.throws(() => w.adam([n], [n], { lr: 1 }), { instanceOf: w.GraphError, message: /no float/ });
  t.throws(() => w.sgd([p], [p], { lr: w.zeros([2]) }), {
    instanceOf: w.GraphError,
    message: /a hyper-parameter is a scalar/,
  });
  t.throws(() => w.sgd([p], [w.zeros([3])], { lr: 1 }), {
    instanceOf: w.ShapeError,
    message: /parameter \(2\) and \(3\) differ/,
  });
});
