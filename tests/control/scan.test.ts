import test, { type ExecutionContext } from "ava";
import * as w from "wengert";
import {
  add,
  checkpoint,
  gradients,
  hvp,
  jvp,
  matmul,
  mul,
  type Node,
  placeholder,
  scan,
  sin,
  sum,
  tanh,
} from "wengert";

const engine = await w.Engine.create();

function agree(
  t: ExecutionContext,
  got: readonly Node[],
  want: readonly Node[],
  feeds: Record<string, w.Value>,
  tolerance = 1e-12,
): void {
  const run = (nodes: readonly Node[]) =>
    engine.run(nodes, Object.fromEntries(w.placeholders(nodes).map((p) => [p.name, feeds[p.name]!])));
  const expected = run(want);
  for (const [i, x] of run(got).entries()) {
    t.deepEqual([...x.shape], [...expected[i]!.shape]);
    for (const [k, v] of expected[i]!.data.entries())
      if (!(Math.abs(x.data[k]! - v) <= tolerance * (1 + Math.abs(v))))
        t.fail(`result ${i}[${k}]: ${x.data[k]}, not ${v}`);
  }
}

// A recurrent network, looped and written out.
const x = placeholder("x", [5, 2, 3], "f64");
const h0 = placeholder("h0", [2, 4], "f64");
const wx = placeholder("wx", [3, 4], "f64");
const wh = placeholder("wh", [4, 4], "f64");
const cell = (h: Node<"f64">, xt: Node<"f64">): Node<"f64"> => tanh(add(matmul(xt, wx), matmul(h, wh)));
const [looped, hs] = scan(
  (h: Node<"f64">, xt: Node<"f64">) => {
    const next = cell(h, xt);
    return [next, next];
  },
  h0 as Node<"f64">,
  x as Node<"f64">,
);
const unrolled: Node<"f64">[] = [];
for (const xt of w.unbind(x)) unrolled.push(cell(unrolled.at(-1) ?? h0, xt));
const fill = (n: number, k: number) => Float64Array.from({ length: n }, (_, i) => Math.sin(k + 1.7 * i));
const feeds = { x: fill(30, 1), h0: fill(8, 2), wx: fill(12, 3), wh: fill(16, 4), v: fill(16, 5), u: fill(30, 6) };

test("a scan's carry and stacked results = the steps written out", (t) => {
  agree(t, [looped, hs], [unrolled.at(-1)!, w.stack(unrolled)], feeds);
});

test("first derivatives, reverse and forward, to start, slices and captured nodes", (t) => {
  const losses = [
    add(sum(mul(looped, looped)), sum(sin(hs))),
    add(sum(mul(unrolled.at(-1)!, unrolled.at(-1)!)), sum(sin(w.stack(unrolled)))),
  ] as const;
  const xs = [h0, x, wx, wh];
  agree(t, gradients(losses[0], xs), gradients(losses[1], xs), feeds, 1e-11);
  const [u, v] = [placeholder("u", x.shape, "f64"), placeholder("v", wh.shape, "f64")];
  agree(t, jvp([losses[0], hs], [x, wh], [u, v]), jvp([losses[1], w.stack(unrolled)], [x, wh], [u, v]), feeds, 1e-11);
});

test("second derivatives: forward over reverse, reverse over reverse, reverse over forward", (t) => {
  const v = placeholder("v", wh.shape, "f64");
  const loss = (h: Node) => sum(mul(h, h));
  const ways = (y: Node) => [
    ...hvp(y, [wh], [v]),
    ...gradients(sum(mul(gradients(y, [wh])[0], v)), [wh, x]),
    ...gradients(jvp([y], [wh], [v])[0], [wh]),
  ];
  agree(t, ways(loss(looped)), ways(loss(unrolled.at(-1)!)), feeds, 1e-10);
});

