import test from "ava";
import * as w from "wengert";
import { hessian, jacobian, laplacian, mul, type Node, placeholder, sin, sum, taylor } from "wengert";
import { numbers, oracle } from "../harness/oracle.js";

const engine = await w.Engine.create();
const x = placeholder("x", [3], "f64");
const at = { x: [1, 2, 3] };

test("the Jacobian of sin(x)·x is diagonal, in both modes, and differentiates again", (t) => {
  const y = mul(sin(x), x);
  for (const mode of ["forward", "reverse"] as const) {
    const j = jacobian(y, x, { mode });
    t.deepEqual([...j.shape], [3, 3]);
    const [got, third] = engine.run([j, sum(mul(jacobian(sum(mul(j, j)), x), 0))], at);
    for (const [i, v] of got.data.entries()) {
      const [row, column] = [Math.floor(i / 3), i % 3];
      const want = row === column ? Math.cos(row + 1) * (row + 1) + Math.sin(row + 1) : 0;
      t.true(Math.abs(v - want) < 1e-14, `${mode} ${i}`);
    }
    t.is(third!.item(), 0);
  }
});

test("shapes of a Jacobian: y's, then x's; the mode follows the sizes; names of sizes work", (t) => {
  const a = placeholder("a", [2, 3], "f64");
  const y = w.matmul(
    a,
    w.constant(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      "f64",
    ),
  );
  const j = jacobian(y, a);
  t.deepEqual([...j.shape], [2, 2, 2, 3]);
  const wide = jacobian(w.concat([a, a, a]), a);
  // the map is linear: its Jacobian needs no feed
  const got = engine.run(j).toArray() as number[][][][];
  t.deepEqual(got[1]![0], [
    [0, 0, 0],
    [1, 3, 5],
  ]);
  t.is(engine.run(sum(wide)).item(), 18);
  const n = placeholder("n", ["size"], "f64");
  t.deepEqual(engine.run(jacobian(w.square(n), n), { n: [1, 2] }).toArray(), [
    [2, 0],
    [0, 4],
  ]);
});

test("PyTorch: Hessians", (t) => {
  let ran = 0;
  const rosenbrock = (v: Node) => {
    const [head, tail] = [w.slice(v, [[0, 4]]), w.slice(v, [[1, 5]])];
    return sum(w.add(w.mul(w.square(w.sub(tail, w.square(head))), 100), w.square(w.sub(1, head))));
  };
  const functions: Record<string, (v: Node) => Node> = {
    rosenbrock5: rosenbrock,
    softmax_sum_sq: (v) => sum(w.square(w.softmax(v))),
    norm_x: (v) => w.sqrt(sum(w.square(v))),
    gelu_softplus: (v) => sum(w.add(mul(w.gelu(v), w.softplus(v)), w.silu(v))),
  };
  for (const c of oracle.second_order) {
    const f = functions[c.id];
    if (!f || !c.f64.hessian) continue;
    const v = placeholder("v", c.inputs[0]!.shape, "f64");
    const got = engine.run(hessian(f(v), v), { v: numbers(c.inputs[0]!) });
    const want = numbers(c.f64.hessian);
    for (const [i, h] of want.entries())
      t.true(Math.abs(got.data[i]! - h) <= 1e-12 + 1e-10 * Math.abs(h), `${c.id}[${i}]: ${got.data[i]}, not ${h}`);
    const trace = want.filter((_, i) => i % ((v.shape[0] as number) + 1) === 0).reduce((a, b) => a + b, 0);
    t.true(
      Math.abs(engine.run(laplacian(f(v), v), { v: numbers(c.inputs[0]!) }).item() - trace) <=
        1e-10 * (1 + Math.abs(trace)),
    );
    ran++;
  }
  t.is(ran, 4);
});

test("Taylor coefficients: of e^x at 0, of 1/(1 − x), of a polynomial", (t) => {
  const s = placeholder("s", [], "f64");
  const run = (f: Node<"f64">, n: number, value: number) =>
    engine.run(taylor(f, s, n), { s: value }).map((r) => r.item());
  t.deepEqual(run(w.exp(s), 5, 0), [1, 1, 1 / 2, 1 / 6, 1 / 24, 1 / 120]);
  t.deepEqual(run(w.reciprocal(w.sub(1, s)), 4, 0), [1, 1, 1, 1, 1]);
  t.deepEqual(run(w.pow(s, 3), 4, 2), [8, 12, 6, 1, 0]);
});

test("linearize: the map of tangents, and errors that name shapes", (t) => {
  const y = mul(x, x);
  const { values, map } = w.linearize([y], [x]);
  const [value, dy] = engine.run([values[0], map([w.constant([1, 0, 2], "f64")])[0]], at);
  t.deepEqual(
    [value!.toArray(), dy!.toArray()],
    [
      [1, 4, 9],
      [2, 0, 12],
    ],
  );
  t.throws(() => hessian(y, x), { instanceOf: w.ShapeError, message: /hessian: needs a scalar, not shape \(3\)/ });
  t.throws(() => taylor(y, x, 2), { instanceOf: w.ShapeError, message: /taylor: x: needs a scalar, not shape \(3\)/ });
  t.throws(() => jacobian(w.argmax(x) as Node, x), { instanceOf: w.GraphError, message: /is no float/ });
  const i = placeholder("i", [], "i32");
  const noFloat = (op: string) => ({
    instanceOf: w.GraphError,
    message: new RegExp(`^${op}: i i32\\(\\) is no float`),
  });
  t.throws(() => laplacian(sum(x), i), noFloat("laplacian"));
  t.throws(() => hessian(sum(x), i), noFloat("gradients"));
  t.throws(() => taylor(i as Node, placeholder("s", [], "f64"), 2), noFloat("taylor"));
});

test("a Jacobian and a Hessian have y's dtype in either mode, also where x has another", (t) => {
  const x = placeholder("x", [2], "f32");
  const y = w.square(w.cast(x, "f64"));
  for (const mode of ["forward", "reverse"] as const) {
    const j = w.jacobian(y, x, { mode });
    t.is(j.dtype, "f64");
    t.deepEqual(engine.run(j, { x: [1, 3] }).toArray(), [
      [2, 0],
      [0, 6],
    ]);
  }
  const h = w.hessian(w.sum(y), x);
  t.is(h.dtype, "f64");
  t.deepEqual(engine.run([h, x], { x: [1, 3] })[0].toArray(), [
    [2, 0],
    [0, 2],
  ]);
});
