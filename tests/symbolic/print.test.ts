import test from "ava";
import fc from "fast-check";
import * as w from "wengert";
import { placeholder } from "wengert";
import { derivative, expand, parse, simplify, toLatex, toText } from "wengert/symbolic";
import { coordinate, evaluate, expressions } from "./expressions.js";

const engine = await w.Engine.create();

// as written, with every parenthesis that the order of operations needs and none that it does not
const texts = [
  "1 + 2*x + 3*x^2",
  "x - (y - z)",
  "x + (y + z)",
  "x*(y*z)",
  "x/(y*z)",
  "x/y/z",
  "x*(y/z)",
  "(x + y)*z",
  "-x^2",
  "(-x)^2",
  "-(x + y)",
  "-x*y",
  "x*(-y)",
  "x - (-y)",
  "x^y^z",
  "(x^y)^z",
  "x^(-1)",
  "x^(y + 1)",
  "(-2)^x",
  "2^(-x)",
  "-2*x",
  "sin(x + y)^2",
  "atan2(x + 1, -y)",
  "pi*e",
  "1e-7*x + 1e+21",
  "where(x < 2*y, x, 0)",
  "where(and(x <= y, not(x == 1)), x, -y)",
  "digamma(x) + polygamma(2, x*y)",
  "x^(-2/3)",
];
for (const text of texts) test(`${text} prints as it is written`, (t) => t.is(toText(parse(text)), text));

test("ops without a name in texts print as what they are", (t) => {
  const x = placeholder("x", [], "f64");
  t.is(toText(w.square(w.add(x, 1))), "(x + 1)^2");
  t.is(toText(w.reciprocal(w.mul(x, 2))), "1/(x*2)");
  t.is(toText(w.gradients(w.tanh(w.mul(x, 2)), [x])[0]), "2*(1 - tanh(x*2)^2)");
  t.is(toText(w.sum(placeholder("v", [3]))), "sum(v)");
  t.is(toText(w.mul(placeholder("s", []), 0.1)), "s*0.1");
});

test("numbers that are not finite, and the sign of a zero, are written so that they parse back", (t) => {
  for (const dtype of ["f64", "f32"] as const)
    for (const value of [Infinity, -Infinity, NaN, -0, 0, 1e-320, -1e300, 5e-324]) {
      const stored = dtype === "f32" ? Math.fround(value) : value;
      const x = placeholder("x", [], dtype);
      const node = w.pow(x, w.div(w.add(w.mul(x, 0), value), 2));
      const again = parse(toText(node), { dtype, variables: { x } });
      const [a, b] = [node, again].map((n) => engine.run(n, { x: 1.5 }).item());
      t.true(Object.is(a, b), `${stored}: ${toText(node)} is ${a}, then ${b}`);
    }
  t.is(toText(w.mul(placeholder("x", []), Number.NEGATIVE_INFINITY)), "x*(-1/0)");
  t.is(toText(w.mul(placeholder("x", []), -0)), "x*(-0)");
});

test("toText parses back: the same bits at random points, of expressions, their derivatives, simplified and expanded", (t) => {
  fc.assert(
    fc.property(expressions(true), coordinate, coordinate, (text, x, y) => {
      const f = parse(text);
      const variables = Object.fromEntries(["x", "y"].map((name) => [name, placeholder(name, [], "f64")]));
      const g = parse(text, { variables });
      const slopes = [derivative(g, variables.x!, { simplify: false }), derivative(g, variables.x!)];
      for (const node of [f, simplify(f), expand(f), ...slopes]) {
        const again = parse(toText(node));
        const [a, b] = [node, again].map((n) => evaluate([n], x, y).values[0]);
        // a kernel that fuses multiplication and addition rounds once where the text rounds twice
        const close = hasFused(node) && Math.abs(a! - b!) <= 1e-12 * (1 + Math.abs(a!));
        if (!close && !Object.is(a, b)) throw new Error(`${toText(node)}: ${a}, then ${b}`);
        if (toText(again) !== toText(node)) throw new Error(`${toText(node)} prints as ${toText(again)}`);
      }
    }),
    { numRuns: 150, seed: 3 },
  );
  t.pass();
});

function hasFused(node: w.Node): boolean {
  return w.topoSort([node]).some(({ op }) => op.endsWith("Grad"));
}

