import test from "ava";
import {
  add,
  argmax,
  cast,
  exp,
  floor,
  GraphError,
  log,
  mul,
  type Node,
  placeholder,
  ShapeError,
  sin,
  square,
  tanh,
} from "wengert";
import { derivative, toText } from "wengert/symbolic";

const x = placeholder("x", [], "f64");
const y = placeholder("y", [], "f64");
const cases: readonly [f: Node, text: string][] = [
  [sin(x), "cos(x)"],
  [mul(x, y), "y"],
  [exp(mul(x, 3)), "3 * exp(x * 3)"],
  [add(x, square(y)), "1"],
  [log(x), "1 / x"],
  [y, "0"],
];
for (const [f, text] of cases)
  test(`∂/∂x ${toText(f)} = ${text}`, (t) => {
    t.is(toText(derivative(f, x)), text);
  });

test("derivatives of derivatives", (t) => {
  t.is(toText(derivative(derivative(sin(x), x), x)), "-sin(x)");
  t.is(toText(derivative(derivative(mul(square(x), y), x), y)), "x * 2");
  t.is(toText(derivative(derivative(mul(square(x), y), y), x)), "x * 2");
});

test("the node itself has the derivative 1", (t) => {
  t.is(toText(derivative(x, x)), "1");
});

test("the eighth derivative of tanh stays small", (t) => {
  let f: Node = tanh(x);
  for (let i = 0; i < 8; i++) f = derivative(f, x);
  t.true(toText(f).split("\n").length < 400);
});

test("what has no derivative", (t) => {
  t.throws(() => derivative(placeholder("v", [3]), x), { instanceOf: ShapeError, message: /no scalar.*\(3\)/ });
  t.throws(() => derivative(cast(floor(x), "i32"), x), { instanceOf: GraphError });
  t.throws(() => derivative(argmax(placeholder("v", [3])), x), { instanceOf: GraphError });
});
