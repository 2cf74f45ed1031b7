// Every command in the documents and the README prints what stands below it.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "ava";
import { folder, main } from "./run.js";

const root = new URL("../../../", import.meta.url);
const examples = ["docs/cli.md", "README.md"].flatMap((page) => {
  const text = readFileSync(new URL(page, root), "utf8");
  const blocks = text.matchAll(/```sh\n([^`]*?)\n```\n(?:\n```text\n([^`]*)```)?/g);
  return [...blocks].flatMap(([, script, printed]) => {
    const lines = script!.split("\n").filter((line) => line.startsWith("npx wengert "));
    return lines.map((line) => ({ page, line, printed: lines.length === 1 ? printed : undefined }));
  });
});

test("the document has an example of every command", (t) => {
  for (const command of ["diff", "graph", "check", "plan", "plot", "bench"])
    t.true(
      examples.some(({ line }) => line.startsWith(`npx wengert ${command} `)),
      command,
    );
});

for (const { page, line, printed } of examples)
  test(`${page}: ${line}`, (t) => {
    const command = line.replace("npx wengert", `"${process.execPath}" "${main}"`);
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: folder(t), encoding: "utf8" });
    t.is(status, printed?.startsWith("wengert: ") ? 2 : 0, stderr);
    if (printed === undefined) t.not(stdout, "");
    else t.is(stdout + stderr, printed);
  });
