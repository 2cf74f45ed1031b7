// Expressions as LaTeX, for mathematics mode.
import { Constant, isInput, type Node } from "../graph/node.js";
import { digits, level, nameOf, type Piece, write } from "./write.js";

/**
 * The expression as LaTeX: fractions, exponents, roots, functions by their commands, Greek letters by their names
 * (`alpha`), subscripts (`x1`, `x_max`).
 * @throws GraphError if the text would be of more than 100,000 parts
 */
export function toLatex(node: Node): string {
  return write("toLatex", node, piece);
}

const greek = new Set(
  (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega " +
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega varepsilon vartheta varphi ell"
  ).split(" "),
);
const commands: Readonly<Record<string, string>> = {
  sin: "\\sin",
  cos: "\\cos",
  tan: "\\tan",
  asin: "\\arcsin",
  acos: "\\arccos",
  atan: "\\arctan",
  sinh: "\\sinh",
  cosh: "\\cosh",
  tanh: "\\tanh",
  log: "\\ln",
  log2: "\\log_{2}",
  log10: "\\log_{10}",
};
const operators: Readonly<Record<string, string>> = { maximum: "\\max", minimum: "\\min" };

type Writer = (x: readonly Piece[], node: Node) => Piece;
const atom = (text: string): Piece => ({ text, level: level.atom });
const infix =
  (symbol: string, at: number, right: number): Writer =>
  ([x, y]) => ({
    text: `${around(x!, at, true)} ${symbol} ${around(y!, right)}`,
    level: at,
    signed: x!.level >= at && !!x!.signed,
  });
// what stands on both sides binds more tightly: (x < 1) = (y < 1)
const between =
  (symbol: string, at: number): Writer =>
  ([x, y]) => ({ text: `${around(x!, at + 1)} ${symbol} ${around(y!, at + 1)}`, level: at });
const fenced =
  (left: string, right: string): Writer =>
  ([x]) =>
    atom(`\\left${left}${x!.text}\\right${right}`);

const writers: Readonly<Record<string, Writer>> = {
  add: infix("+", level.sum, level.sum),
  sub: infix("-", level.sum, level.product),
  mul: product,
  div: ([x, y]) => quotient(x!, y!),
  reciprocal: ([x]) => ({ text: fraction("1", x!.text), level: level.fraction }),
  neg: ([x]) => ({ text: `-${around(x!, level.product)}`, level: level.product, signed: true, opposite: x!.text }),
  pow: ([x, y], node) => power(x!, y!.text, node),
  square: ([x], node) => power(x!, "2", node),
  exp: ([x]) => ({ text: `e^{${x!.text}}`, level: level.power }),
  exp2: ([x]) => ({ text: `2^{${x!.text}}`, level: level.power }),
  sqrt: ([x]) => ({ text: `\\sqrt{${x!.text}}`, level: level.power }),
  abs: fenced("|", "|"),
  floor: fenced("\\lfloor ", "\\rfloor"),
  ceil: fenced("\\lceil ", "\\rceil"),
  less: between("<", level.comparison),
  lessEqual: between("\\le", level.comparison),
  equal: between("=", level.comparison),
  and: between("\\land", level.logic),
  or: between("\\lor", level.logic),
  not: ([x]) => atom(`\\lnot ${parentheses(x!.text)}`),
  where: ([c, x, y]) => ({
    text: `\\begin{cases} ${x!.text} & \\text{if } ${c!.text} \\\\ ${y!.text} & \\text{otherwise} \\end{cases}`,
    level: level.logic,
  }),
  polygamma: ([x], { attributes: { order } }) => ({
    text: `\\psi${order ? `^{(${order})}` : ""}${parentheses(x!.text)}`,
    level: order ? level.power : level.atom,
  }),
};

function piece(node: Node, inputs: readonly Piece[]): Piece {
  if (isInput(node)) return atom(symbol(node.name));
  if (node instanceof Constant) return number(node);
  const writer = Object.hasOwn(writers, node.op) ? writers[node.op] : undefined;
  if (writer) return writer(inputs, node);
  return atom(`${command(node.op)}${parentheses(inputs.map((x) => x.text).join(", "))}`);
}

function command(op: string): string {
  return commands[op] ?? operators[op] ?? `\\operatorname{${op}}`;
}

function fraction(above: string, below: string): string {
  return `\\frac{${above}}{${below}}`;
}

// a sign stands before the whole
function quotient(x: Piece, y: Piece): Piece {
  if (!x.signed || x.level < level.product) return { text: fraction(x.text, y.text), level: level.fraction };
  return { text: `-${fraction(x.opposite ?? x.text.slice(1), y.text)}`, level: level.product, signed: true };
}

// sin(x)² is written \sin^{2}(x)
function power(x: Piece, exponent: string, node: Node): Piece {
  const base = node.inputs[0]!;
  const name = commands[base.op];
  const text =
    name && x.text.startsWith(`${name}`) && !exponent.startsWith("-")
      ? `${name}^{${exponent}}${x.text.slice(name.length)}`
      : `${around(x, level.atom)}^{${exponent}}`;
  return { text, level: level.power };
}

// A dot stands where two numbers would run together, and where a letter before a parenthesis would read as a call.
function product([x, y]: readonly Piece[]): Piece {
  const left = around(x!, level.product, true);
  const right = around(y!, level.product);
  const numeric = /^-?\d[\d.]*$/.test(left);
  const digit = /^(\d|\\frac\{\d)/.test(right);
  const call = /^(\\left)?\(/.test(right) && !numeric && !left.endsWith(")");
  const join = digit || call ? " \\cdot " : numeric && !right.startsWith("e^") ? "" : " ";
  return { text: `${left}${join}${right}`, level: level.product, signed: x!.level >= level.product && !!x!.signed };
}

// 1.5e-7 is 1.5 · 10⁻⁷
function number(node: Constant): Piece {
  if (node.data.length !== 1) return atom(`\\mathrm{constant}_{${node.shape.join(" \\times ")}}`);
  const name = nameOf(node);
  if (name) return atom(name === "pi" ? "\\pi" : "e");
  const text = digits(node).replace("NaN", "\\mathrm{NaN}").replace("Infinity", "\\infty");
  const [, sign, mantissa, exponent] = /^(-?)(.*)e\+?(.*)$/.exec(text) ?? [];
  const signed = text.startsWith("-");
  if (mantissa) {
    const power = `10^{${exponent}}`;
    if (mantissa === "1") return { text: `${sign}${power}`, level: signed ? level.product : level.power, signed };
    return { text: `${sign}${mantissa} \\cdot ${power}`, level: level.product, signed };
  }
  return signed ? { text, level: level.product, signed } : atom(text);
}

// x, x_{1}, \alpha_{\mathrm{max}}
function symbol(name: string): string {
  const [, base, below] = /^([^_]+)_(.+)$/.exec(name) ?? /^(.*?\p{L})(\d+)$/u.exec(name) ?? [];
  return base && below ? `${letters(base)}_{${/^\d+$/.test(below) ? below : letters(below)}}` : letters(name);
}
function letters(name: string): string {
  if (greek.has(name)) return `\\${name}`;
  return name.length === 1 ? name : `\\mathrm{${name.replace(/[_#$%&{}]/g, "\\$&")}}`;
}

function around(x: Piece, least: number, first = false): string {
  return x.level < least || (x.signed && !first) ? parentheses(x.text) : x.text;
}
// They grow with what they hold, where it is tall.
function parentheses(text: string): string {
  return /\\frac|\\begin|\\sqrt/.test(text) ? `\\left(${text}\\right)` : `(${text})`;
}
