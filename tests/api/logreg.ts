import {
  add,
  batches,
  crossEntropy,
  Engine,
  gradients,
  matmul,
  parameter,
  placeholder,
  sgd,
  type Tensor,
  zeros,
} from "wengert";

declare const images: Tensor<"f32">, labels: Tensor<"i32">;
const x = placeholder("x", ["batch", 64]),
  y = placeholder("y", ["batch"], "i32"),
  lr = placeholder("lr", []);
const w = parameter("w", zeros([64, 10])),
  b = parameter("b", zeros([10]));
const loss = crossEntropy(add(matmul(x, w), b), y);
const engine = await Engine.create({ seed: 1 });
const train = engine.executor(loss, { inputs: [x, y, lr], updates: sgd([w, b], gradients(loss, [w, b]), { lr }) });
for (const batch of batches({ x: images, y: labels }, { size: 32, seed: 1, epochs: 10 }))
  train.run({ ...batch, lr: 0.1 }).item();
