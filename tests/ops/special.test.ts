// NaN, infinities, signed zeros and ties: elementwise ops as Math has them, extremes and comparisons as NumPy.
import test from "ava";
import type { Node } from "wengert";
import * as w from "wengert";
import { interpretOne } from "../harness/interpret.js";
import type { Plain } from "../harness/plain.js";
import { entries, makeNode } from "../harness/registry.js";
import { engines, run } from "../harness/run.js";

const special = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1,
  0.5,
  -2.5,
  3,
  1e300,
  -1e300,
  1e-300,
];
const large = 1e300;

const elementwise = [...entries.values()].filter((entry) => entry.tests?.ref);
for (const entry of elementwise) {
  const ref = entry.tests!.ref!;
  const arity = ref.length;
  const isLogic = ["and", "or", "not"].includes(entry.name);
  if (isLogic) continue;
  test(`${entry.name}: NaN, infinities, zeros and extremes of f64 as the reference`, (t) => {
    // erf's reference is a series for small operands: its limits are stated below
    const list = special.filter((x) => entry.name !== "erf" || !(Math.abs(x) > 1));
    const columns = arity === 1 ? [list] : [list.flatMap((x) => list.map(() => x)), list.flatMap(() => list)];
    const xs = columns.map((column, i) => w.placeholder(`x${i}`, [column.length], "f64"));
    const feeds = new Map<Node, Plain>(
      xs.map((x, i) => [x, { shape: [columns[i]!.length], dtype: "f64", data: columns[i]! }]),
    );
    const y = makeNode(entry, xs);
    const [want] = interpretOne([y], feeds) as [Plain];
    for (const { name, engine } of engines) {
      const [got] = run(engine, [y], feeds) as [w.Tensor];
      // a few roundoffs where the result is finite; NaN, infinities and zeros exactly, the sign of a zero aside
      const near = (v: number, expected: number) => Math.abs(v - expected) <= 2 ** -50 * Math.abs(expected);
      const wrong = want.data.findIndex(
        (v, i) => !(Object.is(v, got.data[i]) || v === got.data[i] || (Number.isFinite(v) && near(got.data[i]!, v))),
      );
      if (wrong >= 0)
        t.fail(
          `${name}: ${entry.name}(${columns.map((column) => column[wrong])}) = ${got.data[wrong]}, not ${want.data[wrong]}`,
        );
    }
    t.pass();
  });
}

const values = (nodes: readonly Node[]): w.Nested[][] =>
  engines.map(({ engine }) => (engine.run(nodes) as w.Tensor[]).map((y) => y.toArray()));
const f64 = (...list: number[]) => w.constant(list, "f64");

test("erf, exp, tanh, sigmoid, softplus at their limits", (t) => {
  const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
  const x = f64(-inf, -large, large, inf, nan);
  const nodes = [w.erf(x), w.exp(x), w.tanh(x), w.sigmoid(x), w.softplus(x)];
  for (const got of values(nodes))
    t.deepEqual(got, [
      [-1, -1, 1, 1, nan],
      [0, 0, inf, inf, nan],
      [-1, -1, 1, 1, nan],
      [0, 0, 1, 1, nan],
      [0, 0, large, inf, nan],
    ]);
});

test("max, min: NaN wins wherever it stands; argmax, argmin: the first NaN, else the first of equals", (t) => {
  const nan = Number.NaN;
  for (const length of [1, 2, 3, 5, 9, 33])
    for (const place of new Set([0, 1, length >> 1, length - 1])) {
      if (place >= length) continue;
      const data = Array.from({ length }, (_, i) => (i === place ? nan : i % 3));
      const x = f64(...data);
      // the same along an inner axis: two columns, one without NaN
      const columns = w.stack([x, w.where(w.isNaN(x), 1, x)], 1);
      const nodes = [w.max(x), w.min(x), w.argmax(x), w.argmin(x), w.argmax(columns, 0), w.max(columns, 0)];
      const plain = data.map((v) => (Number.isNaN(v) ? 1 : v));
      const top = Math.max(...plain);
      for (const got of values(nodes))
        t.deepEqual(got, [nan, nan, place, place, [place, plain.indexOf(top)], [nan, top]], `${data}`);
    }
});

test("argmax and argmin take the first of equals, max shares a tie's derivative evenly, maximum too", (t) => {
  const x = w.placeholder("x", [5], "f64");
  const y = w.placeholder("y", [5], "f64");
  const feeds = { x: [2, 3, 3, 1, 3], y: [2, 1, 4, 1, 3] };
  const nodes = [
    w.argmax(x),
    w.argmin(w.neg(x)),
    ...w.gradients(w.max(x), [x]),
    ...w.gradients(w.maximum(x, y), [x, y]),
    ...w.gradients(w.minimum(x, y), [x]),
  ];
  const got = engines[0]!.engine.run(nodes, { x: feeds.x, y: feeds.y }).map((v) => v.toArray());
  const third = 1 / 3;
  t.deepEqual(got, [
    1,
    1,
    [0, third, third, 0, third],
    [0.5, 1, 0, 0.5, 0.5],
    [0.5, 0, 1, 0.5, 0.5],
    [0.5, 0, 1, 0.5, 0.5],
  ]);
});

test("at a kink: relu′(0) = 0, abs′(0) = 0, and a masked NaN or infinity does not leak into a gradient", (t) => {
  const x = w.placeholder("x", [3], "f64");
  const positive = w.greater(x, 0);
  const guarded = w.where(positive, w.log(w.where(positive, x, 1)), 0);
  const nodes = [...w.gradients(w.relu(x), [x]), ...w.gradients(w.abs(x), [x]), ...w.gradients(guarded, [x])];
  t.deepEqual(
    engines[0]!.engine.run(nodes, { x: [-1, 0, 2] }).map((v) => v.toArray()),
    [
      [0, 0, 1],
      [-1, 0, 1],
      [0, 0, 0.5],
    ],
  );
});

test("softmax and its kin: −∞ has no weight, a row of large numbers does not overflow, NaN fills its row alone", (t) => {
  const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
  const x = w.constant(
    [
      [0, -inf, 0, -inf],
      [1e4, 1e4, 1e4, 1e4],
      [nan, 0, 0, 0],
    ],
    "f64",
  );
  for (const [y, log, total] of values([w.softmax(x), w.logSoftmax(x), w.logsumexp(x, -1)])) {
    t.deepEqual(y, [
      [0.5, 0, 0.5, 0],
      [0.25, 0.25, 0.25, 0.25],
      [nan, nan, nan, nan],
    ]);
    const [masked, , filled] = log as [number[], number[], number[]];
    t.true(
      [0, 2].every((i) => Math.abs(masked[i]! + Math.LN2) < 1e-15) && masked[1] === -inf && filled.every(Number.isNaN),
    );
    const [first, second, third] = total as [number, number, number];
    t.true(Math.abs(first - Math.LN2) < 1e-15 && Math.abs(second - 1e4 - Math.log(4)) < 1e-11 && Number.isNaN(third));
  }
});
