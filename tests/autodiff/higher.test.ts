import test from "ava";
import * as w from "wengert";
import { add, type Node, placeholder } from "wengert";
import { numbers, oracle } from "../harness/oracle.js";

const engine = await w.Engine.create();

type F = (x: Node<"f64">) => Node<"f64">;
const functions: Readonly<Record<string, F>> = {
  "exp(sin x)": (x) => w.exp(w.sin(x)),
  "1/(1+x^2)": (x) => w.reciprocal(add(w.square(x), 1)),
  "tanh x": w.tanh,
  "x^x": (x) => w.pow(x, x),
  "log(1+exp x)": (x) => w.log(add(w.exp(x), 1)),
  "sqrt(1+x^2)": (x) => w.sqrt(add(w.square(x), 1)),
  "x^5-3x^3+2": (x) => add(w.sub(w.pow(x, 5), w.mul(w.pow(x, 3), 3)), 2),
  "sigmoid x": w.sigmoid,
  "atan2(x, 2)": (x) => w.atan2(x, 2),
};
const derivative = {
  forward: (y: Node<"f64">, x: Node<"f64">) => w.jvp([y], [x], [w.constant(1, "f64")])[0],
  reverse: (y: Node<"f64">, x: Node<"f64">) => w.gradients(y, [x])[0],
};

for (const mode of ["forward", "reverse"] as const)
  test(`PyTorch: n-th derivatives by nested ${mode} mode`, (t) => {
    let ran = 0;
    for (const { f, x: at, derivatives_0_to_n: expected } of oracle.nth_derivatives) {
      const x = placeholder("x", [], "f64");
      const nodes: Node<"f64">[] = [functions[f]!(x)];
      while (nodes.length < expected.length) nodes.push(derivative[mode](nodes[nodes.length - 1]!, x));
      for (const [n, result] of engine.run(nodes, { x: at }).entries()) {
        const want = Number(expected[n]);
        const error = Math.abs(result.item() - want);
        if (!(error <= 1e-12 + 2e-9 * Math.abs(want)))
          t.fail(`${f} at ${at}, derivative ${n}: ${result.item()}, not ${want}`);
      }
      ran++;
    }
    t.is(ran, oracle.nth_derivatives.length);
  });

test("the eighth derivative of tanh by nested forward mode stays small: equal nodes are made once", (t) => {
  const x = placeholder("x", [], "f64");
  let y: Node<"f64"> = w.tanh(x);
  for (let i = 0; i < 8; i++) y = derivative.forward(y, x);
  const size = w.topoSort([y]).length;
  t.log(`${size} nodes`);
  t.true(size < 250, `${size} nodes`);
});

const scalars: Readonly<Record<string, (x: Node[], extra: Readonly<Record<string, Node>>) => Node>> = {
  rosenbrock5: ([x]) => {
    const [head, tail] = [w.slice(x!, [[0, 4]]), w.slice(x!, [[1, 5]])];
    return w.sum(add(w.mul(w.square(w.sub(tail, w.square(head))), 100), w.square(w.sub(1, head))));
  },
  lecture4: ([x]) => {
    const [a, b] = w.unbind(x!) as [Node, Node];
    return w.sub(add(w.log(a), w.mul(a, b)), w.sin(b));
  },
  dlsys_grad_of_grad: ([x2, x3]) => w.sum(add(w.mul(x2!, x2!), w.mul(x2!, x3!))),
  colah: ([x]) => {
    const [a, b] = w.unbind(x!) as [Node, Node];
    return w.mul(add(a, b), add(b, 1));
  },
  logistic_l2: ([v], { X, y }) => add(w.binaryCrossEntropy(w.matmul(X!, v!), y!), w.mul(w.sum(w.square(v!)), 0.05)),
  softmax_ce: ([x]) => w.crossEntropy(x!, w.constant(2, "i32")),
  softmax_sum_sq: ([x]) => w.sum(w.square(w.softmax(x!))),
  logsumexp_quad: ([x], { A }) => add(w.logsumexp(w.matmul(A!, x!)), w.mul(w.sum(w.square(x!)), 0.5)),
  mlp_tanh: ([w1, b1, w2], { x, y }) => w.mean(w.square(w.sub(w.matmul(w.tanh(add(w.matmul(x!, w1!), b1!)), w2!), y!))),
  matmul_chain: ([a, b, c]) => w.sum(w.matmul(w.sin(w.matmul(a!, b!)), c!)),
  layer_norm_cubed: ([x]) => {
    const centred = w.sub(x!, w.mean(x!, -1, { keepDims: true }));
    const y = w.div(centred, w.sqrt(add(w.mean(w.square(centred), -1, { keepDims: true }), 1e-5)));
    return w.sum(w.pow(y, 3));
  },
  attention: ([q, k, v]) => {
    const scores = w.mul(w.matmul(q!, w.transpose(k!)), 1 / Math.sqrt(2));
    const keep = w.lessEqual(w.arange(3), w.unsqueeze(w.arange(3), 1));
    const masked = w.where(keep, scores, w.constant(Number.NEGATIVE_INFINITY, "f64"));
    return w.sum(w.square(w.matmul(w.softmax(masked), v!)));
  },
  gather_square: ([x]) => w.sum(w.pow(w.gather(x!, w.constant([0, 2, 2], "i32")), 3)),
  div_pow_chain: ([x, y]) => w.sum(w.div(w.pow(x!, y!), add(w.square(x!), 1))),
  norm_x: ([x]) => w.sqrt(w.sum(w.square(x!))),
  conv_tanh: ([x, k]) => w.sum(w.square(w.tanh(w.conv2d(x!, k!, { padding: 1 })))),
  logdet: ([x]) => {
    const diagonal = w.where(w.equal(w.unsqueeze(w.arange(3), 1), w.arange(3)), w.constant(2, "f64"), 0);
    return w.logdet(add(w.matmul(x!, w.transpose(x!)), diagonal));
  },
  gelu_softplus: ([x]) => w.sum(add(w.mul(w.gelu(x!), w.softplus(x!)), w.silu(x!))),
};

