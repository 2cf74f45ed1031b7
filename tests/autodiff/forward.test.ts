// Tangents: what jvp means for several xs, and what it refuses.
import test from "ava";
import * as w from "wengert";
import { jvp, type Node, placeholder, sin, vjp } from "wengert";

const engine = await w.Engine.create();
const x = placeholder("x", [], "f64");
const [a, b] = [placeholder("a", [], "f64"), placeholder("b", [], "f64")];

test("an x that depends on another: tangents add up, as adjoints do", (t) => {
  const z = sin(x);
  const y = w.mul(z, z, x);
  const [dy] = jvp([y], [x, z], [a, b]);
  const [dx, dz] = vjp([y], [x, z], [w.constant(1, "f64")]);
  const [forward, fromX, fromZ] = engine.run([dy, dx, dz], { x: 0.7, a: 2, b: -3 }).map((r) => r.item());
  t.true(Math.abs(forward! - (2 * fromX! - 3 * fromZ!)) < 1e-14);
  const [s, c] = [Math.sin(0.7), Math.cos(0.7)];
  t.true(Math.abs(fromX! - (s * s + 2 * s * c * 0.7)) < 1e-14);
  t.true(Math.abs(fromZ! - 2 * s * 0.7) < 1e-14);
});

test("an x given twice has the sum of its tangents; a y among the xs has its own", (t) => {
  const run = (nodes: readonly Node[]) => engine.run(nodes, { x: 3, a: 1, b: 10 }).map((r) => r.item());
  t.deepEqual(run(jvp([w.mul(x, x), x], [x, x], [a, b])), [66, 11]);
  const [first, second] = w.gradients(w.mul(x, x), [x, x]);
  t.deepEqual(
    engine.run([first, second], { x: 3 }).map((r) => r.item()),
    [6, 6],
  );
});

test("tangents that do not fit are refused: their number, shape and dtype, and xs that are no floats", (t) => {
  const i = placeholder("i", [], "i32");
  const y = w.mul(w.cast(i, "f64"), x);
  t.throws(() => jvp([y], [x], []), { instanceOf: w.GraphError, message: /^jvp: 1 tangents are needed, not 0/ });
  t.throws(() => jvp([y], [x], [placeholder("v", [2], "f64")]), {
    instanceOf: w.ShapeError,
    message: /^jvp: the tangent \(2\) does not have the shape of x f64\(\)/,
  });
  t.throws(() => jvp([y], [x], [placeholder("s", [])]), {
    instanceOf: w.DTypeError,
    message: /^jvp: the tangent is f32, not of the dtype of x f64\(\)/,
  });
  t.throws(() => jvp([y], [x], [1 as unknown as Node]), {
    instanceOf: w.GraphError,
    message: /^jvp: a tangent is a node, not number/,
  });
  t.throws(() => jvp([y], [i], [i]), { instanceOf: w.GraphError, message: /^jvp: i i32\(\) is no float/ });
});
