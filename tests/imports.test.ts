// Who imports whom: every import of bindings/, type imports included, points the way that the layers allow.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";

const root = path.resolve("bindings");

// A unit, a folder or a file of its own, may import what stands on the lines above it.
const layers: readonly (readonly string[])[] = [
  ["errors"],
  ["dtype"],
  ["dim"],
  ["shape"],
  ["tensor"],
  ["graph"],
  ["ops"],
  ["autodiff"],
  ["control", "optim", "layers"],
  ["simplify"],
  ["plan"],
  ["runtime"],
  ["check", "optimize", "bare"],
  ["index"],
];
const basics = ["errors", "dtype", "dim", "shape", "tensor"];
/** Units beside the layers, and what each may import. */
const beside: Readonly<Record<string, readonly string[]>> = {
  io: basics,
  draw: [...basics, "graph", "ops", "autodiff"],
  symbolic: [...basics, "graph", "ops", "autodiff", "simplify"],
  cli: [...layers.flat(), "io", "draw", "symbolic"],
};
/** What the build makes, by who may import it. */
const made: Readonly<Record<string, readonly string[]>> = {
  "generated/kernels.js": ["graph", "runtime", "cli"],
  "generated/expression.js": ["symbolic"],
  "generated/simd.js": ["runtime"],
  "generated/relaxed.js": ["runtime"],
  "wasm/simd.wasm": ["runtime"],
  "wasm/simd.wasm?module": ["runtime"],
  "wasm/relaxed.wasm": ["runtime"],
};
const packages: Readonly<Record<string, readonly string[]>> = {
  "@assemblyscript/loader": ["runtime"],
  "#wasm": ["index"],
  // an optional peer, loaded when a picture is asked for
  "@viz-js/viz": ["draw"],
};

interface Import {
  readonly from: string;
  /** relative to bindings/, or a package's name */
  readonly to: string;
  readonly type: boolean;
}

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts") && !file.startsWith("generated/"));
const imports = files.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const text = readFileSync(path.join(root, from), "utf8");
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+(?!from\b))?(?:[^"';]*?\bfrom\s+)?"([^"]+)"/gm);
  const calls = text.matchAll(/\bimport(\()\s*"([^"]+)"/g);
  return [...statements, ...calls].map(([, mark, name]) => ({
    from,
    to: name!.startsWith(".") ? path.posix.join(path.posix.dirname(from), name!) : name!,
    type: mark !== undefined && mark !== "(",
  }));
}
const unitOf = (file: string) => file.replace(/[/.].*/, "");
const levelOf = (unit: string) => layers.findIndex((layer) => layer.includes(unit));

function allows(unit: string, to: string): boolean {
  if (to in made) return made[to]!.includes(unit);
  if (/^[^.\w]|^[\w-]+:/.test(to) || !to.endsWith(".js")) return packages[to]?.includes(unit) ?? unit === "cli";
  const target = unitOf(to);
  if (target === unit || beside[unit]?.includes(target)) return true;
  return levelOf(target) >= 0 && levelOf(target) < levelOf(unit);
}

test("every file stands in a layer", (t) => {
  t.true(files.length > 40 && imports.length > 150, "the imports were read");
  const known = new Set([...layers.flat(), ...Object.keys(beside)]);
  t.deepEqual(
    files.filter((file) => !known.has(unitOf(file))),
    [],
  );
});

test("every import points to a layer below", (t) => {
  const back = imports.filter(({ from, to }) => !allows(unitOf(from), to));
  t.deepEqual(
    back.map(({ from, to }) => `${from} → ${to}`),
    [],
  );
});

test("nothing imports a file that does not exist, or the command line", (t) => {
  const local = imports.filter(({ to }) => to.endsWith(".js") && !(to in made) && !(to in packages));
  t.deepEqual(
    local.filter(({ to }) => !files.includes(to.replace(/\.js$/, ".ts"))),
    [],
  );
  t.deepEqual(
    imports.filter(({ from, to }) => unitOf(to) === "cli" && unitOf(from) !== "cli"),
    [],
  );
});

// The files from which a way of imports leads back to themselves.
function knots(list: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of list) next.set(from, [...(next.get(from) ?? []), to.replace(/\.js$/, ".ts")]);
  const returns = (start: string): boolean => {
    const seen = new Set<string>();
    const open = [...(next.get(start) ?? [])];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (file === start) return true;
      if (!seen.has(file)) open.push(...(next.get(file) ?? []));
      seen.add(file);
    }
    return false;
  };
  return files.filter(returns).sort();
}

test("no files import each other when they run", (t) => {
  t.deepEqual(knots(imports.filter(({ type }) => !type)), []);
});

test("types refer to each other only where they are one definition in two files", (t) => {
  // a node has an op, an op's rules speak of nodes; an engine makes executors, an executor belongs to an engine
  t.deepEqual(knots(imports), [
    "graph/lowering.ts",
    "graph/node.ts",
    "graph/op.ts",
    "runtime/engine.ts",
    "runtime/executor.ts",
  ]);
});
