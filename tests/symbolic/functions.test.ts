// Functions that a text may call although the library makes them of other ops, or of plain numbers.
import test from "ava";
import * as w from "wengert";
import { ParseError } from "wengert";
import { parse, toText } from "wengert/symbolic";

const engine = await w.Engine.create();
const x = w.placeholder("x", [], "f64");

const functions: Record<string, w.Node> = {
  "digamma(x)": w.digamma(x),
  "polygamma(0, x)": w.digamma(x),
  "polygamma(2, x)": w.polygamma(2, x),
  "clamp(x, -1, 0.5)": w.clamp(x, -1, 0.5),
  "relu6(4*x)": w.relu6(w.mul(4, x)),
  "hardSigmoid(x)": w.hardSigmoid(x),
  "hardSwish(x)": w.hardSwish(x),
  "gelu(x)": w.gelu(x),
  "leakyRelu(x)": w.leakyRelu(x),
};
for (const [text, node] of Object.entries(functions))
  test(`${text} is the library's, and prints so that it parses back`, (t) => {
    const f = parse(text, { variables: { x } });
    for (const at of [-2.3, -0.7, 0.4, 1.9]) {
      const [a, b, c] = engine.run([node, f, parse(toText(f), { variables: { x } })], { x: at });
      t.is(b.item(), a.item());
      t.is(c.item(), a.item());
    }
  });

test("where a plain number is wanted, another expression is a fault of the text", (t) => {
  t.throws(() => parse("1 + polygamma(n, x)"), {
    instanceOf: ParseError,
    message: "parse: polygamma: takes a number here, not n f64()\n  1 + polygamma(n, x)\n      ^",
  });
  t.throws(() => parse("polygamma(1.5, x)"), { message: /the order is a whole number in 0 … 170, not 1.5/ });
  t.throws(() => parse("clamp(x, 0, y)"), { message: /^parse: clamp: takes a number here, not y f64\(\)/ });
});
