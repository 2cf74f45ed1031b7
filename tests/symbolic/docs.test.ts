// docs/symbolic.md is true: each of its programs prints what its arrows say.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";

const root = new URL("../../../", import.meta.url);
const page = readFileSync(new URL("docs/symbolic.md", root), "utf8");
// inside the package, so that the programs can import it by its name
const folder = new URL("build/symbolic/", root);
mkdirSync(folder, { recursive: true });

const programs = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, program]) => program!);
for (const [i, program] of programs.entries())
  test(`program ${i + 1} of docs/symbolic.md prints what its arrows say`, (t) => {
    const file = fileURLToPath(new URL(`${i}.mjs`, folder));
    writeFileSync(file, program);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
    t.is(stderr, "");
    t.is(status, 0);
    const promised = [...program.matchAll(/\/\/ → (.*)/g)].map(([, line]) => line);
    t.deepEqual(stdout.split("\n").slice(0, -1), promised);
  });

test("every rule of simplification stands in the page", async (t) => {
  const { rules } = (await import(new URL("dist/symbolic/rules.js", root).href)) as { rules: { name: string }[] };
  for (const { name } of rules) t.true(page.includes(name), name);
});
