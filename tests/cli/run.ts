// The built command line as its users run it: a child process in an empty folder.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ExecutionContext } from "ava";

export const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** An empty folder that goes when the test ends. */
export function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), "wengert-"));
  t.teardown(() => rmSync(path, { recursive: true }));
  return path;
}

export function run(cwd: string, ...words: string[]): Result {
  return runNode(cwd, [], words);
}
export function runNode(cwd: string, flags: readonly string[], words: readonly string[]): Result {
  const result = spawnSync(process.execPath, [...flags, main, ...words], { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

/** The one JSON object that a command prints. */
export function json<T>(t: ExecutionContext, ...words: string[]): T {
  const { code, out, err } = run(folder(t), ...words, "--json");
  t.is(err, "");
  t.is(code, 0);
  t.is(out.trim().split("\n").length, 1);
  return JSON.parse(out) as T;
}

/** Throws unless the text is one well-formed element: tags nest, attributes are quoted and stand once. */
export function wellFormed(xml: string): void {
  const open: string[] = [];
  const rest = xml
    .trim()
    .replace(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_, end, name, attributes, single) => {
      const names = [...(attributes as string).matchAll(/([\w:-]+)="/g)].map(([, attribute]) => attribute);
      if (new Set(names).size !== names.length) throw new Error(`an attribute of ${name} stands twice: ${names}`);
      if (end && open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      if (!end && !single) open.push(name as string);
      return "";
    });
  if (open.length) throw new Error(`${open} are not closed`);
  if (/[<>]/.test(rest)) throw new Error(`no tag: ${rest.slice(rest.search(/[<>]/)).slice(0, 40)}`);
  if (/&(?!#?\w+;)/.test(xml)) throw new Error("a bare &");
  if (/[&](?!#|amp;|lt;|gt;|quot;|apos;)/.test(xml)) throw new Error("an entity that XML does not know");
}
