// Texts as graphs. The grammar, expression.peggy, gives a tree of what is written; here the tree becomes nodes.
import type { Float } from "../dtype.js";
import { ParseError, WengertError } from "../errors.js";
import { parse as read } from "../generated/expression.js";
import { Constant, type Node, Placeholder } from "../graph/node.js";
import { inherit, originNow } from "../graph/scope.js";
import { placeholders } from "../graph/sort.js";
import { scalar } from "../ops/define.js";
import * as ops from "../ops/public.js";
import { callables, nearest } from "./functions.js";
import { nameOf } from "./write.js";

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

const operators = {
  "<": (x, y) => ops.less(x, y),
  "<=": (x, y) => ops.lessEqual(x, y),
  ">": (x, y) => ops.greater(x, y),
  ">=": (x, y) => ops.greaterEqual(x, y),
  "==": (x, y) => ops.equal(x, y),
  "+": (x, y) => ops.add(x, y),
  "-": (x, y) => ops.sub(x, y),
  "*": (x, y) => ops.mul(x, y),
  "/": (x, y) => ops.div(x, y),
  "^": (x, y) => ops.pow(x, y),
} satisfies Record<string, (x: Node, y: Node) => Node>;

interface Operator {
  readonly symbol: keyof typeof operators;
  readonly at: number;
}
// What the grammar gives; `at` is a place in the text.
type Syntax =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "call"; readonly operands: readonly Syntax[]; readonly name: string; readonly at: number }
  /** x − y + z, grouped from the left: operators[i] stands before operands[i + 1] */
  | { readonly kind: "chain"; readonly operands: readonly Syntax[]; readonly operators: readonly Operator[] }
  /** −x^−y^z, grouped from the right: signs[i] stand before operands[i] and all that follows */
  | {
      readonly kind: "power";
      readonly operands: readonly Syntax[];
      readonly operators: readonly Operator[];
      readonly signs: readonly (readonly Operator[])[];
    };
type Of<K extends Syntax["kind"]> = Extract<Syntax, { kind: K }>;
type Fail = (message: string, at: number) => never;

/**
 * The expression that a text means: numbers, names, `pi` and `e`, `+ - * / ^`, parentheses, comparisons, and calls of
 * every elementwise function by its name (`sin(x)`, `atan2(y, x)`). Names become scalar placeholders, one a name.
 * `-x^2` is −(x²), `x^y^z` is x^(y^z). Parentheses, those of calls included, nest up to 500 deep.
 * @throws ParseError with the place, where the text does not parse
 */
export function parse<D extends Float = "f64">(text: string, options: ParseOptions<D> = {}): Node<D> {
  if (text.trim() === "") throw new ParseError("parse: the text is empty");
  const fail: Fail = (message, at) => {
    const start = text.lastIndexOf("\n", at - 1) + 1;
    const line = text.slice(start).split("\n", 1)[0]!;
    throw new ParseError(`parse: ${message}\n  ${line}\n  ${" ".repeat(at - start)}^`);
  };
  const syntax: Syntax = read(text, { fail });
  return inherit(originNow(), () => new Builder(options, fail).node(syntax)) as Node<D>;
}

class Builder {
  readonly #names: Map<string, Node>;
  readonly #dtype: Float;
  readonly #fail: Fail;

  constructor({ dtype = "f64", variables = {} }: ParseOptions, fail: Fail) {
    this.#names = new Map(variables instanceof Map ? variables : Object.entries(variables));
    this.#dtype = dtype;
    this.#fail = fail;
  }

  /** The node of a syntax. The one function that recurs: as deep as parentheses nest, which the grammar limits. */
  node(syntax: Syntax): Node {
    if (syntax.kind === "number") return scalar(syntax.value, this.#dtype);
    if (syntax.kind === "name") return this.#named(syntax.name);
    if (syntax.kind === "call") this.#checkName(syntax);
    const operands: Node[] = [];
    for (const operand of syntax.operands) operands.push(this.node(operand));
    switch (syntax.kind) {
      case "call":
        return this.#call(syntax, operands);
      case "chain":
        return this.#chain(syntax, operands);
      case "power":
        return this.#power(syntax, operands);
      default:
        return syntax satisfies never;
    }
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

  // Before the operands, whose names may be new.
  #checkName({ name, at }: Of<"call">): void {
    if (callables.has(name)) return;
    if (this.#names.get(name)) this.#fail(`"${name}" is a variable, no function; a product is written with *`, at);
    const near = nearest(name);
    this.#fail(`unknown function "${name}"${near ? `; did you mean ${near}?` : ""}`, at);
  }

  #call({ name, at }: Of<"call">, inputs: readonly Node[]): Node {
    const { operands, call } = callables.get(name)!;
    const [fewest, most] = operands;
    if (inputs.length < fewest || inputs.length > most) {
      const wanted = `${fewest}${most > fewest ? " or more" : ""} ${most === 1 ? "operand" : "operands"}`;
      this.#fail(`${name} takes ${wanted}, not ${inputs.length}`, at);
    }
    return this.#build(at, () => call(...inputs));
  }

  #chain({ operators }: Of<"chain">, operands: readonly Node[]): Node {
    return operands.reduce((x, y, i) => this.#apply(operators[i - 1]!, x, y));
  }

  #power({ operators, signs }: Of<"power">, operands: readonly Node[]): Node {
    const last = operators.length;
    let power = this.#signed(signs[last]!, operands[last]!);
    for (let i = last - 1; i >= 0; i--)
      power = this.#signed(signs[i]!, this.#apply(operators[i]!, operands[i]!, power));
    return power;
  }

  #apply({ symbol, at }: Operator, x: Node, y: Node): Node {
    return this.#build(at, () => operators[symbol](x, y));
  }

  // A sign before a number is part of it.
  #signed(signs: readonly Operator[], x: Node): Node {
    return signs.reduceRight((y, { symbol, at }) => {
      if (symbol === "+") return y;
      const isNumber = y instanceof Constant && y.data.length === 1 && y.data[0]! > 0 && nameOf(y) === undefined;
      return isNumber ? scalar(-y.data[0]!, y.dtype) : this.#build(at, () => ops.neg(y));
    }, x);
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
