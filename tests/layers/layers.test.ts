import test from "ava";
import { Engine, gradients, IndexError, parameters, placeholder, relu, ShapeError, scope, sum, Tensor } from "wengert";
import { embedding, linear, sequential } from "wengert/layers";

test("linear is x · weight + bias, over any leading axes", async (t) => {
  const x = placeholder("x", ["n", 2, 3]);
  const y = linear("a", 3, 2)(x);
  t.deepEqual(y.shape, ["n", 2, 2]);
  const engine = await Engine.create();
  engine.write({
    "a.weight": new Tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    "a.bias": new Tensor([10, 20]),
  });
  const row = [
    [1, 0, 0],
    [0, 1, 1],
  ];
  t.deepEqual(
    engine.run(y, { x: [row, row] }).toArray(),
    Array(2).fill([
      [11, 22],
      [18, 30],
    ]),
  );
});

test("a weight begins in ±√(6 / (inputs + outputs)), a bias at zero", async (t) => {
  const y = linear("a", 40, 20)(placeholder("x", [40]));
  const engine = await Engine.create({ seed: 3 });
  const { "a.weight": weight, "a.bias": bias } = engine.read(parameters(y));
  t.deepEqual(weight!.shape, [40, 20]);
  const largest = Math.max(...weight!.data.map(Math.abs));
  t.true(largest <= Math.sqrt(6 / 60) && largest > 0.98 * Math.sqrt(6 / 60));
  t.true(bias!.data.every((b) => b === 0));
});

test("without a bias there is none", (t) => {
  const y = linear("a", 3, 2, { bias: false })(placeholder("x", [1, 3]));
  t.deepEqual(
    parameters(y).map((p) => p.name),
    ["a.weight"],
  );
});

test("embedding takes rows, and its gradient adds up those that repeat", async (t) => {
  const x = placeholder("x", ["n", 2], "i32");
  const y = embedding("table", 3, 2)(x);
  t.deepEqual(y.shape, ["n", 2, 2]);
  const [table] = parameters(y);
  const engine = await Engine.create();
  engine.write({
    "table.weight": new Tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  });
  const [value, slope] = engine.run([y, gradients(sum(y), [table!])[0]!], { x: [[2, 0]] });
  t.deepEqual(value!.toArray(), [
    [
      [5, 6],
      [1, 2],
    ],
  ]);
  t.deepEqual(slope!.toArray(), [
    [1, 1],
    [0, 0],
    [1, 1],
  ]);
  t.throws(() => engine.run(y, { x: [[0, 3]] }), { instanceOf: IndexError });
});

test("sequential applies in order; layers in a scope have its prefix", (t) => {
  const model = scope("net", () => sequential(linear("a", 4, 8), relu, linear("b", 8, 3)));
  const y = model(placeholder("x", ["batch", 4]));
  t.deepEqual(y.shape, ["batch", 3]);
  t.deepEqual(
    parameters(y).map((p) => p.name),
    ["net.a.weight", "net.a.bias", "net.b.weight", "net.b.bias"],
  );
});

test("a layer called twice shares its parameters", (t) => {
  const layer = linear("a", 4, 4);
  const x = placeholder("x", ["batch", 4]);
  t.is(parameters(layer(layer(x))).length, 2);
});

test("sizes that do not fit", (t) => {
  t.throws(() => linear("a", 0, 2), {
    instanceOf: ShapeError,
    message: /^linear a: inputs is a whole number .* not 0/,
  });
  t.throws(() => embedding("e", 2, 1.5), { instanceOf: ShapeError, message: /^embedding e: features .* not 1.5/ });
  const refused = t.throws(() => linear("a", 3, 2)(placeholder("x", ["n", 4])), { instanceOf: ShapeError });
  t.regex(refused?.message ?? "", /4 ≠ 3/);
});

test("what a layer computes stands in the scope of its parameters, wherever it is called", (t) => {
  const layer = scope("net", () => linear("one", 3, 2));
  const [y, z] = [layer(placeholder("x", [1, 3])), scope("elsewhere", () => layer(placeholder("z", [1, 3])))];
  t.deepEqual([y.scope, y.inputs[0]!.scope, z.scope], ["net.one", "net.one", "net.one"]);
  t.is(scope("net", () => embedding("table", 3, 2))(placeholder("i", [4], "i32")).scope, "net.table");
});
