// The worked examples of the theory, as `diff` prints them: line by line what the textbooks have.
import test, { type ExecutionContext } from "ava";
import { folder, run } from "./run.js";

type Row = readonly string[];

// The rows of the table under a title, cells as printed.
function rows(t: ExecutionContext, words: readonly string[], title: string): Row[] {
  const { code, out, err } = run(folder(t), "diff", ...words);
  t.is(err, "");
  t.is(code, 0);
  const [, block] = out.split(`${title}\n`);
  const lines = block!.split("\n\n")[0]!.trimEnd().split("\n").slice(2);
  return lines.map((line) => line.trim().split(/ {2,}/));
}
// Numbers to the three digits after the point that a textbook prints.
const rounded = (row: Row) => row.map((cell) => (Number.isNaN(Number(cell)) ? cell : String(+Number(cell).toFixed(3))));

// Baydin, Pearlmutter, Radul and Siskind, Automatic differentiation in machine learning: a survey (JMLR 18, 2018), tables 2 and 3
const baydin = ["log(x1) + x1*x2 - sin(x2)", "--wrt", "x1,x2", "--at", "x1=2,x2=5"];

test("the survey's forward trace: ln 2 = 0.693, 2·5 = 10, 10.693, sin 5 = −0.959, 11.652; tangents 0.5, 5, 5.5, 0, 5.5", (t) => {
  t.deepEqual(rows(t, baydin, "Forward trace").map(rounded), [
    ["x1", "variable", "2", "1", "0"],
    ["x2", "variable", "5", "0", "1"],
    ["v1", "log(x1)", "0.693", "0.5", "0"],
    ["v2", "x1*x2", "10", "5", "2"],
    ["v3", "v1 + v2", "10.693", "5.5", "2"],
    ["v4", "sin(x2)", "-0.959", "0", "0.284"],
    ["v5", "v3 - v4", "11.652", "5.5", "1.716"],
  ]);
});

test("the survey's reverse trace: adjoints 1, −1, 1, 1, 1, then 1.716 and 5.5", (t) => {
  t.deepEqual(rows(t, baydin, "Reverse trace").map(rounded), [
    ["v5", "1", "the result"],
    ["v4", "-1", "1·(-1)", "v5"],
    ["v3", "1", "1·1", "v5"],
    ["v2", "1", "1·1", "v3"],
    ["v1", "1", "1·1", "v3"],
    ["x2", "1.716", "1·2 + (-1)·0.28366219", "v2, v4"],
    ["x1", "5.5", "1·0.5 + 1·5", "v1, v2"],
  ]);
});

// e = c·d, c = a + b, d = b + 1
const product = ["(a+b)*(b+1)", "--at", "a=2,b=1"];

test("forward on e = (a + b)·(b + 1) at (2, 1): c = 3, d = 2, e = 6, and ∂e/∂b = 1·2 + 1·3", (t) => {
  t.deepEqual(rows(t, product, "Forward trace"), [
    ["a", "variable", "2", "1", "0"],
    ["b", "variable", "1", "0", "1"],
    ["v1", "a + b", "3", "1", "1"],
    ["v2", "b + 1", "2", "0", "1"],
    ["v3", "v1*v2", "6", "2", "5"],
  ]);
});

test("backward on it: ∂e/∂c = 2, ∂e/∂d = 3, ∂e/∂b = 2·1 + 3·1", (t) => {
  t.deepEqual(rows(t, product, "Reverse trace"), [
    ["v3", "1", "the result"],
    ["v2", "3", "1·3", "v3"],
    ["v1", "2", "1·2", "v3"],
    ["b", "5", "2·1 + 3·1", "v1, v2"],
    ["a", "2", "2·1", "v1"],
  ]);
});
