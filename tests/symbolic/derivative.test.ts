import test from "ava";
import fc from "fast-check";
import * as w from "wengert";
import { GraphError, type Node, placeholder, ShapeError } from "wengert";
import { derivative, explain, freeVariables, parse, simplify, toText } from "wengert/symbolic";
import { coordinate, evaluate, expressions } from "./expressions.js";

const derivatives: Record<string, string> = {
  "1 + 2*x + 3*x^2": "2 + 6*x",
  "7": "0",
  y: "0",
  x: "1",
  "x/3": "1/3",
  "x^2/2": "x",
  "x*y": "y",
  "sin(x)*exp(x)": "cos(x)*exp(x) + exp(x)*sin(x)",
  "sin(x)/x": "-sin(x)/x^2 + cos(x)/x",
  "x/(1 + x)": "1/(1 + x)^2",
  "(x^2 - 1)/(x^2 + 1)": "4*x/(1 + x^2)^2",
  "exp(x)/(1 + exp(x))": "exp(x)/(1 + exp(x))^2",
  "sin(x)/(1 + cos(x))": "1/(1 + cos(x))",
  "1/x": "-1/x^2",
  "(x - 1)^3": "3*(-1 + x)^2",
  "x^y": "y*x^(-1 + y)",
  "x^x": "x^x + x^x*log(x)",
  "2^x": "2^x*log(2)",
  "e^x": "exp(x)",
  "exp(-x^2/2)": "-x*exp(-x^2/2)",
  "log(x)": "1/x",
  "exp(2*x)*exp(x)": "3*exp(3*x)",
  "sqrt(x)": "1/(2*sqrt(x))",
  "x*sqrt(x)": "3*sqrt(x)/2",
  "1/sqrt(x)": "-1/(2*x^(3/2))",
  "x*sqrt(1 - x^2)": "(1 - 2*x^2)/sqrt(1 - x^2)",
  "x^(1/3)": "1/(3*x^(2/3))",
  "sin(2*pi*x)": "2*pi*cos(2*pi*x)",
  "cos(x)": "-sin(x)",
  "tan(x)": "1 + tan(x)^2",
  "tanh(x)": "1 - tanh(x)^2",
  "asin(x)": "1/sqrt(1 - x^2)",
  "atan(x)": "1/(1 + x^2)",
  "atan2(x, 2)": "2/(4 + x^2)",
  "sigmoid(x)": "sigmoid(x)*(1 - sigmoid(x))",
  "abs(x)": "sign(x)",
  "abs(x)^2": "2*x",
  "lgamma(x)": "digamma(x)",
  "digamma(2*x)": "2*polygamma(1, 2*x)",
  "where(x < 1, x^2, 2*x)": "where(x < 1, 2*x, 2)",
  "hypot(x, 2)": "where(hypot(x, 2) == 0, 0, x/hypot(x, 2))",
  "floor(y)*x": "floor(y)",
};
for (const [text, slope] of Object.entries(derivatives))
  test(`d/dx ${text} = ${slope}`, (t) => {
    const x = placeholder("x", [], "f64");
    t.is(toText(derivative(parse(text, { variables: { x } }), x)), slope);
  });

test("the variable may be given by its name, or be any part of the expression", (t) => {
  const f = parse("sin(u)^2 + u");
  t.is(toText(derivative(f, "u")), "1 + 2*cos(u)*sin(u)");
  const [u] = freeVariables(f);
  const s = w.sin(u as Node<"f64">);
  t.is(toText(derivative(w.mul(s, s), s)), "2*sin(u)");
  t.throws(() => derivative(f, "x"), {
    instanceOf: GraphError,
    message: /^derivative: f has no variable "x"; it has u/,
  });
  t.throws(() => derivative(w.add(parse("x"), parse("x")), "x"), { message: /f has 2 variables named "x"/ });
  t.throws(() => derivative(w.sum(placeholder("v", [2])), placeholder("v", [2])), { instanceOf: ShapeError });
});

test("what has no derivative says so by name", (t) => {
  for (const derive of [derivative, explain])
    t.throws(() => derive(parse("floor(x^2)"), "x"), {
      instanceOf: GraphError,
      message: /^floor has no derivative; stopGradient says that you mean zero/,
    });
});

