// Expressions as text that parses back to the same operations in the same order.
import { Constant, isInput, type Node } from "../graph/node.js";
import { digits, level, nameOf, type Piece, write } from "./write.js";

/**
 * The expression as text, `1 + 2*x + 3*x^2`, with no more parentheses than its order of operations needs. `parse` reads it
 * back with the same value to the last bit.
 * @throws GraphError if the text would be of more than 100,000 parts
 */
export function toText(node: Node): string {
  return write("toText", node, piece);
}

type Writer = (x: readonly Piece[], node: Node) => Piece;

// x ∘ y, grouped from the left
const infix =
  (symbol: string, at: number): Writer =>
  ([x, y]) => ({
    text: `${around(x!, at, true)}${symbol}${around(y!, at + 1)}`,
    level: at,
    signed: x!.level >= at && !!x!.signed,
  });
const power: Writer = ([x, y]) => ({
  text: `${around(x!, level.power + 1)}^${around(y!, level.power)}`,
  level: level.power,
});

const writers: Readonly<Record<string, Writer>> = {
  add: infix(" + ", level.sum),
  sub: infix(" - ", level.sum),
  mul: infix("*", level.product),
  div: infix("/", level.product),
  less: infix(" < ", level.comparison),
  lessEqual: infix(" <= ", level.comparison),
  equal: infix(" == ", level.comparison),
  neg: ([x]) => ({ text: `-${around(x!, level.product)}`, level: level.product, signed: true }),
  reciprocal: ([x]) => ({ text: `1/${around(x!, level.power)}`, level: level.product }),
  pow: power,
  square: ([x], node) => power([x!, { text: "2", level: level.atom }], node),
  polygamma: ([x], { attributes: { order } }) => ({
    text: order ? `polygamma(${order}, ${x!.text})` : `digamma(${x!.text})`,
    level: level.atom,
  }),
};

function piece(node: Node, inputs: readonly Piece[]): Piece {
  if (isInput(node)) return { text: node.name, level: level.atom };
  if (node instanceof Constant) return number(node);
  const writer = Object.hasOwn(writers, node.op) ? writers[node.op] : undefined;
  return writer?.(inputs, node) ?? { text: `${node.op}(${inputs.map((x) => x.text).join(", ")})`, level: level.atom };
}

// Numbers that no digits give.
const quotients: Readonly<Record<string, string>> = { Infinity: "1/0", "-Infinity": "-1/0", NaN: "0/0" };

function number(node: Constant): Piece {
  if (node.data.length !== 1) return { text: `constant(${node.shape.join("×")})`, level: level.atom };
  const text = nameOf(node) ?? (Number.isFinite(node.data[0]) ? digits(node) : quotients[String(node.data[0])]!);
  return /^-|\//.test(text)
    ? { text, level: level.product, signed: text.startsWith("-") }
    : { text, level: level.atom };
}

// The part, in parentheses if it binds less tightly than its place asks for.
function around(x: Piece, least: number, first = false): string {
  return x.level < least || (x.signed && !first) ? `(${x.text})` : x.text;
}
