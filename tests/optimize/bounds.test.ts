// Minimization within bounds: problems of W. Hock, K. Schittkowski, "Test examples for nonlinear programming codes", 1981.
import test from "ava";
import {
  add,
  constant,
  Engine,
  FeedError,
  GraphError,
  matmul,
  mul,
  type Node,
  NonFiniteError,
  parameter,
  pow,
  sin,
  square,
  sub,
  sum,
  Tensor,
  unbind,
} from "wengert";
import { type Bound, leastSquares, minimize } from "wengert/optimize";

interface Problem {
  readonly f: (...x: Node[]) => Node;
  readonly start: readonly number[];
  readonly bound: Bound;
  readonly x: readonly number[];
  readonly value: number;
}
const { POSITIVE_INFINITY: open } = Number;
const rosenbrock = (x1: Node, x2: Node) => add(mul(100, square(sub(x2, square(x1)))), square(sub(1, x1)));
const problems: Readonly<Record<string, Problem>> = {
  HS1: { f: rosenbrock as Problem["f"], start: [-2, 1], bound: [[-open, -1.5], open], x: [1, 1], value: 0 },
  HS3: {
    f: (x1, x2) => add(x2!, mul(1e-5, square(sub(x2!, x1!)))),
    start: [10, 1],
    bound: [[-open, 0], open],
    x: [0, 0],
    value: 0,
  },
  HS4: {
    f: (x1, x2) => add(mul(1 / 3, pow(add(x1!, 1), 3)), x2!),
    start: [1.125, 0.125],
    bound: [[1, 0], open],
    x: [1, 0],
    value: 8 / 3,
  },
  HS5: {
    f: (x1, x2) => add(sin(add(x1!, x2!)), square(sub(x1!, x2!)), mul(-1.5, x1!), mul(2.5, x2!), 1),
    start: [0, 0],
    bound: [
      [-1.5, -3],
      [4, 3],
    ],
    x: [-Math.PI / 3 + 0.5, -Math.PI / 3 - 0.5],
    value: -Math.sqrt(3) / 2 - Math.PI / 3,
  },
  HS45: {
    f: (...xs) => sub(2, mul(1 / 120, ...(xs as [Node, ...Node[]]))),
    start: [2, 2, 2, 2, 2],
    bound: [0, [1, 2, 3, 4, 5]],
    x: [1, 2, 3, 4, 5],
    value: 1,
  },
};

for (const method of ["lbfgs", "gradient-descent"] as const)
  for (const [name, { f, start, bound, x: best, value }] of Object.entries(problems))
    test(`${method} solves ${name} within its bounds`, async (t) => {
      const engine = await Engine.create();
      const x = parameter("x", constant([...start], "f64"));
      const [lower, upper] = bound.map((b) => (typeof b === "number" ? start.map(() => b) : (b as number[])));
      const inside = () => engine.read([x]).x!.data.every((xi, i) => xi >= lower![i]! && xi <= upper![i]!);
      const options = { over: [x], method, bounds: { x: bound }, maxIterations: 20000, tolerance: 1e-7 };
      const r = minimize(engine, f(...unbind(x)), { ...options, callback: () => t.true(inside()) });
      t.is(r.reason, "converged");
      t.true(inside());
      t.true(Math.abs(r.value - value) < 1e-6, `${r.value}`);
      // HS3 is flat along x1
      const near = name === "HS3" ? 2e-2 : 1e-5;
      t.true(
        best.every((b, i) => Math.abs(r.x.x!.data[i]! - b) < near),
        `${r.x.x}`,
      );
    });