test("n-th derivatives: of exp(-x²), by Hermite polynomials", (t) => {
  let f = parse("exp(-x^2)");
  const [x] = freeVariables(f);
  for (const polynomial of ["-2*x", "4*x^2 - 2", "-8*x^3 + 12*x", "16*x^4 - 48*x^2 + 12"]) {
    f = derivative(f, x!);
    const { values } = evaluate([f, parse(`(${polynomial})*exp(-x^2)`, { variables: { x: x! } })], 0.7, 0);
    t.true(Math.abs(values[0]! - values[1]!) < 1e-13, toText(f));
  }
});

test("derivatives of random smooth expressions equal differences, and the gradients of the engine", (t) => {
  fc.assert(
    fc.property(expressions(), coordinate, coordinate, (text, at, y) => {
      const x = placeholder("x", [], "f64");
      const f = parse(text, { variables: { x } });
      const [g] = w.gradients(f, [x]);
      const { values, largest } = evaluate([derivative(f, x), g], at, y);
      const { largest: around } = evaluate([f], at, y);
      fc.pre(largest < 1e3 && around < 1e3);
      const h = 1e-4;
      const [a, b, c, d] = [2 * h, h, -h, -2 * h].map((step) => evaluate([f], at + step, y).values[0]!);
      const difference = (8 * (b! - c!) - (a! - d!)) / (12 * h);
      if (!(Math.abs(values[0]! - values[1]!) <= 1e-9 * largest ** 2)) throw new Error(`${values} by the engine`);
      if (!(Math.abs(values[0]! - difference) <= 1e-5 * largest ** 2)) throw new Error(`${values}, ${difference}`);
    }),
    { numRuns: 200, seed: 4 },
  );
  t.pass();
});

test("derivatives of every elementwise op equal differences", (t) => {
  const domainOf = (domain: readonly unknown[] | undefined, i: number): readonly [number, number] =>
    (Array.isArray(domain?.[0]) ? domain[i] : (domain ?? [-1, 1])) as readonly [number, number];
  let compared = 0;
  for (const [name, f] of Object.entries(w)) {
    if (typeof f !== "function" || !("entry" in f)) continue;
    const { derivative: rule, tests } = f.entry as w.Op;
    if (rule.kind !== "elementwise" || tests?.ref === undefined) continue;
    const text = `${name}(${["x", "y"].slice(0, tests.ref.length).join(", ")})`;
    const [x, y] = [0, 1].map((i) => {
      const [low, high] = domainOf(tests.domain, i);
      return low + (high - low) * (i ? 0.613 : 0.377);
    }) as [number, number];
    for (const by of tests.ref.length === 2 ? ["x", "y"] : ["x"]) {
      const node = parse(text);
      const h = 1e-5;
      const [dx, dy] = by === "x" ? [h, 0] : [0, h];
      const { values } = evaluate([derivative(node, by)], x, y);
      const [up, down] = [1, -1].map((s) => evaluate([node], x + s * dx, y + s * dy).values[0]!);
      const difference = (up! - down!) / (2 * h);
      t.true(Math.abs(values[0]! - difference) < 1e-7 * (1 + Math.abs(difference)), `${text} by ${by}`);
      compared++;
    }
  }
  t.true(compared >= 30, `${compared}`);
});

test("explain: a product", (t) => {
  t.deepEqual(explain(parse("x^2*sin(x)"), "x").map(String), [
    "d/dx (x^2*sin(x))  =  d/dx(x^2)*sin(x) + x^2*d/dx(sin(x))   [product rule]",
    "d/dx (x^2)  =  2*x   [power rule]",
    "d/dx (sin(x))  =  cos(x)   [derivative of sin]",
    "d/dx (x^2*sin(x))  =  2*x*sin(x) + x^2*cos(x)   [simplified]",
  ]);
});

