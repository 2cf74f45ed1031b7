// Problems whose answers are known without tables.
import test from "ava";
import {
  add,
  constant,
  DTypeError,
  Engine,
  exp,
  FeedError,
  log,
  matmul,
  mul,
  type Node,
  NonFiniteError,
  neg,
  parameter,
  placeholder,
  slice,
  sqrt,
  square,
  stack,
  sub,
  Tensor,
  unbind,
} from "wengert";
import { leastSquares } from "wengert/optimize";

const near = (x: number, y: number, r: number) => Math.abs(x - y) <= r * Math.max(1, Math.abs(y));
function rosenbrock(x: Node): Node {
  const [x1, x2] = unbind(x) as [Node, Node];
  return stack([mul(10, sub(x2, square(x1))), sub(1, x1)]);
}
const random = (seed: number) => () => {
  seed = (seed * 16807) % 2147483647;
  return (2 * seed) / 2147483647 - 1;
};

test("Rosenbrock's function as residuals: exactly (1, 1), where there are no degrees of freedom", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([-1.2, 1], "f64"));
  const fit = leastSquares(engine, rosenbrock(x), { over: [x] });
  t.is(fit.reason, "converged");
  t.deepEqual(fit.x.x!.toArray(), [1, 1]);
  t.is(fit.value, 0);
  t.is(fit.degreesOfFreedom, 0);
  t.true(fit.covariance.data.every(Number.isNaN) && fit.standardErrors.x!.data.every(Number.isNaN));
  t.true(fit.iterations < 30 && fit.evaluations.value < 40 && fit.evaluations.gradient <= fit.evaluations.value);
  t.is(fit.evaluations.hessianVector, 0);
  t.deepEqual(engine.read([x]), fit.x);
});

test("a line: coefficients, residuals and standard errors are those of the textbook", async (t) => {
  const engine = await Engine.create();
  const noise = random(3);
  const xs = Array.from({ length: 20 }, (_, i) => i / 4 + 100);
  const ys = xs.map((x) => 3 - 0.5 * x + 0.1 * noise());
  const x = placeholder("x", ["n"], "f64");
  const y = placeholder("y", ["n"], "f64");
  const [a, b] = [parameter("a", constant(0, "f64")), parameter("b", constant([0], "f64"))];
  const r = sub(y, add(a, mul(b, x)));
  const fit = leastSquares(engine, r, { over: [a, b], feeds: { x: xs, y: ys } });
  t.is(fit.reason, "converged");
  const mean = (v: number[]) => v.reduce((sum, vi) => sum + vi, 0) / v.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const sxx = xs.reduce((sum, xi) => sum + (xi - mx) ** 2, 0);
  const slope = xs.reduce((sum, xi, i) => sum + (xi - mx) * (ys[i]! - my), 0) / sxx;
  const rss = xs.reduce((sum, xi, i) => sum + (ys[i]! - my - slope * (xi - mx)) ** 2, 0);
  const variance = rss / 18;
  t.true(near(fit.x.b!.item(), slope, 1e-10));
  t.true(near(fit.x.a!.item(), my - slope * mx, 1e-9));
  t.true(near(fit.sumOfSquares, rss, 1e-12));
  t.is(fit.value, fit.sumOfSquares);
  t.is(fit.degreesOfFreedom, 18);
  t.deepEqual(fit.residuals.shape, [20]);
  const errors = [Math.sqrt(variance * (1 / 20 + (mx * mx) / sxx)), Math.sqrt(variance / sxx)];
  t.true(near(fit.standardErrors.a!.item() / errors[0]!, 1, 1e-9));
  t.true(near(fit.standardErrors.b!.item() / errors[1]!, 1, 1e-9));
  t.deepEqual(fit.standardErrors.b!.shape, [1]);
  const [caa, cab, cba, cbb] = fit.covariance.data as unknown as [number, number, number, number];
  t.deepEqual(fit.covariance.shape, [2, 2]);
  t.is(cab, cba);
  t.true(near(cab / ((-mx * variance) / sxx), 1, 1e-9));
  t.true(near(caa / errors[0]! ** 2, 1, 1e-9) && near(cbb / errors[1]! ** 2, 1, 1e-9));
});

