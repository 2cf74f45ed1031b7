import { Engine, type Executor, type Tensors } from "wengert";
import { decodeSafetensors, encodeSafetensors } from "wengert/io";

declare function net(engine: Engine): { train: Executor; infer: Executor };
declare function post(m: unknown, transfer?: ArrayBufferLike[]): void;
declare function onMessage(f: (m: { ps: Tensors }) => void): void;
// learner
const engine = await Engine.create(),
  { train } = net(engine);
export function learn(batch: Record<string, number[][]>) {
  train.run(batch);
  const ps = engine.read(train.parameters);
  post(
    { version: 1, ps },
    Object.values(ps).map((t) => t.data.buffer),
  );
}
// replica: same module builds the same graph; write is all-or-nothing and synchronous, so a prediction sees one version
onMessage((m: { ps: Tensors }) => engine.write(m.ps));
export const snapshot = () => encodeSafetensors(engine.read(), { version: "1" });
export const restore = (b: Uint8Array) => engine.write(decodeSafetensors(b).tensors);
