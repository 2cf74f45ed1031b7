// The worked examples of textbooks: every number stands where it belongs.
import test from "ava";
import {
  add,
  Engine,
  type Feeds,
  gradients,
  log,
  matmul,
  mul,
  type Node,
  parameter,
  placeholder,
  relu,
  round,
  sin,
  sub,
  sum,
  tanh,
  zeros,
} from "wengert";
import { type DrawOptions, draw, type TraceOptions, trace } from "wengert/draw";

const engine = await Engine.create();

interface Example {
  readonly y: Node;
  readonly xs?: readonly Node[];
  readonly feeds: Readonly<Record<string, number | number[]>>;
  readonly names?: Record<string, Node>;
  readonly digits?: number;
}
function pictured({ y, xs, feeds, ...rest }: Example, options: TraceOptions) {
  const plan = trace(y, xs, options);
  const drawing = draw(y, { ...plan.options(engine.run(plan.nodes, feeds as Feeds)), ...rest } satisfies DrawOptions);
  const boxes = drawing.boxes.map((box) => box.lines.map(({ text }) => text).join("|"));
  return { boxes, edges: drawing.edges.map(({ label }) => label) };
}

function product(): Example {
  const [a, b] = [placeholder("a", []), placeholder("b", [])];
  const [c, d] = [add(a, b), add(b, 1)];
  const e = mul(c, d);
  return { y: e, xs: [a, b], feeds: { a: 2, b: 1 }, names: { c, d, e } };
}
function lecture(): Example {
  const [x1, x2] = [placeholder("x1", []), placeholder("x2", [])];
  const y = sub(add(log(x1), mul(x1, x2)), sin(x2));
  return { y, xs: [x1, x2], feeds: { x1: 2, x2: 5 }, names: { y, "x₁": x1, "x₂": x2 } };
}
const slopes = ["∂c/∂a = 1", "∂c/∂b = 1", "∂d/∂b = 1", undefined, "∂e/∂c = 2", "∂e/∂d = 3"];

test("e = (a + b)·(b + 1) at (2, 1): values", (t) => {
  const { boxes, edges } = pictured(product(), {});
  t.deepEqual(boxes, ["a = 2", "b = 1", "+|c = 3", "1", "+|d = 2", "×|e = 6"]);
  t.true(edges.every((label) => label === undefined));
});

test("e in reverse mode: ∂e/∂a = 2, ∂e/∂b = 5", (t) => {
  const { boxes, edges } = pictured(product(), { mode: "reverse" });
  t.deepEqual(boxes, ["a = 2|ā = 2", "b = 1|b̄ = 5", "+|c = 3|c̄ = 2", "1", "+|d = 2|d̄ = 3", "×|e = 6|ē = 1"]);
  t.deepEqual(edges, slopes);
});

test("e in forward mode, along a and along b", (t) => {
  const { boxes, edges } = pictured(product(), { mode: "forward" });
  t.deepEqual(boxes, ["a = 2|ȧ = 1", "b = 1|ḃ = 0", "+|c = 3|ċ = 1", "1", "+|d = 2|ḋ = 0", "×|e = 6|ė = 2"]);
  t.deepEqual(edges, slopes);
  t.is(pictured(product(), { mode: "forward", tangents: [0, 1] }).boxes.at(-1), "×|e = 6|ė = 5");
});

test("ln x₁ + x₁·x₂ − sin x₂ at (2, 5): 11.652, 5.5 and 1.716", (t) => {
  t.deepEqual(pictured({ ...lecture(), digits: 5 }, { mode: "forward" }).boxes, [
    "x₁ = 2|ẋ₁ = 1",
    "ln|v₁ = 0.69315|v̇₁ = 0.5",
    "x₂ = 5|ẋ₂ = 0",
    "×|v₂ = 10|v̇₂ = 5",
    "+|v₃ = 10.693|v̇₃ = 5.5",
    "sin|v₄ = −0.95892|v̇₄ = 0",
    "−|y = 11.652|ẏ = 5.5",
  ]);
  const { boxes, edges } = pictured(lecture(), { mode: "reverse" });
  t.deepEqual(boxes, [
    "x₁ = 2|x̄₁ = 5.5",
    "ln|v₁ = 0.6931|v̄₁ = 1",
    "x₂ = 5|x̄₂ = 1.716",
    "×|v₂ = 10|v̄₂ = 1",
    "+|v₃ = 10.69|v̄₃ = 1",
    "sin|v₄ = −0.9589|v̄₄ = −1",
    "−|y = 11.65|ȳ = 1",
  ]);
  t.deepEqual(edges, [
    "∂v₁/∂x₁ = 0.5",
    "∂v₂/∂x₁ = 5",
    "∂v₂/∂x₂ = 2",
    "∂v₃/∂v₁ = 1",
    "∂v₃/∂v₂ = 1",
    "∂v₄/∂x₂ = 0.2837",
    "∂y/∂v₃ = 1",
    "∂y/∂v₄ = −1",
  ]);
});

