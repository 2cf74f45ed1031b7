import test from "ava";
import { add, matmul, type Node, parameter, placeholder, relu, scope, softmax, sum, summary, zeros } from "wengert";

const layer = (name: string, n: number, m: number) => (x: Node) =>
  scope(name, () => add(matmul(x, parameter("weight", zeros([n, m]))), parameter("bias", zeros([m]))));
const x = placeholder("x", ["batch", 4]);

test("a summary lists scopes with the shapes of outputs and parameters, and prints as a table", (t) => {
  const count = parameter("count", zeros([], "i32"), { trainable: false });
  const s = summary([layer("net.two", 3, 2)(relu(layer("net.one", 4, 3)(x))), count]);
  t.deepEqual([s.count, s.trainable, s.bytes], [24, 23, 96]);
  t.is(
    String(s),
    [
      "scope    outputs       parameters                    count  bytes",
      "net.one  f32(batch,3)  weight f32(4,3), bias f32(3)     15     60",
      "net.two  f32(batch,2)  weight f32(3,2), bias f32(2)      8     32",
      "         f32(batch,2)  count i32()                       1      4",
      "total                                                   24     96",
    ].join("\n"),
  );
});

test("a scope without parameters is a layer too; what leaves an inner scope leaves the outer one where it is used outside", (t) => {
  const y = scope("outer", () => softmax(scope("inner", () => relu(x))));
  const { layers } = summary(sum(add(y, y.inputs[0]!)));
  t.deepEqual(
    layers.map(({ scope, outputs, operations }) => [scope, outputs.length, operations]),
    [
      ["outer.inner", 1, 1],
      ["outer", 2, 1],
      ["", 1, 2],
    ],
  );
  t.deepEqual(layers[1]!.outputs[0], { dtype: "f32", shape: ["batch", 4] });
});

test("a summary of one node, of none, of a parameter alone", (t) => {
  t.deepEqual(summary([]).layers, []);
  const p = parameter("p", zeros([2]));
  t.deepEqual(
    summary(p).layers.map(({ scope, outputs, count }) => [scope, outputs, count]),
    [["", [], 2]],
  );
});
