// What `cost` counts, kernel family by kernel family, and the cheap gradient principle on the objectives of ADBench.
import test from "ava";
import * as w from "wengert";
import { cost, gradients, jvp, type Node, parameter, placeholder } from "wengert";
import { gmm } from "../harness/adbench/gmm.js";
import { lstm } from "../harness/adbench/lstm.js";

const x = placeholder("x", [6, 7, 8]);
const square = placeholder("k", [3, 4, 4]);
const families: readonly [name: string, y: Node | readonly Node[], operations: number][] = [
  ["where", w.where(placeholder("c", [6, 1, 8], "bool"), x, 0), 336],
  ["broadcast over rows", w.add(x, placeholder("r", [8])), 336],
  ["broadcast over columns", w.div(placeholder("s", [6, 7, 1]), x), 336],
  ["two outer axes", w.mul(placeholder("p", [4, 1, 3, 1]), placeholder("q", [1, 5, 1, 7])), 420],
  ["cumsum", w.cumsum(x, 1), 336],
  ["cumsum, last axis", w.cumsum(x, -1), 336],
  ["argsort", w.argsort(x, 1), Math.round(336 * Math.log2(7))],
  ["softmax", w.softmax(x), 5 * 336],
  ["logsumexp", w.logsumexp(x, 1), 4 * 336],
  ["matmul, a batch", w.matmul(x, placeholder("m", [6, 8, 5])), 2 * 6 * 7 * 8 * 5],
  ["dot", w.matmul(placeholder("u", [9]), placeholder("v", [9])), 18],
  ["cholesky", w.cholesky(square), 64],
  ["moves", [w.flip(x, [1]), w.slice(x, [[1, 3]]), w.permute(x, [2, 0, 1]), w.concat([x, x])], 0],
];
for (const [name, y, operations] of families)
  test(`cost of ${name}: ${operations} operations`, (t) => t.is(cost(y).operations, operations));

test("the derivative of tanh counts what (1 − y²)·d does, an Adam step more than a plain one", (t) => {
  const [a, d] = [placeholder("a", [50]), placeholder("d", [50])];
  const y = w.tanh(a);
  t.is(cost(w.vjp([y], [a], [d])).operations, 50 + 3 * 50);
  const p = parameter("p", w.zeros([50]));
  const steps = [w.sgd([p], [d], { lr: 1 }), w.adam([p], [d], { lr: 1 })].map((updates) => [...updates.values()]);
  const [sgd, adam] = steps.map((nodes) => cost(nodes).operations);
  t.true(sgd! >= 4 * 50 && adam! >= 3 * sgd!, `${sgd} ${adam}`);
});

test("a repeat that walks along a buffer reads it once, however many passes it has", (t) => {
  const bytes = (n: number) => {
    const steps = placeholder("steps", [n, 16]);
    return cost(w.scan((s: Node, v: Node) => [w.add(s, v), []], w.zeros([16]), steps)[0]).bytes;
  };
  t.true(bytes(1000) < 11 * bytes(100), `${bytes(100)} ${bytes(1000)}`);
});

test("the cheap gradient principle holds for the mixture and the LSTM of ADBench", (t) => {
  const input = (name: string, shape: number[]) => placeholder(name, shape, "f64");
  const [alphas, means, icf] = [input("alphas", [5]), input("means", [5, 10]), input("icf", [5, 55])];
  const [main, extra] = [input("main", [4, 56]), input("extra", [3, 14])];
  const objectives: readonly [name: string, y: Node, xs: readonly Node[]][] = [
    ["gmm", gmm(input("x", [1000, 10]), { alphas, means, icf }, 1, 0), [alphas, means, icf]],
    ["lstm", lstm(main, extra, input("state", [4, 14]), input("sequence", [1024, 14])), [main, extra]],
  ];
  t.log("         value  tangent  gradient  n tangents / gradient  words");
  for (const [name, y, xs] of objectives) {
    const value = cost(y);
    const tangent = cost([y, ...jvp([y], xs, xs.map(w.onesLike))]);
    const gradient = cost([y, ...gradients(y, xs)]);
    const n = xs.reduce((sum, { shape }) => sum + (shape as number[]).reduce((a, b) => a * b, 1), 0);
    const [dx, dy] = [tangent.operations / value.operations, gradient.operations / value.operations];
    t.log(
      `${name}  ${value.operations}  ×${dx.toFixed(2)}  ×${dy.toFixed(2)}  ${((n * dx) / dy).toFixed(0)}  ${value.words}, ${tangent.words}, ${gradient.words}`,
    );
    t.true(dx <= 5, `${name}: a tangent costs ${dx} values`);
    t.true(dy <= 5, `${name}: a gradient costs ${dy} values`);
  }
});
