import test from "ava";
import { Engine, GraphError, ParseError, placeholder, ShapeError } from "wengert";
import { derivative, freeVariables, parse, simplify, substitute, toText } from "wengert/symbolic";

test("nodes, numbers and texts take the place of variables, all at once", async (t) => {
  const f = parse("x^2 + 3*y");
  t.is(toText(substitute(f, { x: "y", y: "x" })), "y^2 + 3*x");
  t.is(toText(substitute(f, { x: parse("sin(t)") })), "sin(t)^2 + 3*y");
  t.is(toText(simplify(substitute(f, { x: 2, y: -1 }))), "1");
  t.is(substitute(f, {}), f);
  const engine = await Engine.create();
  const g = substitute(f, { x: "x + y" });
  t.deepEqual(freeVariables(g), freeVariables(f), "names of a text mean the variables of f");
  t.is(engine.run(g, { x: 1, y: 2 }).item(), 15);
  t.is(toText(derivative(substitute(parse("x^2", { dtype: "f32" }), { x: "2*x" }), "x")), "8*x");
});

test("what is no variable, no text, or of another dtype is an error", (t) => {
  const f = parse("x*y");
  t.throws(() => substitute(f, { z: 1 }), {
    instanceOf: GraphError,
    message: /substitute: f has no variable "z"; it has x, y/,
  });
  t.throws(() => substitute(f, { x: "1 +" }), { instanceOf: ParseError });
  t.throws(() => substitute(f, { x: placeholder("u", []) }), { instanceOf: ShapeError });
  t.throws(() => substitute(f, { x: true as unknown as number }), {
    instanceOf: GraphError,
    message: /a node, a number or a text, not boolean/,
  });
});
