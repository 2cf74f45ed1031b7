// What a bundle carries: only what is used, and no WebAssembly for those who only build graphs.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import test from "ava";
import { build } from "esbuild";

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}
const sizes = (text: string) => `${text.length} bytes, ${gzipSync(text, { level: 9 }).length} gzip`;

// A piece of the kernels as they stand in the package: base64 of the module's first 300 bytes, behind its magic number.
const kernels = readFileSync("dist/wasm/simd.wasm").subarray(0, 300).toString("base64").slice(0, 400);

test("three functions are a small bundle without WebAssembly", async (t) => {
  const text = await bundle('export { placeholder, add, tanh } from "wengert";');
  t.log(sizes(text));
  t.true(text.length < 10_000, sizes(text));
  t.false(text.includes(kernels));
  t.false(text.includes("AGFzbQ"));
  t.false(text.includes("WebAssembly"));
});

test("graphs, their derivatives, text and pictures need no WebAssembly", async (t) => {
  const text = await bundle(`
    export { placeholder, parameter, matmul, crossEntropy, gradients, toText } from "wengert";
    export { toDot } from "wengert/draw";
  `);
  t.log(sizes(text));
  t.false(text.includes("AGFzbQ"));
});

test("files of tensors need neither graphs nor WebAssembly", async (t) => {
  const text = await bundle('export { encodeSafetensors, decodeSafetensors } from "wengert/io";');
  t.log(sizes(text));
  t.true(text.length < 10_000, sizes(text));
  t.false(text.includes("broadcast"));
});

test("a bundle that prints formulas carries no parser of them", async (t) => {
  const parser = "is not closed";
  t.true((await bundle('export { parse } from "wengert/symbolic";')).includes(parser));
  const text = await bundle('export { toText, toLatex } from "wengert/symbolic";');
  t.log(sizes(text));
  t.false(text.includes(parser));
});

test("wengert/bare carries no kernels, wengert carries both builds", async (t) => {
  const [bare, all] = await Promise.all([
    bundle('import * as w from "wengert/bare"; globalThis.w = w;'),
    bundle('import * as w from "wengert"; globalThis.w = w;'),
  ]);
  t.log(`wengert/bare: ${sizes(bare)}; wengert: ${sizes(all)}`);
  t.false(bare.includes("AGFzbQ"));
  t.true(all.includes(kernels));
  t.is(all.split("AGFzbQ").length - 1, 2);
});
