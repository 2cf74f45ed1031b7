// What every method of minimize promises.
import test from "ava";
import {
  add,
  cast,
  constant,
  Engine,
  FeedError,
  GraphError,
  log,
  mul,
  type Node,
  NonFiniteError,
  parameter,
  placeholder,
  reshape,
  slice,
  square,
  sub,
  sum,
  Tensor,
} from "wengert";
import { type Method, minimize } from "wengert/optimize";

const fast = ["lbfgs", "bfgs", "nonlinear-cg", "newton-cg"] as const;
const methods: readonly Method[] = [...fast, "gradient-descent"];

// Σ 100·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², 0 at (1, …, 1)
function rosenbrock(x: Node): Node {
  const n = x.shape[0] as number;
  const [head, tail] = [slice(x, [[0, n - 1]]), slice(x, [[1, n]])];
  return sum(add(mul(square(sub(tail, square(head))), 100), square(sub(1, head))));
}
const start = (n: number) => Array.from({ length: n }, (_, i) => (i % 2 ? 1 : -1.2));

for (const method of fast)
  test(`${method} finds the minimum of Rosenbrock's function, in f64 and f32`, async (t) => {
    const engine = await Engine.create();
    for (const n of [2, 10]) {
      const x = parameter(`x${n}`, constant(start(n), "f64"));
      const r = minimize(engine, rosenbrock(x), { over: [x], method });
      t.is(r.reason, "converged");
      t.true(r.success && r.gradientNorm <= 1e-8);
      // in ten dimensions there is a second minimum, near (−1, 1, …, 1)
      const [first, ...rest] = r.x[x.name]!.data;
      t.true(Math.abs(Math.abs(first!) - 1) < 1e-2 && rest.every((xi) => Math.abs(xi - 1) < 2e-2), `${r.x[x.name]}`);
      if (n === 2) t.true(r.value < 1e-14 && first! > 0);
      t.true(r.iterations > 5 && r.evaluations.value >= r.iterations);
      t.is(r.evaluations.gradient, r.evaluations.value);
      t.is(r.evaluations.hessianVector > r.iterations, method === "newton-cg");
      t.deepEqual(engine.read([x]), r.x);
    }
    const x = parameter("x", start(2));
    const r = minimize(engine, rosenbrock(x), { over: [x], method });
    t.true(
      r.x.x!.data.every((xi) => Math.abs(xi - 1) < 2e-3),
      `${method} f32: ${r.x.x} ${r.reason}`,
    );
  });

for (const method of methods)
  test(`${method}: several parameters of any shape and float dtype; feeds; others stay`, async (t) => {
    const engine = await Engine.create();
    const a = parameter("a", constant([[1, 2, 3]], "f64"));
    const b = parameter("b", -4);
    const unused = parameter("unused", constant([7], "f64"));
    const fixed = parameter("fixed", constant(2, "f64"));
    const target = placeholder("target", ["n", 3], "f64");
    // neither weight nor shift survives both derivatives
    const shift = placeholder("shift", [], "f64");
    const wide = add(sum(square(sub(a, target))), mul(fixed, square(sub(cast(b, "f64"), 3))));
    const f = add(wide, shift);
    const feeds = {
      target: [
        [1, 0, 0],
        [3, 2, 4],
      ],
      shift: 5,
    };
    const r = minimize(engine, f, { over: [a, b, unused], method, feeds });
    t.is(r.reason, "converged", `${r.gradientNorm}`);
    t.deepEqual(r.x.a!.shape, [1, 3]);
    t.true([2, 1, 2].every((value, i) => Math.abs(r.x.a!.data[i]! - value) < 1e-5));
    t.is(r.x.b!.dtype, "f32");
    t.true(Math.abs(r.x.b!.item() - 3) < 1e-5);
    t.deepEqual(r.x.unused!.toArray(), [7]);
    t.is(engine.read([fixed]).fixed!.item(), 2);
    t.true(Math.abs(r.value - 17) < 1e-8);
  });

for (const method of methods)
  test(`${method}: signal, callback, limits and errors leave the best point`, async (t) => {
    const engine = await Engine.create();
    const x = parameter("x", constant(start(4), "f64"));
    const f = rosenbrock(x);
    const begin = engine.read([x]);
    const abort = new AbortController();
    const aborted = minimize(engine, f, {
      over: [x],
      method,
      signal: abort.signal,
      callback: ({ iteration, value, gradientNorm }) => {
        // the engine holds the iteration's point
        t.is(engine.run(f).item(), value);
        t.true(gradientNorm > 0);
        if (iteration === 3) abort.abort();
      },
    });
    t.deepEqual([aborted.reason, aborted.success, aborted.iterations], ["aborted", false, 3]);
    t.is(engine.run(f).item(), aborted.value);
    engine.write(begin);
    t.is(minimize(engine, f, { over: [x], method, maxIterations: 4 }).reason, "max-iterations");
    const before = engine.run(f).item();
    t.is(minimize(engine, f, { over: [x], method, maxIterations: 0 }).value, before);
    let best = 0;
    const callback = ({ value }: { value: number }) => {
      best = value;
      throw new RangeError("mine");
    };
    t.throws(() => minimize(engine, f, { over: [x], method, callback }), { instanceOf: RangeError });
    t.is(engine.run(f).item(), best);
    t.true(best < before);
    // a search that cannot begin
    const y = parameter("y", constant([-1], "f64"));
    t.throws(() => minimize(engine, sum(log(y)), { over: [y], method }), { instanceOf: NonFiniteError });
    t.deepEqual(engine.read([y]).y!.toArray(), [-1]);
  });

