import {
  adam,
  add,
  crossEntropy,
  Engine,
  gradients,
  matmul,
  mul,
  type Node,
  normal,
  parameter,
  parameters,
  placeholder,
  substitute,
  zeros,
} from "wengert";
import { decodeSafetensors, encodeSafetensors } from "wengert/io";

declare const net: (x: Node) => Node, bytes: Uint8Array;
const x = placeholder("x", ["batch", 64]),
  y = placeholder("y", ["batch"], "i32"),
  logits = net(x);
const engine = await Engine.create();
engine.write(decodeSafetensors(bytes).tensors); // before any executor exists: kept under their names
// (a) last layer only: a list, not a flag
const head = parameters(logits).filter((p) => p.name.startsWith("head."));
const loss = crossEntropy(logits, y);
engine.executor(loss, { updates: adam(head, gradients(loss, head), { lr: 1e-3 }) });
// (b) LoRA on a graph that is already built
const adapters = parameters(logits)
  .filter((p) => p.shape.length === 2)
  .map((w) => {
    const [n, m] = w.shape as [number, number],
      r = 4;
    const a = parameter(`${w.name}.lora_a`, (key) => normal(key, [n, r], { std: 0.02 })),
      b = parameter(`${w.name}.lora_b`, zeros([r, m]));
    return { w, a, b, sum: add(w, mul(matmul(a, b), 2)) };
  });
const adapted = substitute(logits, new Map(adapters.map((t) => [t.w, t.sum])));
const ps = adapters.flatMap((t) => [t.a, t.b]),
  l2 = crossEntropy(adapted, y);
engine.executor(l2, { updates: adam(ps, gradients(l2, ps), { lr: 1e-4, name: "lora" }) });
export const file = encodeSafetensors(engine.read(ps), { format: "pt" });
