// The theory's own exercises, with exact results.
import test from "ava";
import * as w from "wengert";
import {
  add,
  div,
  Engine,
  gradients,
  jvp,
  log,
  matmul,
  mul,
  type Node,
  placeholder,
  sin,
  sub,
  sum,
  transpose,
} from "wengert";

const engine = await Engine.create();
const ones = (k: number) => [k, k, k];
const x1 = placeholder("x1", [3]);
const x2 = placeholder("x2", [3]);
const x3 = placeholder("x3", [3]);
const x4 = placeholder("x4", [3]);
const at: Record<string, number[]> = { x1: ones(1), x2: ones(2), x3: ones(3), x4: ones(4) };

function values(nodes: readonly Node[]): w.Nested[] {
  const feeds = Object.fromEntries(w.placeholders(nodes).map((p) => [p.name, at[p.name]!]));
  return engine.run(nodes, feeds).map((t) => t.toArray());
}

const cases: [string, Node, Node[], number, number[]][] = [
  ["y = x2", x2, [x2], 2, [1]],
  ["y = x2 + 5", add(x2, 5), [x2], 7, [1]],
  ["y = 5·x2", mul(5, x2), [x2], 10, [5]],
  ["y = x2 + x3", add(x2, x3), [x2, x3], 5, [1, 1]],
  ["y = x2·x3", mul(x2, x3), [x2, x3], 6, [3, 2]],
  ["y = x1 + x2·x3·x1", add(x1, mul(x2, x3, x1)), [x1, x2, x3], 7, [7, 3, 2]],
  ["y = x1 + x2·x3·x4", add(x1, mul(x2, x3, x4)), [x1, x2, x3, x4], 25, [1, 12, 8, 6]],
];
for (const [title, y, xs, value, slopes] of cases)
  test(`${title}: value and gradient exactly, and zeros for what is not reached`, (t) => {
    const others = [x1, x2, x3, x4].filter((x) => !xs.includes(x));
    const results = values([y, ...gradients(y, [...xs, ...others])]);
    t.deepEqual(results, [ones(value), ...slopes.map(ones), ...others.map(() => ones(0))]);
  });

test("z = x2·x2 + x2 + x3 + 3, y = z·z + x3: value and gradient exactly", (t) => {
  const z = add(mul(x2, x2), x2, x3, 3);
  const y = add(mul(z, z), x3);
  // z = 12, ∂y/∂x2 = 2z(2·x2 + 1), ∂y/∂x3 = 2z + 1
  t.deepEqual(values([y, ...gradients(y, [x2, x3])]), [ones(147), ones(120), ones(25)]);
});

test("x2·x2 + x2·x3: the gradient of the gradient is 2, and 1 for x3", (t) => {
  const y = add(mul(x2, x2), mul(x2, x3));
  const [dx2, dx3] = gradients(y, [x2, x3]);
  t.deepEqual(values([y, dx2, dx3]), [ones(10), ones(7), ones(2)]);
  t.deepEqual(values(gradients(dx2, [x2, x3])), [ones(2), ones(1)]);
});

for (const ta of [false, true])
  for (const tb of [false, true])
    test(`matmul (3,2)${ta ? "ᵀ" : ""}·(2,3)${tb ? "ᵀ" : ""}: values, both gradients, second order`, (t) => {
      // a as stored, b as stored; op(a) (3,2), op(b) (2,3)
      const a = placeholder("a", ta ? [2, 3] : [3, 2], "f64");
      const b = placeholder("b", tb ? [3, 2] : [2, 3], "f64");
      const A = [
        [1, 2],
        [3, 4],
        [5, 6],
      ];
      const B = [
        [7, 8, 9],
        [10, 11, 12],
      ];
      const flip = (m: number[][]) => m[0]!.map((_, j) => m.map((row) => row[j]!));
      const feeds = { a: ta ? flip(A) : A, b: tb ? flip(B) : B };
      const y = matmul(ta ? transpose(a) : a, tb ? transpose(b) : b);
      const [value, da, db] = engine.run([y, ...gradients(y, [a, b])], feeds);
      t.deepEqual(value!.toArray(), [
        [27, 30, 33],
        [61, 68, 75],
        [95, 106, 117],
      ]);
      // 1·Bᵀ and Aᵀ·1
      const rowsOfB = [
        [24, 33],
        [24, 33],
        [24, 33],
      ];
      const columnsOfA = [
        [9, 9, 9],
        [12, 12, 12],
      ];
      t.deepEqual(da!.toArray(), ta ? flip(rowsOfB) : rowsOfB);
      t.deepEqual(db!.toArray(), tb ? flip(columnsOfA) : columnsOfA);
      // s = Σ (a·b)²: its Hessian in a along v is 2·(v·b)·bᵀ
      const s = sum(mul(y, y));
      const v = placeholder("v", a.shape, "f64");
      const [hv] = w.hvp(s, [a], [v]);
      const V = [
        [1, 0],
        [0, 1],
        [1, 1],
      ];
      const second = { b: feeds.b, v: ta ? flip(V) : V };
      const [got] = engine.run([hv], second);
      const times = (p: number[][], q: number[][]) =>
        p.map((row) => flip(q).map((col) => row.reduce((acc, x, i) => acc + x * col[i]!, 0)));
      const expected = times(times(V, B), flip(B)).map((row) => row.map((x) => 2 * x));
      t.deepEqual(got!.toArray(), ta ? flip(expected) : expected);
      // and through reverse over reverse
      const [rr] = engine.run(gradients(sum(mul(gradients(s, [a])[0], v)), [a]), second);
      t.deepEqual(rr!.toArray(), ta ? flip(expected) : expected);
    });

