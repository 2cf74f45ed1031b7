import test from "ava";
import * as w from "wengert";
import { type Node, ParseError, placeholder } from "wengert";
import { freeVariables, graphSize, parse } from "wengert/symbolic";

const engine = await w.Engine.create();
const valueOf = (text: string, feeds: Record<string, number> = {}): number =>
  engine.run([parse(text)], feeds)[0].item();

const values: Record<string, number> = {
  "1 + 2*3": 7,
  "(1 + 2)*3": 9,
  "7 - 2 - 1": 4,
  "12/3/2": 2,
  "2^3^2": 512,
  "-2^2": -4,
  "(-2)^2": 4,
  "2^-1": 0.5,
  "2^-2^2": 2 ** -4,
  "-2^--2": -4,
  "-2*-3": 6,
  "1 - -1": 2,
  "--1": 1,
  "+1": 1,
  ".5 + 1.": 1.5,
  "1e-3*2E3": 2,
  pi: Math.PI,
  "e^1": Math.E,
  "ln(e)": 1,
  "max(1, 2) + min(1, 2)": 3,
  "pow(2, 10)": 1024,
  "atan2(0, 1)": 0,
  "abs(-3) + floor(1.5) + sign(-2)": 3,
  "add(1, 2, 3)*mul(2, 3)": 36,
  "where(1 < 2, 3, 4) + where(1 >= 2, 10, 20)": 23,
  "where(and(1 <= 1, not(2 == 3)), 1, 2)": 1,
  "\t1\n+\n2\u00a0": 3,
};
for (const [text, value] of Object.entries(values))
  test(`${JSON.stringify(text)} is ${value}`, (t) => t.is(valueOf(text), value));

const faults: Record<string, string> = {
  "1 + * 2)": 'unexpected "*"\n  1 + * 2)\n      ^',
  "1 + 2)": 'unexpected ")"\n  1 + 2)\n       ^',
  "(1 + 2": '"(" is not closed\n  (1 + 2\n  ^',
  "sin (x": '"(" is not closed\n  sin (x\n      ^',
  "f(g(x)": '"(" is not closed\n  f(g(x)\n   ^',
  "x = 2": 'unexpected "="\n  x = 2\n    ^',
  "x + \u{1f600}": 'unexpected "\u{1f600}"\n  x + \u{1f600}\n      ^',
  "x\ud800": 'unexpected "\\ud800"\n  x\ud800\n   ^',
  "(x < 1)^2": "pow: takes f32 or f64 or i32, not bool\n  (x < 1)^2\n         ^",
  "f(f)": 'unknown function "f"\n  f(f)\n  ^',
  "2*sin(x + 1": '"(" is not closed\n  2*sin(x + 1\n       ^',
  "": "the text is empty",
  "  \n": "the text is empty",
  "1 + ": "unexpected end of the text\n  1 + \n     ^",
  "1 2": 'unexpected "2"; a product is written with *\n  1 2\n    ^',
  "2x": 'unexpected "x"; a product is written with *\n  2x\n   ^',
  "(x)(y)": 'unexpected "("; a product is written with *\n  (x)(y)\n     ^',
  "x + x(2)": '"x" is a variable, no function; a product is written with *\n  x + x(2)\n      ^',
  "1 + sni(x)": 'unknown function "sni"; did you mean sin?\n  1 + sni(x)\n      ^',
  "sqr(x)": 'unknown function "sqr"; did you mean sqrt?\n  sqr(x)\n  ^',
  "Sin(x)": 'unknown function "Sin"; did you mean sin?\n  Sin(x)\n  ^',
  "frobnicate(x)": 'unknown function "frobnicate"\n  frobnicate(x)\n  ^',
  "sin(x, y)": "sin takes 1 operand, not 2\n  sin(x, y)\n  ^",
  "1 + atan2(x)": "atan2 takes 2 operands, not 1\n  1 + atan2(x)\n      ^",
  "sin()": "sin takes 1 operand, not 0\n  sin()\n  ^",
  "add(x)": "add takes 2 or more operands, not 1\n  add(x)\n  ^",
  "sin(,x)": 'unexpected ","\n  sin(,x)\n      ^',
  "sin(x,)": 'unexpected ")"\n  sin(x,)\n        ^',
  "(1, 2)": 'unexpected ","\n  (1, 2)\n    ^',
  "()": 'unexpected ")"\n  ()\n   ^',
  "x $ 2": 'unexpected "$"\n  x $ 2\n    ^',
  "1 +\n  2 * / 3\n+ 4": 'unexpected "/"\n    2 * / 3\n        ^',
  "1 + (x < 2)": "add: takes f32 or f64 or i32, not bool\n  1 + (x < 2)\n    ^",
};
for (const [text, message] of Object.entries(faults))
  test(`${JSON.stringify(text)} does not parse: ${message.split("\n")[0]}`, (t) => {
    const error = t.throws(() => parse(text), { instanceOf: ParseError });
    t.is(error.message, `parse: ${message}`);
  });

