import test from "ava";
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

test("sizes that are names are refused", (t) => {
  const v = placeholder("v", ["n"], "f64");
  t.throws(() => sparseJacobian(w.sin(v), v), { instanceOf: w.ShapeError, message: /sizes that are no numbers/ });
});
