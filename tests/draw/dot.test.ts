import test from "ava";
import {
  add,
  constant,
  div,
  gradients,
  matmul,
  mul,
  type Node,
  parameter,
  placeholder,
  scope,
  size,
  sub,
  Tensor,
  tanh,
  topoSort,
  zeros,
} from "wengert";
import { draw, toDot } from "wengert/draw";

const lines = (text: string) => text.split("\n").map((line) => line.trim());
const texts = (node: Node | Node[], options = {}) =>
  draw(node, options).boxes.map((box) => box.lines.map(({ text }) => text).join("|"));

test("the whole text of a small graph", (t) => {
  const [a, b] = [placeholder("a", []), placeholder("b", [])];
  const c = add(a, b);
  const e = mul(c, 2);
  const values = new Map<Node, Tensor>([
    [a, new Tensor(2)],
    [c, new Tensor(3)],
  ]);
  t.is(
    toDot(e, { names: { c, e }, values, legend: false }),
    `digraph {
  graph [rankdir=BT, newrank=true, bgcolor="transparent", fontname=Helvetica, fontsize=11, fontcolor="#757575", color="#757575"]
  node [fontname=Helvetica, fontsize=11, margin="0.1,0.05", height=0.3, width=0.3]
  edge [fontname=Helvetica, fontsize=10, fontcolor="#757575", color="#757575", arrowsize=0.6, labeldistance=1.6]
  n0 [label="a = 2", shape=box, style=rounded, color="#1176d4", fontcolor="#1176d4"]
  n1 [label="b", shape=box, style=rounded, color="#1176d4", fontcolor="#1176d4"]
  n2 [label=<<FONT POINT-SIZE="18">+</FONT><BR/>c = 3>, shape=circle, margin="0", color="#138834", fontcolor="#138834"]
  n3 [label="2", shape=plain, color="#757575", fontcolor="#757575"]
  n4 [label=<<FONT POINT-SIZE="18">×</FONT><BR/>e>, shape=circle, margin="0", color="#138834", fontcolor="#138834", peripheries=2, penwidth=1.5]
  {rank=min; n0; n1}
  n0 -> n2
  n1 -> n2
  n2 -> n4
  n3 -> n4
}
`,
  );
});

test("kinds differ in shape and colour, and results have a double frame", (t) => {
  const x = placeholder("x", ["batch", 3]);
  const w = parameter("w", zeros([3, 2]));
  const steps = parameter("steps", zeros([]), { trainable: false });
  const y = add(tanh(matmul(x, w)), mul(steps, 0.5));
  const text = toDot([y]);
  const style = (label: string) => lines(text).find((line) => line.includes(`label="${label}`)) ?? "";
  t.regex(style("x\\n"), /label="x\\nf32\(batch,3\)", shape=box, style=rounded, color="#1176d4"/);
  t.regex(style("w\\n"), /label="w\\nf32\(3,2\)", shape=box, color="#c05600"/);
  t.regex(style("steps"), /shape=box, style=dashed/);
  t.regex(style("0.5"), /shape=plain/);
  t.regex(style("tanh"), /label="tanh\\nf32\(batch,2\)", shape=ellipse/);
  t.is(text.match(/peripheries/g)?.length, 1);
  for (const kind of ["placeholder", "parameter", "state", "constant", "○ operation", "◎ output"])
    t.true(text.includes(`>${kind}<`), kind);
  t.false(text.includes("tangent") || text.includes("adjoint") || text.includes("folded"));
  t.false(toDot(placeholder("x", [])).includes("parameter"), "the legend has the kinds that are there");
});

test("an edge an operand, numbered where the order matters", (t) => {
  const [x, y] = [placeholder("x", []), placeholder("y", [])];
  const text = toDot([div(sub(x, y), add(x, x))]);
  t.deepEqual(
    lines(text).filter((line) => line.includes("->")),
    [
      'n0 -> n2 [headlabel="1"]',
      'n1 -> n2 [headlabel="2"]',
      "n0 -> n3",
      "n0 -> n3",
      'n2 -> n4 [headlabel="1"]',
      'n3 -> n4 [headlabel="2"]',
    ],
  );
});

