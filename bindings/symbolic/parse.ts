// Texts as graphs, by Dijkstra's two stacks: operands, and the operators, parentheses and calls that wait for theirs.
//   comparisons  <  + −  <  · /  <  unary −  <  ^ (from the right)
import type { Float } from "../dtype.js";
import { ParseError, WengertError } from "../errors.js";
import { Constant, type Node, Placeholder } from "../graph/node.js";
import { inherit, originNow } from "../graph/scope.js";
import { placeholders } from "../graph/sort.js";
import { scalar } from "../ops/define.js";
import * as ops from "../ops/public.js";
import { callables, nearest } from "./functions.js";

export interface ParseOptions<D extends Float = Float> {
  /** of numbers and of new variables; default `"f64"` */
  readonly dtype?: D;
  /** nodes to use for names, so that several texts share them; a name that is not among them becomes a placeholder */
  readonly variables?: ReadonlyMap<string, Node> | Readonly<Record<string, Node>>;
}

/** The placeholders that an expression depends on, in the order in which they first occur. */
export function freeVariables(node: Node): Placeholder[] {
  return placeholders(node);
}

interface Operator {
  readonly level: number;
  readonly fromRight?: boolean;
  readonly apply: (x: Node, y: Node) => Node;
}
const operators: Readonly<Record<string, Operator>> = {
  "<": { level: 1, apply: (x, y) => ops.less(x, y) },
  "<=": { level: 1, apply: (x, y) => ops.lessEqual(x, y) },
  ">": { level: 1, apply: (x, y) => ops.greater(x, y) },
  ">=": { level: 1, apply: (x, y) => ops.greaterEqual(x, y) },
  "==": { level: 1, apply: (x, y) => ops.equal(x, y) },
  "+": { level: 2, apply: (x, y) => ops.add(x, y) },
  "-": { level: 2, apply: (x, y) => ops.sub(x, y) },
  "*": { level: 3, apply: (x, y) => ops.mul(x, y) },
  "/": { level: 3, apply: (x, y) => ops.div(x, y) },
  "^": { level: 5, fromRight: true, apply: (x, y) => ops.pow(x, y) },
};
const UNARY = 4;

const tokens =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_.]*)|(?<symbol>[<>=]=|[-+*/^(),<>]))/uy;

interface Token {
  readonly kind: "number" | "name" | "symbol" | "end";
  readonly text: string;
  readonly at: number;
}

// What waits on the second stack.
type Waiting =
  | { readonly kind: "binary"; readonly level: number; readonly at: number; readonly apply: Operator["apply"] }
  | { readonly kind: "unary"; readonly level: number; readonly at: number; readonly sign: string }
  | { readonly kind: "group"; readonly at: number }
  | { readonly kind: "call"; readonly at: number; readonly name: string; readonly below: number };

/**
 * The expression that a text means: numbers, names, `pi` and `e`, `+ - * / ^`, parentheses, comparisons, and calls of
 * every elementwise function by its name (`sin(x)`, `atan2(y, x)`). Names become scalar placeholders, one a name.
 * `-x^2` is −(x²), `x^y^z` is x^(y^z).
 * @throws ParseError with the place, where the text does not parse
 */
export function parse<D extends Float = "f64">(text: string, options: ParseOptions<D> = {}): Node<D> {
  return inherit(originNow(), () => new Parser(text, options).run()) as Node<D>;
}

class Parser {
  readonly #tokens: Token[] = [];
  readonly #operands: Node[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #names = new Map<string, Node>();
  readonly #dtype: Float;

  constructor(
    readonly text: string,
    options: ParseOptions,
  ) {
    this.#dtype = options.dtype ?? "f64";
    const { variables = {} } = options;
    const given = variables instanceof Map ? variables : Object.entries(variables as Record<string, Node>);
    for (const [name, node] of given as Iterable<[string, Node]>) this.#names.set(name, node);
    this.#tokenize();
  }

