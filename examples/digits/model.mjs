// A 64-32-10 network: two affine layers with relu between them, cross-entropy on top.
import { add, crossEntropy, heUniform, matmul, parameter, parameters, placeholder, relu, scope, zeros } from "wengert";

/** The graph of logits and loss, in f32 for training or in f64 for checks. */
export function network(dtype = "f32") {
  const x = placeholder("x", ["batch", 64], dtype);
  const y = placeholder("y", ["batch"], "i32");
  const hidden = relu(affine("hidden", x, 64, 32, dtype));
  const logits = affine("output", hidden, 32, 10, dtype);
  const loss = crossEntropy(logits, y); // the mean over the batch
  return { x, y, logits, loss, weights: parameters(loss, { trainable: true }) };
}

// x (batch, inputs) · w (inputs, outputs) + b (outputs)
function affine(name, x, inputs, outputs, dtype) {
  return scope(name, () => {
    const w = parameter("w", heUniform([inputs, outputs], { dtype }));
    const b = parameter("b", zeros([outputs], dtype));
    return add(matmul(x, w), b);
  });
}