test("x·x has two edges, each with the derivative of its own operand", (t) => {
  const x = placeholder("x", []);
  const { boxes, edges } = pictured({ y: mul(x, x), feeds: { x: 3 } }, { mode: "reverse" });
  t.deepEqual(edges, ["∂v₁/∂x = 3", "∂v₁/∂x = 3"]);
  t.is(boxes[0], "x = 3|x̄ = 6");
});

test("tensors have values and adjoints; local derivatives stand between scalars only", (t) => {
  const x = placeholder("x", [1, 2]);
  const w = parameter("weights", zeros([2, 2]));
  const y = mul(sum(relu(matmul(x, w))), 2);
  const { boxes, edges } = pictured({ y, feeds: { x: [[1, 2]] } as never }, { mode: "reverse" });
  t.is(boxes[0], "x = [1, 2]|f32(1,2)|x̄ = [0, 0]");
  t.is(boxes[1], "weights = [0, 0, 0, 0]|f32(2,2)|∂/∂ weights = [0, 0, 0, 0]");
  t.deepEqual(
    edges.filter((label) => label),
    ["∂v₄/∂v₃ = 2"],
  );
});

test("seeds are numbers or nodes; several results are traced together", (t) => {
  const x = placeholder("x", []);
  const [y, z] = [sin(x), mul(x, 3)];
  const plan = trace([y, z], [x], { mode: "reverse", cotangents: [0, add(x, 1)] });
  const { adjoints } = plan.options(engine.run(plan.nodes, { x: 1 }));
  t.is(adjoints!.get(x)!.data[0], 6);
});

test("adjoints are the gradients of every node", (t) => {
  const { y, xs, feeds } = lecture();
  const plan = trace(y, xs, { mode: "reverse" });
  const { adjoints } = plan.options(engine.run(plan.nodes, feeds as Feeds));
  const nodes = [...adjoints!.keys()];
  for (const [i, g] of engine.run(gradients(y, nodes), feeds as Feeds).entries())
    t.is(adjoints!.get(nodes[i]!)!.data[0], g.data[0]);
});

test("the inputs are by default the float placeholders and trainable parameters", (t) => {
  const x = placeholder("x", []);
  const state = parameter("state", 2, { trainable: false });
  const plan = trace(mul(x, state), undefined, { mode: "reverse" });
  const { adjoints } = plan.options(engine.run(plan.nodes, { x: 1 }));
  t.true(adjoints!.has(x));
  t.false(adjoints!.has(state));
});

test("a trace of 5,000 nodes takes time linear in nodes", (t) => {
  const x = placeholder("x", []);
  const time = (n: number): number => {
    let y: Node = x;
    for (let i = 0; i < n; i++) y = tanh(y);
    const start = performance.now();
    trace(y, [x], { mode: "reverse" });
    return performance.now() - start;
  };
  time(500);
  const ratio = time(5000) / time(500);
  t.true(ratio < 60, `ten times the nodes took ${ratio.toFixed(1)} times as long`);
});

test("what cannot be traced is said", (t) => {
  const x = placeholder("x", []);
  const i = placeholder("i", [], "i32");
  const y = sin(x);
  const told = (run: () => unknown, message: RegExp) => t.throws(run, { name: "GraphError", message });
  told(() => trace(y, [i], { mode: "reverse" }), /^trace: i i32\(\) is no float/);
  told(() => trace(round(x), [x], { mode: "reverse" }), /^round has no derivative/);
  told(() => trace(y, [x], { mode: "forward", tangents: [] }), /^trace: tangents: 1 are needed, 0 were given/);
  told(() => trace(y, [x]).options([]), /^trace: 2 nodes are to be run, 0 results were given/);
  told(
    () => trace(y, [x], { mode: "both" as "forward" }),
    /^trace: mode is "value", "forward" or "reverse", not "both"/,
  );
  told(() => trace(3 as never), /^trace: a node or an array of nodes is needed/);
});
