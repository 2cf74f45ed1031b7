// How nodes, numbers and derivatives are written in pictures.
import { Constant, isPick, type Node } from "../graph/node.js";
import { showShape } from "../shape.js";
import type { TensorLike } from "../tensor.js";

// The symbols of textbooks; other operations show their names.
const symbols: Readonly<Record<string, string>> = {
  add: "+",
  sub: "−",
  mul: "×",
  div: "/",
  neg: "−",
  square: "x²",
  reciprocal: "1/x",
  pow: "xʸ",
  sqrt: "√",
  rsqrt: "1/√x",
  log: "ln",
  log1p: "ln(1+x)",
  expm1: "exp−1",
  abs: "|x|",
  floor: "⌊x⌋",
  ceil: "⌈x⌉",
  sigmoid: "σ",
  equal: "=",
  notEqual: "≠",
  less: "<",
  lessEqual: "≤",
  greater: ">",
  greaterEqual: "≥",
  and: "∧",
  or: "∨",
  not: "¬",
  sum: "Σ",
};

/** What stands in the box of an operation or a constant. */
export function symbolOf(node: Node, digits: number): string {
  if (node instanceof Constant && node.data.length === 1) return numberText(node.data[0]!, node.dtype, digits);
  if (isPick(node)) return `result ${node.attributes.i}`;
  if (node.inputs.length === 0 && node.entry.print) return node.entry.print([], node);
  return Object.hasOwn(symbols, node.op) ? symbols[node.op]! : node.op;
}

/** `f32(batch,3)`; nothing for a scalar of floats, the usual case in textbooks. */
export function typeText(node: Node): string | undefined {
  const [first, second] = node.results;
  if (!second && first!.shape.length === 0 && /^f\d/.test(first!.dtype)) return undefined;
  return node.results.map(({ dtype, shape }) => `${dtype}${showShape(shape)}`).join(", ");
}

/** At most four elements. */
export function valueText(value: TensorLike, digits: number): string {
  const list = Array.from(value.data.subarray(0, 4), (x) => numberText(x, value.dtype, digits));
  return value.shape.length === 0 ? list[0]! : `[${list.join(", ")}${value.data.length > 4 ? ", …" : ""}]`;
}

function numberText(x: number, dtype: string, digits: number): string {
  if (dtype === "bool") return String(x === 1);
  if (dtype === "i32" || !Number.isFinite(x)) return String(x).replace("-", "−").replace("Infinity", "∞");
  return String(Number(x.toPrecision(digits))).replace(/-/g, "−");
}

/** `v₁₂` */
export function numbered(n: number): string {
  return `v${String(n).replace(/\d/g, (digit) => String.fromCodePoint(0x2080 + Number(digit)))}`;
}

/** The name with a dot or a bar over its letter: `ẋ₁`, `v̄₂`. Longer names are told in words. */
export function marked(name: string, mark: "tangent" | "adjoint"): string {
  const [, letter, index] = /^(\p{L})([\d₀-₉′']*)$/u.exec(name) ?? [];
  if (letter === undefined) return mark === "tangent" ? `d ${name}` : `∂/∂ ${name}`;
  return `${letter}${mark === "tangent" ? "\u0307" : "\u0304"}`.normalize("NFC") + index;
}

/** The text without what XML cannot hold: controls become their pictures, halves of characters a replacement. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what this replaces
  return text.replace(/[\u0000-\u001f\u007f]|\p{Surrogate}|[\ufffe\uffff]/gu, (c) => {
    const code = c.codePointAt(0)!;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : code === 0x7f ? "␡" : "\ufffd";
  });
}

/** Text for XML, and for the labels of DOT that look like it. */
export function xml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.codePointAt(0)};`);
}
