import test from "ava";
import fc from "fast-check";
import { DTypeError, GraphError, gradients, placeholder, ShapeError, tanh } from "wengert";
import { expand, graphSize, parse, simplify, toText } from "wengert/symbolic";
import { coordinate, evaluate, expressions, quotients } from "./expressions.js";

const simplified: Record<string, string> = {
  // neutral elements
  "x + 0": "x",
  "0 + x - 0": "x",
  "x*1": "x",
  "1*x/1": "x",
  "x*0": "0",
  "x - x": "0",
  "x/x": "1",
  "x^1": "x",
  "x^0": "1",
  "0^0": "1",
  // numbers
  "2*3 + 4": "10",
  "2^10": "1024",
  "1/2 + 1/2": "1",
  "2*x/6": "x/3",
  "x/3 + x/6": "x/2",
  "1/4": "1/4",
  "1/3 + 1/6": "1/2",
  "0.25 + 0.5": "0.75",
  "0.5*x/3": "x/6",
  "max(1/3, 0)*x": "x/3",
  "abs(-2/3)": "2/3",
  "sqrt(9) + sin(0) + exp(0) + floor(1.5)": "5",
  "sin(1)": "sin(1)",
  "2^0.5": "sqrt(2)",
  "sqrt(2)*sqrt(2)": "2",
  "1/0": "1/0",
  "2*pi + pi": "3*pi",
  // like terms, like factors
  "x + x": "2*x",
  "2*x + 3*x": "5*x",
  "x*x": "x^2",
  "x^2*x^3": "x^5",
  "x^0.5*x^0.5": "x",
  "x^y*x": "x^(1 + y)",
  "x^y/x^y": "1",
  "(x^y)^2": "x^(2*y)",
  "x*sqrt(x)": "x^(3/2)",
  "x/sqrt(x)": "sqrt(x)",
  "x^(1/3)*x^(2/3)": "x",
  "exp(x)*exp(-x)": "1",
  "exp(x)^2/exp(y)": "exp(2*x - y)",
  "e^x*e": "exp(1 + x)",
  "(x - y)/(y - x)": "-1",
  "x*y*x + y*x*x": "2*x^2*y",
  "x - (y - x)": "2*x - y",
  "x^(-1)*x^(-2)": "1/x^3",
  "2*(1 + x) - 2": "2*x",
  // powers
  "(x^2)^3": "x^6",
  "(x^3)^(-2)": "1/x^6",
  "(x*y)^2": "x^2*y^2",
  "(x^2)^0.5": "abs(x)",
  "(x^3)^0.5": "x^1.5",
  "sqrt(x^3)": "x^(3/2)",
  "(x^2)^y": "(x^2)^y",
  "(x*y)^0.5": "sqrt(x*y)",
  "sqrt(4*x/9)": "2*sqrt(x)/3",
  "sqrt(x^4)": "x^2",
  "sqrt(x^2*y)": "sqrt(x^2*y)",
  "abs(x)^2": "x^2",
  "abs(x)^3": "abs(x)^3",
  "sqrt(x^2)": "abs(x)",
  "sqrt(x)^2": "x",
  "abs(-3*x*exp(y))": "3*abs(x)*exp(y)",
  "abs(x^3)": "x^2*abs(x)",
  "abs(abs(x))": "abs(x)",
  "abs(x)*sign(x)": "x",
  // identities
  "sin(x)^2 + cos(x)^2": "1",
  "3*y*sin(2*x)^2 + 3*y*cos(2*x)^2 + 1": "1 + 3*y",
  "sin(x)^2 + cos(y)^2": "cos(y)^2 + sin(x)^2",
  "sin(x)^2 + 2*cos(x)^2": "2*cos(x)^2 + sin(x)^2",
  "sin(x)^4 + sin(x)^2*cos(x)^2": "sin(x)^2",
  "cos(x)^2*sin(x)^y + cos(x)^4*sin(x)^y": "cos(x)^2*sin(x)^y + cos(x)^4*sin(x)^y",
  "1 - cos(x)^2": "sin(x)^2",
  "y*cosh(x)^2 - y": "y*sinh(x)^2",
  "2 + 2*sinh(x)^2": "2*cosh(x)^2",
  "1 - tanh(x)^2": "1 - tanh(x)^2",
  "cosh(x)^2 - sinh(x)^2": "1",
  "2*sinh(x)^2 - 2*cosh(x)^2": "-2",
  "log(exp(x))": "x",
  "log(x^3) + log(1/x)": "2*log(x)",
  "log(x^2)": "log(x^2)",
  "log(x*y)": "log(x*y)",
  "log(2^x)": "x*log(2)",
  "exp(log(x))": "x",
  "exp(2*log(x) - log(x))": "x",
  "exp(log(cosh(x)))": "cosh(x)",
  "log(e)": "1",
  "e^x": "exp(x)",
  "max(x, x)": "x",
  "where(1 < 2, x, y)": "x",
  "where(x < 1, y, y)": "y",
  "where(x < 1, where(x < 1, x, y), 2)": "where(x < 1, x, 2)",
  "2*where(x < 1, y, 0) + x*where(x < 1, 0, 1)": "where(x < 1, 2*y, x)",
  // quotients
  "1 - x/(1 + x)": "1/(1 + x)",
  "1/sqrt(1 + x^2) - x^2/(1 + x^2)^(3/2)": "1/(1 + x^2)^(3/2)",
  "1/(1 + x) + y/(1 + x)^2": "(1 + x + y)/(1 + x)^2",
  "x/(1 + x) + 1/(1 + x)": "1",
  "z/(1 + x) + y/(1 + x)^2": "y/(1 + x)^2 + z/(1 + x)",
  "x/(1 + x) + y/(2 + x)": "x/(1 + x) + y/(2 + x)",
  // what a double does not hold
  "1e-200*x*1e-200*y": "1e-200*1e-200*x*y",
  "1e308*x + 1e308*x": "1e+308*x + 1e+308*x",
  "x/3 + 1e308*x": "1e+308*x",
  // signs
  "(-x)*(-y)": "x*y",
  "-(x - y)": "-x + y",
  "-(-x)": "x",
  "(-1 - x)*y": "-y*(1 + x)",
  "(-1 - x)^2": "(1 + x)^2",
  "sin(-x)": "-sin(x)",
  "cos(-2*x)": "cos(2*x)",
  "abs(-x)": "abs(x)",
  "x - -y": "x + y",
  "(x - y)/(-2)": "(-x + y)/2",
  "(1 - x)*(y - 2)*(-3)": "-3*(-2 + y)*(1 - x)",
  // order
  "3*x^2 + 1 + 2*x": "1 + 2*x + 3*x^2",
  "x10*x2*x1": "x1*x2*x10",
  "y^2 + x*y + x^2 + y + 1": "1 + y + x^2 + x*y + y^2",
  "x*sin(x) + 1/x + sin(x)": "1/x + sin(x) + x*sin(x)",
  "x*3*sin(x)*(1 + x)": "3*x*sin(x)*(1 + x)",
};
for (const [before, after] of Object.entries(simplified))
  test(`simplify: ${before} is ${after}, and stays so`, (t) => {
    t.is(toText(simplify(parse(before))), after);
    t.is(toText(simplify(parse(after))), after);
  });

