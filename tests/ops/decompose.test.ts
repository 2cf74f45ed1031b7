import test from "ava";
import type { Float, Node } from "wengert";
import * as w from "wengert";
import { checkSample, type Sample } from "../harness/differences.js";

const engine = await w.Engine.create();

// far from singular: the last two axes get a larger diagonal
const dominant =
  (n: number, size = 3) =>
  (x: Float64Array, i: number): void => {
    if (i === 0) for (let at = 0; at < x.length; at++) if ((at % (n * n)) % (n + 1) === 0) x[at]! += size;
  };
const one =
  (f: (x: Node<Float>) => Node) =>
  ([x]: Node<Float>[]): Node =>
    f(x!);
const two =
  (f: (a: Node<Float>, b: Node<Float>) => Node) =>
  ([a, b]: Node<Float>[]): Node =>
    f(a!, b!);
const square = (name: string, f: (x: Node<Float>) => Node): Sample[] => [
  { name, shapes: [[3, 3]], f: one(f), prepare: dominant(3) },
  { name: `${name}, batched`, shapes: [[2, 1, 2, 2]], f: one(f), prepare: dominant(2) },
];
const triangular = [true, false].flatMap((lower) =>
  [true, false].flatMap((transpose) => [true, false].map((unitDiagonal) => ({ lower, transpose, unitDiagonal }))),
);
const samples: readonly Sample[] = [
  ...square("inv", w.inv),
  ...square("det", w.det),
  ...square("slogdet", (x) => w.slogdet(x)[1]),
  ...square("logdet", w.logdet),
  ...square("cholesky", (x) => w.cholesky(w.mul(w.add(x, w.transpose(x)), 0.5))),
  ...square("cholesky of one triangle", (x) => w.cholesky(w.matmul(x, w.transpose(x)))),
  { name: "trace", shapes: [[2, 3, 4]], f: one((x) => w.trace(w.mul(x, x))) },
  {
    name: "solve",
    shapes: [
      [3, 3],
      [3, 2],
    ],
    f: two(w.solve),
    prepare: dominant(3),
  },
  { name: "solve, vector", shapes: [[3, 3], [3]], f: two(w.solve), prepare: dominant(3) },
  {
    name: "solve, vectors",
    shapes: [
      [2, 3, 3],
      [2, 3],
    ],
    f: two(w.solve),
    prepare: dominant(3),
  },
  {
    name: "solve, one matrix for all",
    shapes: [
      [2, 2],
      [3, 2, 1],
    ],
    f: two(w.solve),
    prepare: dominant(2),
  },
  {
    name: "solve, one right side for all",
    shapes: [
      [3, 2, 2],
      [2, 2],
    ],
    f: two(w.solve),
    prepare: dominant(2),
  },
  {
    name: "solve, axes that broadcast",
    shapes: [
      [2, 1, 2, 2],
      [3, 2, 2],
    ],
    f: two(w.solve),
    prepare: dominant(2),
  },
  {
    name: "solve of the matrix itself squared",
    shapes: [[2, 2]],
    f: one((a) => w.solve(a, w.mul(a, a))),
    prepare: dominant(2),
  },
  ...triangular.map((options) => ({
    name: `triangularSolve ${JSON.stringify(options)}`,
    shapes: [
      [3, 3],
      [2, 3, 2],
    ],
    f: two((a, b) => w.triangularSolve(a, b, options)),
    prepare: dominant(3),
  })),
];
for (const [i, sample] of samples.entries())
  test(`${sample.name}: derivatives of first and second order are differences, in both modes`, (t) =>
    checkSample(t, engine, sample, 100 + i));

const matrix = (rows: number[][], dtype: Float = "f64") => w.constant(rows, dtype);
const singular = [
  [1, 2],
  [2, 4],
];

