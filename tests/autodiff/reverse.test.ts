// Adjoints: what gradients and vjp refuse, wide and deep graphs.
import test from "ava";
import * as w from "wengert";
import { gradients, hvp, mul, type Node, placeholder, tanh, vjp } from "wengert";

const engine = await w.Engine.create();
const x = placeholder("x", [], "f64");

test("cotangents that do not fit are refused: their number, shape and dtype", (t) => {
  const y = w.sin(x);
  t.throws(() => vjp([y, x], [x], [x]), {
    instanceOf: w.GraphError,
    message: /^vjp: 2 cotangents are needed, not 1/,
  });
  t.throws(() => gradients(y, [x], { cotangent: placeholder("v", [2], "f64") }), {
    instanceOf: w.ShapeError,
    message: /the cotangent \(2\) does not have the shape of sin f64\(\)/,
  });
  // where y is x, nothing else would notice
  t.throws(() => gradients(x, [x], { cotangent: placeholder("s", []) }), {
    instanceOf: w.DTypeError,
    message: /the cotangent is f32, not of the dtype of x f64\(\)/,
  });
});

test("whole numbers have no gradient, and what is no node is refused", (t) => {
  const i = placeholder("i", [], "i32");
  const y = mul(w.cast(i, "f64"), x);
  t.throws(() => gradients(y, [i]), {
    instanceOf: w.GraphError,
    message: /^gradients: i i32\(\) is no float and has no derivative/,
  });
  t.throws(() => vjp([y], [x, i], [x]), { instanceOf: w.GraphError, message: /^vjp: i i32\(\) is no float/ });
  t.throws(() => gradients(y, [3 as unknown as Node]), {
    instanceOf: w.GraphError,
    message: /^gradients: takes nodes, not number/,
  });
  t.throws(() => w.grad((v: Node) => w.argmax(v))(placeholder("v", [3])), {
    instanceOf: w.GraphError,
    message: /^grad: argmax i32\(\) is no float/,
  });
});

test("a node that is used 130,000 times: its adjoints are summed one by one", (t) => {
  const v = placeholder("v", [1], "f64");
  const [g] = gradients(w.concat(new Array<Node<"f64">>(130_000).fill(v)), [v]);
  t.is(w.topoSort([g]).filter(({ op }) => op === "add").length, 129_999);
});

test("a chain of 3,000 fused derivatives: second order in every way", (t) => {
  // fused rules are differentiated by their expansions: none of these may look at the whole chain
  const n = 3_000;
  let y: Node<"f64"> = x;
  for (let i = 0; i < n; i++) y = tanh(y);
  const one = w.constant(1, "f64");
  const [slope] = gradients(y, [x]);
  const seconds = [
    hvp(y, [x], [one])[0],
    gradients(slope, [x])[0],
    gradients(w.jvp([y], [x], [one])[0], [x])[0],
    w.jvp(w.jvp([y], [x], [one]), [x], [one])[0],
  ];
  // y′ and y″ of the chain, step by step
  let [v, first, second] = [0.5, 1, 0];
  for (let i = 0; i < n; i++) {
    v = Math.tanh(v);
    const d = 1 - v * v;
    [first, second] = [d * first, d * second - 2 * v * d * first * first];
  }
  const got = engine.run([slope, ...seconds], { x: 0.5 }).map((r) => r.item());
  for (const [i, value] of got.entries()) {
    const want = i === 0 ? first : second;
    t.true(Math.abs(value - want) <= 1e-9 * Math.abs(want), `number ${i}: ${value}, not ${want}`);
  }
});