  #fail(message: string, at: number): never {
    const start = this.text.lastIndexOf("\n", at - 1) + 1;
    const line = this.text.slice(start).split("\n", 1)[0]!;
    throw new ParseError(`parse: ${message}\n  ${line}\n  ${" ".repeat(at - start)}^`);
  }

  #tokenize(): void {
    const { text } = this;
    const end = text.trimEnd().length;
    let at = 0;
    while (at < end) {
      tokens.lastIndex = at;
      const groups = tokens.exec(text)?.groups;
      if (!groups) {
        at += /^\s*/.exec(text.slice(at))![0].length;
        this.#fail(`unexpected ${JSON.stringify(String.fromCodePoint(text.codePointAt(at)!))}`, at);
      }
      const kind = groups.number !== undefined ? "number" : groups.name !== undefined ? "name" : "symbol";
      this.#tokens.push({ kind, text: groups[kind]!, at: tokens.lastIndex - groups[kind]!.length });
      at = tokens.lastIndex;
    }
    if (this.#tokens.length === 0) throw new ParseError("parse: the text is empty");
    this.#tokens.push({ kind: "end", text: "", at });
  }

  run(): Node {
    let wantsOperand = true;
    for (let i = 0; i < this.#tokens.length; i++) {
      const token = this.#tokens[i]!;
      const opens = this.#tokens[i + 1]?.text === "(";
      if (wantsOperand) {
        if (token.kind === "name" && opens) {
          this.#open(token);
          i++;
          if (this.#tokens[i + 1]!.text === ")") {
            i++;
            this.#close(0);
            wantsOperand = false;
          }
        } else wantsOperand = this.#operand(token);
      } else wantsOperand = this.#operator(token);
    }
    return this.#operands[0]!;
  }

  /** Takes a token where an operand should stand. True if one is still wanted after it. */
  #operand({ kind, text, at }: Token): boolean {
    if (kind === "number") this.#operands.push(scalar(Number(text), this.#dtype));
    else if (kind === "name") this.#operands.push(this.#named(text));
    else if (text === "(") this.#waiting.push({ kind: "group", at });
    else if (text === "-" || text === "+") this.#waiting.push({ kind: "unary", level: UNARY, at, sign: text });
    else if (kind === "end") this.#fail("unexpected end of the text", at);
    else this.#fail(`unexpected "${text}"`, at);
    return kind === "symbol";
  }

  /** Takes a token that stands after an operand. True if it wants another one. */
  #operator({ kind, text, at }: Token): boolean {
    const operator = kind === "symbol" && Object.hasOwn(operators, text) ? operators[text] : undefined;
    if (operator) {
      const { level, fromRight, apply } = operator;
      this.#reduce(fromRight ? level + 1 : level);
      this.#waiting.push({ kind: "binary", level, at, apply });
      return true;
    }
    this.#reduce(0);
    const top = this.#waiting[this.#waiting.length - 1];
    if (kind === "end") {
      if (top) this.#fail(`"(" is not closed`, top.kind === "call" ? top.at + top.name.length : top.at);
      return false;
    }
    if (text === ",") {
      if (top?.kind !== "call") this.#fail(`unexpected ","`, at);
      return true;
    }
    if (text !== ")") this.#fail(`unexpected "${text}"; a product is written with *`, at);
    if (!top) this.#fail(`unexpected ")"`, at);
    if (top.kind === "call") this.#close(this.#operands.length - top.below);
    else this.#waiting.pop();
    return false;
  }

  #named(name: string): Node {
    const known = this.#names.get(name);
    if (known) return known;
    const node =
      name === "pi" || name === "e"
        ? scalar(name === "pi" ? Math.PI : Math.E, this.#dtype)
        : new Placeholder(name, { shape: [], dtype: this.#dtype });
    this.#names.set(name, node);
    return node;
  }

  #open({ text: name, at }: Token): void {
    if (!callables.has(name)) {
      if (this.#names.get(name)) this.#fail(`"${name}" is a variable, no function; a product is written with *`, at);
      const near = nearest(name);
      this.#fail(`unknown function "${name}"${near ? `; did you mean ${near}?` : ""}`, at);
    }
    this.#waiting.push({ kind: "call", at, name, below: this.#operands.length });
  }

  // The ")" of a call with so many operands.
  #close(count: number): void {
    const { name, at } = this.#waiting.pop() as Extract<Waiting, { kind: "call" }>;
    const { operands, call } = callables.get(name)!;
    const [fewest, most] = operands;
    if (count < fewest || count > most) {
      const wanted = `${fewest}${most > fewest ? " or more" : ""} ${most === 1 ? "operand" : "operands"}`;
      this.#fail(`${name} takes ${wanted}, not ${count}`, at);
    }
    const inputs = this.#operands.splice(this.#operands.length - count, count);
    this.#operands.push(this.#build(at, () => call(...inputs)));
  }

  /** Applies what waits and binds at least as tightly as `level`. */
  #reduce(level: number): void {
    for (;;) {
      const top = this.#waiting[this.#waiting.length - 1];
      if (!top || top.kind === "group" || top.kind === "call" || top.level < level) return;
      this.#waiting.pop();
      const y = this.#operands.pop()!;
      if (top.kind === "unary") this.#operands.push(this.#build(top.at, () => signed(top.sign, y)));
      else {
        const x = this.#operands.pop()!;
        this.#operands.push(this.#build(top.at, () => top.apply(x, y)));
      }
    }
  }

  // What an op refuses, such as a mask where a number should stand, is a fault of the text.
  #build(at: number, make: () => Node): Node {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof WengertError)) throw error;
      return this.#fail(error.message.split("\n    built ", 1)[0]!, at);
    }
  }
}

function signed(sign: string, x: Node): Node {
  if (sign === "+") return x;
  return x instanceof Constant && x.data.length === 1 && x.data[0]! > 0 ? scalar(-x.data[0]!, x.dtype) : ops.neg(x);
}