const expanded: Record<string, string> = {
  "(x + 1)^2": "1 + 2*x + x^2",
  "(x + y)*(x - y)": "x^2 - y^2",
  "(x + 1)^5": "1 + 5*x + 10*x^2 + 10*x^3 + 5*x^4 + x^5",
  "x*(1 + sin(x))^2": "x + 2*x*sin(x) + x*sin(x)^2",
  "(a + b)/c": "a/c + b/c",
  "1/(a + b)^2": "1/(a^2 + 2*a*b + b^2)",
  "2*(x + 3*(y + 1))": "6 + 2*x + 6*y",
  "sin(x*(x + 1))": "sin(x + x^2)",
  "(1 + x)^0.5": "sqrt(1 + x)",
  "x*sqrt(1 + x)*(1 + x)": "x*(1 + x)^(3/2)",
  "(1 - 2*x^2)/sqrt(1 - x^2)": "1/sqrt(1 - x^2) - 2*x^2/sqrt(1 - x^2)",
};
for (const [before, after] of Object.entries(expanded))
  test(`expand: ${before} is ${after}`, (t) => t.is(toText(expand(parse(before))), after));

test("simplify and expand keep the value of random expressions at random points", (t) => {
  let compared = 0;
  fc.assert(
    fc.property(expressions(true), coordinate, coordinate, (text, x, y) => {
      const f = parse(text);
      const results = [simplify(f), expand(f)];
      const { values, largest } = evaluate([f, ...results], x, y);
      fc.pre(largest < 1e4);
      compared++;
      for (const [i, value] of values.slice(1).entries()) {
        const error = Math.abs(value - values[0]!);
        if (!(error <= 1e-8 * largest)) throw new Error(`${toText(results[i]!)} is ${value}, not ${values[0]}`);
      }
    }),
    { numRuns: 300, seed: 1 },
  );
  t.log(`${compared} points`);
  t.true(compared >= 300);
});