test("explain: sums, multiples, quotients, powers, chains", (t) => {
  t.deepEqual(explain(parse("1 - (1 + 3*t)/cosh(t^2) + 2^t + t^t + t/4"), "t").map(String), [
    "d/dt (1 - (1 + 3*t)/cosh(t^2) + 2^t + t^t + t/4)  =  " +
      "d/dt(1) - d/dt((1 + 3*t)/cosh(t^2)) + d/dt(2^t) + d/dt(t^t) + d/dt(t/4)   [sum rule]",
    "d/dt (1)  =  0   [constant]",
    "d/dt ((1 + 3*t)/cosh(t^2))  =  " +
      "(d/dt(1 + 3*t)*cosh(t^2) - (1 + 3*t)*d/dt(cosh(t^2)))/cosh(t^2)^2   [quotient rule]",
    "d/dt (1 + 3*t)  =  d/dt(1) + d/dt(3*t)   [sum rule]",
    "d/dt (3*t)  =  3*d/dt(t)   [constant multiple]",
    "d/dt (t)  =  1   [variable]",
    "d/dt (cosh(t^2))  =  sinh(t^2)*d/dt(t^2)   [derivative of cosh, chain rule]",
    "d/dt (t^2)  =  2*t   [power rule]",
    "d/dt (2^t)  =  2^t*log(2)   [exponential rule]",
    "d/dt (t^t)  =  t*t^(t - 1)*d/dt(t) + t^t*log(t)*d/dt(t)   [power rule, exponential rule]",
    "d/dt (t/4)  =  d/dt(t)/4   [constant multiple]",
    "d/dt (1 - (1 + 3*t)/cosh(t^2) + 2^t + t^t + t/4)  =  " +
      "1/4 - 3/cosh(t^2) + t^t + 2^t*log(2) + t^t*log(t) + 2*t*sinh(t^2)*(1 + 3*t)/cosh(t^2)^2   [simplified]",
  ]);
});

test("explain: one, roots and reciprocals leave no factor 1 behind", (t) => {
  const first = (text: string) => String(explain(parse(text), "x")[0]).replace(/ {2}= {2}/, " = ");
  t.is(first("1/x"), "d/dx (1/x) = -d/dx(x)/x^2   [quotient rule]");
  t.is(first("x^1"), "d/dx (x^1) = 1   [power rule]");
  t.is(first("x^(-1)"), "d/dx (x^(-1)) = -1*x^(-2)   [power rule]");
  t.is(first("x^(1/3)"), "d/dx (x^(1/3)) = 1/3*x^(-2/3)   [power rule]");
  t.is(first("x^n"), "d/dx (x^n) = n*x^(n - 1)   [power rule]");
  t.is(first("(2*x)^3"), "d/dx ((2*x)^3) = 3*(2*x)^2*d/dx(2*x)   [power rule, chain rule]");
  t.is(first("e^x"), "d/dx (e^x) = e^x   [exponential rule]");
  t.is(first("xlogy(x, x)"), "d/dx (xlogy(x, x)) = log(x)*d/dx(x) + d/dx(x)   [derivative of xlogy, chain rule]");
});

test("explain: each step is true, of random expressions", (t) => {
  fc.assert(
    fc.property(expressions(), coordinate, coordinate, (text, at, y) => {
      const x = placeholder("x", [], "f64");
      const variables = { x, y: placeholder("y", [], "f64") };
      const f = parse(text, { variables });
      for (const { before, after } of explain(f, x)) {
        const part = parse(before.slice("d/dx ".length), { variables });
        const filled = parse(withDerivatives(after, variables), { variables });
        const { values, largest } = evaluate([derivative(part, x), filled], at, y);
        fc.pre(largest < 1e3);
        if (!(Math.abs(values[0]! - values[1]!) <= 1e-9 * largest ** 2)) throw new Error(`${before} = ${after}`);
      }
    }),
    { numRuns: 60, seed: 5 },
  );
  t.pass();
});

// `d/dx(u)` replaced by the derivative of u.
function withDerivatives(text: string, variables: Record<string, Node> & { x: Node }): string {
  const at = text.indexOf("d/dx(");
  if (at < 0) return text;
  let end = at + "d/dx(".length;
  for (let depth = 1; depth > 0; end++) depth += text[end] === "(" ? 1 : text[end] === ")" ? -1 : 0;
  const slope = toText(simplify(derivative(parse(text.slice(at + 4, end), { variables }), variables.x)));
  return `${text.slice(0, at)}(${slope})${withDerivatives(text.slice(end), variables)}`;
}