// y = b₁·(1 − e^(−b₂·x)), the model of NIST's Misra1a, with data made from b = (240, 5.5e-4)
for (const start of [
  [500, 1e-4],
  [250, 5e-4],
  [1, 1e-2],
])
  test(`saturation without noise gives its parameters back from (${start})`, async (t) => {
    const engine = await Engine.create();
    const xs = Array.from({ length: 14 }, (_, i) => 80 + 50 * i);
    const ys = xs.map((x) => 240 * -Math.expm1(-5.5e-4 * x));
    const b = parameter("b", constant(start, "f64"));
    const [b1, b2] = unbind(b) as [Node, Node];
    const model = mul(b1, sub(1, exp(neg(mul(b2, constant(xs, "f64"))))));
    const fit = leastSquares(engine, sub(constant(ys, "f64"), model), { over: [b] });
    t.is(fit.reason, "converged", `${fit.value}`);
    t.true(near(fit.x.b!.data[0]! / 240, 1, 1e-11) && near(fit.x.b!.data[1]! / 5.5e-4, 1, 1e-11), `${fit.x.b}`);
  });

test("more elements than residuals: one of many solutions, by reverse mode", async (t) => {
  const engine = await Engine.create();
  const w = parameter("w", constant(new Tensor(new Float64Array(12).fill(0.5), [4, 3], "f64"), "f64"));
  const rows = constant(new Tensor(new Float64Array(8).map(random(5)), [2, 4], "f64"), "f64");
  const target = constant(new Tensor(new Float64Array(6).map(random(9)), [2, 3], "f64"), "f64");
  const fit = leastSquares(engine, sub(matmul(rows, w), target), { over: [w] });
  t.is(fit.reason, "converged");
  t.true(fit.value < 1e-28, `${fit.value}`);
  t.deepEqual(fit.residuals.shape, [2, 3]);
  t.is(fit.degreesOfFreedom, -6);
  t.true(fit.covariance.data.every(Number.isNaN));
});

test("bounds hold an element; the others fit beside it", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([-1.2, 1], "f64"));
  const bounds = { x: [[-2, 1.5], 2] as const };
  const seen: number[] = [];
  const callback = () => seen.push(...engine.read([x]).x!.data);
  const fit = leastSquares(engine, rosenbrock(x), { over: [x], bounds, callback });
  t.is(fit.reason, "converged");
  // x₂ = 1.5, and x₁ where 400·x₁³ − 598·x₁ − 2 = 0: two minima, and either is one
  const [x1, x2] = fit.x.x!.data as unknown as [number, number];
  t.is(x2, 1.5);
  t.true(near(400 * x1 ** 3 - 598 * x1, 2, 1e-8), `${fit.x.x}`);
  t.true(fit.gradientNorm < 1e-6);
  t.true(seen.every((xi, i) => xi <= 2 && xi >= (i % 2 ? 1.5 : -2)));
});

test("bounds that are not met change nothing; a start outside is moved inside", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([-10, 10], "f64"));
  const fit = leastSquares(engine, rosenbrock(x), { over: [x], bounds: { x: [-3, 3] } });
  t.true(fit.success);
  t.true(fit.x.x!.data.every((xi) => near(xi, 1, 1e-9)));
});

test("a Jacobian without full rank: a fit, and no covariance", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([1, 5], "f64"));
  const [x1, x2] = unbind(x) as [Node, Node];
  const fit = leastSquares(engine, sub(constant([1, 2, 4], "f64"), add(x1, x2)), { over: [x] });
  t.is(fit.reason, "converged");
  t.true(near(fit.x.x!.data[0]! + fit.x.x!.data[1]!, 7 / 3, 1e-12));
  t.true(fit.covariance.data.every(Number.isNaN));
  // and an element that no residual depends on
  const y = parameter("y", constant([3, 9], "f64"));
  const one = leastSquares(engine, sub(constant([1, 2, 4], "f64"), slice(y, [[0, 1]])), { over: [y] });
  t.true(near(one.x.y!.data[0]!, 7 / 3, 1e-12));
  t.is(one.x.y!.data[1], 9);
  t.true(one.covariance.data.every(Number.isNaN));
});

