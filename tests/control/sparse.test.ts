import test, { type ExecutionContext } from "ava";
import * as w from "wengert";
import { dependencies, jacobian, type Node, placeholder, sparseHessian, sparseJacobian } from "wengert";

const engine = await w.Engine.create();

/** The sparse matrix written out. */
function dense(s: w.Sparse<"f64">, feeds: w.Feeds): number[] {
  const values = engine.run(s.values, feeds).data;
  const full = new Array<number>(s.shape[0] * s.shape[1]).fill(0);
  for (const [k, row] of s.rows.entries()) full[row * s.shape[1] + s.columns[k]!] = values[k]!;
  return full;
}
const fill = (n: number) => Float64Array.from({ length: n }, (_, i) => Math.sin(1 + 1.3 * i));

const n = 60;
const x = placeholder("x", [n], "f64");
const [head, middle, tail] = [w.slice(x, [[0, n - 2]]), w.slice(x, [[1, n - 1]]), w.slice(x, [[2, n]])];
// the discrete Laplacian of sin x, with neighbours multiplied: three entries a row
const stencil = w.add(w.mul(w.sin(head), middle), w.square(tail));

test("a stencil of three: three passes for sixty columns, the entries of the dense Jacobian", (t) => {
  t.deepEqual(dependencies(stencil, x)[5], [5, 6, 7]);
  const s = sparseJacobian(stencil, x);
  t.deepEqual([s.passes, s.rows.length, ...s.shape], [3, 3 * (n - 2), n - 2, n]);
  const want = engine.run(jacobian(stencil, x), { x: fill(n) }).data;
  t.deepEqual(
    dense(s, { x: fill(n) }),
    [...want].map((v) => v + 0),
  );
});

test("Rosenbrock's Hessian is tridiagonal: three passes", (t) => {
  const [a, b] = [w.slice(x, [[0, n - 1]]), w.slice(x, [[1, n]])];
  const f = w.sum(w.add(w.mul(w.square(w.sub(b, w.square(a))), 100), w.square(w.sub(1, a))));
  const s = sparseHessian(f, x);
  t.is(s.passes, 3);
  t.is(s.rows.length, 3 * n - 2);
  const want = engine.run(w.hessian(f, x), { x: fill(n) }).data;
  for (const [i, v] of dense(s, { x: fill(n) }).entries())
    t.true(Math.abs(v - want[i]!) <= 1e-12 * (1 + Math.abs(want[i]!)));
});

test("an arrow's Hessian takes two passes by its symmetry, its Jacobian by rows takes two as well", (t) => {
  const [tip, shaft] = [w.slice(x, [[0, 1]]), w.slice(x, [[1, n]])];
  const f = w.sum(w.mul(w.sin(w.broadcastTo(tip, [n - 1])), w.square(shaft)));
  const s = sparseHessian(f, x);
  t.deepEqual([s.passes, s.rows.length], [2, 3 * n - 2]);
  const want = engine.run(w.hessian(f, x), { x: fill(n) }).data;
  for (const [i, v] of dense(s, { x: fill(n) }).entries()) t.true(Math.abs(v - want[i]!) < 1e-12, `${i}`);

  // a full row, and one entry in each of the others: columns meet in the first row, rows do not in the second
  const y = w.concat([w.reshape(w.sum(w.sin(x)), [1]), w.mul(shaft, 2)]);
  const j = sparseJacobian(y, x);
  t.is(j.passes, 2);
  const whole = engine.run(jacobian(y, x), { x: fill(n) }).data;
  t.deepEqual(
    dense(j, { x: fill(n) }),
    [...whole].map((v) => v + 0),
  );
});