const places = [0, 1, -1, 2, -2, 0.5, -0.5, 3, 0.25, 1.7, -1.3, 0.731, -1.217, 1e-3, 37.25, -1000];
for (const [dtype, tolerance] of [
  ["f64", 1e-7],
  ["f32", 0.02],
] as const)
  test(`the same of quotients, roots and identities in ${dtype}, at negative, whole, large numbers and zero, where all parts are finite`, (t) => {
    let compared = 0;
    const place = fc.constantFrom(...places);
    fc.assert(
      fc.property(quotients(), place, place, (text, x, y) => {
        const f = parse(text, { dtype });
        const { values, largest } = evaluate([f], x, y);
        fc.pre(largest < (dtype === "f64" ? 1e4 : 100));
        compared++;
        for (const result of [simplify(f), expand(f)]) {
          // powers of sums, written out, are larger than what is left of them
          const { values: again, largest: written } = evaluate([result], x, y);
          const error = Math.abs(again[0]! - values[0]!);
          if (!(error <= tolerance * Math.max(largest, written)))
            throw new Error(`${toText(result)} is ${again[0]}, not ${values[0]}`);
        }
      }),
      { numRuns: 1000, seed: 6 },
    );
    t.is(compared, 1000);
  });

test("what is simplified is simple, and what is expanded is: a second time changes nothing", (t) => {
  fc.assert(
    fc.property(fc.oneof(expressions(true), quotients()), (text) => {
      for (const step of [simplify, expand]) {
        const once = toText(step(parse(text)));
        const twice = toText(step(parse(once)));
        if (once !== twice) throw new Error(`${once} becomes ${twice}`);
      }
    }),
    { numRuns: 1000, seed: 2 },
  );
  t.pass();
});

test("fused ops of a gradient are written out", (t) => {
  const x = placeholder("x", [], "f64");
  const [dx] = gradients(tanh(tanh(x)), [x]);
  t.is(toText(simplify(dx)), "(1 - tanh(tanh(x))^2)*(1 - tanh(x)^2)");
});

test("f32 stays f32", (t) => {
  const f = simplify(parse("x*0.1 + x*0.2", { dtype: "f32" }));
  t.is(f.dtype, "f32");
  t.is(toText(f), "0.3*x");
});

test("graphs stay graphs: shared parts are not multiplied out of each other", (t) => {
  let f = parse("x");
  for (let i = 0; i < 200; i++) f = parse("4*l*(1 - l)", { variables: { l: f } });
  t.true(graphSize(simplify(f)) < 5 * graphSize(f));
});

test("sums and products of 10,000 operands, chains of 20,000 functions", (t) => {
  const n = 10_000;
  t.is(toText(simplify(parse(`1${" + 2*x".repeat(n)}`))), "1 + 20000*x");
  t.is(toText(simplify(parse(`1${"*x".repeat(n)}`))), "x^10000");
  const x = parse("x");
  let f = x;
  for (let i = 0; i < 2 * n; i++) f = parse("sin(-u)", { variables: { u: f } });
  t.is(graphSize(simplify(f)), 2 * n + 1);
});

test("expand: (a + b)^400, whose largest coefficient has 120 digits", (t) => {
  const text = toText(expand(parse("(a + b)^400")));
  t.is(text.split(" + ").length, 401);
  t.regex(text, /\+ 79800\*a\^398\*b\^2 \+/);
});

test("what is no scalar float, and sums without end, are refused", (t) => {
  t.throws(() => simplify(placeholder("v", [3])), {
    instanceOf: ShapeError,
    message: /^simplify: takes a scalar; placeholder has shape \(3\)/,
  });
  t.throws(() => expand(placeholder("i", [], "i32")), {
    instanceOf: DTypeError,
    message: /^expand: takes f32 or f64, not i32/,
  });
  t.throws(() => expand(parse("(a + b + c + d + f + g)^100")), {
    instanceOf: GraphError,
    message: /more than 10000 terms/,
  });
  t.throws(() => expand(parse("(1 + x)^1000000")), { instanceOf: GraphError, message: /a power is above 1000/ });
  t.throws(() => expand(parse("(1 + x)^200", { dtype: "f32" })), { message: /coefficients too large for f32/ });
  let f = parse("x");
  for (let i = 0; i < 30; i++) f = parse("(u + 1)^2", { variables: { u: f } });
  t.throws(() => expand(f), { instanceOf: GraphError, message: /more than 2000000 products of two/ });
});
