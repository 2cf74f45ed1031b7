// Draws docs/graph.svg, the picture of the README: e = (a + b)·(b + 1), its gradients, and their values.
import { writeFileSync } from "node:fs";
import { instance } from "@viz-js/viz";
import { add, Engine, gradients, mul, placeholder, topoSort } from "wengert";
import { toDot } from "wengert/draw";

const a = placeholder("a", []);
const b = placeholder("b", []);
const e = mul(add(a, b), add(b, 1));
const results = [e, ...gradients(e, [a, b])];

const engine = await Engine.create();
const nodes = topoSort(results).filter((node) => node.op !== "constant"); // a constant's name is its value
const tensors = engine.run(nodes, { a: 2, b: 1 });
const values = new Map(nodes.map((node, i) => [node, tensors[i]]));

const viz = await instance();
const svg = viz.renderString(toDot(results, { values, rankdir: "LR" }), { format: "svg" });
writeFileSync(new URL("../docs/graph.svg", import.meta.url), svg);
