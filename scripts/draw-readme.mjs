// Draws docs/graph.svg, the picture of the README, and runs the programs of docs/draw.md, which draw docs/pictures.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { add, Engine, mul, placeholder } from "wengert";
import { toSvg, trace } from "wengert/draw";

const root = new URL("../", import.meta.url);

const a = placeholder("a", []);
const b = placeholder("b", []);
const c = add(a, b);
const d = add(b, 1);
const e = mul(c, d);
const engine = await Engine.create();
const plan = trace(e, [a, b], { mode: "reverse" });
const options = plan.options(engine.run(plan.nodes, { a: 2, b: 1 }));
writeFileSync(new URL("docs/graph.svg", root), await toSvg(e, { ...options, names: { c, d, e } }));

const folder = new URL("build/pictures/", root); // inside the package, so that the programs can import it by its name
mkdirSync(folder, { recursive: true });
const page = readFileSync(new URL("docs/draw.md", root), "utf8");
for (const [i, [, program]] of [...page.matchAll(/```js\n(.*?)```/gs)].entries()) {
  const file = fileURLToPath(new URL(`${i}.mjs`, folder));
  writeFileSync(file, program);
  const { status } = spawnSync(process.execPath, [file], { cwd: fileURLToPath(root), stdio: "inherit" });
  if (status !== 0) process.exit(1);
}
