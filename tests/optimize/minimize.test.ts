import test from "ava";
import {
  add,
  binaryCrossEntropy,
  constant,
  DTypeError,
  Engine,
  GraphError,
  log,
  matmul,
  mean,
  mul,
  type Node,
  NonFiniteError,
  parameter,
  placeholder,
  ShapeError,
  sigmoid,
  slice,
  sqrt,
  square,
  sub,
  sum,
  Tensor,
} from "wengert";
import { minimize } from "wengert/optimize";

// Σ 100·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², 0 at (1, …, 1)
function rosenbrock(x: Node, n: number): Node {
  const [head, tail] = [slice(x, [[0, n - 1]]), slice(x, [[1, n]])];
  return sum(add(mul(square(sub(tail, square(head))), 100), square(sub(1, head))));
}
const start = (n: number) => Array.from({ length: n }, (_, i) => (i % 2 ? 1 : -1.2));

for (const n of [2, 20])
  test(`lbfgs finds the minimum of Rosenbrock's function in ${n} dimensions`, async (t) => {
    const engine = await Engine.create();
    const x = parameter("x", constant(start(n), "f64"));
    const r = minimize(engine, rosenbrock(x, n), { over: [x] });
    t.is(r.reason, "converged");
    t.true(r.gradientNorm <= 1e-8);
    t.true(r.value < 1e-15, `${r.value}`);
    t.true(r.x.x!.data.every((xi) => Math.abs(xi - 1) < 1e-7));
    t.true(
      r.iterations < 40 * Math.sqrt(n) && r.evaluations.gradient < 2 * r.iterations,
      `${r.iterations} ${r.evaluations.gradient}`,
    );
    t.deepEqual(engine.read([x]), r.x);
  });

test("in f32 it stops where rounding ends", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", start(2));
  const r = minimize(engine, rosenbrock(x, 2), { over: [x] });
  t.true(r.reason === "converged" || r.reason === "stalled", r.reason);
  t.true(
    r.x.x!.data.every((xi) => Math.abs(xi - 1) < 1e-3),
    `${r.x.x}`,
  );
});

test("a quadratic over two parameters: the solution of a linear system", async (t) => {
  const engine = await Engine.create();
  const a = constant(
    [
      [4, 1],
      [1, 3],
    ],
    "f64",
  );
  const [u, v] = [parameter("u", constant([0], "f64")), parameter("v", constant([0], "f64"))];
  // ½·xᵀAx − bᵀx with x = (u, v), b = (1, 2)
  const [x0, x1] = [sum(u), sum(v)];
  const f = sub(add(mul(2, square(x0)), mul(x0, x1), mul(1.5, square(x1))), add(x0, mul(2, x1)));
  const r = minimize(engine, f, { over: [u, v] });
  t.is(r.reason, "converged");
  const solution = engine.run(matmul(a, constant([r.x.u!.item(), r.x.v!.item()], "f64")));
  t.true(Math.abs(solution.data[0]! - 1) < 1e-8 && Math.abs(solution.data[1]! - 2) < 1e-8);
});

test("gradient descent gets there too, in more iterations", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([3, -4], "f64"));
  const f = sum(mul(square(sub(x, constant([1, 2], "f64"))), constant([1, 10], "f64")));
  const slow = minimize(engine, f, { over: [x], method: "gradient-descent" });
  t.is(slow.reason, "converged");
  t.true(Math.abs(slow.x.x!.data[0]! - 1) < 1e-8 && Math.abs(slow.x.x!.data[1]! - 2) < 1e-8);
  engine.write({ x: new Tensor([3, -4], [2], "f64") });
  t.true(minimize(engine, f, { over: [x] }).iterations < slow.iterations);
});

