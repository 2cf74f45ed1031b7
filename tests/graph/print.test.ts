import { inspect } from "node:util";
import test from "ava";
import * as w from "wengert";
import { add, gradients, matmul, mul, parameter, placeholder, sin, toText } from "wengert";

const x = placeholder("x", []);
const y = placeholder("y", []);

test("expressions print as they are written", (t) => {
  t.is(toText(add(mul(x, 2), y)), "(x * 2) + y");
  t.is(toText(w.exp(w.neg(w.div(x, y)))), "exp(-(x / y))");
  t.is(toText(w.pow(x, 3)), "x ^ 3");
  t.is(toText(w.where(w.greater(x, y), x, 0)), "where(y < x, x, 0)");
});

test("gradients print: sin x gives cos x", (t) => {
  t.is(toText(gradients(sin(x), [x])), "cos(x)");
  t.is(toText(w.grad(w.tanh)(x)), "1 - tanh(x)^2");
});

test("what is used twice is named once", (t) => {
  const s = sin(x);
  t.is(toText(mul(s, s)), "%1 = sin(x)\n%1 * %1");
  t.is(toText([s, add(s, 1)]), "%1 = sin(x)\n%1\n%1 + 1");
});

test("matrices, their transposes, reductions", (t) => {
  const a = placeholder("a", ["n", 3]);
  const p = parameter("p", w.zeros([3, 2]));
  t.is(toText(matmul(a, p)), "a · p");
  t.is(toText(matmul(w.transpose(p), w.transpose(a))), "pᵀ · aᵀ");
  t.is(toText(w.sum(a, 1)), "sum(a, [1])");
  t.is(String(matmul(a, p)), "matmul f32(n,2)");
  t.is(String(p), "p f32(3,2)");
  t.is(
    String(
      new w.Tensor([
        [1, 2],
        [3, 4],
      ]),
    ),
    "f32(2,2) [1, 2, 3, 4]",
  );
});

test("substitute rewrites a built graph; what does not depend on a key is kept", (t) => {
  const a = placeholder("a", [2]);
  const p = parameter("p", [1, 2]);
  const inner = sin(a);
  const f = mul(inner, p);
  const g = w.substitute(f, new Map([[p, add(p, 1)]]));
  t.is(toText(g), "sin(a) * (p + 1)");
  t.is(g.inputs[0], inner);
  t.is(toText(f), "sin(a) * p");
  t.throws(() => w.substitute(f, new Map([[p, placeholder("q", [3])]])), {
    instanceOf: w.ShapeError,
    message: /p f32\(2\) cannot become f32\(3\)/,
  });
  t.deepEqual(w.parameters(g), [p]);
  t.deepEqual(w.placeholders([f, x]), [a, x]);
});

test("simplify: transposes absorbed, neutral operands and broadcasts dropped, constants folded, equal nodes made one", (t) => {
  const a = placeholder("a", [3, 4]);
  const b = placeholder("b", [5, 4]);
  const ops = (node: w.Node) => w.topoSort(w.simplify([node])).map((n) => n.op);
  t.deepEqual(ops(matmul(a, w.transpose(b))), ["placeholder", "placeholder", "matmul"]);
  t.deepEqual(ops(w.transpose(w.transpose(a))), ["placeholder"]);
  t.deepEqual(ops(mul(1, w.sub(w.neg(w.reshape(a, [4, 3])), 0))), ["placeholder", "reshape", "neg"]);
  t.deepEqual(ops(add(a, w.broadcastTo(w.constant(2), [3, 4]))), ["placeholder", "constant", "add"]);
  t.deepEqual(ops(mul(x, add(2, w.constant(3)))), ["placeholder", "constant", "mul"]);
  t.deepEqual(ops(add(sin(x), sin(x))), ["placeholder", "sin", "add"]);
  t.deepEqual(ops(w.pow(x, 2)), ["placeholder", "square"]);
  t.deepEqual(ops(w.stopGradient(w.cast(x, "f32"))), ["placeholder"]);
  // x·0 is not 0 for every x
  t.deepEqual(ops(mul(x, 0)), ["placeholder", "constant", "mul"]);
});

test("a node inspects as a line; an error does not print its node", async (t) => {
  const x = placeholder("x", [2, 3]);
  t.is(inspect(sin(x)), "Node(sin f32(2,3))");
  t.is(inspect({ y: [x] }), "{ y: [ Node(x f32(2,3)) ] }");
  const row = w.gather(x, w.constant([5], "i32"));
  const engine = await w.Engine.create();
  const error = t.throws(() => engine.run(row, { x: [1, 2, 3, 4, 5, 6] }), { instanceOf: w.IndexError })!;
  t.is(error.node, row);
  t.notRegex(inspect(error, { customInspect: false }), /inputs|entry/);
});
