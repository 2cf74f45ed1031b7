// The factors and the damped step, against their definitions.
import test from "ava";
import { dampedStep } from "../../bindings/optimize/damped-step.js";
import { damped, factor, rank, solveLower, solveUpper } from "../../bindings/optimize/qr.js";

function generator(seed: number): () => number {
  return () => {
    seed = (seed * 16807) % 2147483647;
    return (2 * seed) / 2147483647 - 1;
  };
}
const dot = (x: ArrayLike<number>, y: ArrayLike<number>) => Array.from(x).reduce((sum, xi, i) => sum + xi * y[i]!, 0);
const times = (columns: readonly Float64Array[], p: ArrayLike<number>, rows: number) =>
  Float64Array.from({ length: rows }, (_, i) => columns.reduce((sum, column, j) => sum + column[i]! * p[j]!, 0));
const shapes = [
  [1, 1],
  [5, 3],
  [3, 5],
  [8, 8],
  [40, 6],
] as const;

for (const [rows, n] of shapes)
  test(`the factors of a (${rows}, ${n}) matrix, seed 11: RᵀR = PᵀAᵀAP, a falling diagonal, Qᵀb`, (t) => {
    const random = generator(11);
    const a = Array.from({ length: n }, (_, j) => new Float64Array(rows).map(() => random() * 10 ** j));
    const copies = a.map((column) => column.slice());
    const qr = factor(a, rows);
    t.deepEqual(a, copies);
    t.deepEqual([...qr.order].sort(), [...Array(n).keys()]);
    const b = new Float64Array(rows).map(random);
    const qb = qr.transposed(b);
    for (const [k, j] of qr.order.entries()) {
      for (const [l, i] of qr.order.entries()) {
        const size = Math.sqrt(dot(a[i]!, a[i]!) * dot(a[j]!, a[j]!));
        t.true(Math.abs(dot(qr.r[k]!, qr.r[l]!) - dot(a[j]!, a[i]!)) < 1e-13 * size);
      }
      // Rᵀ·Qᵀb = PᵀAᵀb
      t.true(Math.abs(dot(qr.r[k]!, qb) - dot(a[j]!, b)) < 1e-13 * Math.sqrt(dot(a[j]!, a[j]!) * dot(b, b)));
      if (k > 0 && k < rows) t.true(Math.abs(qr.r[k]![k]!) <= Math.abs(qr.r[k - 1]![k - 1]!) * (1 + 1e-14));
    }
    t.is(rank(qr), Math.min(rows, n));
  });

test("a repeated and a zero column lower the rank", (t) => {
  const a = [
    [1, 2, 3],
    [1, 2, 3],
    [0, 0, 0],
    [1, 0, 0],
  ].map((column) => Float64Array.from(column));
  t.is(rank(factor(a, 3), 1e-14), 2);
  t.is(rank(factor([new Float64Array(3)], 3)), 0);
  t.is(rank(factor([], 3)), 0);
});

test("triangles are solved", (t) => {
  const r = [[2], [3, 4], [5, 6, 7]].map((column) => Float64Array.from([...column, 0, 0].slice(0, 3)));
  t.deepEqual([...solveUpper(r, Float64Array.from([10, 10, 7]), 3)], [1, 1, 1]);
  t.deepEqual([...solveUpper(r, Float64Array.from([5, 4, 9]), 2)], [1, 1, 0]);
  t.deepEqual([...solveLower(r, Float64Array.from([2, 7, 18]), 3)], [1, 1, 1]);
});

for (const [rows, n] of shapes)
  test(`damping of a (${rows}, ${n}) matrix, seed 5: (RᵀR + D²)z = Rᵀb, SᵀS = RᵀR + D²`, (t) => {
    const random = generator(5);
    const { r } = factor(
      Array.from({ length: n }, () => new Float64Array(rows).map(random)),
      rows,
    );
    const b = new Float64Array(Math.min(rows, n)).map(random);
    const d = new Float64Array(n).map(() => 0.5 + Math.abs(random()));
    const { z, s } = damped(r, b, d);
    const rz = times(r, z, b.length);
    for (const [k, column] of r.entries()) {
      t.true(Math.abs(dot(column, rz) + d[k]! ** 2 * z[k]! - dot(column, b)) < 1e-13);
      for (const [l, other] of r.entries()) {
        const expected = dot(column, other) + (k === l ? d[k]! ** 2 : 0);
        t.true(Math.abs(dot(s[k]!, s[l]!) - expected) < 1e-13);
      }
    }
  });

for (const [rows, n] of shapes)
  for (const radius of [1e-6, 0.1, 1, 1e6])
    test(`the step of a (${rows}, ${n}) matrix within ${radius}: the scaled length is met within a tenth`, (t) => {
      const random = generator(17);
      const a = Array.from({ length: n }, (_, j) => new Float64Array(rows).map(() => random() * 10 ** (j % 4)));
      const residuals = new Float64Array(rows).map(random);
      const scale = Float64Array.from(a, (column) => Math.sqrt(dot(column, column)));
      const qr = factor(a, rows);
      const { lambda, p } = dampedStep(qr, qr.transposed(residuals), scale, radius, 0);
      const length = Math.sqrt(p.reduce((sum, pj, j) => sum + (scale[j]! * pj) ** 2, 0));
      if (lambda === 0) t.true(length <= 1.1 * radius);
      else t.true(Math.abs(length - radius) <= 0.1 * radius * (1 + 1e-9), `${length}`);
      // (JᵀJ + λD²)·p = −Jᵀr
      const jp = times(a, p, rows);
      for (const [j, column] of a.entries()) {
        const off = dot(column, jp) + lambda * scale[j]! ** 2 * p[j]! + dot(column, residuals);
        t.true(Math.abs(off) < 1e-11 * scale[j]!, `${off}`);
      }
    });