// ½·xᵀAx − bᵀx with a random A = MᵀM + I
test("lbfgs within bounds fulfils the conditions of a minimum on random quadratics", async (t) => {
  let state = 7;
  const random = () => {
    state = (state * 16807) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  };
  const engine = await Engine.create();
  let held = 0;
  for (let trial = 0; trial < 10; trial++) {
    const n = 12;
    const m = Array.from({ length: n }, () => Array.from({ length: n }, random));
    const shift = Array.from({ length: n }, () => 3 * random());
    const x = parameter(`x${trial}`, constant(new Float64Array(n).map(random), "f64"));
    const rows = m.map((row) => sum(mul(constant(row, "f64"), x)));
    const f = add(...(rows.map(square) as [Node, ...Node[]]), sum(square(sub(x, constant(shift, "f64")))));
    const bounds = new Map([[x, [-0.5, 0.75] as const]]);
    const slow = minimize(engine, f, { over: [x], bounds, method: "gradient-descent" });
    engine.write({ [x.name]: new Tensor(new Float64Array(n), [n], "f64") });
    const r = minimize(engine, f, { over: [x], bounds });
    t.deepEqual([r.reason, slow.reason], ["converged", "converged"]);
    t.true(Math.abs(r.value - slow.value) < 1e-12 * (1 + r.value));
    t.true(r.iterations <= slow.iterations, `${r.iterations} ${slow.iterations}`);
    held += r.x[x.name]!.data.filter((xi) => xi === -0.5 || xi === 0.75).length;
  }
  t.true(held > 10, `${held}`);
});

test("leastSquares within bounds finds what lbfgs finds, on random problems, curved ones among them; seed 21", async (t) => {
  let state = 21;
  const random = () => {
    state = (state * 16807) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  };
  const bounds = { x: [[-0.5, -0.25, 0, -1, -2, 0.1], 0.75] as const };
  let held = 0;
  for (const bend of [0, 0.2])
    for (let trial = 0; trial < 15; trial++) {
      const matrix = constant(
        Array.from({ length: 9 }, () => Array.from({ length: 6 }, random)),
        "f64",
      );
      const engine = await Engine.create();
      const x = parameter("x", constant(new Float64Array(6).map(random), "f64"));
      const linear = sub(matmul(matrix, x), constant(new Float64Array(9).map(random), "f64"));
      const r = add(linear, mul(bend, sin(linear)));
      const by = minimize(engine, sum(square(r)), { over: [x], bounds });
      engine.write({ x: new Tensor(new Float64Array(6), [6], "f64") });
      const fit = leastSquares(engine, r, { over: [x], bounds });
      t.is(fit.reason, "converged");
      t.true(fit.gradientNorm < 1e-6, `${fit.gradientNorm}`);
      t.true(Math.abs(fit.value - by.value) < 1e-9, `${fit.value} ${by.value}`);
      held += fit.x.x!.data.filter((xi) => xi === 0.75 || bounds.x[0].includes(xi as 0)).length;
    }
  t.true(held > 20, `${held}`);
});

test("leastSquares within bounds: exact fits are found, and linear problems end after a few evaluations; seed 777", async (t) => {
  let state = 777;
  const random = () => {
    state = (state * 16807) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  };
  const engine = await Engine.create();
  for (const [bend, rows, most] of [
    [0.3, 2, 16],
    [0, 9, 3.5],
  ] as const) {
    let evaluations = 0;
    for (let trial = 0; trial < 40; trial++) {
      const x = parameter(`x${rows}.${trial}`, constant(new Float64Array(7).map(random), "f64"));
      const matrix = Array.from({ length: rows }, () =>
        Array.from({ length: 7 }, () => random() * 10 ** (2 * random())),
      );
      const image = matmul(constant(matrix, "f64"), x);
      const goal = constant(new Float64Array(rows).map(random), "f64");
      const r = sub(add(image, mul(bend, sin(image))), goal);
      const lower = Array.from({ length: 7 }, () => 2 * random() - 1);
      const bounds = new Map([[x, [lower, lower.map((low) => low + 2)] as const]]);
      const fit = leastSquares(engine, r, { over: [x], bounds });
      t.is(fit.reason, "converged", `${bend} ${trial}: ${fit.value}`);
      t.true(fit.gradientNorm <= 1e-6 * (1 + fit.value), `${fit.gradientNorm}`);
      evaluations += fit.evaluations.value;
    }
    t.true(evaluations / 40 <= most, `${evaluations / 40}`);
  }
});