test("a third derivative through a loop: x^(2^n) by squaring", (t) => {
  const p = placeholder("p", [], "f64");
  const [y] = scan((c: Node<"f64">) => [mul(c, c), []], p as Node<"f64">, [], { length: 3 });
  const derivatives: Node[] = [y];
  for (let i = 0; i < 3; i++) derivatives.push(gradients(derivatives.at(-1)!, [p])[0]);
  const forwards: Node[] = [y];
  for (let i = 0; i < 3; i++) forwards.push(jvp([forwards.at(-1)!], [p], [w.onesLike(p)])[0]);
  for (const list of [derivatives, forwards])
    t.deepEqual(
      engine.run(list, { p: 2 }).map((r) => r.item()),
      [256, 1024, 3584, 10752],
    );
});

test("carries and slices as trees; integers are carried; carries that swap; reverse; what is not read is not stored", (t) => {
  const xs = placeholder("xs", ["n"], "f64");
  const [last, out] = scan(
    (c: { a: Node<"f64">; b: Node<"f64">; i: Node<"i32"> }, s: { x: Node<"f64"> }) => [
      { a: c.b, b: c.a, i: add(c.i, 1) },
      { y: mul(s.x, add(w.cast(c.i, "f64"), c.a)), before: c.a },
    ],
    { a: w.constant(10, "f64"), b: w.constant(20, "f64"), i: w.constant(0, "i32") },
    { x: xs as Node<"f64"> },
  );
  const r = engine.run({ a: last.a, b: last.b, i: last.i, y: out.y }, { xs: [1, 2, 3] });
  t.deepEqual([r.a.item(), r.b.item(), r.i.item(), r.y.toArray()], [20, 10, 3, [10, 42, 36]]);
  t.is(r.i.dtype, "i32");
  const sums = (reverse: boolean) =>
    scan(
      (c: Node<"f64">, s: Node<"f64">) => [add(c, s), add(c, s)],
      w.constant(0, "f64") as Node<"f64">,
      xs as Node<"f64">,
      { reverse },
    )[1];
  t.deepEqual(
    engine.run([sums(false), sums(true)], { xs: [1, 2, 4] }).map((s) => s.toArray()),
    [
      [1, 3, 7],
      [7, 6, 4],
    ],
  );
  t.deepEqual(engine.run(sums(false), { xs: [] }).toArray(), []);
  const [end] = scan(
    (c: Node<"f64">, s: Node<"f64">) => [add(c, s), mul(c, s)],
    w.constant(0, "f64") as Node<"f64">,
    xs as Node<"f64">,
  );
  const plan = engine.executor(end).plan({ n: 100 }).toString();
  t.regex(plan, /repeat 100/);
  t.is(plan.match(/copy_8/g)?.length, 2, plan);
});

test("a scan within a scan, with batched products, and its gradient", (t) => {
  const a = placeholder("a", [2, 3, 2, 2], "f64");
  const start = w.constant(
    [
      [1, 2],
      [3, 4],
    ],
    "f64",
  );
  const inner = (m: Node<"f64">, batch: Node<"f64">) =>
    scan((c: Node<"f64">, s: Node<"f64">) => [tanh(matmul(c, s)), sum(c)], m, batch);
  const [nested, sums] = scan(
    (c: Node<"f64">, batch: Node<"f64">) => inner(c, batch),
    start as Node<"f64">,
    a as Node<"f64">,
  );
  let m: Node<"f64"> = start;
  const traces: Node<"f64">[] = [];
  for (const batch of w.unbind(a)) {
    const row: Node<"f64">[] = [];
    for (const s of w.unbind(batch)) {
      row.push(sum(m));
      m = tanh(matmul(m, s));
    }
    traces.push(w.stack(row));
  }
  const data = { a: fill(24, 7) };
  agree(t, [nested, sums], [m, w.stack(traces)], data);
  const loss = (y: Node, z: Node) => add(sum(mul(y, y)), sum(mul(z, z)));
  agree(t, gradients(loss(nested, sums), [a]), gradients(loss(m, w.stack(traces)), [a]), data, 1e-11);
  // broadcasting over three axes and batches inside a loop: repeats within repeats
  const b = placeholder("b", [4, 3, 1, 2], "f64");
  const [, products] = scan(
    (c: Node<"f64">, s: Node<"f64">) => [c, matmul(add(s, w.reshape(c, [1, 2, 2])), c)],
    start as Node<"f64">,
    b as Node<"f64">,
  );
  const wide = matmul(add(b, start), start);
  agree(t, [products], [wide], { b: fill(24, 8) });
});

