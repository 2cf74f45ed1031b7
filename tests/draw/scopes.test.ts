import test from "ava";
import {
  add,
  gradients,
  matmul,
  mul,
  type Node,
  parameter,
  parameters,
  placeholder,
  scope,
  sum,
  tanh,
  zeros,
} from "wengert";
import { type DrawOptions, draw } from "wengert/draw";

const dense = (name: string, x: Node, n: number, m: number) =>
  scope(name, () => tanh(add(matmul(x, mul(parameter("w", zeros([n, m])), 2)), parameter("b", zeros([m])))));
function network() {
  const x = placeholder("x", ["batch", 4]);
  const h = scope("net", () => dense("decoder", dense("encoder", x, 4, 3), 3, 2));
  return { x, h, y: sum(add(h, 1)) };
}
function shown(nodes: Node, options: DrawOptions = {}) {
  const { boxes, edges, clusters } = draw(nodes, options);
  const path = (i: number | undefined): string =>
    i === undefined ? "" : `${path(clusters[i]!.parent)}/${clusters[i]!.name}`;
  const name = new Map(boxes.map(({ id, lines }) => [id, lines[0]!.text]));
  return {
    boxes: boxes.map(({ lines, cluster }) => `${path(cluster)}: ${lines.map(({ text }) => text).join(" ")}`),
    edges: edges.map(({ from, to }) => `${name.get(from)} → ${name.get(to)}`),
    clusters,
  };
}

test("operations stand with the parameters that they take, activations between layers with the first, constants where they are read", (t) => {
  t.deepEqual(shown(network().h).boxes, [
    ": x f32(batch,4)",
    "/net/encoder: w f32(4,3)",
    "/net/encoder: 2",
    "/net/encoder: × f32(4,3)",
    "/net/encoder: matmul f32(batch,3)",
    "/net/encoder: b f32(3)",
    "/net/encoder: + f32(batch,3)",
    "/net/encoder: tanh f32(batch,3)",
    "/net/decoder: w f32(3,2)",
    "/net/decoder: 2",
    "/net/decoder: × f32(3,2)",
    "/net/decoder: matmul f32(batch,2)",
    "/net/decoder: b f32(2)",
    "/net/decoder: + f32(batch,2)",
    ": tanh f32(batch,2)",
  ]);
});

test("fold: 2 makes a box of each layer, with its nodes and trainable parameters", (t) => {
  const { boxes, edges } = shown(network().h, { fold: 2 });
  t.deepEqual(boxes, [
    ": x f32(batch,4)",
    "/net: encoder 7 nodes 15 parameters",
    "/net: decoder 6 nodes 8 parameters",
    ": tanh f32(batch,2)",
  ]);
  t.deepEqual(edges, ["x → encoder", "encoder → decoder", "decoder → tanh"]);
});

test("fold: 1 makes one box of the network; a scope that is listed is folded with all inside it", (t) => {
  const { h } = network();
  t.deepEqual(shown(h, { fold: 1 }).boxes, [": x f32(batch,4)", ": net 13 nodes 23 parameters", ": tanh f32(batch,2)"]);
  t.deepEqual(shown(h, { fold: 1 }), shown(h, { fold: ["net"] }));
  t.deepEqual(shown(h, { fold: 1 }), shown(h, { fold: ["net", "net.encoder"] }));
  t.deepEqual(shown(h, { fold: 3 }), shown(h));
  const some = shown(h, { fold: ["net.encoder"] });
  t.is(some.boxes.length, 1 + 1 + 7);
  t.is(some.boxes[1], "/net: encoder 7 nodes 15 parameters");
  const hidden = draw(h.inputs[0]!, { fold: 1 }).boxes.at(-1)!;
  t.true(hidden.output && hidden.kind === "folded", "a box that hides a result is drawn as one");
});

test("an operation on operands of two scopes stands in the scope around both", (t) => {
  const [a, b, c] = scope("all", () => [
    scope("one", () => parameter("a", 1)),
    scope("two", () => parameter("b", 2)),
    placeholder("c", []),
  ]);
  const both = add(a!, b!);
  t.is(shown(both).boxes.at(-1), "/all: +");
  t.is(shown(mul(both, c!)).boxes.at(-1), "/all: ×");
  t.is(shown(mul(both, placeholder("free", []))).boxes.at(-1), "/all: ×");
});

test("gradients stand in a frame beside the graph and share its nodes", (t) => {
  const [a, b] = [placeholder("a", []), placeholder("b", [])];
  const [c, d] = [add(a, b), add(b, 1)];
  const e = mul(c, d);
  const [da, db] = gradients(e, [a, b]);
  const { boxes, edges } = shown(e, { gradients: [da, db], names: { c, d, e, "∂e/∂a": da, "∂e/∂b": db } });
  t.deepEqual(boxes, [
    "/graph: a",
    "/graph: b",
    "/graph: + c",
    "/graph: 1",
    "/graph: + d = ∂e/∂a",
    "/graph: × e",
    "/gradients: + ∂e/∂b",
  ]);
  t.is(edges.length, 8);
});

test("scopes are folded inside the frame of the graph, gradients are not", (t) => {
  const { y } = network();
  const { boxes } = shown(y, { fold: 1, gradients: gradients(y, parameters(y)) });
  t.true(boxes.includes("/graph: net 13 nodes 23 parameters"));
  t.true(boxes.filter((box) => box.startsWith("/gradients: ")).length > 4);
});

test("a scope that the graph does not have is an error that lists what there is", (t) => {
  const told = (fold: DrawOptions["fold"], y: Node, message: string) =>
    t.throws(() => draw(y, { fold }), { name: "GraphError", message });
  told(
    ["encoder"],
    network().h,
    'draw: the graph has no scope "encoder" to fold; there are net, net.encoder, net.decoder',
  );
  told(["a"], placeholder("x", []), 'draw: the graph has no scope "a" to fold; it has no scopes');
  told(0, network().h, "draw: fold is a depth from 1, or a list of scopes, not 0");
});

test("names of a thousand scopes, each inside the other, need no recursion", (t) => {
  const x = placeholder(`${"s.".repeat(1000)}x`, []);
  t.is(draw(tanh(x)).clusters.length, 1000);
});
