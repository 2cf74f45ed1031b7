import test from "ava";
import type { Node } from "wengert";
import * as w from "wengert";
import { agree } from "../harness/agree.js";

const engine = await w.Engine.create();
/** 1, 2, 3, … in a shape. */
const count = (...shape: number[]): Node<"f64"> => {
  const n = shape.reduce((a, b) => a * b, 1);
  return w.reshape(w.cast(w.add(w.arange(n), 1), "f64"), shape);
};
const run = (x: Node): w.Nested => engine.run(x, {}).toArray();

test("tril, triu, diagonal and diag, above and below", (t) => {
  const x = count(2, 3);
  t.deepEqual(run(w.tril(x)), [
    [1, 0, 0],
    [4, 5, 0],
  ]);
  t.deepEqual(run(w.tril(x, -1)), [
    [0, 0, 0],
    [4, 0, 0],
  ]);
  t.deepEqual(run(w.triu(x, 1)), [
    [0, 2, 3],
    [0, 0, 6],
  ]);
  t.deepEqual(run(w.triu(w.cast(x, "i32"))), [
    [1, 2, 3],
    [0, 5, 6],
  ]);
  const offsets = [0, 1, 2, 3, -1, -2, 9];
  t.deepEqual(
    offsets.map((k) => run(w.diagonal(x, k))),
    [[1, 5], [2, 6], [3], [], [4], [], []],
  );
  t.deepEqual(run(w.diagonal(count(2, 2, 2))), [
    [1, 4],
    [5, 8],
  ]);
  t.deepEqual(run(w.diag(count(2))), [
    [1, 0],
    [0, 2],
  ]);
  t.deepEqual(run(w.diag(count(2), 1)), [
    [0, 1, 0],
    [0, 0, 2],
    [0, 0, 0],
  ]);
  t.deepEqual(run(w.diag(count(2), -2)), [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [1, 0, 0, 0],
    [0, 2, 0, 0],
  ]);
  for (const k of [-3, -1, 0, 1, 4]) t.deepEqual(run(w.diag(w.diag(count(3), k), k)), [1, 2, 3]);
  const v = w.placeholder("v", ["n"], "f64");
  t.deepEqual(engine.run(w.diag(v), { v: [7, 8] }).toArray(), [
    [7, 0],
    [0, 8],
  ]);
});

test("tile, repeatInterleave, roll", (t) => {
  const x = count(2, 2);
  t.deepEqual(run(w.tile(x, [1, 2])), [
    [1, 2, 1, 2],
    [3, 4, 3, 4],
  ]);
  t.deepEqual(run(w.tile(x, [2])), [
    [1, 2, 1, 2],
    [3, 4, 3, 4],
  ]);
  t.deepEqual(run(w.tile(count(2), [2, 2])), [
    [1, 2, 1, 2],
    [1, 2, 1, 2],
  ]);
  t.deepEqual(run(w.repeatInterleave(x, 2)), [
    [1, 1, 2, 2],
    [3, 3, 4, 4],
  ]);
  t.deepEqual(run(w.repeatInterleave(x, 2, 0)), [
    [1, 2],
    [1, 2],
    [3, 4],
    [3, 4],
  ]);
  t.deepEqual(
    [1, -1, 5, 0, 3].map((by) => run(w.roll(count(3), by))),
    [
      [3, 1, 2],
      [2, 3, 1],
      [2, 3, 1],
      [1, 2, 3],
      [1, 2, 3],
    ],
  );
  const v = w.placeholder("v", ["n"], "f64");
  t.deepEqual(engine.run(w.roll(v, 1), { v: [1, 2, 3] }).toArray(), [3, 1, 2]);
  t.deepEqual(engine.run(w.roll(v, -1), { v: [1, 2, 3] }).toArray(), [2, 3, 1]);
});

test("pad: zeros, a value, crops, mirror images and edges, named sizes", (t) => {
  const x = count(3);
  t.deepEqual(run(w.pad(x, [[1, 2]])), [0, 1, 2, 3, 0, 0]);
  t.deepEqual(run(w.pad(x, [[1, 2]], { value: 7 })), [7, 1, 2, 3, 7, 7]);
  t.deepEqual(run(w.pad(x, [[-1, 2]], { value: 7 })), [2, 3, 7, 7]);
  t.deepEqual(run(w.pad(x, [[-1, -1]])), [2]);
  t.deepEqual(run(w.pad(x, [[2, 2]], { mode: "reflect" })), [3, 2, 1, 2, 3, 2, 1]);
  t.deepEqual(run(w.pad(x, [[2, 1]], { mode: "replicate" })), [1, 1, 1, 2, 3, 3]);
  t.deepEqual(run(w.pad(x, [[-1, 1]], { mode: "replicate" })), [2, 3, 3]);
  t.deepEqual(
    run(
      w.pad(
        count(2, 2),
        [
          [1, 0],
          [0, 1],
        ],
        { mode: "reflect" },
      ),
    ),
    [
      [3, 4, 3],
      [1, 2, 1],
      [3, 4, 3],
    ],
  );
  const v = w.placeholder("v", ["n"], "f64");
  t.deepEqual(engine.run(w.pad(v, [[1, 1]], { mode: "reflect" }), { v: [1, 2, 3] }).toArray(), [2, 1, 2, 3, 2]);
  t.throws(() => w.pad(x, [[3, 0]], { mode: "reflect" }), { message: /pad: a reflect border of 3 on axis 0 of \(3\)/ });
  t.throws(() => w.pad(x, []), { instanceOf: w.ShapeError });
});