test("errors: a carry that changes, xs of differing lengths, no length", (t) => {
  const v = placeholder("v", [3], "f64");
  t.throws(
    () =>
      scan(
        (c: Node<"f64">, s: Node<"f64">) => [add(c, w.stack([s, s])), s],
        w.constant(0, "f64") as Node<"f64">,
        v as Node<"f64">,
      ),
    {
      instanceOf: w.ShapeError,
      message: /^scan: carry 0 is f64\(\), the next one f64\(2\)/,
    },
  );
  t.throws(
    () =>
      scan(
        (c: Node<"f64">) => [c, []],
        w.constant(0, "f64") as Node<"f64">,
        [v, placeholder("u", [4], "f64")] as Node<"f64">[],
      ),
    {
      instanceOf: w.ShapeError,
      message: /^scan: u f64\(4\) has no first axis of 3/,
    },
  );
  t.throws(() => scan((c: Node<"f64">) => [c, []], v as Node<"f64">, []), {
    instanceOf: w.GraphError,
    message: /give the number of steps/,
  });
});

test("a carry is known by its names, whatever their order; its form must stay", (t) => {
  const [{ a, b }] = scan(
    ({ a, b }: { a: Node<"f64">; b: Node<"f64"> }) => [{ b: mul(b, 2), a: add(a, 1) }, []],
    { a: w.constant(10, "f64"), b: w.constant(3, "f64") },
    [],
    { length: 3 },
  );
  t.deepEqual(
    engine.run([a, b]).map((r) => r.item()),
    [13, 24],
  );
  const change = (init: w.Tree, next: w.Tree) => () => scan(() => [next, []], init, [], { length: 1 });
  t.throws(change({ a: h0, b: h0 }, { a: h0, c: h0 }), {
    instanceOf: w.GraphError,
    message: /^scan: the carry has the form {a: ·, b: ·}, the next one {a: ·, c: ·}/,
  });
  t.throws(change([h0, [h0]], [h0, h0]), { instanceOf: w.GraphError, message: /form \[·, \[·\]\], the next one/ });
  t.throws(change(h0, 3 as unknown as Node), {
    instanceOf: w.GraphError,
    message: /^scan: takes nodes, and lists and records of them, not number/,
  });
});

test("steps are a whole number; xs have an axis to walk over", (t) => {
  for (const length of [-1, 2.5, Number.NaN])
    t.throws(() => scan((c: Node) => [c, []], h0 as Node, [], { length }), {
      instanceOf: w.ShapeError,
      message: /a whole number or a name, not/,
    });
  t.throws(() => scan((c: Node) => [c, []], h0 as Node, w.constant(1, "f64") as Node), {
    instanceOf: w.ShapeError,
    message: /^scan: constant f64\(\) has no first axis/,
  });
});

test("what no derivative is asked for costs none, and may have none", (t) => {
  const [u, v] = [placeholder("u", [], "f64"), placeholder("v", [3], "f64")];
  const weighted = (k: Node<"f64">) => (c: Node<"f64">, s: Node<"f64">) =>
    [add(c, mul(k, w.floor(s))), []] as [Node<"f64">, []];
  const [total] = scan(weighted(u), w.constant(0, "f64") as Node<"f64">, v as Node<"f64">);
  t.is(engine.run(gradients(total, [u])[0], { v: [1.5, 2.5, 3] }).item(), 6);
  t.throws(() => gradients(total, [v]), { instanceOf: w.GraphError, message: /^floor has no derivative/ });
  const once = checkpoint((k: Node<"f64">, s: Node<"f64">) => mul(k, w.floor(s)));
  t.deepEqual(engine.run(gradients(once(u, v), [u]), { v: [1.5, 2.5, 3] })[0].item(), 6);

  // the adjoint of a large matrix is carried only for those who want it
  const [data, start] = [placeholder("data", [300, 300], "f64"), placeholder("start", [300], "f64")];
  const [y] = scan((c: Node<"f64">) => [tanh(matmul(data, c)), []], start as Node<"f64">, [], { length: 4 });
  const bytes = (xs: readonly Node[]) => engine.executor(gradients(sum(y), xs)).plan({}).bytes;
  const matrix = 8 * 300 * 300;
  t.true(bytes([start]) < 1.5 * matrix, `${bytes([start])} bytes`);
  t.true(bytes([start, data]) > 2 * matrix);
});

