import test from "ava";
import type { Node } from "wengert";
import * as w from "wengert";
import { checkSample, type Sample } from "../harness/differences.js";

const engine = await w.Engine.create();
const positive =
  (at: number) =>
  (x: Float64Array, i: number): void => {
    if (i === at) for (const [j, value] of x.entries()) x[j] = 0.5 + Math.abs(value);
  };

const qkv = [
  [2, 3, 2],
  [2, 3, 2],
  [2, 3, 4],
];
const samples: readonly Sample[] = [
  { name: "layerNorm", shapes: [[3, 4], [4], [4]], f: ([x, g, b]) => w.layerNorm(x!, g!, b!) },
  {
    name: "layerNorm over two axes",
    shapes: [
      [2, 3, 2],
      [3, 2],
    ],
    f: ([x, g]) => w.layerNorm(x!, g!, undefined, { eps: 1e-3 }),
  },
  {
    name: "layerNorm without weights",
    shapes: [[3, 4]],
    f: ([x]) => w.layerNorm(x!, undefined, undefined, { axes: 0 }),
  },
  { name: "rmsNorm", shapes: [[3, 4], [4]], f: ([x, g]) => w.rmsNorm(x!, g!) },
  { name: "groupNorm", shapes: [[2, 4, 2, 2], [4], [4]], f: ([x, g, b]) => w.groupNorm(x!, 2, g!, b!) },
  { name: "batchNorm", shapes: [[3, 2, 2], [2], [2]], f: ([x, g, b]) => w.batchNorm(x!, g!, b!) },
  {
    name: "batchNorm by given statistics",
    shapes: [[3, 2], [2], [2]],
    f: ([x, mean, variance]) => w.batchNorm(x!, undefined, undefined, { mean: mean!, variance: variance! }),
    prepare: positive(2),
  },
  { name: "attention", shapes: qkv, f: ([q, k, v]) => w.attention(q!, k!, v!) },
  { name: "attention, causal", shapes: qkv, f: ([q, k, v]) => w.attention(q!, k!, v!, { causal: true, scale: 2 }) },
  {
    name: "attention, added mask",
    shapes: [...qkv, [3, 3]],
    f: ([q, k, v, mask]) => w.attention(q!, k!, v!, { mask: mask! }),
  },
];
for (const [i, sample] of samples.entries())
  test(`${sample.name}: derivatives of first and second order are differences, in both modes`, (t) =>
    checkSample(t, engine, sample, 300 + i));

test("attention: what a mask hides does not matter, causal and a bool mask together; names for lengths", (t) => {
  const [q, k, v] = (["q", "k", "v"] as const).map((name) => w.placeholder(name, ["batch", "length", 2]));
  const seen = w.constant(
    [
      [true, true, true],
      [true, false, true],
      [true, true, false],
    ],
    "bool",
  );
  const y = w.attention(q!, k!, v!, { causal: true, mask: seen });
  t.deepEqual(y.shape, ["batch", 3, 2]);
  const rows = [
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ];
  const result = engine.run(y, {
    q: rows,
    k: rows,
    v: [
      [
        [1, 2],
        [10, 20],
        [100, 200],
      ],
    ],
  });
  // row 1 sees 0 only; row 2 sees 0 and 1
  t.deepEqual([...result.data.slice(0, 4)], [1, 2, 1, 2]);
  t.true(result.data[4]! <= 10 && result.data[4]! >= 1);
});
test("normalised rows have mean 0 and variance 1", (t) => {
  const x = w.constant(
    [
      [1, 2, 4, 9],
      [-3, 0, 0, 5],
    ],
    "f64",
  );
  const y = w.layerNorm(x, undefined, undefined, { eps: 0 });
  const [m, v] = engine.run([w.mean(y, -1), w.variance(y, -1, { correction: 0 })]);
  for (const i of [0, 1]) t.true(Math.abs(m.data[i]!) < 1e-15 && Math.abs(v.data[i]! - 1) < 1e-14);
});
test("what does not fit is an error when built", (t) => {
  const x = w.placeholder("x", [2, 4]);
  const three = w.ones([3]);
  const message = (f: () => unknown, text: RegExp) => t.throws(f, { instanceOf: w.ShapeError, message: text });
  message(() => w.layerNorm(x, three), /^layerNorm: weights \(3\) are not the last axes of x \(2,4\)/);
  message(() => w.groupNorm(x, 3), /^groupNorm: 4 channels do not fall into 3 groups/);
  message(() => w.batchNorm(x, three), /^batchNorm: \(3\) is not one number a channel of x \(2,4\)/);
  message(() => w.batchNorm(x, undefined, undefined, { mean: w.ones([4]) }), /^batchNorm: give both/);
  message(() => w.attention(three, three, three), /^attention: takes matrices/);
  t.throws(() => w.attention(x, x, x, { mask: w.ones([2, 2], "f64") as unknown as Node<"f32"> }), {
    instanceOf: w.DTypeError,
  });
});