test("values are short, with as many digits as asked for", (t) => {
  const [x, c, b] = [placeholder("x", [6]), placeholder("c", []), placeholder("b", [2], "bool")];
  const values = new Map<Node, Tensor>([
    [x, new Tensor([1, 1 / 3, -2e9, 4, 5, 6])],
    [c, new Tensor(0.1)],
    [b, new Tensor([true, false], [2], "bool")],
  ]);
  t.deepEqual(texts([x, c, b], { values }), [
    "x = [1, 0.3333, −2000000000, 4, …]|f32(6)",
    "c = 0.1",
    "b = [true, false]|bool(2)",
  ]);
  t.deepEqual(texts(x, { values, digits: 2 }), ["x = [1, 0.33, −2000000000, 4, …]|f32(6)"]);
  const odd = new Map([[x, new Tensor([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-9, 0, 0])]]);
  t.deepEqual(texts(x, { values: odd }), ["x = [NaN, ∞, −∞, 1e−9, …]|f32(6)"]);
});

test("scopes are nested frames", (t) => {
  const x = placeholder("x", [2]);
  const [w, v, u] = scope("net", () => [
    scope("inner", () => parameter("w", zeros([2]))),
    parameter("v", zeros([2])),
    scope("inner", () => parameter("u", zeros([2]))),
  ]);
  const text = toDot([x, w!, v!, u!], { rankdir: "LR" });
  t.is(
    text.slice(text.indexOf("  n0")).replace(/, shape=[^\]]*/g, ""),
    `  n0 [label="x\\nf32(2)"]
  subgraph cluster0 {
    label="net"; labeljust=l; labelloc=t; style="rounded,dotted"
    n2 [label="v\\nf32(2)"]
    subgraph cluster1 {
      label="inner"; labeljust=l; labelloc=t; style="rounded,dotted"
      n1 [label="w\\nf32(2)"]
      n3 [label="u\\nf32(2)"]
    }
  }
}
`,
  );
  t.regex(text, /rankdir=LR/);
});

test("names of frames stand where inputs are, out of the way of results; of gradients, from which none leave, on top", (t) => {
  const x = placeholder("x", []);
  const y = scope("net", () => mul(x, mul(x, parameter("w", 2))));
  const text = toDot(y, { gradients: gradients(y, [x]) });
  t.deepEqual(
    lines(text).filter((line) => line.startsWith("label=")),
    ["graph", "net", "gradients", "net"].map(
      (name) => `label="${name}"; labeljust=l; labelloc=${name === "gradients" ? "b" : "t"}; style="rounded,dotted"`,
    ),
  );
});

test("a constant that is a result has a frame that is wide enough", (t) => {
  t.regex(toDot(constant(2)), /label="2", shape=box, .*peripheries=2/);
});

test("names are escaped in both kinds of labels", (t) => {
  const hostile = 'a"b\\N&lt;\n\0\r\ud800</FONT>-->';
  const x = placeholder(hostile, []);
  const text = toDot([x, add(x, x), placeholder('q".x', [])], { names: { [hostile]: x }, title: hostile });
  t.true(text.includes('[label="a\\"b\\\\N&amp;lt;␊␀␍\ufffd</FONT>-->"'));
  t.true(text.includes("<B>a&#34;b\\N&#38;lt;␊␀␍\ufffd&#60;/FONT&#62;--&#62;</B>"));
  t.regex(text, /label="q\\""/);
  const strings = text.replace(/"(?:[^"\\\n]|\\.)*"/g, "").replace(/<.*>/g, "");
  t.notRegex(strings, /["\\&]/);
});

test("operations without operands and constants of many elements are named, not written out", (t) => {
  const x = placeholder("x", ["n"]);
  t.deepEqual(texts([constant([[1, 2]]), constant(2.5), constant([7], "i32"), size(x)]), [
    "constant|f32(1,2)",
    "2.5",
    "7|i32(1)",
    "n|i32()",
  ]);
});

test("no nodes: an empty graph", (t) => {
  t.false(toDot([]).includes("n0"));
  t.deepEqual(draw([]).boxes, []);
});

test("the drawing is plain data", (t) => {
  const x = placeholder("x", []);
  const drawing = draw(tanh(x));
  t.deepEqual(structuredClone(drawing), drawing);
});

test("a chain of 100,000 nodes in linear time", (t) => {
  let y: Node = placeholder("x", []);
  for (let i = 0; i < 100_000; i++) y = tanh(y);
  topoSort([y]);
  const start = performance.now();
  const text = toDot([y]);
  t.true(performance.now() - start < 20_000);
  t.is(text.split("\n").length, 1 + 3 + 100_001 + 100_000 + 2);
});
