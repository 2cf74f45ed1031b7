import test from "ava";
import type { Node } from "wengert";
import * as w from "wengert";
import { agree, type Operand } from "../harness/agree.js";

const engine = await w.Engine.create();
type F = (x: Node<"f64">) => Node;
const drawn: Operand[] = [{ shape: [2, 4, 3], domain: [0.3, 2] }];
const zeros: Operand[] = [{ shape: [3, 4], values: [2, 0, 3, 1, 0, 1, 0, 2, 0, 0, 0, 0] }];
const large: Operand[] = [{ shape: [6], values: [700, -700, 705, 704, 1, 706] }];

const cases: Readonly<Record<string, [F, readonly Operand[]]>> = {
  cumsum: [(x) => w.square(w.cumsum(x, 1)), drawn],
  "cumsum from the end": [(x) => w.square(w.cumsum(x, 0, { reverse: true })), drawn],
  cumprod: [(x) => w.cumprod(x, 1), drawn],
  "cumprod of the first axis": [(x) => w.cumprod(x, 0), drawn],
  "cumprod with zeros": [(x) => w.cumprod(x, 1), zeros],
  logcumsumexp: [(x) => w.logcumsumexp(x, 1), drawn],
  "logcumsumexp far apart": [(x) => w.logcumsumexp(x, 0), large],
  prod: [(x) => w.prod(x), drawn],
  "prod of an axis": [(x) => w.prod(x, 1, { keepDims: true }), drawn],
  "prod of two axes": [(x) => w.prod(x, [0, 2]), drawn],
  "prod with no, one, two and four zeros": [(x) => w.prod(x, 1), zeros],
  sort: [(x) => w.square(w.sort(x, 1)[0]), drawn],
  topk: [(x) => w.square(w.topk(x, 2, 1)[0]), drawn],
  maxWithIndex: [(x) => w.square(w.maxWithIndex(x, 2)[0]), drawn],
  minWithIndex: [(x) => w.square(w.minWithIndex(x, 0)[0]), drawn],
};
for (const [name, [f, operands]] of Object.entries(cases))
  test(`${name}: first and second derivatives in both modes = central differences; seed 12`, (t) => {
    agree(t, engine, f as (...x: Node[]) => Node, operands, 12);
  });

test("the third derivative of a product with a zero and the fourth of one without", (t) => {
  const x = w.placeholder("x", [4], "f64");
  let y: Node<"f64"> = w.prod(x);
  const parts = [0, 1, 2, 3].map((i) =>
    w.constant(
      [0, 1, 2, 3].map((k) => Number(k === i)),
      "f64",
    ),
  );
  for (const direction of parts.slice(0, 3)) [y] = w.jvp([y], [x], [direction]);
  t.is(engine.run(y, { x: [0, 5, 0, 7] }).item(), 7);
  t.is(engine.run(w.jvp([y], [x], [parts[3]!])[0], { x: [1, 2, 3, 4] }).item(), 1);
});

test("named sizes: planned for each length that is fed, empty included", (t) => {
  const x = w.placeholder("x", ["n", 2], "f64");
  const nodes = [
    w.prod(x, 0),
    w.gradients(w.prod(x, 0), [x])[0],
    w.cumprod(x, 0),
    w.cumsum(x, 0),
    w.logcumsumexp(x, 0),
    w.gradients(w.logcumsumexp(x, 0), [x])[0],
    ...w.sort(x, 0),
  ];
  const run = (rows: number[][]) =>
    engine.run(nodes, { x: new w.Tensor(rows.flat(), [rows.length, 2], "f64") }).map((result) => result.toArray());
  const [product, slope, products, sums, , , sorted, places] = run([
    [3, 1],
    [2, 0],
    [1, 5],
  ]);
  t.deepEqual(product, [6, 0]);
  t.deepEqual(slope, [
    [2, 0],
    [3, 5],
    [6, 0],
  ]);
  t.deepEqual(products, [
    [3, 1],
    [6, 0],
    [6, 0],
  ]);
  t.deepEqual(sums, [
    [3, 1],
    [5, 1],
    [6, 6],
  ]);
  t.deepEqual(sorted, [
    [1, 0],
    [2, 1],
    [3, 5],
  ]);
  t.deepEqual(places, [
    [2, 1],
    [1, 0],
    [0, 2],
  ]);
  t.deepEqual(run([])[0], [1, 1]);
});

test("logcumsumexp: where nothing has been added, value −∞ and derivative 0; what follows is right", (t) => {
  const x = w.placeholder("x", [4], "f64");
  const y = w.logcumsumexp(x);
  const [value, slope] = engine.run([y, w.gradients(y, [x])[0]], { x: [-Infinity, 1, -Infinity, 1] });
  t.deepEqual([...value!.data], [-Infinity, 1, 1, 1 + Math.LN2]);
  t.deepEqual(
    Array.from(slope!.data, (v) => Math.round(v * 1e12) / 1e12),
    [0, 2.5, 0, 0.5],
  );
});

test("sort and topk: equal elements keep their order, NaN is the largest, i32 sorts too", (t) => {
  const x = w.placeholder("x", [6], "f32");
  const run = (nodes: readonly Node[]) => engine.run(nodes, { x: [2, NaN, 1, 2, -0, 0] }).map((y) => [...y.data]);
  t.deepEqual(run(w.sort(x)), [
    [-0, 0, 1, 2, 2, NaN],
    [4, 5, 2, 0, 3, 1],
  ]);
  t.deepEqual(run(w.sort(x, 0, true)), [
    [NaN, 2, 2, 1, -0, 0],
    [1, 0, 3, 2, 4, 5],
  ]);
  t.deepEqual(run(w.topk(x, 3)), [
    [NaN, 2, 2],
    [1, 0, 3],
  ]);
  t.deepEqual(run(w.topk(x, 2, 0, false)), [
    [-0, 0],
    [4, 5],
  ]);
  t.deepEqual(run(w.maxWithIndex(x)), [[NaN], [1]]);
  const [values] = w.sort(w.constant([3, -1, 2], "i32"), 0, true);
  t.deepEqual([...engine.run(values, {}).data], [3, 2, -1]);
});

test("what does not fit is refused with its subject, rule and values", (t) => {
  const x = w.placeholder("x", [2, 3]);
  t.throws(() => w.cumsum(x, 2), { instanceOf: w.ShapeError, message: /cumsum: axis 2/ });
  t.throws(() => w.cumprod(w.cast(x, "i32") as never), { instanceOf: w.DTypeError });
  t.throws(() => w.topk(x, 4), { instanceOf: w.ShapeError, message: /topk: 4 elements of axis -1 of \(2,3\)/ });
  t.throws(() => w.prod(w.cast(x, "bool")), { instanceOf: w.DTypeError });
  t.throws(() => w.sort(w.cast(x, "bool")), { instanceOf: w.DTypeError });
});
