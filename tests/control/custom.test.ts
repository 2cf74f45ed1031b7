import test from "ava";
import * as w from "wengert";
import { customVjp, type Node, placeholder } from "wengert";

const engine = await w.Engine.create();
const x = placeholder("x", [3], "f64");
const feeds = { x: [-1.4, 0.2, 2.6] };
const run = (node: Node) => engine.run([node, x], feeds)[0]!.toArray();

test("rounding with a straight-through gradient: values are rounded, adjoints pass", (t) => {
  const round = customVjp(
    (v: Node<"f64">) => w.round(v),
    (ct) => [ct],
  );
  const y = round(x);
  t.deepEqual(run(y), [-1, 0, 3]);
  t.deepEqual(run(w.gradients(w.square(y), [x])[0]), [-2, 0, 6]);
});

test("a gradient of a gradient goes through the rule, which sees operands and result", (t) => {
  const f = customVjp(
    (v: Node<"f64">, scale: Node<"f64">) => w.mul(w.exp(v), scale),
    (ct, y, _, scale) => [w.mul(ct, y), w.sumTo(w.mul(ct, w.div(y, scale)), [])],
  );
  const scale = placeholder("scale", [], "f64");
  const own = w.mul(w.exp(x), scale);
  const both = { ...feeds, scale: 3 };
  for (const of of [
    (y: Node) => w.gradients(y, [x, scale]),
    (y: Node) => w.gradients(w.gradients(y, [x])[0], [x]),
    (y: Node) => [w.jacobian(y, x)],
  ]) {
    const [got, want] = [of(f(x, scale)), of(own)].map((nodes) => engine.run([...nodes, x, scale], both));
    for (const [i, result] of got!.entries())
      for (const [k, value] of result.data.entries()) t.true(Math.abs(value - want![i]!.data[k]!) < 1e-12);
  }
});

test("in a loop, behind a checkpoint, over named sizes, with parameters and integers", (t) => {
  const clip = customVjp(
    (v: Node<"f64">, i: Node<"i32">) => w.mul(v, w.cast(w.add(i, 1), "f64")),
    (ct, _, __, i) => [w.clamp(w.mul(ct, w.cast(w.add(i, 1), "f64")), -1, 1), undefined],
  );
  const steps = w.arange(3);
  const [last] = w.scan((s: Node<"f64">, i: Node<"i32">) => [clip(s, i), []], x, steps);
  t.deepEqual(
    run(last),
    feeds.x.map((v) => v * 6),
  );
  t.deepEqual(run(w.gradients(last, [x])[0]), [1, 1, 1]);
  const v = placeholder("v", ["n"], "f64");
  const y = w.checkpoint((u: Node<"f64">) => w.square(clip(u, w.constant(1, "i32"))))(v);
  const [slope] = w.gradients(y, [v]);
  t.deepEqual(slope.shape, ["n"]);
  t.deepEqual(engine.run(slope, { v: [0.1, 1] }).toArray(), [0.8, 1]);
});

test("what does not fit is an error: forward mode, adjoints, a node from outside", (t) => {
  const scale = w.parameter("custom.scale", w.constant(2, "f64"));
  const scaled = customVjp(
    (v: Node<"f64">) => w.mul(v, scale),
    (ct) => [w.mul(ct, scale)],
  );
  t.deepEqual(run(w.gradients(scaled(x), [x])[0]), [2, 2, 2]);
  t.throws(() => w.gradients(scaled(x), [scale]), {
    instanceOf: w.GraphError,
    message: /customVjp: the function uses custom.scale f64\(\) from outside; make it an operand/,
  });
  t.throws(() => w.jvp([scaled(x)], [x], [x]), {
    instanceOf: w.GraphError,
    message: /reverse rule only: no forward mode/,
  });
  const wrong = (rule: (ct: Node) => Node[]) => () => w.gradients(customVjp((v: Node) => w.sin(v), rule)(x), [x]);
  t.throws(
    wrong(() => []),
    { instanceOf: w.GraphError, message: /gives 0 adjoints for 1 operands/ },
  );
  t.throws(
    wrong((ct) => [w.sum(ct)]),
    { instanceOf: w.ShapeError, message: /customVjp: the cotangent \(\)/ },
  );
  t.throws(
    wrong((ct) => [w.cast(ct, "f32")]),
    { instanceOf: w.DTypeError },
  );
  t.throws(
    () =>
      customVjp(
        (_: Node) => 1 as never,
        (ct) => [ct],
      )(x),
    { instanceOf: w.GraphError, message: /one node, not number/ },
  );
});
