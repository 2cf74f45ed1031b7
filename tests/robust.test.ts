// Long chains, long runs, engines beside each other.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import test from "ava";
import * as w from "wengert";
import { toDot } from "wengert/draw";

/** Milliseconds of each stage for a chain of n nodes. */
async function chain(n: number): Promise<Record<string, number>> {
  const engine = await w.Engine.create();
  const times: Record<string, number> = {};
  let last = performance.now();
  const mark = (stage: string) => {
    const now = performance.now();
    times[stage] = now - last;
    last = now;
  };
  const x = w.placeholder("x", [3], "f64");
  let y: w.Node<"f64"> = x;
  for (let i = 0; i < n; i++) y = w.sin(y);
  mark("build");
  const [g] = w.gradients(w.sum(y), [x]);
  mark("differentiate");
  const [dy] = w.jvp([y], [x], [w.onesLike(x)]);
  mark("forward mode");
  const text = w.toText([y, g]);
  mark("toText");
  const dot = toDot([y, g]);
  mark("toDot");
  const executor = engine.executor({ y, g, dy });
  mark("simplify");
  const plan = executor.plan();
  mark("plan");
  const tape = plan.toString();
  mark("print the plan");
  const result = executor.run({ x: [0.1, 0.2, 0.3] });
  mark("run");
  if (!result.g.data.every(Number.isFinite) || text.length < n || dot.length < n || tape.length < n)
    throw new Error("no result");
  if (result.g.toString() !== result.dy.toString()) throw new Error(`${result.g} is not ${result.dy}`);
  return times;
}

test("a chain of 100,000 nodes builds, differentiates, prints, compiles and runs, in time linear in nodes", async (t) => {
  await chain(2_000);
  const short = await chain(10_000);
  const long = await chain(100_000);
  const total = (times: Record<string, number>) => Object.values(times).reduce((a, b) => a + b, 0);
  for (const stage of Object.keys(long))
    t.log(`${stage}: ${short[stage]!.toFixed(0)} ms for 10,000, ${long[stage]!.toFixed(0)} ms for 100,000`);
  // ten times the nodes: far from the hundredfold of quadratic time, whatever else the machine does
  const ratio = total(long) / total(short);
  t.log(`ratio ${ratio.toFixed(1)}`);
  t.true(ratio < 40, `ratio ${ratio}`);
});

function network(seed: number) {
  const x = w.placeholder("x", ["batch", 16]);
  const y = w.placeholder("y", ["batch"], "i32");
  const w1 = w.parameter("w1", w.heNormal([16, 32]));
  const w2 = w.parameter("w2", w.glorotUniform([32, 4]));
  const loss = w.crossEntropy(w.matmul(w.relu(w.matmul(x, w1)), w2), y);
  const feeds = {
    x: Float32Array.from({ length: 8 * 16 }, (_, i) => Math.sin(seed + i)),
    y: Int32Array.from({ length: 8 }, (_, i) => i % 4),
  };
  const updates = w.adam([w1, w2], w.gradients(loss, [w1, w2]), { lr: 1e-3 });
  return { loss, updates, feeds };
}

test("10,000 runs of a training plan leave the JavaScript heap and the WebAssembly memory where they were", async (t) => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const engine = await w.Engine.create();
  const { loss, updates, feeds } = network(1);
  const train = engine.executor({ loss }, { updates });
  const runs = (n: number) => {
    for (let i = 0; i < n; i++) train.run(feeds);
  };
  runs(2000);
  gc();
  const before = { heap: process.memoryUsage().heapUsed, wasm: engine.memory.buffer.byteLength, calls: engine.calls };
  runs(10_000);
  gc();
  const after = { heap: process.memoryUsage().heapUsed, wasm: engine.memory.buffer.byteLength, calls: engine.calls };
  t.log(
    `heap ${before.heap} → ${after.heap} bytes, WebAssembly ${before.wasm} → ${after.wasm} bytes, ${after.calls - before.calls} calls`,
  );
  t.is(after.wasm, before.wasm);
  t.is(after.calls - before.calls, 10_000);
  t.true(after.heap - before.heap < 200_000, `the heap grew by ${after.heap - before.heap} bytes`);
});

test("plans of many sizes stay within maxPlans and give their memory back", async (t) => {
  const engine = await w.Engine.create({ maxPlans: 4 });
  const { loss, updates } = network(2);
  const train = engine.executor(loss, { updates });
  const feed = (rows: number) => ({
    x: new w.Tensor(new Float32Array(rows * 16), [rows, 16]),
    y: new Int32Array(rows),
  });
  for (let rows = 1; rows <= 40; rows++) train.run(feed(rows));
  const grown = engine.memory.buffer.byteLength;
  for (let round = 0; round < 5; round++) for (let rows = 40; rows >= 1; rows--) train.run(feed(rows));
  t.is(engine.memory.buffer.byteLength, grown);
  for (let i = 0; i < 300; i++) engine.run(loss, feed(1 + (i % 40)));
  t.is(engine.memory.buffer.byteLength, grown);
});

test("two engines in one process share nothing", async (t) => {
  const { loss, updates, feeds } = network(3);
  const [a, b, c] = [
    await w.Engine.create({ seed: 1 }),
    await w.Engine.create({ seed: 1 }),
    await w.Engine.create({ seed: 2 }),
  ];
  const train = a.executor(loss, { updates });
  b.executor(loss, { updates });
  c.executor(loss, { updates });
  t.deepEqual(a.read(), b.read());
  t.notDeepEqual(a.read().w1, c.read().w1);
  const untouched = b.read();
  train.run(feeds);
  t.notDeepEqual(a.read(), untouched);
  t.deepEqual(b.read(), untouched);
  t.not(a.memory, b.memory);
  b.write(a.read());
  t.deepEqual(b.read(), a.read());
});
