import test from "ava";
import {
  add,
  cast,
  constant,
  crossEntropy,
  DTypeError,
  div,
  Engine,
  exp,
  FeedError,
  GraphError,
  log,
  matmul,
  mul,
  parameter,
  placeholder,
  ShapeError,
  sin,
  square,
  stopGradient,
  sub,
  sum,
  Tensor,
  tanh,
  zeros,
} from "wengert";
import { checkGradients, numericGradient } from "wengert/check";

test("differences of a polynomial are its derivative", async (t) => {
  const engine = await Engine.create();
  const x = placeholder("x", ["n"], "f64");
  const [slope] = numericGradient(engine, sum(mul(x, square(x))), [x], { x: [0, 1, -2, 10] });
  t.is(slope!.dtype, "f64");
  t.deepEqual(slope!.shape, [4]);
  for (const [i, expected] of [0, 3, 12, 300].entries())
    t.true(Math.abs(slope!.data[i]! - expected) < 1e-7 * Math.max(1, expected), `${slope!.data[i]}`);
});

test("right rules agree in f64, over placeholders and parameters", async (t) => {
  const engine = await Engine.create({ seed: 5 });
  const x = placeholder("x", ["n", 3], "f64");
  const w = parameter(
    "w",
    constant(
      [
        [0.3, -0.2],
        [0.1, 0.7],
        [-0.5, 0.2],
      ],
      "f64",
    ),
  );
  const b = parameter("b", zeros([2], "f64"));
  const y = placeholder("y", ["n"], "i32");
  const loss = crossEntropy(add(tanh(matmul(x, w)), b), y);
  const feeds = {
    x: [
      [1, -2, 0.5],
      [0.1, 0.2, 3],
    ],
    y: [0, 1],
  };
  const report = checkGradients(engine, loss, [x, w, b], feeds);
  t.true(report.worstRelative < 1e-8, JSON.stringify(report));
  t.true(report.worstAbsolute >= report.worstRelative);
  t.truthy(report.at);
});

test("right rules agree in f32, with the larger step", async (t) => {
  const engine = await Engine.create();
  const x = placeholder("x", [4]);
  const report = checkGradients(engine, sum(mul(sin(x), exp(x))), [x], { x: [0.1, -1, 2, 0] });
  t.true(report.worstRelative < 1e-3, JSON.stringify(report));
});

test("a wrong derivative is found, with its place", async (t) => {
  const engine = await Engine.create();
  const [a, x] = [placeholder("a", [2], "f64"), placeholder("x", [3], "f64")];
  // d(x · stop(x)) is half of what it should be, and only where x ≠ 0
  const report = checkGradients(engine, add(sum(a), sum(mul(x, stopGradient(x)))), [a, x], { a: [1, 2], x: [0, 0, 4] });
  t.deepEqual(report.at, { node: "x", index: 2 });
  t.is(report.analytic, 4);
  t.true(Math.abs(report.numeric - 8) < 1e-6);
  t.true(Math.abs(report.worstAbsolute - 4) < 1e-6);
  t.true(Math.abs(report.worstRelative - 0.5) < 1e-6);
});

test("what is no finite number is as far away as can be", async (t) => {
  const engine = await Engine.create();
  const x = placeholder("x", [2], "f64");
  const report = checkGradients(engine, sum(log(x)), [x], { x: [-1, 1] });
  t.deepEqual(report.at, { node: "x", index: 0 });
  t.is(report.worstAbsolute, Number.POSITIVE_INFINITY);
  t.is(report.worstRelative, Number.POSITIVE_INFINITY);
});

test("an x that the output does not depend on has zeros", async (t) => {
  const engine = await Engine.create();
  const [x, z, y] = [placeholder("x", []), placeholder("z", ["n"]), placeholder("y", [])];
  const report = checkGradients(engine, mul(x, y), [z, x], { x: 2, y: 3, z: [1, 2] });
  t.true(report.worstAbsolute < 1e-3);
  const none = checkGradients(engine, mul(x, y), [], { x: 2, y: 3 });
  t.is(none.at, undefined);
});

test("parameters keep their values, after an error too", async (t) => {
  const engine = await Engine.create();
  const w = parameter("w", constant([1, 2], "f64"));
  const i = placeholder("i", [], "i32");
  const before = () => engine.read([w]).w!.toArray();
  numericGradient(engine, sum(square(w)), [w]);
  t.deepEqual(before(), [1, 2]);
  engine.write({ w: new Tensor([3, 4], [2], "f64") });
  const target = cast(sum(w), "i32");
  const fails = crossEntropy(constant([[1, 2]], "f64"), add(i, target, constant([-7], "i32")));
  // the sum goes from 7 to a class that does not exist as soon as w moves by a whole step
  t.throws(() => numericGradient(engine, add(fails, sum(w)), [w], { i: 0 }, { h: 2 }));
  t.deepEqual(before(), [3, 4]);
});

test("one plan serves all steps", async (t) => {
  const engine = await Engine.create();
  const x = placeholder("x", ["n"], "f64");
  const calls = engine.calls;
  numericGradient(engine, sum(square(x)), [x], { x: new Float64Array(50) });
  t.is(engine.calls - calls, 201);
});

test("feeds by node, and from nested arrays", async (t) => {
  const engine = await Engine.create();
  const [x, y] = [placeholder("x", [2, 2], "f64"), placeholder("y", [], "f64")];
  const f = div(sum(square(x)), y);
  const feeds = new Map<typeof x | typeof y, number | number[][]>([
    [
      x,
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [y, 2],
  ]);
  t.true(checkGradients(engine, f, [x, y], feeds).worstRelative < 1e-8);
});

test("what is refused", async (t) => {
  const engine = await Engine.create();
  const [x, k] = [placeholder("x", [2]), placeholder("k", [], "i32")];
  t.throws(() => numericGradient(engine, sub(x, 1), [x], { x: [1, 2] }), {
    instanceOf: ShapeError,
    message: /no scalar.*\(2\)/,
  });
  t.throws(() => checkGradients(engine, k, [k], { k: 1 }), { instanceOf: DTypeError });
  t.throws(() => numericGradient(engine, sum(x), [k], { x: [1, 2], k: 1 }), { instanceOf: DTypeError });
  t.throws(() => checkGradients(engine, sum(x), [square(x) as never], { x: [1, 2] }), {
    instanceOf: GraphError,
    message: "numericGradient: square f32(2) is no placeholder or parameter, and cannot be moved",
  });
  const told = (options: object, message: string) =>
    t.throws(() => checkGradients(engine, sum(x), [x], { x: [1, 2] }, options), { instanceOf: GraphError, message });
  told({ h: 0 }, "checkGradients: h is above 0 and finite, not 0");
  told({ order: 3 }, "checkGradients: order is 1 or 2, not 3");
  told({ modes: [] }, "checkGradients: modes are some of reverse, forward, not []");
  told({ modes: ["back"] }, "checkGradients: modes are some of reverse, forward, not [back]");
  told({ tolerance: -1 }, "checkGradients: the tolerance is at least 0, not -1");
  t.throws(() => checkGradients(engine, sum(x), [x], {}), { instanceOf: FeedError });
});
