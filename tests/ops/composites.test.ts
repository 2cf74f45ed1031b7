// What is made of other ops: values against plain formulas, in both builds, and derivatives of two orders.
import test from "ava";
import type { Node } from "wengert";
import * as w from "wengert";
import { composites } from "../harness/composites.js";
import { checkDerivative } from "../harness/derivatives.js";
import { generator } from "../harness/kernels.js";
import type { Plain } from "../harness/plain.js";
import { publicOps, seedOf } from "../harness/registry.js";
import { apart, engines, operandsFor, run, same } from "../harness/run.js";

// a result of terms of size 10 at most, each of a few dozen roundings
const loose = (y: Plain): Plain => ({ ...y, slack: y.data.map((v) => 400 * (1 + Math.abs(v))) });
const { engine } = engines[0]!;
for (const [title, c] of Object.entries(composites)) {
  const seed = seedOf(title);
  test(`${title}: value = formula in both builds, derivatives of two orders; seed ${seed}`, (t) => {
    const random = generator(seed);
    const { xs, feeds } = operandsFor(c.inputs, random, apart);
    const y = c.build(...xs);
    const want = loose(c.ref(...feeds.values()));
    for (const { name, engine } of engines) same(t, run(engine, [y], feeds)[0]!, want, `${title} ${name}`);
    const point = { ys: [y], xs: xs.filter((x) => x.dtype === "f64"), feeds, what: title };
    checkDerivative(t, engine, checkDerivative(t, engine, point, random), random);
    t.pass();
  });
}

test("every composite that users call is tried here or in a test of its own", (t) => {
  const tried = Object.keys(composites).join(" ");
  const elsewhere = [
    "greater",
    "greaterEqual",
    "notEqual",
    "flip",
    "split",
    "squeeze",
    "stack",
    "transpose",
    "unbind",
    "unsqueeze",
    "pad",
    "constant",
    "full",
    "ones",
    "onesLike",
    "zeros",
    "zerosLike",
    "size",
    "parameter",
    "randomKey",
    "glorotNormal",
    "glorotUniform",
    "heNormal",
    "heUniform",
    "orthogonal",
    // conv.test.ts, normalize.test.ts, decompose.test.ts
    ...["conv1d", "conv2d", "conv3d", "convTranspose1d", "convTranspose2d"],
    ...["maxPool1d", "maxPool2d", "avgPool1d", "avgPool2d"],
    ...["layerNorm", "rmsNorm", "groupNorm", "batchNorm", "attention"],
    ...["logdet", "slogdet", "trace"],
  ];
  const names = Object.entries(publicOps)
    .filter(([, f]) => !("entry" in f))
    .map(([name]) => name);
  t.deepEqual(
    names.filter((name) => !tried.includes(name) && !elsewhere.includes(name)),
    [],
  );
});

test("changes of shape and mirrored comparisons give what their names say", (t) => {
  const x = w.constant(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    "f64",
  );
  const y = w.constant(
    [
      [1, 1, 4],
      [4, 4, 7],
    ],
    "f64",
  );
  const nodes = [
    w.flip(x, [1]),
    w.flip(x, [0, -1]),
    ...w.split(x, [1, 2], 1),
    ...w.split(x, 2),
    w.squeeze(w.unsqueeze(x, 1), 1),
    w.stack([x, y], 1),
    w.transpose(x),
    ...w.unbind(x, 1),
    w.cast(w.greater(x, y), "i32"),
    w.cast(w.greaterEqual(x, y), "i32"),
    w.cast(w.notEqual(x, y), "i32"),
    w.size(x),
    w.size(x, -1),
  ];
  const want = [
    [
      [3, 2, 1],
      [6, 5, 4],
    ],
    [
      [6, 5, 4],
      [3, 2, 1],
    ],
    [[1], [4]],
    [
      [2, 3],
      [5, 6],
    ],
    [[1, 2, 3]],
    [[4, 5, 6]],
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [
        [1, 2, 3],
        [1, 1, 4],
      ],
      [
        [4, 5, 6],
        [4, 4, 7],
      ],
    ],
    [
      [1, 4],
      [2, 5],
      [3, 6],
    ],
    [1, 4],
    [2, 5],
    [3, 6],
    [
      [0, 1, 0],
      [0, 1, 0],
    ],
    [
      [1, 1, 0],
      [1, 1, 0],
    ],
    [
      [0, 1, 1],
      [0, 1, 1],
    ],
    6,
    3,
  ];
  for (const { engine } of engines)
    t.deepEqual(
      engine.run(nodes as Node[]).map((v) => v.toArray()),
      want,
    );
});

test("dropout: kept elements are scaled, about p of them vanish, the gradient has the same mask, the key decides", (t) => {
  const x = w.placeholder("x", [4000], "f64");
  const key = w.placeholder("key", [2], "i32");
  const y = w.dropout(x, 0.25, key);
  const feeds = { x: new Float64Array(4000).fill(3), key: [1, 2] };
  const [a, b] = [engines[0]!, engines[1]!].map(({ engine }) => engine.run([y, ...w.gradients(y, [x])], feeds));
  if (!a || !b) return t.fail();
  t.deepEqual([a[0].data, a[1].data], [b[0].data, b[1].data]);
  t.true(a[0].data.every((v) => v === 0 || v === 4) && a[1].data.every((g, i) => g * 3 === a[0].data[i]));
  const dropped = a[0].data.filter((v) => v === 0).length / 4000;
  // five standard deviations
  t.true(Math.abs(dropped - 0.25) < 5 * Math.sqrt((0.25 * 0.75) / 4000), `${dropped}`);
  t.notDeepEqual(engine.run(y, { ...feeds, key: [2, 2] }).data, a[0].data);
});
