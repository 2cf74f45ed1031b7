// The page about checking is true where a program can tell.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";

const root = new URL("../../../", import.meta.url);
// inside the package, so that the programs can import it by its name
const folder = new URL("build/docs/", root);
mkdirSync(folder, { recursive: true });

const page = readFileSync(new URL("docs/check.md", root), "utf8");
for (const [i, [, program]] of [...page.matchAll(/```js\n(.*?)```/gs)].entries())
  test(`program ${i + 1} of docs/check.md prints what its arrows say`, (t) => {
    const file = fileURLToPath(new URL(`check-${i}.mjs`, folder));
    writeFileSync(file, program!);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
    t.is(stderr, "");
    t.is(status, 0);
    const promised = [...program!.matchAll(/\/\/ → (.*)/g)].map(([, line]) => line);
    t.true(promised.length > 0);
    t.deepEqual(stdout.split("\n").slice(0, -1), promised);
  });
