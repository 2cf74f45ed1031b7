import { add, crossEntropy, Engine, gradients, hvp, matmul, parameter, placeholder, zeros } from "wengert";
import { minimize } from "wengert/optimize";

const engine = await Engine.create();
const x = placeholder("x", ["n", 4], "f64"),
  y = placeholder("y", ["n"], "i32");
const w = parameter("w", zeros([4, 3], "f64")),
  loss = add(crossEntropy(matmul(x, w), y), 0);
const v = placeholder("v", [4, 3], "f64");
const [hv] = hvp(loss, [w], [v]),
  [g] = gradients(loss, [w]);
declare const data: { x: Float64Array; y: Int32Array };
const [gv] = engine.executor([g]).run(data);
engine.executor([hv]).run({ ...data, v: gv }); // a Tensor is a feed
engine.write({ w: { dtype: "f64", shape: [4, 3], data: gv.data } });
const r = minimize(engine, loss, { over: [w], method: "newton-cg", feeds: data, signal: AbortSignal.timeout(1000) });
r.reason;
r.x.w?.toArray();
