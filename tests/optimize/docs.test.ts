// docs/optimize.md is true where a program can tell.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";

const root = new URL("../../../", import.meta.url);
const page = readFileSync(new URL("docs/optimize.md", root), "utf8");
// inside the package, so that the programs can import it by its name
const folder = new URL("build/docs/optimize/", root);
mkdirSync(folder, { recursive: true });

for (const [i, [, program]] of [...page.matchAll(/```js\n(.*?)```/gs)].entries())
  test(`program ${i + 1} of docs/optimize.md prints what its arrows say`, (t) => {
    const file = fileURLToPath(new URL(`${i}.mjs`, folder));
    writeFileSync(file, program!);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
    t.is(stderr, "");
    t.is(status, 0);
    t.deepEqual(
      stdout.split("\n").slice(0, -1),
      [...program!.matchAll(/\/\/ → (.*)/g)].map(([, line]) => line),
    );
  });