test("no parameters and no residuals", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([1, 5], "f64"));
  const none = leastSquares(engine, x, { over: [] });
  t.deepEqual([none.value, none.reason, none.degreesOfFreedom], [26, "converged", 2]);
  const rows = placeholder("rows", ["n", 2], "f64");
  const empty = new Tensor(new Float64Array(0), [0, 2], "f64");
  const fit = leastSquares(engine, sub(rows, x), { over: [x], feeds: { rows: empty } });
  t.deepEqual([fit.value, fit.reason, fit.degreesOfFreedom], [0, "converged", -2]);
  t.deepEqual(fit.covariance.shape, [2, 2]);
});

test("f32 parameters and residuals", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", [-1.2, 1]);
  const fit = leastSquares(engine, rosenbrock(x), { over: [x] });
  t.is(fit.reason, "converged");
  t.is(fit.x.x!.dtype, "f32");
  t.true(fit.x.x!.data.every((xi) => Math.abs(xi - 1) < 1e-5));
});

test("steps into where a residual is no number are taken back", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([20], "f64"));
  // the Gauss–Newton step from 20 leads below 0
  const fit = leastSquares(engine, log(x), { over: [x] });
  t.is(fit.reason, "converged");
  t.true(near(fit.x.x!.item(), 1, 1e-12));
});

test("steps to where slopes are infinite are taken back", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([4], "f64"));
  // the Gauss–Newton step from 4 ends at the bound, where the slope of √x is infinite
  const fit = leastSquares(engine, sub(sqrt(x), 0.5), { over: [x], bounds: { x: [0, 10] } });
  t.is(fit.reason, "converged");
  t.true(near(fit.x.x!.item(), 0.25, 1e-12), `${fit.x.x}`);
  t.true(Number.isFinite(fit.gradientNorm));
});

test("signal, callback, limits and errors leave the best point", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([-1.2, 1], "f64"));
  const r = rosenbrock(x);
  const sum = () => engine.run(r).data.reduce((total: number, ri: number) => total + ri * ri, 0);
  const abort = new AbortController();
  const fit = leastSquares(engine, r, {
    over: [x],
    signal: abort.signal,
    callback: ({ iteration, value }) => {
      t.true(near(sum(), value, 1e-12));
      if (iteration === 3) abort.abort();
    },
  });
  t.deepEqual([fit.reason, fit.success, fit.iterations], ["aborted", false, 3]);
  t.true(near(sum(), fit.value, 1e-12));
  t.is(leastSquares(engine, r, { over: [x], maxIterations: 2 }).reason, "max-iterations");
  const before = sum();
  const callback = () => {
    throw new RangeError("mine");
  };
  t.throws(() => leastSquares(engine, r, { over: [x], callback }), { instanceOf: RangeError });
  t.true(sum() < before);
});

test("what is refused", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([-1, 1], "f64"));
  const k = parameter("k", constant([1], "i32"));
  const y = placeholder("y", ["n", 2], "f64");
  t.throws(() => leastSquares(engine, k, { over: [x] }), { instanceOf: DTypeError });
  t.throws(() => leastSquares(engine, x, { over: [x, k] }), { instanceOf: DTypeError });
  const starts = (r: Node, message: string) =>
    t.throws(() => leastSquares(engine, r, { over: [x] }), { instanceOf: NonFiniteError, message });
  starts(log(x), "leastSquares: residual 0 is NaN at the start");
  starts(sqrt(add(x, 1)), "leastSquares: ∂r/∂x[0] is Infinity at the start");
  t.throws(() => leastSquares(engine, sub(x, y), { over: [x] }), { instanceOf: FeedError });
  t.throws(() => leastSquares(engine, sub(x, y), { over: [x], feeds: { y: [1, 2], z: 1 } }), { instanceOf: FeedError });
  t.deepEqual(engine.read([x]).x!.toArray(), [-1, 1]);
});