test("values: the inverse, determinant and its logarithm of a known matrix, f32 and f64", (t) => {
  for (const dtype of ["f32", "f64"] as const) {
    const a = matrix(
      [
        [0, 2],
        [1, 3],
      ],
      dtype,
    );
    const [sign, logAbs] = w.slogdet(a);
    const results = engine.run([w.inv(a), w.det(a), sign, logAbs, w.logdet(a), w.trace(a)]);
    const [inverse, det, s, log, logdet, trace] = results.map((r) => [...r.data]);
    t.deepEqual([inverse, det, s, trace], [[-1.5, 1, 0.5, 0], [-2], [-1], [3]]);
    t.true(Math.abs(log![0]! - Math.LN2) < 1e-7);
    t.true(Number.isNaN(logdet![0]!));
  }
});
test("det of a singular matrix is 0 and its gradient the cofactors, of whatever rank", (t) => {
  const cases: [number[][], number[]][] = [
    [singular, [4, -2, -2, 1]],
    [
      [
        [0, 0],
        [0, 5],
      ],
      [5, 0, 0, 0],
    ],
    [
      [
        [0, 0],
        [0, 0],
      ],
      [0, 0, 0, 0],
    ],
    [
      [
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      [1, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
    [
      [
        [0, 1, 2],
        [0, 3, 4],
        [0, 5, 7],
      ],
      [1, 0, 0, 3, 0, 0, -2, 0, 0],
    ],
  ];
  for (const [rows, cofactors] of cases) {
    const a = w.placeholder("a", [rows.length, rows.length], "f64");
    const [det, g] = engine.run([w.det(a), w.gradients(w.det(a), [a])[0]], { a: rows });
    t.true(det.item() === 0);
    for (const [i, c] of cofactors.entries()) t.true(Math.abs(g.data[i]! - c) < 1e-12, `${rows}: ${g.data}`);
  }
});
test("empty matrices: det is 1, the inverse is empty", (t) => {
  const a = w.zeros([2, 0, 0]);
  t.deepEqual([...engine.run(w.det(a)).data], [1, 1]);
  t.deepEqual(engine.run(w.inv(a)).shape, [2, 0, 0]);
});
test("a size with a name is planned for what is fed", (t) => {
  const a = w.placeholder("a", ["batch", "n", "n"], "f64");
  const y = w.matmul(w.inv(a), a);
  for (const [batch, n] of [
    [1, 2],
    [3, 4],
  ] as const) {
    const data = Array.from({ length: batch }, () =>
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 3 : 1))),
    );
    const { data: result } = engine.run(y, { a: data });
    for (const [i, x] of result.entries()) t.true(Math.abs(x - ((i % (n * n)) % (n + 1) === 0 ? 1 : 0)) < 1e-12);
  }
});
test("inv and the derivative of det share one decomposition", (t) => {
  const a = w.placeholder("a", [3, 3]);
  const y = w.add(w.sum(w.inv(a)), w.slogdet(a)[1]);
  const plan = engine
    .executor([y, ...w.gradients(y, [a])])
    .plan()
    .toString();
  t.is(plan.match(/\blu_f32/g)?.length, 1, plan);
});
test("a singular matrix is a SingularError that says which pivot; the engine stays usable", (t) => {
  const throws = (y: Node, message: RegExp) => t.throws(() => engine.run(y), { instanceOf: w.SingularError, message });
  throws(w.inv(matrix(singular)), /^inv: the matrix is singular \(pivot 1 is 0\); nothing was committed/);
  throws(w.solve(matrix(singular), w.constant([1, 2], "f64")), /^solve: the matrix is singular \(pivot 1 is 0\)/);
  throws(
    w.inv(
      w.stack([
        matrix([
          [1, 0],
          [0, 1],
        ]),
        matrix([
          [0, 0],
          [1, 1],
        ]),
      ]),
    ),
    /^inv: matrix 1 of the batch is singular \(pivot 1/,
  );
  throws(
    w.cholesky(
      matrix([
        [1, 2],
        [2, 1],
      ]),
    ),
    /^cholesky: the matrix is not positive definite \(pivot 1 is not positive\)/,
  );
  throws(
    w.cholesky(
      matrix([
        [Number.NaN, 2],
        [2, 1],
      ]),
    ),
    /^cholesky: .*\(pivot 0/,
  );
  t.is(engine.run(w.det(matrix(singular))).item() + 0, 0);
  t.is(engine.run(w.slogdet(matrix(singular))[1]).item(), Number.NEGATIVE_INFINITY);
  t.is(engine.run(w.logdet(matrix(singular))).item(), Number.NEGATIVE_INFINITY);
});
test("shapes and dtypes that do not fit are errors when built", (t) => {
  const a = w.placeholder("a", [2, 3]);
  const b = w.placeholder("b", [3, 3]);
  t.throws(() => w.det(a), { instanceOf: w.ShapeError, message: /^det: takes square matrices, not \(2,3\)/ });
  t.throws(() => w.cholesky(a), { instanceOf: w.ShapeError });
  t.throws(() => w.inv(w.placeholder("v", [3])), { instanceOf: w.ShapeError });
  t.throws(() => w.solve(b, w.placeholder("c", [2])), {
    instanceOf: w.ShapeError,
    message: /^solve: \(2,1\) does not have the rows/,
  });
  t.throws(() => w.trace(w.placeholder("v", [3])), { instanceOf: w.ShapeError });
  t.throws(() => w.det(w.cast(b, "i32") as unknown as Node<"f32">), { instanceOf: w.DTypeError });
  t.throws(() => w.solve(b as Node<Float>, w.placeholder("d", [3], "f64")), { instanceOf: w.DTypeError });
});
