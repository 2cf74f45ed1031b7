import test from "ava";
import * as w from "wengert";
import {
  add,
  cost,
  gradients,
  jvp,
  matmul,
  mul,
  type Node,
  parameter,
  placeholder,
  relu,
  summary,
  tanh,
} from "wengert";

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
    const value = cost(loss, sizes).operations;
    const gradient = cost([loss, ...gradients(loss, ps)], sizes).operations;
    const tangent = cost([loss, ...jvp([loss], ps, ps.map(w.onesLike))], sizes).operations;
    const n = ps.reduce((sum, p) => sum + (p.shape as number[]).reduce((a, b) => a * b, 1), 0);
    t.log(
      `${name}: value ${value}, tangent ×${(tangent / value).toFixed(2)}, gradient ×${(gradient / value).toFixed(2)}; ${n} tangents ×${((n * tangent) / gradient).toFixed(0)} of a gradient`,
    );
    t.true(gradient <= 5 * value, `${name}: ${gradient} > 5 · ${value}`);
    t.true(n * tangent > 100 * gradient);
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

test("a summary lists parameters by scope and prints as a table", (t) => {
  const layer = (name: string, n: number, m: number) => (x: Node) =>
    w.scope(name, () => add(matmul(x, parameter("weight", w.zeros([n, m]))), parameter("bias", w.zeros([m]))));
  const x = placeholder("x", ["batch", 4]);
  const count = parameter("count", w.zeros([], "i32"), { trainable: false });
  const s = summary([layer("net.two", 3, 2)(relu(layer("net.one", 4, 3)(x))), count]);
  t.deepEqual([s.count, s.trainable, s.bytes], [24, 23, 96]);
  t.is(
    String(s),
    [
      "scope    parameters                    count  bytes",
      "net.one  weight f32(4,3), bias f32(3)     15     60",
      "net.two  weight f32(3,2), bias f32(2)      8     32",
      "         count i32()                       1      4",
      "total                                     24     96",
    ].join("\n"),
  );
});
