// torch.optim.LBFGS without a line search, step by step.
import { readFileSync } from "node:fs";
import test from "ava";
import {
  add,
  binaryCrossEntropy,
  constant,
  Engine,
  type Float,
  matmul,
  mul,
  parameter,
  square,
  sub,
  sum,
  Tensor,
} from "wengert";
import { minimize } from "wengert/optimize";

interface Trace {
  readonly id: string;
  readonly dtype: Float;
  readonly hyper: { readonly lr: number; readonly max_iter: number; readonly history_size: number };
  readonly trace: readonly { readonly loss_before: number; readonly w: number[]; readonly b: number[] }[];
}
interface Oracle {
  readonly optimizers: {
    readonly problem: {
      readonly X: { readonly shape: number[]; readonly data: number[] };
      readonly y: number[];
      readonly w0: number[];
      readonly b0: number[];
    };
    readonly traces: readonly Trace[];
  };
}
const file = new URL("../../../tests/oracle/torch_grads.json", import.meta.url);
const { problem, traces } = (JSON.parse(readFileSync(file, "utf8")) as Oracle).optimizers;

for (const { id, dtype, hyper, trace } of traces.filter((entry) => entry.id.startsWith("lbfgs_")))
  test(`lbfgs without a line search follows PyTorch's ${id}`, async (t) => {
    const engine = await Engine.create();
    const X = constant(new Tensor(problem.X.data, problem.X.shape, dtype), dtype);
    const w = parameter("w", constant(problem.w0, dtype));
    const b = parameter("b", constant(problem.b0, dtype));
    const penalty = mul(0.5, square(sub(sum(square(w)), 1)));
    const loss = add(binaryCrossEntropy(add(matmul(X, w), b), constant(problem.y, dtype)), penalty);

    const { lr, max_iter, history_size } = hyper;
    // one .step() of the trace is max_iter iterations, or fewer: it ends where the loss changes by less than 1e-9, PyTorch's
    // tolerance_change, as the last one does in f64
    const seen: { w: Tensor; b: Tensor }[] = [];
    const before = [engine.run(loss).item()];
    const abort = new AbortController();
    let [last, iterations] = [before[0]!, 0];
    minimize(engine, loss, {
      over: [w, b],
      lineSearch: "none",
      lr,
      memory: history_size,
      maxIterations: max_iter * trace.length,
      tolerance: 0,
      signal: abort.signal,
      callback: ({ value }) => {
        const isEnd = ++iterations === max_iter || Math.abs(value - last) < 1e-9;
        last = value;
        if (!isEnd) return;
        const { w, b } = engine.read() as { w: Tensor; b: Tensor };
        seen.push({ w, b });
        before.push(value);
        iterations = 0;
        if (seen.length === trace.length) abort.abort();
      },
    });
    t.is(seen.length, trace.length);
    const r = dtype === "f64" ? 1e-8 : 2e-5;
    for (const [i, expected] of trace.entries()) {
      const close = (x: number, y: number) => Math.abs(x - y) <= r * Math.max(Math.abs(y), dtype === "f64" ? 0 : 0.1);
      t.true(close(before[i]!, expected.loss_before), `step ${i}: loss ${before[i]}, PyTorch ${expected.loss_before}`);
      for (const name of ["w", "b"] as const)
        for (const [k, y] of expected[name].entries())
          t.true(close(seen[i]![name].data[k]!, y), `step ${i} ${name}: ${seen[i]![name].data[k]}, PyTorch ${y}`);
    }
  });
