import test from "ava";
import * as w from "wengert";
import { add, cost, gradients, jvp, matmul, mul, type Node, parameter, placeholder, relu, tanh } from "wengert";

test("operations of products, sums and elementwise functions are counted from their sizes", (t) => {
  const a = placeholder("a", ["m", 64]);
  const b = placeholder("b", [64, 32]);
  t.is(cost(matmul(a, b), { m: 16 }).operations, 2 * 16 * 64 * 32);
  t.is(cost(tanh(a), { m: 16 }).operations, 16 * 64);
  t.is(cost(w.sum(a, 0), { m: 16 }).operations, 16 * 64);
  t.is(cost(w.transpose(a), { m: 16 }).operations, 0);
  const c = cost(add(a, 1), { m: 16 });
  t.deepEqual([c.instructions, c.bytes], [1, 2 * 16 * 64 * 4 + 4]);
  const loop = w.scan((s: Node, x: Node) => [add(s, x), []], w.zeros([64]), a)[0];
  t.is(cost(loop, { m: 16 }).operations, 16 * 64);
});

/** Networks of several kinds: the loss, and its parameters. */
function networks(): Record<string, { loss: Node; sizes: Record<string, number> }> {
  const x = placeholder("x", ["batch", 64]);
  const y = placeholder("y", ["batch"], "i32");
  const weight = (name: string, n: number, m: number) => parameter(name, w.zeros([n, m]));
  const deep = [1, 2, 3, 4].reduce<Node>((h, i) => tanh(matmul(h, weight(`deep${i}`, 64, 64))), x);
  const q = matmul(x, weight("q", 64, 64));
  const steps = placeholder("steps", ["len", 8, 16]);
  const recurrent = w.scan(
    (h: Node, s: Node) => [tanh(add(matmul(s, weight("wx", 16, 16)), matmul(h, weight("wh", 16, 16)))), []],
    w.zeros([8, 16]),
    steps,
  )[0];
  return {
    "one layer": { loss: w.crossEntropy(matmul(x, weight("w", 64, 10)), y), sizes: { batch: 32 } },
    "two layers, relu": {
      loss: w.crossEntropy(matmul(relu(matmul(x, weight("a", 64, 32))), weight("b", 32, 10)), y),
      sizes: { batch: 32 },
    },
    "four layers, tanh": { loss: w.mean(w.square(deep)), sizes: { batch: 32 } },
    attention: { loss: w.sum(matmul(w.softmax(matmul(q, w.transpose(q))), q)), sizes: { batch: 32 } },
    "recurrent, ten steps": { loss: w.sum(w.square(recurrent)), sizes: { len: 10 } },
  };
}

test("the cheap gradient principle: a gradient costs at most five times the value, however many parameters there are", (t) => {
  for (const [name, { loss, sizes }] of Object.entries(networks())) {
    const ps = w.parameters(loss);
    const table = cost(loss, sizes);
    const { inputs, tangent, gradient, tangentsPerGradient } = table.derivatives!;
    t.log(name);
    for (const line of String(table).split("\n")) t.log(line);
    t.is(
      inputs,
      ps.reduce((sum, p) => sum + (p.shape as number[]).reduce((a, b) => a * b, 1), 0),
    );
    t.is(gradient.operations, cost([loss, ...gradients(loss, ps)], sizes).operations);
    t.is(tangent.operations, cost([loss, ...jvp([loss], ps, ps.map(w.onesLike))], sizes).operations);
    t.true(gradient.operations <= 5 * table.operations, `${name}: ${gradient.operations} > 5 · ${table.operations}`);
    t.true(tangent.operations <= 5 * table.operations, name);
    t.true(tangentsPerGradient > 100, `${name}: ${tangentsPerGradient}`);
  }
});

test("a Hessian times a vector costs a few values, not as many as there are inputs", (t) => {
  const per = (n: number) => {
    const x = placeholder("x", [n], "f64");
    const f = w.sum(mul(tanh(x), x));
    return cost(w.hvp(f, [x], [x])).operations / cost(f).operations;
  };
  t.true(Math.abs(per(10) - per(10_000)) < 0.5, `${per(10)} and ${per(10_000)}`);
});

test("the table of a cost: value, one tangent, one gradient, as many tangents as inputs", (t) => {
  const x = placeholder("x", ["n"], "f64");
  const table = cost(w.sum(mul(x, x)), { n: 1000 });
  const lines = String(table).split("\n");
  t.deepEqual(
    lines.map((line) => line.split("  ")[0]),
    ["", "value", "one tangent", "one gradient", "1,000 tangents", lines.at(-1)],
  );
  t.is(table.operations, 2000);
  const { inputs, tangent, gradient } = table.derivatives!;
  t.is(inputs, 1000);
  t.true(tangent.words > table.words && gradient.words > table.words && gradient.bytes > table.bytes);
  t.regex(lines[4]!, new RegExp(` ${(1000 * tangent.operations).toLocaleString("en-US")} `));
});

test("cost differentiates by trainable parameters, by float placeholders where there are none, or by what it is told", (t) => {
  const [x, y] = [placeholder("x", [3], "f64"), placeholder("y", [4], "f64")];
  const p = parameter("p", w.zeros([5], "f64"));
  const fixed = parameter("fixed", w.zeros([6], "f64"), { trainable: false });
  const inputs = (f: Node, xs?: Node[]) => cost(f, {}, xs).derivatives?.inputs;
  t.is(inputs(add(w.sum(x), w.sum(y), w.sum(p), w.sum(fixed))), 5);
  t.is(inputs(add(w.sum(x), w.sum(y), w.sum(fixed))), 7);
  t.is(inputs(add(w.sum(x), w.sum(y)), [y]), 4);
  t.is(inputs(w.round(x)), undefined, "an op without a derivative");
  t.is(inputs(w.argmax(x, 0)), undefined, "an integer");
  t.is(inputs(w.constant([1, 2])), undefined, "no input");
  t.is(String(cost(w.round(x))).split("\n").length, 2);
  const i = placeholder("i", [3], "i32");
  t.throws(() => cost(w.gather(x, i), {}, [i]), { instanceOf: w.GraphError, message: /cost: i i32\(3\) is no float/ });
});
