// The README and the documents are true where a program can tell.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";

const root = new URL("../../", import.meta.url);
const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/data/README.md"];
for (const name of readdirSync(new URL("docs/", root))) if (name.endsWith(".md")) pages.push(`docs/${name}`);
// inside the package, so that the programs can import it by its name
const folder = new URL("build/readme/", root);
mkdirSync(folder, { recursive: true });

for (const page of pages) {
  const text = readFileSync(new URL(page, root), "utf8");
  // in the documents, programs without arrows are fragments
  const programs = [...text.matchAll(/```js\n(.*?)```/gs)].filter(
    ([code]) => page === "README.md" || code.includes("// →"),
  );
  for (const [i, [, program]] of programs.entries())
    test(`${page}, program ${i + 1}: prints what its arrows say`, (t) => {
      const file = fileURLToPath(new URL(`${page.replaceAll("/", "-")}-${i}.mjs`, folder));
      writeFileSync(file, program!);
      const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
      t.is(stderr, "");
      t.is(status, 0);
      const promised = [...program!.matchAll(/\/\/ → (.*)/g)].map(([, line]) => line);
      t.deepEqual(stdout.split("\n").slice(0, -1), promised);
    });
}

for (const page of pages)
  test(`${page}: every link within the project leads somewhere`, (t) => {
    const text = readFileSync(new URL(page, root), "utf8");
    for (const [, link] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g))
      if (!/^https?:/.test(link!)) t.true(existsSync(new URL(link!, new URL(page, root))), link);
    t.pass();
  });

for (const page of pages)
  for (const [, file, code] of readFileSync(new URL(page, root), "utf8").matchAll(/```ts excerpt=(\S+)\n(.*?)```/gs))
    test(`${page}: the lines that it quotes stand in ${file}, in that order`, (t) => {
      const lines = readFileSync(new URL(file!, root), "utf8")
        .split("\n")
        .map((line) => line.trim());
      let at = 0;
      for (const line of code!.trim().split("\n")) {
        const found = lines.indexOf(line.trim(), at);
        t.true(found >= 0, line);
        at = found + 1;
      }
    });

test("every script and file that the README and CONTRIBUTING name exists", (t) => {
  const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { scripts: object };
  for (const page of ["README.md", "CONTRIBUTING.md"]) {
    const text = readFileSync(new URL(page, root), "utf8");
    for (const [, name] of text.matchAll(/npm run (\w[\w:]*)/g)) t.true(name! in scripts, name);
    for (const [, file] of text.matchAll(/`((?:assembly|bindings|tests|examples|scripts|docs)\/[\w./-]+)`/g))
      t.true(existsSync(new URL(file!, root)), file);
  }
});