test("an expression that nobody could read is refused by name", (t) => {
  let f = parse("x");
  for (let i = 0; i < 100; i++) f = parse("u*u", { variables: { u: f } });
  for (const print of [toText, toLatex])
    t.throws(() => print(f), { instanceOf: w.GraphError, message: /written out, this expression has 2.54e\+30 nodes/ });
});

const latex: Record<string, string> = {
  "1 + 2*x + 3*x^2": "1 + 2x + 3x^{2}",
  "x/y": "\\frac{x}{y}",
  "-x/y": "-\\frac{x}{y}",
  "(x/y)^2": "\\left(\\frac{x}{y}\\right)^{2}",
  "(x + y)/(x - y)": "\\frac{x + y}{x - y}",
  "sqrt(1 + x)": "\\sqrt{1 + x}",
  "sin(x)^2*cos(x)": "\\sin^{2}(x) \\cos(x)",
  "sin(x/2)": "\\sin\\left(\\frac{x}{2}\\right)",
  "sin(x)^(-1)": "\\sin(x)^{-1}",
  "exp(-x^2/2)": "e^{-\\frac{x^{2}}{2}}",
  "exp(x)^2": "(e^{x})^{2}",
  "log(x) + asin(x)": "\\ln(x) + \\arcsin(x)",
  "2*3": "2 \\cdot 3",
  "x*2": "x \\cdot 2",
  "2*2^x": "2 \\cdot 2^{x}",
  "x*y": "x y",
  "x*(1 + y)": "x \\cdot (1 + y)",
  "2*(1 + y)": "2(1 + y)",
  "x*(y - (z - 1))": "x \\cdot (y - (z - 1))",
  "x*(-y)": "x \\cdot (-y)",
  "alpha*x1 + Omega_max - x_12": "\\alpha x_{1} + \\Omega_{\\mathrm{max}} - x_{12}",
  "2*pi*speed": "2\\pi \\mathrm{speed}",
  "abs(x) + floor(x)": "\\left|x\\right| + \\left\\lfloor x\\right\\rfloor",
  "sigmoid(x)": "\\operatorname{sigmoid}(x)",
  "1.5e-7*x": "1.5 \\cdot 10^{-7} x",
  "max(x, y)": "\\max(x, y)",
  "max(x, y)^2": "\\max(x, y)^{2}",
  "log2(x)^2 + exp2(x)^2": "\\log_{2}^{2}(x) + (2^{x})^{2}",
  "sqrt(x)^3": "\\left(\\sqrt{x}\\right)^{3}",
  "-(x + y)/z": "-\\frac{x + y}{z}",
  "(-x)/y": "-\\frac{x}{y}",
  "x^(1/3)": "x^{\\frac{1}{3}}",
  "x^y^z": "x^{y^{z}}",
  "(x^y)^z": "(x^{y})^{z}",
  "2^(-x)": "2^{-x}",
  "1e-7*x": "10^{-7} x",
  "x*(-1e-7)": "x \\cdot (-10^{-7})",
  "1/0": "\\frac{1}{0}",
  "1e999*x": "\\infty x",
  x_max2: "x_{\\mathrm{max2}}",
  "digamma(x) + polygamma(1, x)^2": "\\psi(x) + (\\psi^{(1)}(x))^{2}",
  "where(and(x < 1, y < 1), x, y)":
    "\\begin{cases} x & \\text{if } x < 1 \\land y < 1 \\\\ y & \\text{otherwise} \\end{cases}",
  "where((x < 1) == (y < 1), x, y)":
    "\\begin{cases} x & \\text{if } (x < 1) = (y < 1) \\\\ y & \\text{otherwise} \\end{cases}",
  "2 - where(x < 1, x, y)":
    "2 - \\left(\\begin{cases} x & \\text{if } x < 1 \\\\ y & \\text{otherwise} \\end{cases}\\right)",
  "where(x <= 0, 0, x)": "\\begin{cases} 0 & \\text{if } x \\le 0 \\\\ x & \\text{otherwise} \\end{cases}",
};
for (const [text, tex] of Object.entries(latex)) test(`LaTeX of ${text}`, (t) => t.is(toLatex(parse(text)), tex));
