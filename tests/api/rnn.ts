import {
  add,
  glorotUniform,
  gradients,
  matmul,
  mse,
  type Node,
  parameter,
  permute,
  placeholder,
  scan,
  tanh,
  zeros,
} from "wengert";

const x = placeholder("x", ["batch", "time", 8]),
  target = placeholder("t", ["batch", 16]);
const wx = parameter("wx", glorotUniform([8, 16])),
  wh = parameter("wh", glorotUniform([16, 16]));
const [h, hs] = scan(
  (h: Node<"f32">, xt: Node<"f32">) => {
    const n = tanh(add(matmul(xt, wx), matmul(h, wh)));
    return [n, n];
  }, // wx, wh: captured
  zeros(["batch", 16]),
  permute(x, [1, 0, 2]),
);
export const g = gradients(mse(h, target), [wx, wh]);
export { hs };
// carry as a record
export const [state] = scan(
  (c: { h: Node<"f32">; k: Node<"f32"> }, xt: Node<"f32">) => [{ h: add(c.h, xt), k: c.k }, []],
  { h: zeros(["batch", 8]), k: zeros([8]) },
  permute(x, [1, 0, 2]),
);
state.h;
