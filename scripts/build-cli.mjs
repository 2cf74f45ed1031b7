// Bundles bindings/cli with its libraries into dist/cli; wengert's own modules stay where the build put them. The licences
// of what is inlined go along, and the loops that `wengert bench` measures the machine by.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const root = path.resolve("bindings");
const own = {
  name: "own modules",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path: to, resolveDir }) => {
      const file = path.relative(root, path.join(resolveDir, to));
      if (file.startsWith("..") || file.startsWith("cli")) return undefined;
      return { path: `../${file.replaceAll("\\", "/")}`, external: true };
    });
  },
};

rmSync("dist/cli", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { main: "bindings/cli/main.ts" },
  outdir: "dist/cli",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  minify: true,
  lineLimit: 400,
  format: "esm",
  platform: "node",
  target: "node20.19",
  external: ["@viz-js/viz"],
  plugins: [own],
  legalComments: "none",
  metafile: true,
  // libraries in CommonJS ask for Node's own modules by `require`
  banner: {
    js: 'import { createRequire as __requireFrom } from "node:module"; const require = __requireFrom(import.meta.url);',
  },
});
const main = readFileSync("dist/cli/main.js", "utf8").replace(/^(?:#!.*\n)?/, "#!/usr/bin/env node\n");
writeFileSync("dist/cli/main.js", main, { mode: 0o755 });

for (const name of ["simd", "relaxed"]) copyFileSync(`build/wasm/peak-${name}.wasm`, `dist/cli/peak-${name}.wasm`);

const folders = new Set();
for (const file of Object.keys(metafile.inputs)) {
  const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
  if (folder) folders.add(folder);
}
const texts = [...folders].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version}, ${license}\n\n${file ? readFileSync(path.join(folder, file), "utf8").trim() : ""}\n`;
});
if (!existsSync("dist/index.js")) throw new Error("build-cli: dist/index.js is missing; npm run build makes it first");
writeFileSync("dist/cli/LICENSES.txt", `Libraries inlined in the command line.\n\n${texts.join("\n---\n\n")}`);