test("random sparse functions: Jacobian and Hessian are the dense ones, in fewer passes", (t) => {
  const seed = 20261127;
  t.log(`seed ${seed}`);
  let state = seed;
  const below = (k: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * k);
  };
  for (let round = 0; round < 12; round++) {
    const size = 5 + below(25);
    const edges = Array.from({ length: 1 + below(2 * size) }, () => [below(size), below(size)] as const);
    const v = placeholder("v", [size], "f64");
    const ends = [0, 1].map((k) =>
      w.gather(
        v,
        w.constant(
          edges.map((edge) => edge[k]!),
          "i32",
        ),
      ),
    ) as [Node<"f64">, Node<"f64">];
    const terms = w.mul(w.sin(ends[0]), w.exp(ends[1]));
    const feeds = { v: fill(size) };
    for (const [sparse, whole, rows] of [
      [sparseJacobian(terms, v), jacobian(terms, v), edges.length],
      [sparseHessian(w.sum(terms), v), w.hessian(w.sum(terms), v), size],
    ] as const) {
      t.true(sparse.passes <= Math.min(rows, size), `${round}: ${sparse.passes} passes`);
      const want = engine.run(whole, feeds).data;
      const got = dense(sparse, feeds);
      t.is(got.length, want.length);
      for (const [i, g] of got.entries())
        t.true(Math.abs(g - want[i]!) <= 1e-12 * (1 + Math.abs(want[i]!)), `${round}`);
    }
  }
});

test("nothing depends on x: no passes and no entries", (t) => {
  const s = sparseJacobian(w.stopGradient(w.sin(x)), x);
  t.deepEqual([s.passes, s.rows.length, engine.run(s.values).data.length], [0, 0, 0]);
});

test("the pattern through every op that keeps structure = the entries that are not 0", (t) => {
  const m = placeholder("m", [3, 4], "f64");
  const k = w.constant(
    [
      [1, 2, 0],
      [0, 1, 0],
    ],
    "f64",
  );
  const cases: Record<string, Node<"f64">> = {
    elementwise: w.mul(m, w.exp(w.slice(m, [[0, 1]]))),
    transpose: w.sin(w.transpose(m)),
    matmul: w.matmul(k, w.sin(m)),
    "matmul on the right": w.matmul(w.square(m), w.transpose(w.constant([[1, 1, 1, 1]], "f64"))),
    sums: w.add(w.sum(m, 0), w.broadcastTo(w.sum(w.square(w.slice(m, [[1, 2]]))), [4])),
    slices: w.slice(w.square(m), [
      [2, undefined, -1],
      [0, 4, 2],
    ]),
    padding: w.pad(w.sin(m), [
      [1, 0],
      [0, 2],
    ]),
    concat: w.concat([m, w.flip(w.sin(m), [0])], 1),
    gather: w.gather(w.exp(m), w.constant([2, 0, 2], "i32")),
    broadcast: w.mul(w.broadcastTo(w.slice(m, [null, [1, 2]]), [3, 4]), m),
    where: w.where(w.greater(m, 0), m, w.square(m)),
    reshape: w.reshape(w.sin(m), [2, 6]),
  };
  const feeds = { m: fill(12) };
  for (const [name, y] of Object.entries(cases)) {
    const j = jacobian(y, m);
    const values = engine.run(j, w.placeholders(j).length ? feeds : {}).data;
    const pattern = dependencies(y, m);
    for (const [i, v] of values.entries()) {
      const [row, column] = [Math.floor(i / 12), i % 12];
      if (v !== 0) t.true(pattern[row]!.includes(column), `${name}: (${row}, ${column}) is ${v}`);
    }
    const s = sparseJacobian(y, m);
    t.deepEqual(
      dense(s, w.placeholders(s.values).length ? feeds : {}),
      [...values].map((v) => v + 0),
      name,
    );
    const entries = pattern.flat().length;
    t.true(entries <= 3 * [...values].filter((v) => v !== 0).length, `${name}: ${entries} entries`);
  }
  // softmax mixes: everything depends on everything that goes in
  t.is(dependencies(w.softmax(m), m)[0]!.length, 12);
  t.deepEqual(dependencies(w.stopGradient(m), m)[0], []);
});

const m = placeholder("m", [6], "f64");
const fed = { m: fill(6) };

