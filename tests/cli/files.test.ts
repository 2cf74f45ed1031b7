// Pictures and plots: files that are complete, well-formed, and readable on any ground.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { folder, run, runNode, wellFormed } from "./run.js";

const inks = ["#1176d4", "#c05600", "#757575", "#138834", "#00847c", "#9f53cd", "#dd2f44"];

const pictures: readonly (readonly [name: string, words: readonly string[], holds: readonly string[]])[] = [
  ["a graph in reverse mode", ["graph", "(a+b)*(b+1)", "--at", "a=2,b=1", "--mode", "reverse"], ["∂v₃/∂v₁ = 2"]],
  ["a graph without values", ["graph", "x < 1"], ["&lt;"]],
  ["derivatives", ["plot", "sin(x)*exp(-x/4)", "--order", "2"], ["f″", "sin(x)"]],
  ["a comparison, a jump", ["plot", "where(x < 1, x, -x)"], ["f′"]],
  ["a pole", ["plot", "tan(x)", "--order", "5"], ["f⁽⁵⁾"]],
  ["a constant slope", ["plot", "x"], ["f′ = 1"]],
  ["no finite value", ["plot", "log(-1 - x^2)"], ["f′"]],
  ["a sweep", ["check", "exp(sin(x))", "--at", "x=1", "--sweep"], ["central", "1e-13"]],
  ["a sweep without errors", ["check", "3*x", "--at", "x=0", "--sweep"], ["central"]],
];
for (const [name, words, holds] of pictures)
  test(`${name}: a well-formed SVG, transparent, in inks for white and black`, (t) => {
    const cwd = folder(t);
    const { code, out, err } = run(cwd, ...words, "--out", "f.svg");
    t.is(err, "");
    t.is(code, 0);
    t.is(out, "wrote f.svg\n");
    const svg = readFileSync(join(cwd, "f.svg"), "utf8");
    t.notThrows(() => wellFormed(svg));
    t.regex(svg, /^<svg [^>]*viewBox="/);
    t.true(svg.includes('xmlns="http://www.w3.org/2000/svg"'));
    for (const text of holds) t.true(svg.includes(text), text);
    for (const [, ink] of svg.matchAll(/(?:fill|stroke)="(#\w+)"/g)) t.true(inks.includes(ink!), ink);
    t.notRegex(svg, /currentColor|NaN|Infinity|undefined|<script|fill="(?:white|black)"/);
  });

test("graphs as DOT and Mermaid, in files and on stdout", (t) => {
  const cwd = folder(t);
  const words = ["graph", "(a+b)*(b+1)", "--at", "a=2,b=1", "--mode", "forward", "--wrt", "b"];
  t.is(run(cwd, ...words, "--out", "e.dot").code, 0);
  t.is(run(cwd, ...words, "--out", "e.mmd").code, 0);
  t.is(readFileSync(join(cwd, "e.dot"), "utf8"), run(cwd, ...words).out);
  t.regex(readFileSync(join(cwd, "e.dot"), "utf8"), /^digraph \{/);
  t.regex(readFileSync(join(cwd, "e.mmd"), "utf8"), /^flowchart BT/);
  t.true(readFileSync(join(cwd, "e.mmd"), "utf8").includes("ḃ = 1"));
});

test("without Graphviz, graph says how to install it, and writes nothing", (t) => {
  const cwd = folder(t);
  const hook = `export const resolve = (name, context, next) => {
    if (name === "@viz-js/viz") throw new Error("Cannot find package '@viz-js/viz'");
    return next(name, context);
  };`;
  const register = `import { register } from "node:module"; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)});`;
  const flags = ["--import", `data:text/javascript,${encodeURIComponent(register)}`];
  const { code, out, err } = runNode(cwd, flags, ["graph", "a*b", "--out", "e.svg"]);
  t.is(code, 1);
  t.is(out, "");
  t.regex(err, /^wengert: Graphviz is an optional peer.*npm i @viz-js\/viz/);
  t.notRegex(err, /instance/);
  t.false(existsSync(join(cwd, "e.svg")));
  t.is(runNode(cwd, flags, ["graph", "a*b", "--out", "e.dot"]).code, 0);
});

test("the bundle carries its libraries and their licences, and nothing of wengert twice", (t) => {
  const main = readFileSync(new URL("../../../dist/cli/main.js", import.meta.url), "utf8");
  t.true(main.startsWith("#!/usr/bin/env node\n"));
  const packages = [...main.matchAll(/from"([^"(), ]+)"/g)].map(([, name]) => name!);
  for (const name of packages) t.regex(name, /^(?:node:|\.\.?\/)/);
  t.false(main.includes("class Engine"));
  const licences = readFileSync(new URL("../../../dist/cli/LICENSES.txt", import.meta.url), "utf8");
  for (const name of ["commander 14", "@observablehq/plot 0.6", "linkedom 0.18"]) t.true(licences.includes(name), name);
});