test("every elementwise op that the library exports can be called by its name", (t) => {
  const called: string[] = [];
  for (const [name, f] of Object.entries(w)) {
    if (typeof f !== "function" || !("entry" in f)) continue;
    const { derivative, tests } = f.entry as w.Op;
    if (!["elementwise", "none"].includes(derivative.kind) || tests?.ref === undefined) continue;
    const node = parse(`${name}(${["x", "y"].slice(0, tests.ref.length).join(", ")})`);
    t.is(node.op, (f.entry as w.Op).name);
    called.push(name);
  }
  for (const name of ["sin", "atan2", "erf", "relu", "pow", "floor", "maximum", "add"])
    t.true(called.includes(name), name);
  for (const name of ["gelu", "elu", "leakyRelu", "logSigmoid", "rsqrt", "silu"])
    t.notThrows(() => parse(`${name}(x)`));
  // reductions, losses and what draws numbers are none
  for (const name of ["sum", "softmax", "mse", "arange", "reshape", "uniform", "mean"])
    t.throws(() => parse(`${name}(x)`), { message: /unknown function/ });
});

test("a name is one placeholder, f64 and scalar; texts share what `variables` gives them", (t) => {
  const f = parse("x + y*x");
  t.deepEqual(
    freeVariables(f).map(({ name, dtype, shape }) => [name, dtype, shape]),
    [
      ["x", "f64", []],
      ["y", "f64", []],
    ],
  );
  const x: Node = placeholder("anything", [], "f64");
  const [g, h] = [parse("x^2", { variables: { x } }), parse("x + 1", { variables: new Map([["x", x]]) })];
  t.deepEqual(freeVariables(w.add(g, h)), [x as w.Placeholder]);
  const e = placeholder("e", [], "f64");
  t.deepEqual(freeVariables(parse("e + pi", { variables: { e } })), [e]);
});

test("dtype and names: f32, Greek, dots and underscores", (t) => {
  t.is(parse("x + 0.1", { dtype: "f32" }).dtype, "f32");
  t.is(valueOf("α_1 + layer.bias", { α_1: 1, "layer.bias": 2 }), 3);
});

test("what stands in a row may be 100,000 long", (t) => {
  const n = 100_000;
  const sizes: Record<string, [op: string, nodes: number]> = {
    [`x${" + x".repeat(n)}`]: ["add", n + 1],
    [`x${" - sin(x)".repeat(n)}`]: ["sub", 2 * n + 1],
    [`x${"*x/x".repeat(n / 2)}`]: ["div", n + 1],
    [`${"-x^".repeat(n)}x`]: ["neg", 2 * n + 1],
    [`${"-".repeat(n)}x`]: ["neg", n + 1],
  };
  for (const [text, [op, nodes]] of Object.entries(sizes)) {
    const f = parse(text);
    t.deepEqual([f.op, graphSize(f)], [op, nodes], text.slice(0, 20));
  }
});

test("parentheses and calls nest 500 deep, not deeper", (t) => {
  const nested = (open: string, n: number): string => `${open.repeat(n)}x${")".repeat(n)}`;
  for (const open of ["(", "sin(", "sin (", "1 < 2*-x^atan2(1, x + "]) {
    const at = open.indexOf("(") + 500 * open.length;
    for (const n of [501, 50_000]) {
      const text = nested(open, n);
      const error = t.throws(() => parse(text), { instanceOf: ParseError });
      const message = "parse: parentheses are nested more than 500 deep";
      t.is(error.message, `${message}\n  ${text}\n  ${" ".repeat(at)}^`);
    }
  }
  t.is(parse(nested("(", 500)).op, "placeholder");
  t.is(graphSize(parse(nested("sin(", 500))), 501);
  t.is(graphSize(parse(nested("3 + 2*-x^atan2(1, x + ", 500))), 9 * 500 + 1);
});
