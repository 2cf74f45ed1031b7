// Bad input: a named class, subject, rule and values, the user's own line; the engine stays usable, nothing is lost.
import test from "ava";
import * as w from "wengert";
import {
  add,
  Engine,
  FeedError,
  GraphError,
  IndexError,
  matmul,
  NonFiniteError,
  parameter,
  placeholder,
  ShapeError,
} from "wengert";
import { fails } from "./harness/fails.js";

const engine = await Engine.create();

test("matmul: inner sizes that differ", (t) => {
  const a = placeholder("a", [2, 3]);
  const b = placeholder("b", [4, 5]);
  fails(t, () => matmul(a, b), ShapeError, "matmul: inner sizes differ, (2,3) · (4,5): 3 ≠ 4");
  fails(t, () => matmul(w.transpose(a), b), ShapeError, "matmul: inner sizes differ, (3,2) · (4,5): 2 ≠ 4");
});

test("shapes that do not broadcast; axes and ranks that do not exist", (t) => {
  const a = placeholder("a", [2, 3]);
  const b = placeholder("b", [2]);
  fails(t, () => add(a, b), ShapeError, "add: shapes (2,3) and (2) do not broadcast: 3 ≠ 2");
  fails(t, () => w.sum(a, 2), ShapeError, "sum: axis 2 is outside rank 2", false);
  fails(t, () => w.sum(a, [0, -2]), ShapeError, "sum: an axis repeats in [0,-2]", false);
  fails(t, () => w.transpose(b), ShapeError, "transpose: needs two axes, x has shape (2)", false);
  fails(t, () => matmul(a, w.constant(2)), ShapeError, "matmul: (2,3) · (): a scalar is no matrix; use mul", false);
  fails(t, () => w.reshape(a, [4]), ShapeError, "reshape: (2,3) has 6 elements, (4) has 4");
  fails(
    t,
    () => w.concat([a, placeholder("c", [3, 3])], 1),
    ShapeError,
    "concat: shapes (2,3) and (3,3) differ outside axis 1",
  );
  fails(t, () => placeholder("d", [-1]), ShapeError, "a dimension is a whole number or a name, not -1", false);
  fails(
    t,
    () => placeholder("d", ["a b"]),
    ShapeError,
    '"a b" is no dimension: use names, whole numbers, + - * and floor(…/n)',
    false,
  );
});

test("dtypes that differ, or that an op does not take", (t) => {
  const a = placeholder("a", [2]);
  const b = placeholder("b", [2], "f64");
  const i = placeholder("i", [2], "i32");
  fails(t, () => add(a, b as w.Node), w.DTypeError, "add: operands have dtypes f32 and f64; cast one of them");
  fails(t, () => w.exp(i), w.DTypeError, "exp: takes f32 or f64, not i32");
  fails(t, () => add(i, 0.5), w.DTypeError, "the number 0.5 does not fit beside i32; cast the node first", false);
  fails(t, () => w.gather(a, b as w.Node), w.DTypeError, "gather: indices: takes i32, not f64");
});

test("a label out of range: an IndexError with position and value, nothing committed, the engine usable", async (t) => {
  const own = await Engine.create({ seed: 1 });
  const input = placeholder("x", ["batch", 2]);
  const label = placeholder("y", ["batch"], "i32");
  const weight = parameter("w", w.glorotUniform([2, 3]));
  const loss = w.crossEntropy(matmul(input, weight), label);
  const train = own.executor(loss, { updates: w.adam([weight], w.gradients(loss, [weight]), { lr: 0.1 }) });
  train.run({ x: [[1, 2]], y: [0] });
  const before = own.read();
  for (const bad of [3, -1]) {
    const error = fails(
      t,
      () =>
        train.run({
          x: [
            [1, 2],
            [3, 4],
          ],
          y: [0, bad],
        }),
      IndexError,
      `crossEntropyRows: index ${bad} at position 1 is out of range, there are 3; nothing was committed`,
    );
    t.is(
      (error as w.WengertError).node,
      w.topoSort([loss]).find((n) => n.op === "crossEntropyRows"),
    );
  }
  t.deepEqual(own.read(), before);
  t.true(train.run({ x: [[1, 2]], y: [2] }).item() > 0);
  t.notDeepEqual(own.read(), before);
});