/** Every entry of the dense Jacobian is in the sparse one; Hessians too, up to rounding. */
function complete(t: ExecutionContext, y: Node<"f64">, what: string): void {
  const f = w.sum(w.sin(y));
  for (const [s, whole] of [
    [sparseJacobian(y, m), jacobian(y, m)],
    [sparseHessian(f, m), w.hessian(f, m)],
  ] as const) {
    const got = dense(s, w.placeholders(s.values).length ? fed : {});
    const want = engine.run(whole, w.placeholders(whole).length ? fed : {}).data;
    for (const [i, v] of want.entries())
      t.true(Math.abs(got[i]! - v) <= 1e-12 * (1 + Math.abs(v)), `${what}, ${i}: ${got[i]}, not ${v}`);
  }
}

test("no dependence is lost through loops, checkpoints, scatters and what else mixes", (t) => {
  const index = w.constant([2, 0, 2, 1, 3, 3], "i32");
  const start = w.constant(0.1, "f64") as Node<"f64">;
  const sums = (reverse: boolean) =>
    w.scan(
      (c: Node<"f64">, s: Node<"f64">) => [w.add(w.mul(c, 0.5), s), w.mul(c, s)] as [Node<"f64">, Node<"f64">],
      start,
      m as Node<"f64">,
      { reverse },
    );
  const cases: Record<string, Node<"f64">> = {
    "a scan's results": sums(false)[1],
    "a scan's carry": sums(true)[0],
    "a scan's captured node": w.scan(
      (c: Node<"f64">) => [w.tanh(w.add(c, w.sum(m))), c] as [Node<"f64">, Node<"f64">],
      start,
      [],
      { length: 2 },
    )[1],
    "a checkpoint": w.checkpoint((v: Node<"f64">) => w.mul(v, w.flip(v, [0])))(m),
    "one of a checkpoint's results": w.checkpoint((v: Node<"f64">) => [w.sum(v), w.sin(v)])(m)[1]!,
    scatterAdd: w.scatterAdd([4], index, w.square(m)),
    "scatterAdd along the second axis": w.scatterAdd([2, 2], w.constant([1, 0, 1], "i32"), w.reshape(m, [2, 3]), 1),
    sort: w.sort(m)[0],
    "max over an axis": w.max(w.reshape(m, [2, 3]), 1),
    softmax: w.softmax(w.reshape(m, [2, 3])),
    cumprod: w.cumprod(m),
    convolution: w.conv1d(w.reshape(m, [1, 1, 6]), w.constant([[[1, -2]]], "f64"), { padding: 1 }),
    "fused derivatives": w.gradients(w.sum(w.square(w.tanh(m))), [m])[0],
    nothing: w.stopGradient(m),
  };
  for (const [name, y] of Object.entries(cases)) complete(t, y, name);
  // structure is kept through checkpoints, scatters and fused derivatives
  const rows = (y: Node) => dependencies(y, m).map((list) => list.join(" "));
  t.deepEqual(rows(cases["a checkpoint"]!), ["0 5", "1 4", "2 3", "2 3", "1 4", "0 5"]);
  t.deepEqual(rows(cases.scatterAdd!), ["1", "3", "0 2", "4 5"]);
  t.deepEqual(rows(cases["scatterAdd along the second axis"]!), ["1", "0 2", "4", "3 5"]);
  t.deepEqual(rows(cases["max over an axis"]!), ["0 1 2", "3 4 5"]);
  t.is(sparseJacobian(cases["fused derivatives"]!, m).passes, 1);
});

test("what has no derivative says so, instead of a pattern without entries", (t) => {
  t.throws(() => sparseJacobian(w.floor(m), m), { instanceOf: w.GraphError, message: /^floor has no derivative/ });
  t.deepEqual(dependencies(w.mul(m, w.stopGradient(w.floor(m))), m)[3], [3]);
  t.throws(() => sparseJacobian(w.argmax(m) as Node, m), {
    instanceOf: w.GraphError,
    message: /^sparseJacobian: argmax i32\(\) is no float/,
  });
});

test("sizes that are names are refused", (t) => {
  const v = placeholder("v", ["n"], "f64");
  t.throws(() => sparseJacobian(w.sin(v), v), { instanceOf: w.ShapeError, message: /sizes that are no numbers/ });
});
