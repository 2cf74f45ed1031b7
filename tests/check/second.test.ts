import test from "ava";
import {
  add,
  constant,
  crossEntropy,
  Engine,
  exp,
  matmul,
  mul,
  type Node,
  parameter,
  placeholder,
  pow,
  sin,
  square,
  stopGradient,
  sum,
  tanh,
} from "wengert";
import { checkGradients } from "wengert/check";

const engine = await Engine.create({ seed: 3 });

const x = placeholder("x", ["n", 2], "f64");
const y = placeholder("y", ["n"], "i32");
const feeds = {
  x: [
    [1, -2],
    [0.4, 0.3],
    [-1, 0.2],
  ],
  y: [0, 2, 1],
};

test("both modes are compared, for every element", (t) => {
  const w = parameter(
    "second.w",
    constant(
      [
        [0.3, -1, 0.2],
        [0.5, 0.1, 2],
      ],
      "f64",
    ),
  );
  const loss = crossEntropy(tanh(matmul(x, w)), y);
  const report = checkGradients(engine, loss, [x, w], feeds);
  t.is(report.checked, 2 * 12);
  t.true(report.ok, JSON.stringify(report));
  t.is(report.order, 1);
  t.is(checkGradients(engine, loss, [x, w], feeds, { modes: ["forward"] }).checked, 12);
});

test("second derivatives agree, forward over reverse and reverse over reverse", (t) => {
  const w = parameter(
    "second.v",
    constant(
      [
        [0.3, -1, 0.2],
        [0.5, 0.1, 2],
      ],
      "f64",
    ),
  );
  const loss = crossEntropy(tanh(matmul(x, w)), y);
  const report = checkGradients(engine, loss, [x, w], feeds, { order: 2 });
  t.is(report.checked, 2 * (12 + 12 * 12));
  t.true(report.ok, JSON.stringify(report));
  t.true(report.worstRelative < 1e-7);
});

test("a wrong second derivative is found, with both places", (t) => {
  const [a, b] = [placeholder("a", [2], "f64"), placeholder("b", [], "f64")];
  // right in the first order only: at a = 0 the term and its derivative are zero, the second derivative is not
  const wrong = mul(sum(mul(a, stopGradient(a))), b);
  const f = add(sum(exp(a)), wrong, pow(b, 3));
  t.true(checkGradients(engine, f, [a, b], { a: [0, 0], b: 2 }).ok);
  const report = checkGradients(engine, f, [a, b], { a: [0, 0], b: 2 }, { order: 2 });
  t.false(report.ok);
  t.is(report.order, 2);
  t.deepEqual(
    [report.at, report.along],
    [
      { node: "a", index: 0 },
      { node: "a", index: 0 },
    ],
  );
  t.is(report.analytic, 1);
});

test("linear and quadratic functions, whose second derivatives are constants", (t) => {
  const [a, b] = [placeholder("a", [2], "f64"), placeholder("b", [], "f64")];
  const report = checkGradients(engine, add(sum(square(a)), b), [a, b], { a: [1, 2], b: 3 }, { order: 2 });
  t.true(report.ok, JSON.stringify(report));
});

test("the tolerance decides; f32 has a wide one", (t) => {
  const a = placeholder("a", [3]);
  const f: Node = sum(mul(sin(a), exp(a)));
  t.true(checkGradients(engine, f, [a], { a: [0.1, 1, -1] }, { order: 2 }).ok);
  t.false(checkGradients(engine, f, [a], { a: [0.1, 1, -1] }, { tolerance: 1e-9 }).ok);
});