test("logistic regression with feeds: the gradient vanishes, other parameters stay", async (t) => {
  const engine = await Engine.create();
  const [x, y] = [placeholder("x", ["n", 2], "f64"), placeholder("y", ["n"], "f64")];
  const w = parameter("w", constant([0, 0], "f64"));
  const decay = parameter("decay", constant(0.01, "f64"));
  const loss = add(binaryCrossEntropy(matmul(x, w), y), mul(decay, sum(square(w))));
  const points = Array.from({ length: 40 }, (_, i) => [((i * 7) % 11) / 5 - 1, ((i * 5) % 13) / 6 - 1]);
  const feeds = { x: points, y: points.map(([a, b], i) => (a! - 2 * b! > 0.3 !== (i % 9 === 0) ? 1 : 0)) };
  const before = engine.run(loss, feeds).item();
  const r = minimize(engine, loss, { over: [w], feeds });
  t.is(r.reason, "converged");
  t.true(r.value < before);
  t.is(engine.run(loss, feeds).item(), r.value);
  t.is(engine.read().decay!.item(), 0.01);
  const right = engine.run(mean(square(sub(sigmoid(matmul(x, w)), y))), feeds).item();
  t.true(right < 0.25);
});

test("the callback sees f fall; the signal ends the search at the best point", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant(start(4), "f64"));
  const abort = new AbortController();
  const values: number[] = [];
  const callback = (p: { iteration: number; value: number; gradientNorm: number }) => {
    t.is(p.iteration, values.push(p.value));
    t.true(p.gradientNorm > 0);
    if (p.iteration === 5) abort.abort();
  };
  const f = rosenbrock(x, 4);
  const r = minimize(engine, f, { over: [x], signal: abort.signal, callback });
  t.is(r.reason, "aborted");
  t.is(r.iterations, 5);
  t.is(r.value, values[4]!);
  t.true(values.every((value, i) => i === 0 || value < values[i - 1]!));
  t.is(engine.run(f).item(), r.value);
  t.is(minimize(engine, f, { over: [x], signal: AbortSignal.abort() }).iterations, 0);
});

test("a callback that throws leaves the best point", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant(start(4), "f64"));
  const f = rosenbrock(x, 4);
  let best = 0;
  const callback = (p: { iteration: number; value: number }) => {
    best = p.value;
    if (p.iteration === 3) throw new RangeError("mine");
  };
  t.throws(() => minimize(engine, f, { over: [x], callback }), { instanceOf: RangeError });
  t.is(engine.run(f).item(), best);
});

test("maxIterations", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant(start(2), "f64"));
  const r = minimize(engine, rosenbrock(x, 2), { over: [x], maxIterations: 3 });
  t.is(r.reason, "max-iterations");
  t.is(r.iterations, 3);
});

test("steps into where f is no number are taken back", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant(50, "f64"));
  // x − ln x, only for x > 0; 1 at 1
  const r = minimize(engine, sub(x, log(x)), { over: [x] });
  t.is(r.reason, "converged");
  t.true(Math.abs(r.x.x!.item() - 1) < 1e-7);
});

test("a function without a minimum ends too", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant(0, "f64"));
  const r = minimize(engine, mul(x, 1), { over: [x], maxIterations: 50 });
  t.not(r.reason, "converged");
  t.true(r.value < -1e6);
});

test("what is refused", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([-1, 1], "f64"));
  const k = parameter("k", constant(1, "i32"));
  t.throws(() => minimize(engine, x, { over: [x] }), { instanceOf: ShapeError, message: /no scalar.*\(2\)/ });
  t.throws(() => minimize(engine, sum(x), { over: [x, k] }), { instanceOf: DTypeError });
  const other = placeholder("other", [2], "f64");
  t.throws(() => minimize(engine, sum(other), { over: [other as never] }), {
    instanceOf: GraphError,
    message: "minimize: only parameters are moved; other f64(2) is none",
  });
  const starts = (f: Node, message: string) =>
    t.throws(() => minimize(engine, f, { over: [x] }), { instanceOf: NonFiniteError, message });
  starts(sum(log(x)), "minimize: f is NaN at the start");
  starts(sum(sqrt(sub(x, constant([-1, 1], "f64")))), "minimize: ∂f/∂x[0] is Infinity at the start");
  t.deepEqual(engine.read([x]).x!.toArray(), [-1, 1]);
});
