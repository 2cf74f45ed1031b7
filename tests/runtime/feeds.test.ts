// What is fed: missing, unknown or unfit values are errors that name the feed; what fits without loss is taken.
import test from "ava";
import * as w from "wengert";
import { add, Engine, FeedError, placeholder, ShapeError } from "wengert";
import { fails } from "../harness/fails.js";

const engine = await Engine.create();
const x = placeholder("x", ["batch", 2]);
const y = placeholder("y", ["batch"], "i32");
const both = add(w.sum(x, 1), w.cast(y, "f32"));
const run = engine.executor(both);

test("feeds: missing, unknown, of a wrong length, dtype or shape, lossy", (t) => {
  const at = (feeds: w.Feeds) => () => run.run(feeds);
  fails(t, at({ x: [[1, 2]] }), FeedError, "feed y is missing: y i32(batch) is needed");
  fails(t, at({ x: [[1, 2]], y: [0], lable: [1] }), FeedError, "feed lable is unknown: the graph has x, y", false);
  fails(t, at({ x: [1, 2, 3], y: [0] }), FeedError, "feed x: 3 elements were given, (batch,2) has 2");
  fails(t, at({ x: [[1, 2, 3]], y: [0] }), FeedError, "feed x: a size is 3 where (batch,2) has 2");
  fails(t, at({ x: [[[1, 2]]], y: [0] }), FeedError, "feed x: shape (1,1,2) does not fit (batch,2)");
  fails(
    t,
    at({ x: [[1, 2]], y: new Float32Array(1) }),
    FeedError,
    "feed y: Float32Array does not fit i32 without loss",
    false,
  );
  fails(
    t,
    at({ x: new Float64Array(2), y: [0] }),
    FeedError,
    "feed x: Float64Array does not fit f32 without loss",
    false,
  );
  fails(t, at({ x: new Int32Array(2), y: [0] }), FeedError, "feed x: Int32Array does not fit f32 without loss", false);
  fails(t, at({ x: [[1, 2]], y: [0.5] }), FeedError, "feed y: 0.5 at position 0 does not fit i32 without loss", false);
  fails(
    t,
    at({ x: [[1, 2]], y: [2 ** 31] }),
    FeedError,
    "feed y: 2147483648 at position 0 does not fit i32 without loss",
    false,
  );
  fails(
    t,
    at({ x: new w.Tensor([1, 2], [1, 2], "f64"), y: [0] }),
    FeedError,
    "feed x: a tensor of f64 was given, f32 is needed",
    false,
  );
  fails(
    t,
    at({ x: [[1, 2], [3]], y: [0, 1] }),
    FeedError,
    "feed x: nested arrays have differing lengths, 1 where 2 was first",
    false,
  );
  fails(
    t,
    at({ x: [[1, 2]], y: "1" as never }),
    FeedError,
    "feed y: numbers, arrays or a tensor are needed, not string",
    false,
  );
  t.deepEqual(
    run
      .run({
        x: [
          [1, 2],
          [3, 4],
        ],
        y: [1, 2],
      })
      .toArray(),
    [4, 9],
  );
});

test("feeds: one dimension with two sizes; a flat array that leaves two sizes open", (t) => {
  fails(
    t,
    () =>
      run.run({
        x: [
          [1, 2],
          [3, 4],
        ],
        y: [0],
      }),
    FeedError,
    "feed y: dimension batch is 1, but 2 in x",
  );
  fails(
    t,
    () => engine.run(x, { x: [1, 2, 3] }),
    FeedError,
    "feed x: 3 elements do not fill (batch,2): 2 for each batch",
  );
  const z = placeholder("z", ["a", "b"]);
  fails(
    t,
    () => engine.run(w.sum(z), { z: new Float32Array(6) }),
    FeedError,
    "feed z: a flat array leaves a and b open; give a Tensor with a shape",
  );
  t.is(engine.run(w.sum(z), { z: new w.Tensor(new Float32Array(6).fill(1), [2, 3]) }).item(), 6);
  const late = placeholder("late", ["n-1"]);
  fails(
    t,
    () => engine.run(late, { late: [1] }),
    FeedError,
    "feed late: dimension n has no size; it must stand alone in some placeholder",
  );
  const early = placeholder("early", ["n"]);
  const pair = w.concat([early, late]);
  t.deepEqual(engine.run(pair, { early: [1, 2], late: [3] }).toArray(), [1, 2, 3]);
  fails(
    t,
    () => engine.run(pair, { early: [1, 2], late: [3, 4] }),
    FeedError,
    "feed late: shape (2) does not fit (n-1), which is (1)",
  );
});

test("feeds that fit without loss: bytes, 16 bits, booleans, tensors and their clones", (t) => {
  const one = (value: w.Value, dtype: w.DType = "f32") =>
    engine.run(placeholder("p", ["n"], dtype), { p: value }).toArray();
  t.deepEqual(one(Uint8ClampedArray.of(7, 255)), [7, 255]);
  t.deepEqual(one(Uint16Array.of(65535)), [65535]);
  t.deepEqual(one(Buffer.from([1, 2])), [1, 2]);
  t.deepEqual(one(Float32Array.of(0.5), "f64"), [0.5]);
  t.deepEqual(one(Int32Array.of(-5), "f64"), [-5]);
  t.deepEqual(one([true, false], "bool"), [true, false]);
  t.deepEqual(one(structuredClone(new w.Tensor([1, 2, 3]))), [1, 2, 3]);
  t.deepEqual(one([0.1]), [Math.fround(0.1)]);
});

test("names with different sizes meet when planned: the error names the sizes", (t) => {
  const sum = add(placeholder("p", ["n"]), placeholder("q", ["m"]));
  t.deepEqual(engine.run(sum, { p: [1, 2], q: [3, 4] }).toArray(), [4, 6]);
  const error = t.throws(() => engine.run(sum, { p: [1, 2], q: [3, 4, 5] }), { instanceOf: ShapeError });
  t.regex(error!.message, /^add: shapes \(2\) and \(3\) do not broadcast: 2 ≠ 3\n {4}built at .*feeds\.test/);
  const wider = t.throws(() => engine.run(sum, { p: [1], q: [3, 4] }), { instanceOf: ShapeError });
  t.regex(
    wider!.message,
    /^add: \(n\) and \(m\) were taken to give \(n\), but with sizes \{"m":2,"n":1\} they give \(2\)|^add: \(n\) and \(m\) were taken to give \(n\), but with sizes \{"n":1,"m":2\} they give \(2\)/,
  );
});