test("gather: an index out of range", (t) => {
  const table = placeholder("table", [3, 2]);
  const index = placeholder("index", ["n"], "i32");
  const rows = w.gather(table, index);
  fails(
    t,
    () => engine.run(rows, { table: new Float32Array(6), index: [0, 3] }),
    IndexError,
    "gather: index 3 at position 1 is out of range, there are 3; nothing was committed",
  );
  t.deepEqual(
    engine
      .run(rows, {
        table: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        index: [2],
      })
      .toArray(),
    [[5, 6]],
  );
});

test("checkFinite names the first node that produced NaN, and commits nothing", async (t) => {
  const own = await Engine.create();
  const p = parameter("p", [1, 4]);
  const input = placeholder("x", [2]);
  const root = w.sqrt(w.sub(p, input));
  const loss = w.sum(w.mul(root, 2));
  const options = { updates: w.sgd([p], w.gradients(loss, [p]), { lr: 0.1 }) };
  const checked = own.executor(loss, { ...options, checkFinite: true });
  const error = fails(
    t,
    () => checked.run({ x: [0, 5] }),
    NonFiniteError,
    "sqrt is the first to produce NaN, at position 1 of sqrt f32(2); nothing was committed",
  );
  t.is((error as w.WengertError).node?.toString(), "sqrt f32(2)");
  t.deepEqual(own.read().p!.toArray(), [1, 4]);
  fails(
    t,
    () => checked.run({ x: [Number.POSITIVE_INFINITY, 0] }),
    NonFiniteError,
    "placeholder x holds Infinity, at position 0 of x f32(2); nothing was committed",
  );
  checked.run({ x: [0, 0] });
  t.deepEqual(own.read().p!.toArray(), [Math.fround(1 - Math.fround(0.1)), Math.fround(4 - Math.fround(0.05))]);
  // without the check NaN passes
  t.is(
    own
      .executor(loss)
      .run({ x: [0, 50] })
      .item(),
    Number.NaN,
  );
});

test("names: two parameters, two placeholders, a parameter updated twice, what is not among the inputs", async (t) => {
  const own = await Engine.create();
  const a = parameter("same", [1]);
  const b = parameter("same", [2]);
  const error = fails(
    t,
    () => own.run(add(a, b)),
    GraphError,
    "two parameters are named same; use scope or other names",
  );
  t.is(error.message.match(/errors\.test/g)?.length, 2, "both lines");
  own.run(a);
  fails(t, () => own.run(b), GraphError, "two parameters are named same; use scope or other names");
  const p = placeholder("p", []);
  const q = placeholder("p", []);
  fails(t, () => own.executor(add(p, q)), GraphError, "two placeholders are named p; use scope or other names");
  fails(
    t,
    () =>
      own.executor([], {
        updates: [
          [a, add(a, 1)],
          [a, add(a, 2)],
        ],
      }),
    GraphError,
    "updates: parameter same is updated twice",
  );
  fails(
    t,
    () => own.executor(add(p, placeholder("other", [])), { inputs: [p] }),
    GraphError,
    "executor: placeholder other is not among the inputs p",
  );
  fails(
    t,
    () => own.executor([], { updates: [[a, w.zeros([2])]] }),
    ShapeError,
    "updates: same is f32(1), its next value f32(2)",
  );
  t.is(own.run(add(p, 1), { p: 2 }).item(), 3);
});

test("a parameter whose initial value needs a feed, or whose shape has names", (t) => {
  fails(
    t,
    () => parameter("p", add(placeholder("f", [2]), 1)),
    GraphError,
    "parameter p: the initial value needs the feed f",
  );
  fails(
    t,
    () => parameter("p", w.zeros(["n"])),
    ShapeError,
    "parameter p: shape (n) has names; a parameter's sizes are numbers",
  );
});

