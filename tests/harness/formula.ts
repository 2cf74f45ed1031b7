// Formulas as text, such as "b1*(1-exp(-b2*x))**2", to nodes: +, -, *, /, **, calls, numbers, names.
import { add, atan, cos, div, exp, log, mul, type Node, neg, pow, sin, square, sub } from "wengert";

type Term = Node | number;
const functions: Readonly<Record<string, (x: Node) => Node>> = { atan, cos, exp, log, sin };

// numbers among themselves stay numbers; beside a node they take its dtype
function binary(onNumbers: (x: number, y: number) => number, op: (x: Node, y: Term) => Node) {
  return (x: Term, y: Term): Term => {
    if (typeof x === "number" && typeof y === "number") return onNumbers(x, y);
    return op(x as Node, y);
  };
}
const plus = binary((x, y) => x + y, add);
const less = binary((x, y) => x - y, sub);
const times = binary((x, y) => x * y, mul);
const over = binary((x, y) => x / y, div);
const power = binary(
  (x, y) => x ** y,
  (x, y) => (y === 2 ? square(x) : pow(x, y)),
);

/** The formula over the given names. */
export function formula(text: string, names: Readonly<Record<string, Term>>): Node {
  const tokens = text.match(/\*\*|[-+*/(),]|\d+\.?\d*(?:e[-+]?\d+)?|\w+/g) ?? [];
  if (tokens.join("") !== text.replace(/\s/g, "")) throw new Error(`cannot read ${text}`);
  let at = 0;
  const take = (token: string): boolean => tokens[at] === token && ++at > 0;
  const expect = (token: string): void => {
    if (!take(token)) throw new Error(`${token} expected at token ${at} of ${text}`);
  };
  const result = sum();
  if (at < tokens.length) throw new Error(`${tokens[at]} is too much in ${text}`);
  return result as Node;

  function sum(): Term {
    let x = product();
    for (;;) {
      if (take("+")) x = plus(x, product());
      else if (take("-")) x = less(x, product());
      else return x;
    }
  }
  function product(): Term {
    let x = signed();
    for (;;) {
      if (take("*")) x = times(x, signed());
      else if (take("/")) x = over(x, signed());
      else return x;
    }
  }
  // as in Python, -x**2 is -(x**2) and x**-2 is allowed
  function signed(): Term {
    if (!take("-")) return raised();
    const x = signed();
    return typeof x === "number" ? -x : neg(x);
  }
  function raised(): Term {
    const x = atom();
    return take("**") ? power(x, signed()) : x;
  }
  function atom(): Term {
    if (take("(")) {
      const x = sum();
      expect(")");
      return x;
    }
    const token = tokens[at++] ?? "";
    if (/^\d/.test(token)) return Number(token);
    if (token === "pi") return Math.PI;
    const f = functions[token];
    if (f) {
      expect("(");
      const x = sum();
      expect(")");
      return f(x as Node);
    }
    const value = names[token];
    if (value === undefined) throw new Error(`${token} is unknown in ${text}`);
    return value;
  }
}