test("einsum: chains, diagonals, sums, outer products, implicit results, named sizes", (t) => {
  const [a, b] = [count(2, 3), count(3, 2)];
  t.deepEqual(run(w.einsum("ij,jk", a, b)), run(w.matmul(a, b)));
  t.deepEqual(run(w.einsum("ij, jk -> ki", a, b)), run(w.transpose(w.matmul(a, b))));
  t.is(run(w.einsum("ii", count(3, 3))), 15);
  t.deepEqual(run(w.einsum("iji->j", count(2, 2, 2))), [1 + 6, 3 + 8]);
  t.deepEqual(run(w.einsum("ij,k->kj", a, count(2))), [
    [5, 7, 9],
    [10, 14, 18],
  ]);
  t.deepEqual(run(w.einsum("ij,ij->i", a, a)), [14, 77]);
  t.deepEqual(run(w.einsum("i,i,i->i", count(2), count(2), count(2))), [1, 8]);
  t.is(run(w.einsum(",->", count(), count())), 1);
  const p = w.placeholder("p", ["batch", 3], "f64");
  const y = w.einsum("bj,jk->bk", p, b);
  t.deepEqual(
    engine
      .run(y, {
        p: [
          [1, 0, 0],
          [0, 0, 1],
        ],
      })
      .toArray(),
    [
      [1, 2],
      [5, 6],
    ],
  );
  t.throws(() => w.einsum("ij->i->j", a), { instanceOf: w.ParseError });
  t.throws(() => w.einsum("ij->k", a), { instanceOf: w.ParseError, message: /einsum: k on the right/ });
  t.throws(() => w.einsum("ij,jk", a), { instanceOf: w.ParseError, message: /2 operands, not 1/ });
  t.throws(() => w.einsum("ijk", a), { instanceOf: w.ShapeError, message: /"ijk" does not name the axes of \(2,3\)/ });
  t.throws(() => w.einsum("ij,jk->ik", a, a), { instanceOf: w.ShapeError, message: /einsum: j in .* is 3 and 2/ });
});

const operand = [{ shape: [3, 4] }];
const square = (f: (x: Node<"f64">) => Node<"f64">) => (x: Node<"f64">) => w.square(f(x));
for (const [name, f] of Object.entries({
  tril: square((x) => w.tril(x, 1)),
  triu: square((x) => w.triu(x)),
  diagonal: square((x) => w.diagonal(x, -1)),
  diag: square((x) => w.diag(w.reshape(x, [12]), 2)),
  tile: square((x) => w.tile(x, [2, 1, 3])),
  repeatInterleave: square((x) => w.repeatInterleave(x, 3, 0)),
  roll: square((x) => w.roll(x, -3, 1)),
  pad: square((x) =>
    w.pad(
      x,
      [
        [1, -1],
        [-2, 3],
      ],
      { value: 2 },
    ),
  ),
  "pad reflect": square((x) =>
    w.pad(
      x,
      [
        [1, 2],
        [2, -1],
      ],
      { mode: "reflect" },
    ),
  ),
  "pad replicate": square((x) =>
    w.pad(
      x,
      [
        [1, 2],
        [0, 4],
      ],
      { mode: "replicate" },
    ),
  ),
  einsum: (x: Node<"f64">) => w.einsum("ij,kj,ii->k", x, x, w.slice(x, [null, [0, 3]])),
}))
  test(`${name}: first and second derivatives in both modes = central differences; seed 13`, (t) => {
    agree(t, engine, f as (...x: Node[]) => Node, operand, 13);
  });

test("shapes that do not fit are refused with subject, rule and values", (t) => {
  const x = w.placeholder("x", ["n", 3]);
  t.throws(() => w.diagonal(x), { instanceOf: w.ShapeError, message: /diagonal: .*\(n,3\) must be numbers/ });
  t.throws(() => w.diag(w.placeholder("s", [])), {
    instanceOf: w.ShapeError,
    message: /diag: takes a vector or a matrix/,
  });
  t.throws(() => w.tril(w.placeholder("v", [3])), { instanceOf: w.ShapeError, message: /tril: needs two axes/ });
  t.throws(() => w.tile(x, [-1]), { instanceOf: w.ShapeError });
  t.throws(() => w.repeatInterleave(x, 0.5), { instanceOf: w.ShapeError });
  t.throws(() => w.roll(x, 0.5), { instanceOf: w.ShapeError });
});
