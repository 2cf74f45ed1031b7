import { add, Engine, Executor, gradients, mul, placeholder, topoSort } from "wengert";
import { toDot } from "wengert/draw";

const engine = await Engine.create();
const a = placeholder("a", []),
  b = placeholder("b", []);
const c = add(a, b),
  d = add(b, 1),
  e = mul(c, d);
const [da, db] = gradients(e, [a, b]);
const [y, ya, yb] = new Executor([e, da, db] as const, engine).run({ a: 2, b: 1 }); // class form: needs `as const` unless <const O>
console.log(y.item(), ya.item(), yb.item()); // 6 2 5
const x2 = placeholder("x2", [3]),
  x3 = placeholder("x3", [3]);
const z = add(mul(x2, x2), x2, x3, 3),
  w = add(mul(z, z), x3); // variadic add
console.log(engine.run(gradients(w, [x2, x3]), { x2: [2, 2, 2], x3: [3, 3, 3] }).map((t) => t.toArray()));
// every intermediate value, for the picture: no new API
const nodes = topoSort([e]),
  values = engine.run(nodes, { a: 2, b: 1 });
console.log(toDot([e], { values: new Map(nodes.map((n, i) => [n, values[i]!])) }));
