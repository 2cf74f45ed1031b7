import test from "ava";
import {
  abs,
  add,
  cast,
  constant,
  div,
  Engine,
  exp,
  FeedError,
  GraphError,
  jacobian,
  log,
  matmul,
  mul,
  type Node,
  parameter,
  placeholder,
  sin,
  sub,
  sum,
  tanh,
} from "wengert";
import { type Method, numericGradient, numericJacobian } from "wengert/check";

const engine = await Engine.create();
const points = [-2, -0.3, 0, 0.7, 5, 40];

const functions: Readonly<Record<string, [f: (x: Node<"f64">) => Node<"f64">, slope: (x: number) => number]>> = {
  "exp(x / 10)": [(x) => exp(div(x, 10)), (x) => Math.exp(x / 10) / 10],
  "sin x": [sin, Math.cos],
  "x / (1 + x²)": [(x) => div(x, add(mul(x, x), 1)), (x) => (1 - x * x) / (1 + x * x) ** 2],
};
const accuracy: Readonly<Record<Method, number>> = { forward: 2e-6, central: 2e-8, richardson: 1e-10 };

for (const method of ["forward", "central", "richardson"] as const)
  for (const [name, [f, slope]] of Object.entries(functions))
    test(`${method} differences of ${name}: near the derivative, and the estimate bounds the error`, (t) => {
      const x = placeholder("x", [], "f64");
      const y = f(x);
      for (const at of points) {
        const [got] = numericGradient(engine, y, [x], { x: at }, { method });
        const error = Math.abs(got!.item() - slope(at));
        const estimate = got!.error.item();
        t.true(error <= accuracy[method], `at ${at}: ${error}`);
        // an estimate knows the rounding of f's value, not what its inner values add
        t.true(error <= 4 * estimate, `at ${at}: off by ${error}, estimated ${estimate}`);
      }
    });

test("f32 has larger steps, and estimates that say so", (t) => {
  const x = placeholder("x", [3]);
  for (const method of ["forward", "central", "richardson"] as const) {
    const [got] = numericGradient(engine, sum(sin(x)), [x], { x: [0.1, 1, -2] }, { method });
    for (const [i, at] of [0.1, 1, -2].entries()) {
      const error = Math.abs(got!.data[i]! - Math.cos(at));
      t.true(error < 3e-3, `${method} at ${at}: ${error}`);
      t.true(error <= 2 * got!.error.data[i]!, `${method} at ${at}: ${error}, estimated ${got!.error.data[i]}`);
    }
  }
});

test("Richardson leaves out steps that leave the domain", (t) => {
  const x = placeholder("x", [], "f64");
  const [got] = numericGradient(engine, log(x), [x], { x: 0.03 }, { method: "richardson" });
  t.true(Math.abs(got!.item() * 0.03 - 1) < 1e-6, `${got}`);
  const [none] = numericGradient(engine, log(x), [x], { x: -1 }, { method: "richardson" });
  t.true(Number.isNaN(none!.item()) && Number.isNaN(none!.error.item()));
});

test("Richardson says that it knows nothing where only the smallest step stays in the domain", (t) => {
  const x = placeholder("x", [], "f64");
  const [got] = numericGradient(engine, log(x), [x], { x: 1e-3 }, { method: "richardson" });
  t.true(got!.item() > 1000 && got!.item() < 2000, `${got}`);
  t.is(got!.error.item(), Number.POSITIVE_INFINITY);
});

test("steps of whole periods agree by accident: Richardson's estimate is not deceived", (t) => {
  const x = placeholder("x", ["n"], "f64");
  const at = [2.5, 5, 12, 30, 100];
  const [got] = numericGradient(engine, sum(sin(mul(x, 50))), [x], { x: at }, { method: "richardson" });
  for (const [i, xi] of at.entries()) {
    const error = Math.abs(got!.data[i]! - 50 * Math.cos(50 * xi));
    t.true(error <= 10 * got!.error.data[i]!, `at ${xi}: off by ${error}, estimated ${got!.error.data[i]}`);
  }
});

test("steps that are none are refused", (t) => {
  const x = placeholder("x", [], "f64");
  const told = (options: object, message: string) => {
    t.throws(() => numericGradient(engine, sin(x), [x], { x: 1 }, options), { instanceOf: GraphError, message });
  };
  told({ method: "middle" }, "numericGradient: no method middle; there are forward, central, richardson");
  for (const h of [0, -1e-6, Number.NaN, Number.POSITIVE_INFINITY])
    told({ h }, `numericGradient: h is above 0 and finite, not ${h}`);
  const message = "numericJacobian: h is above 0 and finite, not 0";
  t.throws(() => numericJacobian(engine, sin(x), x, { x: 1 }, { h: 0 }), { instanceOf: GraphError, message });
});

test("the estimate tells that there is a kink within the step", (t) => {
  const x = placeholder("x", [2], "f64");
  const [got] = numericGradient(engine, sum(abs(sub(x, 1))), [x], { x: [1 + 2e-7, 3] });
  t.true(got!.error.data[0]! > 0.01);
  t.true(got!.error.data[1]! < 1e-8);
});

test("a Jacobian by differences is that of the rules, over placeholders and parameters", (t) => {
  const x = placeholder("x", ["n", 2], "f64");
  const w = parameter(
    "difference.w",
    constant(
      [
        [0.3, -1, 0.2],
        [0.5, 0.1, 2],
      ],
      "f64",
    ),
  );
  const y = tanh(matmul(x, w));
  const feeds = {
    x: [
      [1, -2],
      [0.4, 0.3],
    ],
  };
  for (const from of [x, w]) {
    const got = numericJacobian(engine, y, from, feeds, { method: "richardson" });
    const want = engine.run([jacobian(y, from), x], feeds)[0];
    t.deepEqual(got.shape, [2, 3, ...(from === x ? [2, 2] : [2, 3])]);
    t.deepEqual(got.shape, want.shape);
    for (const [i, exact] of want.data.entries()) {
      t.true(Math.abs(got.data[i]! - exact) < 1e-11, `${got.data[i]} ${exact}`);
      t.true(Math.abs(got.data[i]! - exact) <= got.error.data[i]!);
    }
  }
});

test("parameters that a Jacobian moved are as before, after an error too", (t) => {
  const w = parameter("difference.u", constant([1, 2], "f64"));
  const k = placeholder("k", ["n"], "f64");
  numericJacobian(engine, mul(w, w), w);
  t.deepEqual(engine.read([w])[w.name]!.toArray(), [1, 2]);
  t.throws(() => numericJacobian(engine, add(w, k), w, {}), { instanceOf: FeedError });
  t.deepEqual(engine.read([w])[w.name]!.toArray(), [1, 2]);
});

test("the step is what was asked for, and counts relative to what is larger than 1", (t) => {
  const x = placeholder("x", ["n"], "f64");
  // the forward difference of x² is 2x + h
  const [got] = numericGradient(engine, sum(mul(x, x)), [x], { x: [1, 8] }, { method: "forward", h: 0.25 });
  t.deepEqual(got!.toArray(), [2.25, 18]);
  // a value that is cast to f32 on the way is as coarse as f32, but nothing says so: h does
  const y = cast(cast(sum(mul(x, x)), "f32"), "f64");
  const [coarse] = numericGradient(engine, y, [x], { x: [1] }, { h: 0.01 });
  t.true(Math.abs(coarse!.item() - 2) < 1e-4);
});
