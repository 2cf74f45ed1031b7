import test from "ava";
import * as w from "wengert";
import { add, exp, mul, neg, placeholder, sin } from "wengert";

test("what a step reads of the once section is not written over there", async (t) => {
  const engine = await w.Engine.create();
  const x = placeholder("x", [4]);
  const c = exp(w.constant([0, 0, 0, 0]));
  // the step's use is lowered before the constant one, which could run in place
  const executor = engine.executor([mul(x, c), neg(c)]);
  for (let run = 0; run < 2; run++)
    t.deepEqual(
      executor.run({ x: [1, 2, 3, 4] }).map((r) => r.toArray()),
      [
        [1, 2, 3, 4],
        [-1, -1, -1, -1],
      ],
    );
});

test("constants and random numbers from constants run once; their results stay", async (t) => {
  const engine = await w.Engine.create();
  const x = placeholder("x", []);
  const noise = w.normal(w.randomKey(1), [3]);
  const executor = engine.executor([add(x, noise), noise]);
  const text = executor.plan().toString();
  t.regex(text, /once:\n {2}normal_f32 .*\nstep:\n {2}add_rows_s_f32/);
  const [a, b] = [executor.run({ x: 0 }), executor.run({ x: 0 })];
  t.deepEqual(a[0].data, b[0].data);
  t.deepEqual(a[0].data, a[1].data);
});

test("a chain works in place; what is fetched or used again is kept", async (t) => {
  const engine = await w.Engine.create();
  const x = placeholder("x", [1000]);
  const first = sin(x);
  const chain = exp(neg(sin(first)));
  t.is(engine.executor(chain).plan().bytes < 2 * 4096 + 400, true);
  const both = engine.executor([chain, first]);
  const data = Float32Array.from({ length: 1000 }, (_, i) => i / 100);
  const [last, kept] = both.run({ x: data });
  t.deepEqual(kept.data, engine.run(first, { x: data }).data);
  t.deepEqual(last.data, engine.run(chain, { x: data }).data);
});

test("a plan prints: sections, instructions, repeats, outputs", async (t) => {
  const engine = await w.Engine.create();
  const a = placeholder("a", ["batch", 2, 3, 4]);
  const b = placeholder("b", [3, 1]);
  const text = engine
    .executor({ y: add(a, b) })
    .plan({ batch: 2 })
    .toString();
  t.regex(
    text,
    /^plan: \d+ bytes of scratch, \d+ kept, \d+ words\nstep:\n {2}repeat 4\n {4}add_rows_s_f32 add@\d+ \+= 48, a@\d+ \+= 48, b@\d+, 3, 4, 4, 1\noutput 0: add@\d+ f32\(2,2,3,4\)$/,
  );
});
