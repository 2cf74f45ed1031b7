import test from "ava";
import * as w from "wengert";
import { add, mul, parameter, placeholder, sub } from "wengert";

test("outputs and right-hand sides read the old values; then all are written: a swap", async (t) => {
  const engine = await w.Engine.create();
  const [a, b] = [parameter("a", [1, 2]), parameter("b", [3, 4])];
  const swap = engine.executor(
    { a, b, sum: add(a, b) },
    {
      updates: [
        [a, b],
        [b, a],
      ],
    },
  );
  const read = () => Object.values(engine.read([a, b])).map((x) => x.toArray());
  t.deepEqual(
    Object.values(swap.run()).map((x) => x.toArray()),
    [
      [1, 2],
      [3, 4],
      [4, 6],
    ],
  );
  t.deepEqual(read(), [
    [3, 4],
    [1, 2],
  ]);
  swap.run();
  t.deepEqual(read(), [
    [1, 2],
    [3, 4],
  ]);
});

test("updates that read each other: chains, cycles, views, a value that is fetched too", async (t) => {
  const engine = await w.Engine.create();
  const p = ["a", "b", "c"].map((name, i) => parameter(name, [i + 1, 10 * (i + 1)]));
  const [a, b, c] = p as [w.Parameter<"f32">, w.Parameter<"f32">, w.Parameter<"f32">];
  const values = () => p.map((x) => engine.read([x])[x.name]!.toArray());
  // each reads the next: a ← a + b, b ← b + c, c ← c + a
  const ring = engine.executor([], {
    updates: [
      [a, add(a, b)],
      [b, add(b, c)],
      [c, add(c, a)],
    ],
  });
  ring.run();
  t.deepEqual(values(), [
    [3, 30],
    [5, 50],
    [4, 40],
  ]);
  // a reversed view of itself, and another's
  const views = engine.executor([], {
    updates: [
      [a, sub(w.flip(a, [0]), a)],
      [b, add(w.reshape(w.reshape(c, [2, 1]), [2]), b)],
    ],
  });
  views.run();
  t.deepEqual(values(), [
    [27, -27],
    [9, 90],
    [4, 40],
  ]);
  // the next value fetched beside the old one
  const next = mul(c, 2);
  const both = engine.executor({ old: c, next }, { updates: [[c, next]] });
  const r = both.run();
  t.deepEqual(
    [r.old.toArray(), r.next.toArray()],
    [
      [4, 40],
      [8, 80],
    ],
  );
  t.deepEqual(values()[2], [8, 80]);
  // one node as the next value of two parameters
  const shared = engine.executor([], {
    updates: [
      [a, add(c, 1)],
      [b, add(c, 1)],
    ],
  });
  shared.run();
  t.deepEqual(values(), [
    [9, 81],
    [9, 81],
    [8, 80],
  ]);
  // a constant
  engine.executor([], { updates: [[a, w.zerosLike(a)]] }).run();
  t.deepEqual(values()[0], [0, 0]);
});

test("simple updates are computed straight into their parameters", async (t) => {
  const engine = await w.Engine.create();
  const p = parameter("p", [1, 2, 3, 4]);
  const g = placeholder("g", [4]);
  const train = engine.executor([], { updates: w.sgd([p], [g], { lr: 0.5 }) });
  t.regex(train.plan().toString(), /commit:\n {2}sgd_f32 p, p, g@0, /);
  train.run({ g: [2, 2, 2, 2] });
  t.deepEqual(engine.read([p]).p!.toArray(), [0, 1, 2, 3]);
});

test("results take the form of the outputs; sizes of a plan can be named ahead; views are live", async (t) => {
  const engine = await w.Engine.create();
  const x = placeholder("x", ["n", 2]);
  const y = w.sum(x, 1);
  t.deepEqual(engine.run(y, { x: [[1, 2]] }).toArray(), [3]);
  t.deepEqual(
    engine.run([y, x], { x: [[1, 2]] }).map((r) => r.toArray()),
    [[3], [[1, 2]]],
  );
  t.deepEqual(engine.run({ total: y }, { x: [[1, 2]] }).total.toArray(), [3]);
  const executor = engine.executor({ total: y });
  const plan = executor.plan({ n: 3 });
  plan.input("x").set([1, 2, 3, 4, 5, 6]);
  const calls = engine.calls;
  plan.run();
  t.deepEqual([...plan.output("total")], [3, 7, 11]);
  plan.input("x")[0] = 10;
  plan.run();
  t.deepEqual([...plan.output("total")], [12, 7, 11]);
  t.is(engine.calls - calls, 2);
  t.true(plan.bytes > 0);
  t.throws(() => plan.input("z"), { instanceOf: w.FeedError, message: /no input z; there are x/ });
  t.throws(() => plan.output("z"), { instanceOf: w.FeedError });
  t.is(executor.run({ x: [[5, 5]] }).total.item(), 10);
});

