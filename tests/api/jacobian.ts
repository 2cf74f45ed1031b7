import { Engine, hessian, jacobian, jvp, mul, placeholder, sin, sum, vjp } from "wengert";

const engine = await Engine.create();
const x = placeholder("x", [3], "f64"),
  v = placeholder("v", [3], "f64"),
  y = mul(sin(x), x);
const J = jacobian(y, x); // a node [3,3]: prints, draws, differentiates again
const H = hessian(sum(y), x);
const [j, h] = engine.run([J, H], { x: [1, 2, 3] });
j.shape;
h.data satisfies Float64Array;
const [t] = jvp([y], [x], [v]),
  [c] = vjp([y], [x], [v]);
engine.run({ t, c }, { x: [1, 2, 3], v: [1, 0, 0] }).t.item();
