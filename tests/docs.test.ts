// Every public function, constant and class has a docstring.
import { readdirSync, readFileSync } from "node:fs";
import test from "ava";

const dist = new URL("../../dist/", import.meta.url);
const subpaths = [
  "wengert",
  "wengert/layers",
  "wengert/io",
  "wengert/draw",
  "wengert/check",
  "wengert/symbolic",
  "wengert/optimize",
];

/** Names declared in the type files, and those of them with a comment right before. */
function declarations(): { all: Set<string>; documented: Set<string> } {
  const [all, documented] = [new Set<string>(), new Set<string>()];
  for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".d.ts")) continue;
    const lines = readFileSync(new URL(file, dist), "utf8").split("\n");
    for (const [i, line] of lines.entries()) {
      const name = line.match(/^export declare (?:async )?(?:abstract )?(?:function|const|class) (\w+)/)?.[1];
      if (!name) continue;
      all.add(name);
      if (lines[i - 1]?.trim().endsWith("*/")) documented.add(name);
    }
  }
  return { all, documented };
}

test("every public export has a docstring", async (t) => {
  const { all, documented } = declarations();
  for (const subpath of subpaths) {
    const names = Object.keys(await import(subpath));
    t.true(names.length > 0, subpath);
    t.deepEqual(
      names.filter((name) => !all.has(name)),
      [],
      `${subpath}: declared nowhere`,
    );
    t.deepEqual(
      names.filter((name) => !documented.has(name)),
      [],
      `${subpath}: without a docstring`,
    );
  }
});