test("newton-cg leaves a saddle along negative curvature", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([1e-3, 0.5], "f64"));
  const [u, v] = [slice(x, [[0, 1]]), slice(x, [[1, 2]])];
  // u⁴ − u² + v²: −1/4 at (±√½, 0)
  const f = sum(add(sub(square(square(u)), square(u)), square(v)));
  const r = minimize(engine, f, { over: [x], method: "newton-cg" });
  t.is(r.reason, "converged");
  t.true(Math.abs(r.value + 0.25) < 1e-12);
});

test("newton-cg needs a few products for a quadratic", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([3, -4, 1], "f64"));
  const f = sum(mul(square(sub(x, constant([1, 2, 3], "f64"))), constant([1, 10, 100], "f64")));
  const r = minimize(engine, f, { over: [x], method: "newton-cg" });
  t.is(r.reason, "converged");
  t.true(r.iterations <= 5 && r.evaluations.hessianVector <= 9, `${r.iterations} ${r.evaluations.hessianVector}`);
});

test("a placeholder may be named like the directions of newton-cg", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant(1, "f64"));
  const scale = placeholder("direction.x", [], "f64");
  const f = square(sub(mul(scale, square(x)), 8));
  const r = minimize(engine, f, { over: [x], method: "newton-cg", feeds: { "direction.x": 2 } });
  t.true(Math.abs(r.x.x!.item() - 2) < 1e-8);
});

test("a flat array feeds a matrix, and every run of the search", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([0, 0], "f64"));
  const rows = placeholder("rows", ["n", 2], "f64");
  const f = sum(square(sub(reshape(x, [1, 2]), rows)));
  const r = minimize(engine, f, { over: [x], feeds: { rows: [1, 2, 3, 4] } });
  t.true(r.x.x!.data.every((value, i) => Math.abs(value - [2, 3][i]!) < 1e-8));
  const feeds = new Map<Node, Tensor>([[rows, new Tensor([5, 6], [1, 2], "f64")]]);
  t.true(Math.abs(minimize(engine, f, { over: [x], feeds, method: "newton-cg" }).x.x!.data[1]! - 6) < 1e-8);
  t.throws(() => minimize(engine, f, { over: [x] }), { instanceOf: FeedError, message: /rows is missing/ });
  t.throws(() => minimize(engine, f, { over: [x], feeds: { rows: [1, 2], row: 1 } }), {
    instanceOf: FeedError,
    message: /row is unknown/,
  });
});

test("options that a method does not take are refused", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([1, 2], "f64"));
  const f = sum(square(x));
  const bounds = { x: [0, 1] as const };
  for (const method of ["bfgs", "nonlinear-cg", "newton-cg"] as const)
    t.throws(() => minimize(engine, f, { over: [x], method, bounds }), {
      instanceOf: GraphError,
      message: new RegExp(`${method} takes no bounds`),
    });
  t.throws(() => minimize(engine, f, { over: [x], method: "newton" as Method }), { instanceOf: GraphError });
  t.throws(() => minimize(engine, f, { over: [x], method: "bfgs", lineSearch: "none" }), { instanceOf: GraphError });
  t.throws(() => minimize(engine, f, { over: [x], bounds, lineSearch: "none" }), { instanceOf: GraphError });
  t.throws(() => minimize(engine, f, { over: [x], lineSearch: "armijo" as "none" }), {
    instanceOf: GraphError,
    message: "minimize: no line search armijo; there are wolfe, none",
  });
  t.throws(() => minimize(engine, f, { over: [x], lr: 0.1 }), { instanceOf: GraphError });
  t.throws(() => minimize(engine, f, { over: [x], lineSearch: "none", lr: -1 }), { instanceOf: GraphError });
  t.throws(() => minimize(engine, f, { over: [x], memory: 0 }), { instanceOf: GraphError });
  t.throws(() => minimize(engine, f, { over: [x, x] }), { instanceOf: GraphError });
  t.throws(() => minimize(engine, f, { over: [x], tolerance: Number.NaN }), { instanceOf: GraphError });
  t.throws(() => minimize(engine, f, { over: [x], maxIterations: Number.NaN }), { instanceOf: GraphError });
  t.deepEqual(engine.read([x]).x!.toArray(), [1, 2]);
});

test("nothing to move is a minimum at once", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([1, 2], "f64"));
  for (const method of methods) {
    const r = minimize(engine, sum(square(x)), { over: [], method });
    t.deepEqual([r.value, r.iterations, r.reason, r.x], [5, 0, "converged", {}]);
  }
});

test("gradient descent with steps of a fixed length", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([1, -2], "f64"));
  const values: number[] = [];
  const options = { over: [x], method: "gradient-descent", lineSearch: "none", lr: 0.25, maxIterations: 3 } as const;
  minimize(engine, sum(square(x)), { ...options, callback: ({ value }) => values.push(value) });
  // x halves at each step
  t.deepEqual(values, [5 / 4, 5 / 16, 5 / 64]);
  // steps that are too long go uphill: the best point is the first
  const r = minimize(engine, sum(square(x)), { ...options, lr: 2 });
  t.deepEqual(r.x.x!.toArray(), [1 / 8, -2 / 8]);
});
