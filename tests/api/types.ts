// What the types promise: this file compiles, and each line marked as an error is one.
import {
  adam,
  add,
  cast,
  crossEntropy,
  Engine,
  gradients,
  matmul,
  type Node,
  parameter,
  placeholder,
  type Tensor,
  zeros,
} from "wengert";

const x = placeholder("x", ["batch", 64]);
const y = placeholder("y", ["batch"], "i32");
const lr = placeholder("lr", []);
const w = parameter("w", zeros([64, 10]));
const d = placeholder("d", [10], "f64");
const loss = crossEntropy(matmul(x, w), y);
const [dw] = gradients(loss, [w]);
dw satisfies Node<"f32">;
const engine = await Engine.create();
const train = engine.executor({ loss, label: y }, { inputs: [x, y, lr], updates: adam([w], [dw], { lr }) });
const result = train.run({ x: [[1]], y: [1], lr: 1e-3 });
result.loss.data satisfies Float32Array;
result.label.data satisfies Int32Array;
// @ts-expect-error no such output
result.accuracy;
// @ts-expect-error a misspelt feed
train.run({ x: [[1]], lable: [1], lr: 1 });
// @ts-expect-error a missing feed
train.run({ x: [[1]], y: [1] });
// @ts-expect-error no feeds at all
train.run();
// @ts-expect-error dtypes do not mix
add(x, d);
add(cast(x, "f64"), d) satisfies Node<"f64">;
add(d, 1) satisfies Node<"f64">;
// @ts-expect-error two numbers are no node
add(1, 2);
// @ts-expect-error a string is no feed
train.run({ x: "1", y: [1], lr: 1 });
const [first, second] = engine.run([loss, y], { x: [[1]], y: [1] });
first satisfies Tensor<"f32">;
second satisfies Tensor<"i32">;
engine.run(d, { d: [1] }).data satisfies Float64Array;
