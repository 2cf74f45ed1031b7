import test from "ava";
import {
  add,
  constant,
  div,
  matmul,
  mul,
  type Node,
  parameter,
  placeholder,
  scope,
  sub,
  Tensor,
  tanh,
  topoSort,
  zeros,
} from "wengert";
import { toDot } from "wengert/draw";

const lines = (text: string) => text.split("\n").map((line) => line.trim());
const labels = (text: string) => [...text.matchAll(/^ +n\d+ \[label="((?:[^"\\]|\\.)*)"/gm)].map((match) => match[1]);

test("kinds differ in shape and colour, and results have a double frame", (t) => {
  const x = placeholder("x", ["batch", 3]);
  const w = parameter("w", zeros([3, 2]));
  const steps = parameter("steps", zeros([]), { trainable: false });
  const y = add(tanh(matmul(x, w)), mul(steps, 0.5));
  const text = toDot([y]);
  const style = (label: string) => lines(text).find((line) => line.includes(`label="${label}`)) ?? "";
  t.regex(style("x\\n"), /label="x\\nf32\(batch,3\)", shape=ellipse/);
  t.regex(style("w\\n"), /label="w\\nf32\(3,2\)", shape=box, color/);
  t.regex(style("steps"), /shape=box, style=dashed/);
  t.regex(style("0.5"), /shape=plain/);
  t.regex(
    style("tanh"),
    /label="tanh\\nf32\(batch,2\)", shape=box, style=rounded[^,]*, color="#\w+", fontcolor="#\w+"\]/,
  );
  t.regex(style("add"), /peripheries=2/);
  t.is(text.match(/peripheries/g)?.length, 1);
  t.regex(text, /rankdir=BT, bgcolor="transparent"/);
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

test("values are short", (t) => {
  const [x, c, b] = [placeholder("x", [6]), placeholder("c", []), placeholder("b", [2], "bool")];
  const values = new Map<Node, Tensor>([
    [x, new Tensor([1, 1 / 3, -2e9, 4, 5, 6])],
    [c, new Tensor(0.1)],
    [b, new Tensor([true, false], [2], "bool")],
  ]);
  t.deepEqual(labels(toDot([x, c, b], { values })), [
    "x\\nf32(6)\\n[1, 0.3333, -2000000000, 4, …]",
    "c\\nf32()\\n0.1",
    "b\\nbool(2)\\n[true, false]",
  ]);
});

test("scopes are nested frames", (t) => {
  const x = placeholder("x", [2]);
  const [w, v, u] = scope("net", () => [
    scope("inner", () => parameter("w", zeros([2]))),
    parameter("v", zeros([2])),
    scope("inner", () => parameter("u", zeros([2]))),
  ]);
  const text = toDot([x, w!, v!, u!], { rankdir: "LR" });
  const from = text.indexOf("  n0");
  t.is(
    text.slice(from).replace(/, shape=[^\]]*/g, ""),
    `  n0 [label="x\\nf32(2)"]
  subgraph cluster0 {
    label="net"; style="rounded,dotted"
    n2 [label="v\\nf32(2)"]
    subgraph cluster1 {
      label="inner"; style="rounded,dotted"
      n1 [label="w\\nf32(2)"]
      n3 [label="u\\nf32(2)"]
    }
  }
}
`,
  );
  t.regex(text, /rankdir=LR/);
});

test("names are escaped", (t) => {
  const text = toDot([placeholder('a"b\\N&lt;\n\0\r', []), placeholder('q".x', []), placeholder("\\", [])]);
  t.deepEqual(labels(text), ['a\\"b\\\\N&amp;lt;\\n␀\\n\\nf32()', "\\\\\\nf32()", "x\\nf32()"]);
  t.regex(text, /label="q\\""/);
  const strings = text.replace(/"(?:[^"\\\n]|\\.)*"/g, "");
  t.notRegex(strings, /["\\&]/);
});

test("constants of many elements are named, not written out", (t) => {
  t.deepEqual(labels(toDot([constant([[1, 2]]), constant(2.5), constant([7], "i32")])), [
    "constant\\nf32(1,2)",
    "2.5\\nf32()",
    "7\\ni32(1)",
  ]);
});

test("no nodes: an empty graph", (t) => {
  t.false(toDot([]).includes("n0"));
});

test("a chain of 100,000 nodes in linear time", (t) => {
  let y: Node = placeholder("x", []);
  for (let i = 0; i < 100_000; i++) y = tanh(y);
  topoSort([y]);
  const start = performance.now();
  const text = toDot([y]);
  t.true(performance.now() - start < 5000);
  t.is(text.split("\n").length, 1 + 3 + 100_001 + 100_000 + 2);
});