test("ln x1 + x1·x2 − sin x2 at (2, 5): 11.652, 5.5, 1.716, every adjoint and tangent", (t) => {
  const a = placeholder("x1", [], "f64");
  const b = placeholder("x2", [], "f64");
  const v1 = log(a);
  const v2 = mul(a, b);
  const v3 = sin(b);
  const v4 = add(v1, v2);
  const y = sub(v4, v3);
  const feeds = { x1: 2, x2: 5 };
  const run = (nodes: readonly Node[]) => engine.run(nodes, feeds).map((r) => r.item().toFixed(3));
  t.deepEqual(run([v1, v2, v3, v4, y]), ["0.693", "10.000", "-0.959", "10.693", "11.652"]);
  t.deepEqual(run(gradients(y, [v4, v3, v1, v2, a, b])), ["1.000", "-1.000", "1.000", "1.000", "5.500", "1.716"]);
  const one = w.constant(1, "f64");
  t.deepEqual(run(jvp([v1, v2, v3, v4, y], [a], [one])), ["0.500", "5.000", "0.000", "5.500", "5.500"]);
  t.deepEqual(run(jvp([v1, v2, v3, v4, y], [b], [one])), ["0.000", "2.000", "0.284", "2.000", "1.716"]);
});

test("e = (a + b)·(b + 1) at (2, 1): ∂e/∂a = 2 and ∂e/∂b = 5 in both modes", (t) => {
  const a = placeholder("a", []);
  const b = placeholder("b", []);
  const e = mul(add(a, b), add(b, 1));
  const one = w.constant(1);
  const zero = w.constant(0);
  const forward = [...jvp([e], [a, b], [one, zero]), ...jvp([e], [a, b], [zero, one])];
  const results = engine.run([e, ...gradients(e, [a, b]), ...forward], { a: 2, b: 1 });
  t.deepEqual(
    results.map((r) => r.item()),
    [6, 2, 5, 2, 5],
  );
});

test("a logistic regression trains: the loss falls and the classes separate", async (t) => {
  const own = await Engine.create({ seed: 3 });
  const x = placeholder("x", ["batch", 2]);
  const y = placeholder("y", ["batch"], "i32");
  const weight = w.parameter("weight", w.zeros([2, 2]));
  const bias = w.parameter("bias", w.zeros([2]));
  const logits = add(matmul(x, weight), bias);
  const loss = w.crossEntropy(logits, y);
  const accuracy = w.mean(w.cast(w.equal(w.argmax(logits, 1), y), "f32"));
  const train = own.executor(
    { loss, accuracy },
    { updates: w.sgd([weight, bias], gradients(loss, [weight, bias]), { lr: 0.5 }) },
  );
  const data = Float32Array.from({ length: 200 }, (_, i) => Math.sin(1 + i * 12.9898) * 2);
  const labels = Int32Array.from({ length: 100 }, (_, i) => (data[2 * i]! + 2 * data[2 * i + 1]! > 0.3 ? 1 : 0));
  const first = train.run({ x: data, y: labels });
  let last = first;
  for (let i = 0; i < 200; i++) last = train.run({ x: data, y: labels });
  t.is(first.loss.item().toFixed(4), "0.6931");
  t.true(last.loss.item() < 0.2, `loss ${last.loss.item()}`);
  t.true(last.accuracy.item() >= 0.98, `accuracy ${last.accuracy.item()}`);
});

test("a 784-256-100-10 network trains on synthetic data", async (t) => {
  const own = await Engine.create({ seed: 5 });
  const sizes = [784, 256, 100, 10];
  const x = placeholder("x", ["batch", 784]);
  const y = placeholder("y", ["batch"], "i32");
  let h: Node<"f32"> = x;
  for (const [i, outputs] of sizes.slice(1).entries()) {
    const weight = w.parameter(`w${i}`, w.heNormal([sizes[i]!, outputs]));
    h = add(matmul(h, weight), w.parameter(`b${i}`, w.zeros([outputs])));
    if (i < 2) h = w.relu(h);
  }
  const loss = w.crossEntropy(h, y);
  const ps = w.parameters(loss);
  t.deepEqual(
    ps.map((p) => p.name),
    ["w0", "b0", "w1", "b1", "w2", "b2"],
  );
  const train = own.executor(loss, { updates: w.adam(ps, gradients(loss, ps), { lr: 1e-3 }) });
  const random = engine.run(w.normal(w.randomKey(1), [50, 784])).data;
  const labels = Int32Array.from({ length: 50 }, (_, i) => i % 10);
  const first = train.run({ x: random, y: labels }).item();
  let last = first;
  for (let i = 0; i < 30; i++) last = train.run({ x: random, y: labels }).item();
  t.true(first > 1.5 && last < 0.05, `${first} → ${last}`);
});

test("div through both operands agrees with the quotient rule", (t) => {
  const a = placeholder("a", [], "f64");
  const b = placeholder("b", [], "f64");
  const results = engine.run(gradients(div(a, b), [a, b]), { a: 3, b: 2 });
  t.deepEqual(
    results.map((r) => r.item()),
    [0.5, -0.75],
  );
});