test("higher orders carry each tangent once: Taylor coefficients through a loop", (t) => {
  const p = placeholder("p", [], "f64");
  const step = (c: Node<"f64">): Node<"f64"> => sin(mul(c, p));
  const [y] = scan((c: Node<"f64">) => [step(c), []], p as Node<"f64">, [], { length: 6 });
  let written: Node<"f64"> = p;
  for (let i = 0; i < 6; i++) written = step(written);
  agree(t, w.taylor(y, p, 8), w.taylor(written, p, 8), { p: 0.7 }, 1e-10);
  // the carry and eight tangents of it
  const [last] = w
    .topoSort([w.taylor(y, p, 8)[8]!])
    .filter(({ op }) => op === "scan")
    .slice(-1);
  t.true(last!.inputs.length <= 12, `${last!.inputs.length} operands`);
});

test("carries are one only if every step keeps them equal; a node may be walked over and captured at once", (t) => {
  const one = () => w.constant(1, "f64") as Node<"f64">;
  const v = placeholder("v", [3], "f64");
  const [carries, products] = scan(
    ([a, b, c, i]: [Node<"f64">, Node<"f64">, Node<"f64">, Node<"i32">], s: Node<"f64">) => [
      [add(b, s), add(a, s), mul(c, s), add(i, 1)] as [Node<"f64">, Node<"f64">, Node<"f64">, Node<"i32">],
      mul(s, w.sum(w.gather(v, w.unsqueeze(i, 0)))),
    ],
    [one(), one(), one(), w.constant(0, "i32")] as [Node<"f64">, Node<"f64">, Node<"f64">, Node<"i32">],
    v as Node<"f64">,
  );
  const run = (nodes: readonly Node[]) => engine.run(nodes, { v: [1, 2, 3] }).map((r) => r.toArray());
  t.deepEqual(run([carries[0], carries[1], carries[2], products]), [7, 7, 6, [1, 4, 9]]);
  t.deepEqual(run(gradients(sum(products), [v])), [[2, 4, 6]]);
});

test("a fault inside a loop names the node; nothing is committed; the engine stays usable", (t) => {
  const table = placeholder("table", [3], "f64");
  const index = placeholder("index", ["n"], "i32");
  const [, ys] = scan(
    (c: Node<"f64">, i: Node<"i32">) => [c, w.gather(table, i)],
    w.constant(0, "f64") as Node<"f64">,
    index as Node<"i32">,
  );
  t.throws(() => engine.run(ys, { table: [1, 2, 3], index: [0, 3] }), {
    instanceOf: w.IndexError,
    message: /^gather: index 3 at position 0 is out of range/,
  });
  t.deepEqual(engine.run(ys, { table: [1, 2, 3], index: [2, 0] }).toArray(), [3, 1]);
});

test("checkpoint: the same values and gradients, less memory between forward and backward", (t) => {
  const input = placeholder("input", ["n"], "f64");
  const block = (v: Node<"f64">): Node<"f64"> => {
    let y = v;
    for (let i = 0; i < 10; i++) y = tanh(sin(y));
    return y;
  };
  const chain = (f: typeof block) => sum(f(f(f(f(input)))));
  const plain = gradients(chain(block), [input]);
  const saved = gradients(chain(checkpoint(block)), [input]);
  agree(t, [...saved, chain(checkpoint(block))], [...plain, chain(block)], { input: fill(5, 9) });
  agree(
    t,
    hvp(chain(checkpoint(block)), [input], [input]),
    hvp(chain(block), [input], [input]),
    { input: fill(5, 9) },
    1e-10,
  );
  const bytes = (nodes: readonly Node[]) => engine.executor(nodes).plan({ n: 10_000 }).bytes;
  t.log(`${bytes(plain)} bytes plain, ${bytes(saved)} with checkpoints`);
  t.true(bytes(saved) < 0.5 * bytes(plain));
});
