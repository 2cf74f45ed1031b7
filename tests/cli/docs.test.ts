// Every command in the documents and the README, inline code included, runs; where a text block stands right below a single
// one, that is what it prints.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { folder, main } from "./run.js";

const root = new URL("../../../", import.meta.url);
const pages = ["README.md", ...readdirSync(new URL("docs/", root)).map((name) => `docs/${name}`)];
const examples = pages
  .filter((page) => page.endsWith(".md"))
  .flatMap((page) => {
    // prose and blocks by turns
    const parts = readFileSync(new URL(page, root), "utf8").split(/^```/m);
    return parts.flatMap((part, i) => {
      const isBlock = i % 2 === 1;
      const inline = /`(npx wengert [^`<]+)`/g;
      const lines = isBlock
        ? part.split("\n").filter((line) => part.startsWith("sh\n") && line.startsWith("npx wengert "))
        : [...part.matchAll(inline)].map(([, line]) => line!);
      const isNear = isBlock ? parts[i + 1]?.trim() === "" : inline.test(part.trimEnd().split("\n\n").at(-1)!);
      const below = parts[isBlock ? i + 2 : i + 1];
      const printed =
        lines.length === 1 && isNear && below?.startsWith("text\n") ? below.slice("text\n".length) : undefined;
      return lines.map((line) => ({ page, line, printed }));
    });
  });

test("the documents have an example of every command, and the README has one", (t) => {
  for (const command of ["diff", "graph", "check", "plan", "plot", "bench"])
    t.true(
      examples.some(({ line }) => line.startsWith(`npx wengert ${command} `)),
      command,
    );
  t.true(examples.some(({ page }) => page === "README.md"));
});

test("the picture of docs/cli.md has the curves that its command draws", (t) => {
  const cwd = folder(t);
  const { line } = examples.find((example) => example.line.startsWith("npx wengert plot "))!;
  spawnSync("sh", ["-c", line.replace("npx wengert", `"${process.execPath}" "${main}"`)], { cwd });
  const [drawn, shown] = [join(cwd, "f.svg"), new URL("docs/pictures/plot.svg", root)].map((file) =>
    [...readFileSync(file, "utf8").matchAll(/<text [^>]*font-size="13">([^<]*)</g)].map(([, legend]) => legend),
  );
  t.is(drawn!.length, 3);
  t.deepEqual(shown, drawn);
});

for (const { page, line, printed } of examples)
  test(`${page}: ${line}`, (t) => {
    const command = line.replace("npx wengert", `"${process.execPath}" "${main}"`);
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: folder(t), encoding: "utf8" });
    t.is(status, printed?.startsWith("wengert: ") ? 2 : 0, stderr);
    if (printed === undefined) t.not(stdout, "");
    else t.is(stdout + stderr, printed);
  });