test("a run after the memory moved: plans of growing sizes, in turn", async (t) => {
  const engine = await w.Engine.create();
  const x = placeholder("x", ["n"]);
  const executor = engine.executor(w.mul(w.add(x, 1), w.sub(x, 1)));
  const small = executor.plan({ n: 2 });
  for (const n of [2, 100_000, 3, 1_000_000, 2]) {
    const data = Float32Array.from({ length: n }, (_, i) => i % 7);
    const got = executor.run({ x: data }).data;
    t.true(got.every((v, i) => v === data[i]! ** 2 - 1));
    small.input("x").set([3, 4]);
    small.run();
    t.deepEqual([...small.output(0)], [8, 15]);
  }
});

test("feeds by node, and names in scopes", async (t) => {
  const engine = await w.Engine.create();
  const make = () => placeholder("x", []);
  const [a, b] = [w.scope("left", make), w.scope("right", () => w.scope("inner", make))];
  t.deepEqual([a.name, b.name], ["left.x", "right.inner.x"]);
  const y = sub(a, b);
  t.is(
    engine
      .run(
        y,
        new Map([
          [a, 5],
          [b, 3],
        ]),
      )
      .item(),
    2,
  );
  t.is(engine.run(y, { "left.x": 5, "right.inner.x": 1 }).item(), 4);
  t.is(placeholder("x", []).name, "x");
  t.throws(
    () =>
      w.scope("broken", () => {
        throw new Error("stop");
      }),
    { message: "stop" },
  );
  t.is(placeholder("x", []).name, "x");
});

test("initial values: nodes, values, functions of a key; the same for the same seed and name", async (t) => {
  const [one, two] = [await w.Engine.create({ seed: 7 }), await w.Engine.create({ seed: 7 })];
  const p = parameter("p", w.glorotUniform([50, 70]));
  const limit = Math.sqrt(6 / 120);
  const values = one.read([p]).p!.data as Float32Array;
  t.true(
    values.every((v) => Math.abs(v) <= limit) &&
      Math.max(...values) > 0.9 * limit &&
      Math.min(...values) < -0.9 * limit,
  );
  t.deepEqual(two.read([p]).p!.data, values);
  t.notDeepEqual(one.read([parameter("q", w.glorotUniform([50, 70]))]).q!.data, values);
  const normal = one.read([parameter("n", w.heNormal([200, 100], { dtype: "f64" }))]).n!;
  const std = Math.sqrt((normal.data as Float64Array).reduce((s, v) => s + v * v, 0) / normal.data.length);
  t.is(normal.dtype, "f64");
  t.true(Math.abs(std / Math.sqrt(2 / 200) - 1) < 0.03, `std ${std}`);
  const q = parameter("o", w.orthogonal([6, 4], { dtype: "f64" }));
  const gram = one.run(w.matmul(w.transpose(q), q)).data;
  t.true(gram.every((v, i) => Math.abs(v - (i % 5 === 0 ? 1 : 0)) < 1e-14));
  // an initial value that reads another parameter
  const copy = parameter("copy", mul(p, 2));
  t.deepEqual(
    one.read([copy]).copy!.data,
    values.map((v) => v * 2),
  );
  t.deepEqual(one.read([parameter("list", [1, 2])]).list!.toArray(), [1, 2]);
});

test("batches: every row once an epoch, resumable from their state, the order the kernel's", async (t) => {
  const data = {
    x: new w.Tensor(
      Float32Array.from({ length: 22 }, (_, i) => i),
      [11, 2],
    ),
    y: new w.Tensor(Int32Array.from({ length: 11 }, (_, i) => i)),
  };
  const run = (options: Parameters<typeof w.batches>[1], state?: w.BatchState) => {
    const feed = w.batches(data, options);
    if (state) feed.state = state;
    return [...feed].map((b) => [...b.y.data]);
  };
  const options = { size: 4, seed: 5, epochs: 2 };
  const all = run(options);
  t.deepEqual(
    all.map((b) => b.length),
    [4, 4, 3, 4, 4, 3],
  );
  t.deepEqual(
    all
      .slice(0, 3)
      .flat()
      .sort((a, b) => a - b),
    [...data.y.data],
  );
  t.notDeepEqual(all.slice(0, 3), all.slice(3));
  t.deepEqual(
    run({ ...options, dropLast: true }).map((b) => b.length),
    [4, 4, 4, 4],
  );
  for (const batch of w.batches(data, options))
    t.true(batch.x.data.every((v, i) => v === batch.y.data[i >> 1]! * 2 + (i % 2)));
  const feed = w.batches(data, options);
  const states: w.BatchState[] = [];
  for (const _ of feed) states.push(structuredClone(feed.state));
  for (const [i, state] of states.entries()) t.deepEqual(run(options, state), all.slice(i + 1));
  const engine = await w.Engine.create();
  const order = engine.run(w.permutation(w.constant([5, 1], "i32"), 11)).data;
  t.deepEqual(all.slice(3).flat(), [...order]);
  t.throws(() => w.batches({ ...data, z: new w.Tensor([1]) }, { size: 1 }), {
    instanceOf: w.FeedError,
    message: /z has 1 rows, x has 11/,
  });
  t.throws(
    () => {
      feed.state = { seed: 1, epoch: 0, position: 12 };
    },
    { instanceOf: w.FeedError },
  );
});