for (const method of ["lbfgs", "gradient-descent"] as const)
  test(`${method} follows a slope without curvature to a bound that is far away`, async (t) => {
    const engine = await Engine.create();
    const x = parameter("x", constant([0, 0], "f64"));
    const f = sum(mul(x, constant([1000, -1], "f64")));
    const r = minimize(engine, f, { over: [x], method, bounds: { x: [-2, 1e9] } });
    t.is(r.reason, "converged");
    t.deepEqual(r.x.x!.toArray(), [-2, 1e9]);
    t.true(r.iterations < 20 && r.evaluations.value < 100, `${r.iterations} ${r.evaluations.value}`);
  });

test("a start outside is moved inside; bounds of f32 parameters are rounded inwards", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([5, -5]));
  const r = minimize(engine, sum(square(x)), { over: [x], bounds: { x: [0.1, 0.7] } });
  t.is(r.reason, "converged");
  t.is(r.gradientNorm, 0);
  // the f32 that follows 0.1 from above is 0.1 rounded, for 0.1 rounds up
  t.deepEqual([...r.x.x!.data], [Math.fround(0.1), Math.fround(0.1)]);
  const high = minimize(engine, sum(square(sub(x, 3))), { over: [x], bounds: { x: [0.1, 0.7] } });
  t.true(high.x.x!.data.every((xi) => xi <= 0.7 && 0.7 - xi < 1e-7));
});

test("equal bounds hold an element, at the closest f32 in f32", async (t) => {
  const engine = await Engine.create();
  for (const dtype of ["f32", "f64"] as const) {
    const x = parameter(`x.${dtype}`, constant([5, -5], dtype));
    const held = dtype === "f32" ? Math.fround(0.1) : 0.1;
    const bounds = {
      [x.name]: [
        [0.1, -open],
        [0.1, open],
      ] as const,
    };
    for (const method of ["lbfgs", "gradient-descent"] as const) {
      const r = minimize(engine, sum(square(sub(x, 3))), { over: [x], method, bounds });
      t.is(r.reason, "converged");
      t.deepEqual(r.x[x.name]!.toArray(), [held, 3]);
    }
    const fit = leastSquares(engine, sub(x, 2), { over: [x], bounds });
    t.is(fit.reason, "converged");
    t.deepEqual(fit.x[x.name]!.toArray(), [held, 2]);
  }
});

test("bounds that do not fit are refused, and nothing moves", async (t) => {
  const engine = await Engine.create();
  const x = parameter("x", constant([1, 2], "f64"));
  const f = sum(square(x));
  const refused = (bounds: Readonly<Record<string, Bound>>, instanceOf: typeof GraphError) => {
    t.throws(() => minimize(engine, f, { over: [x], bounds }), { instanceOf });
    t.throws(() => leastSquares(engine, x, { over: [x], bounds }), { instanceOf });
  };
  refused({ y: [0, 1] }, GraphError);
  refused({ x: [[0, 0, 0], 1] }, FeedError);
  refused({ x: [2, 1] }, FeedError);
  refused({ x: [open, open] }, FeedError);
  refused({ x: [-open, -open] }, FeedError);
  refused({ x: [Number.NaN, 1] }, NonFiniteError);
  const y = parameter("y", [1, 2]);
  t.throws(() => minimize(engine, sum(y), { over: [y], bounds: { y: [0.100000002, 0.100000003] } }), {
    instanceOf: FeedError,
    message: "minimize: no f32 lies between the bounds of y, 0.100000002 and 0.100000003",
  });
  t.deepEqual(engine.read([x]).x!.toArray(), [1, 2]);
});
