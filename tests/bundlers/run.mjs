// The packed package through every bundler, run in Node and in Chromium: node tests/bundlers/run.mjs [bundler …], after
// scripts/pack-into.mjs tests/bundlers. Needs tests/runtimes installed only for Chromium.
import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { openChromium, runPage } from "../runtimes/chromium.mjs";
import { parseResult, Tally, writeSources } from "../runtimes/sources.mjs";

const here = import.meta.dirname;
const only = process.argv.slice(2);
process.chdir(here);
rmSync("build", { recursive: true, force: true });
writeSources("build/src", "node_modules/wengert");
const entry = path.resolve("build/src/entry.mjs");
const folder = (name) => path.resolve("build", name);

const bundlers = {
  async esbuild() {
    const { build } = await import("esbuild");
    const outfile = `${folder("esbuild")}/main.mjs`;
    await build({ entryPoints: [entry], bundle: true, minify: true, format: "esm", outfile, logLevel: "error" });
  },
  async rollup() {
    const { rollup } = await import("rollup");
    const { default: resolve } = await import("@rollup/plugin-node-resolve");
    const bundle = await rollup({ input: entry, plugins: [resolve({ browser: true })] });
    await bundle.write({ dir: folder("rollup"), format: "es", entryFileNames: "main.mjs" });
  },
  async webpack() {
    const { default: webpack } = await import("webpack");
    const output = { path: folder("webpack"), filename: "main.mjs", chunkFilename: "[id].mjs", module: true };
    const options = { mode: "production", target: "es2022", experiments: { outputModule: true }, entry, output };
    await new Promise((done, failed) => {
      webpack(options, (error, stats) => {
        if (error || stats.hasErrors()) failed(error ?? new Error(stats.toString({ all: false, errors: true })));
        else done();
      });
    });
  },
  async vite() {
    const { build } = await import("vite");
    const rollupOptions = { input: entry, output: { entryFileNames: "main.mjs" } };
    await build({
      root: "build/src",
      logLevel: "error",
      build: { outDir: folder("vite"), emptyOutDir: true, rollupOptions },
    });
  },
};

const tally = new Tally();
const { browser, reason } = await openChromium();
for (const [name, bundle] of Object.entries(bundlers)) {
  if (only.length && !only.includes(name)) continue;
  try {
    await bundle();
    const file = `build/${name}/main.mjs`;
    const output = execFileSync(process.execPath, [file], { encoding: "utf8", timeout: 60_000, stdio: "pipe" });
    tally.add(`${name} in node`, parseResult(output), `${(statSync(file).size / 1024).toFixed(0)} KB`);
    if (!browser) tally.skip(`${name} in chromium`, reason);
    else
      tally.add(
        `${name} in chromium`,
        await runPage(browser, here, `<script type="module" src="/build/${name}/main.mjs"></script>`),
      );
  } catch (error) {
    tally.fail(name, error);
  }
}
await browser?.close();
tally.end();