test("engine.write is all or nothing; unknown names wait", async (t) => {
  const own = await Engine.create();
  const p = parameter("p", [1, 2]);
  own.run(p);
  const tensor = (data: number[], dtype: w.DType = "f32") => new w.Tensor(data, [data.length], dtype);
  fails(
    t,
    () => own.write({ q: tensor([1]), p: tensor([1, 2, 3]) }),
    FeedError,
    "parameter p is f32(2), the value f32(3); nothing was written",
  );
  fails(
    t,
    () => own.write({ q: tensor([1]), p: tensor([1, 2], "f64") }),
    FeedError,
    "parameter p is f32(2), the value f64(2); nothing was written",
  );
  t.deepEqual(own.unclaimed, []);
  own.write({ q: tensor([7]), p: tensor([3, 4]) });
  t.deepEqual(own.unclaimed, ["q"]);
  t.deepEqual(own.read().p!.toArray(), [3, 4]);
  const q = parameter("q", [0]);
  t.deepEqual(own.run(q).toArray(), [7]);
  t.deepEqual(own.unclaimed, []);
  own.write({ r: tensor([1, 2]) });
  const r = parameter("r", [0]);
  fails(t, () => own.run(r), FeedError, "parameter r is f32(1), the value f32(2); nothing was written");
  t.deepEqual(own.unclaimed, ["r"]);
});

test("memory that cannot grow: an EngineError, and the engine stays usable", async (t) => {
  const small = await Engine.create({ maxBytes: 1 << 20 });
  const n = placeholder("n", ["size"]);
  const doubled = small.executor(w.sum(w.mul(n, 2)));
  t.is(doubled.run({ n: new Float32Array(100).fill(1) }).item(), 200);
  const error = t.throws(() => doubled.run({ n: new Float32Array(1 << 20) }), { instanceOf: w.EngineError });
  t.regex(error!.message, /^memory: \d+ bytes more do not fit: \d+ are in use, maxBytes is 1048576$/);
  t.is(doubled.run({ n: new Float32Array(100).fill(1) }).item(), 200);
  // beyond what WebAssembly itself allows
  const big = await Engine.create();
  const huge = big.executor(w.sum(w.uniform(w.randomKey(1), ["size", 1 << 20])), {});
  const refused = t.throws(() => big.run(w.uniform(w.randomKey(1), [3000, 1 << 20])), { instanceOf: w.EngineError });
  t.regex(refused!.message, /^memory: /);
  t.truthy(huge);
  t.deepEqual(big.run(w.constant([1, 2])).toArray(), [1, 2]);
});

test("Engine.create: a module that is not wengert's, bytes that are none, a seed that is no number", async (t) => {
  const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  await t.throwsAsync(Engine.create({ module: empty }), {
    instanceOf: w.EngineError,
    message: /the module is not wengert's/,
  });
  await t.throwsAsync(Engine.create({ module: Uint8Array.of(1, 2, 3) }), {
    instanceOf: w.EngineError,
    message: /does not instantiate/,
  });
  await t.throwsAsync(Engine.create({ seed: 0.5 }), {
    instanceOf: w.EngineError,
    message: /the seed is a whole number, not 0.5/,
  });
});

test("an operand that is no node, an output that is none, a promise in a scope", (t) => {
  fails(t, () => add("1" as never, 2 as never), w.DTypeError, "add: at least one operand must be a node", false);
  fails(t, () => w.exp("x" as never), GraphError, "exp: operand 0 is string, not a node");
  fails(
    t,
    () => engine.executor([placeholder("x", []), 1 as never]),
    GraphError,
    "executor: output 1 is no node",
    false,
  );
  fails(
    t,
    () => w.scope("a", (async () => 1) as never),
    GraphError,
    'scope "a": build returned a promise; build synchronously',
    false,
  );
});
