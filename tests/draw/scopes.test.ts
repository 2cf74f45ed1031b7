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

test("every node stands in the scope that it was built in, without parameters too", (t) => {
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
    "/net/decoder: tanh f32(batch,2)",
  ]);
  const x = placeholder("x", []);
  const y = scope("a", () =>
    add(
      scope("b", () => tanh(x)),
      1,
    ),
  );
  t.deepEqual(shown(mul(y, 2)).boxes, [": x", "/a/b: tanh", "/a: 1", "/a: +", ": 2", ": ×"]);
  t.deepEqual([x.scope, y.scope, y.inputs[0]!.scope], ["", "a", "a.b"]);
});

test("fold: 2 makes a box of each layer, with its nodes and trainable parameters", (t) => {
  const { boxes, edges } = shown(network().h, { fold: 2 });
  t.deepEqual(boxes, [": x f32(batch,4)", "/net: encoder 7 nodes 15 parameters", "/net: decoder 7 nodes 8 parameters"]);
  t.deepEqual(edges, ["x → encoder", "encoder → decoder"]);
});

test("fold: 1 makes one box of the network; a scope that is listed is folded with all inside it", (t) => {
  const { h } = network();
  t.deepEqual(shown(h, { fold: 1 }).boxes, [": x f32(batch,4)", ": net 14 nodes 23 parameters"]);
  t.deepEqual(shown(h, { fold: 1 }), shown(h, { fold: ["net"] }));
  t.deepEqual(shown(h, { fold: 1 }), shown(h, { fold: ["net", "net.encoder"] }));
  t.deepEqual(shown(h, { fold: 3 }), shown(h));
  const some = shown(h, { fold: ["net.encoder"] });
  t.is(some.boxes.length, 1 + 1 + 7);
  t.is(some.boxes[1], "/net: encoder 7 nodes 15 parameters");
  const hidden = draw(h, { fold: 1 }).boxes.at(-1)!;
  t.true(hidden.output && hidden.kind === "folded", "a box that hides a result is drawn as one");
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

test("the graph and its gradients have the same scopes, each in its own frame, and both fold", (t) => {
  const { y } = network();
  const { boxes, edges } = shown(y, { fold: 2, gradients: gradients(y, parameters(y)) });
  const folded = boxes.filter((box) => box.includes("coder"));
  t.deepEqual(
    folded.map((box) => box.replace(/ \d+ nodes?.*/, "")),
    ["/graph/net: encoder", "/graph/net: decoder", "/gradients/net: decoder", "/gradients/net: encoder"],
  );
  t.true(edges.includes("encoder → decoder") && edges.includes("decoder → encoder"));
  t.true(gradients(y, parameters(y)).every(({ scope }) => scope.startsWith("net.")));
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
  t.is(x.scope.length, 1999);
});
