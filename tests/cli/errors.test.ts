// One clear message on stderr, nothing on stdout, and exit code 2 for what the user can mend.
import test from "ava";
import { folder, run } from "./run.js";

const refusals: readonly (readonly [words: readonly string[], message: RegExp])[] = [
  [["diff", "x + sine(x)"], /^wengert: unknown function "sine"; did you mean sin\?\n {2}x \+ sine\(x\)\n {6}\^\n$/],
  [["diff", "2*(x"], /^wengert: "\(" is not closed\n {2}2\*\(x\n {4}\^\n$/],
  [["diff", "-x)"], /^wengert: unexpected "\)"\n {2}-x\)\n {4}\^\n$/],
  [["diff", ""], /the text is empty/],
  [["diff", "3"], /no variable to differentiate by/],
  [["diff", "floor(x)"], /^wengert: floor has no derivative; stopGradient says that you mean zero\n$/],
  [["diff", "x < 1"], /^wengert: the expression is true or false \(bool\), and has no derivative\n$/],
  [["plan", "x < 1"], /true or false \(bool\)/],
  [["check", "x < 1", "--at", "x=1"], /true or false \(bool\)/],
  [["diff", "x", "--at", "x=2)"], /^wengert: --at x: unexpected "\)"\n {2}2\)\n {3}\^\n$/],
  [["diff", "x", "-y"], /unknown option '-y'/],
  [["diff", `${"sin(".repeat(480)}x${")".repeat(480)}`], /more than 100000; plan lists it with what is shared\n$/],
  [["diff", "x*y", "--wrt", "z"], /--wrt: the expression has no variable "z"; it has x, y\n$/],
  [["diff", "x*y", "--wrt", "x,x"], /--wrt names x twice/],
  [["diff", "x*y", "--at", "x=1"], /--at gives no value for y; for example --at y=1\n$/],
  [["diff", "x", "--at", "x=1,q=2"], /--at: the expression has no variable "q"; it has x\n$/],
  [["diff", "x", "--at", "x=1,x=2"], /--at gives x twice/],
  [["diff", "x", "--at", "x"], /--at takes values such as x=2/],
  [["diff", "x", "--at", "x=y"], /--at x is a number, not "y"/],
  [["diff", "x", "--order", "6"], /--order is a whole number from 1 to 5, not 6/],
  [["diff", "x", "--order", "1.5"], /--order is a whole number from 1 to 5, not 1.5/],
  [["diff"], /missing required argument 'expression'/],
  [["diff", "x", "y"], /too many arguments/],
  [["diff", "x", "--ordr", "2"], /unknown option '--ordr'/],
  [["dif", "x"], /unknown command 'dif'/],
  [["graph", "x", "--mode", "sideways"], /--mode is value, forward, reverse, not sideways/],
  [["graph", "x", "--mode", "reverse"], /--at gives no value for x/],
  [["graph", "x", "--wrt", "x"], /--wrt goes with --mode forward/],
  [["graph", "x", "--out", "e.png"], /--out ends in \.svg, \.dot, \.mmd/],
  [["graph", "x", "--out", "no/such/folder/e.dot"], /ENOENT.*no\/such\/folder/],
  [["graph", "floor(x)", "--at", "x=1", "--mode", "reverse"], /floor has no derivative/],
  [["check", "x"], /--at <values>' not specified/],
  [["check", "x", "--at", "x=1", "--out", "s.svg"], /--out goes with --sweep/],
  [["check", "x*y", "--at", "x=1,y=2", "--sweep", "--wrt", "x,y"], /--wrt takes one variable/],
  [["plan", "floor(x)"], /floor has no derivative/],
  [["plot", "x"], /--out f\.svg says where/],
  [["plot", "x", "--out", "f.png"], /--out ends in \.svg/],
  [["plot", "x*y", "--out", "f.svg"], /--at gives no value for y/],
  [["plot", "x", "--at", "x=1", "--wrt", "x", "--json"], /--at gives x, which runs/],
  [["plot", "x", "--json", "--from", "5"], /--from 5 is not below --to 5/],
  [["plot", "x", "--json", "--order", "6"], /--order is a whole number from 0 to 5/],
  [["plot", "x", "--json", "--samples", "1.5"], /--samples is a whole number/],
  [["bench", "--time", "0"], /--time is 1 to 10000 ms/],
];
for (const [words, message] of refusals)
  test(`refused: ${JSON.stringify(words)}`, (t) => {
    const { code, out, err } = run(folder(t), ...words);
    t.regex(err, message);
    t.regex(err, /^wengert: /);
    t.notRegex(err, /\n\s+(?:at|built) /, "no stack");
    t.is(out, "");
    t.is(code, 2);
  });

test("--help of every command shows its flags and an example that runs", (t) => {
  for (const command of ["diff", "graph", "check", "plan", "plot", "bench"]) {
    const { code, out } = run(folder(t), command, "--help");
    t.is(code, 0);
    t.true(out.includes("--json"), command);
    t.false(out.includes("default: false"), command);
    t.regex(out, new RegExp(`Examples?:\\n {2}\\$ npx wengert ${command}`));
    for (const [, line] of out.matchAll(/\$ npx wengert (.*)/g)) {
      if (command === "bench") continue; // a test of its own runs it, for less long
      const words = [...line!.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
      const result = run(folder(t), ...words);
      t.is(result.code, 0, `${line}\n${result.err}`);
    }
  }
});

test("help, version and no command", (t) => {
  const cwd = folder(t);
  t.regex(run(cwd, "--version").out, /^\d+\.\d+\.\d+\n$/);
  t.is(run(cwd, "--help").code, 0);
  t.true(run(cwd, "--help").out.includes("Exit codes"));
  const none = run(cwd);
  t.is(none.code, 2);
  t.true(none.err.includes("Usage: wengert"));
});
