import { Engine, FeedError, type Node, NonFiniteError, ShapeError, topoSort } from "wengert";

declare const loss: Node;
const engine = await Engine.create();
try {
  engine.executor(loss, { checkFinite: true }).run({});
} catch (e) {
  if (e instanceof NonFiniteError) console.log(e.message, String(e.node));
  else if (e instanceof ShapeError || e instanceof FeedError) console.log(e.message);
  else throw e;
}
const nodes = topoSort([loss]);
for (const [i, t] of engine.run(nodes, {}).entries()) console.log(String(nodes[i]), String(t));
console.log(engine.executor(loss).plan({ batch: 32 }).toString());
