import { add, constant, Engine, grad, mul, parameter, placeholder, sin } from "wengert";

const e = await Engine.create();
e.run(sin(constant([1, 2, 3]))).toArray();
const x = placeholder("x", [], "f64");
e.run(grad((t: typeof x) => mul(t, t, t))(x), { x: 2 })[0].item();
const w = parameter("w", [1, 2]);
e.run(add(w, 1));
e.read([w]).w?.toArray();