for (const c of oracle.second_order)
  test(`PyTorch, second order: ${c.id}: value, gradient, Hessian times vector in three ways`, (t) => {
    const xs = c.inputs.map((x, i) => placeholder(`x${i}`, x.shape, "f64"));
    const vs = c.v.map((v, i) => placeholder(`v${i}`, v.shape, "f64"));
    const extra = Object.fromEntries(
      Object.entries(c.extra ?? {}).map(([name, a]) => [name, w.reshape(w.constant(numbers(a), "f64"), a.shape)]),
    );
    const y = scalars[c.id]!(xs, extra);
    const grads = w.gradients(y, xs);
    const hvps = {
      "forward over reverse": w.hvp(y, xs, vs),
      "reverse over reverse": w.vjp(grads, xs, vs),
      "reverse over forward": w.gradients(w.jvp([y], xs, vs)[0], xs),
    };
    const feeds = new Map<Node, w.Value>();
    for (const [i, x] of xs.entries()) feeds.set(x, new w.Tensor(numbers(c.inputs[i]!), c.inputs[i]!.shape, "f64"));
    for (const [i, v] of vs.entries()) feeds.set(v, new w.Tensor(numbers(c.v[i]!), c.v[i]!.shape, "f64"));
    const run = (nodes: readonly Node[]) =>
      engine.run(nodes, new Map(w.placeholders(nodes).map((p) => [p, feeds.get(p)!])));
    const near = (got: w.Tensor, want: readonly number[], what: string) => {
      for (const [i, x] of want.entries())
        if (!(Math.abs(got.data[i]! - x) <= 1e-12 + 1e-10 * Math.abs(x)))
          t.fail(`${what}[${i}]: ${got.data[i]}, not ${x}`);
    };
    near(run([y])[0]!, [c.f64.value], "value");
    for (const [i, g] of run(grads).entries()) near(g, numbers(c.f64.grads[i]!), `gradient ${i}`);
    for (const [how, nodes] of Object.entries(hvps))
      for (const [i, hv] of run(nodes).entries()) near(hv, numbers(c.f64.hvp[i]!), `${how} ${i}`);
    t.pass();
  });

test("grad and valueAndGrad work on functions of nodes, nested", (t) => {
  const cube = (x: Node<"f64">) => w.mul(x, x, x);
  const x = placeholder("x", [], "f64");
  const [y, [slope]] = w.valueAndGrad(cube)(x);
  const [second] = w.grad((z: Node<"f64">) => w.grad(cube)(z)[0])(x);
  t.deepEqual(
    engine.run([y, slope, second], { x: 2 }).map((r) => r.item()),
    [8, 12, 12],
  );
  t.throws(() => w.grad((z: Node) => z)(placeholder("v", [3])), {
    instanceOf: w.ShapeError,
    message: /no scalar, it has shape \(3\)/,
  });
});

test("stopGradient is zero; floor says that it has no derivative", (t) => {
  const x = placeholder("x", [], "f64");
  const [g] = engine.run(w.gradients(w.mul(w.stopGradient(x), x), [x]), { x: 3 });
  t.is(g.item(), 3);
  t.throws(() => w.gradients(w.floor(x), [x]), {
    instanceOf: w.GraphError,
    message: /^floor has no derivative; stopGradient says that you mean zero/,
  });
  t.throws(() => w.jvp([w.floor(x)], [x], [w.constant(1, "f64")]), {
    instanceOf: w.GraphError,
    message: /^floor has no derivative/,
  });
});
