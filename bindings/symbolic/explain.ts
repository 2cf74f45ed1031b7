// A derivative step by step, from the whole expression to its parts.
import { GraphError } from "../errors.js";
import { Constant, type Node, Placeholder } from "../graph/node.js";
import { inherit } from "../graph/scope.js";
import { placeholders } from "../graph/sort.js";
import { add, div, mul, neg, square, sub } from "../ops/arithmetic.js";
import { isNumber } from "../ops/define.js";
import { log, pow } from "../ops/transcendental.js";
import { dependents, derivative, variableOf, withoutGuards } from "./derivative.js";
import { simplify } from "./simplify.js";
import { toText } from "./text.js";
import { withoutFused } from "./write.js";

/** One step: the rule that was applied, and the expression before and after it. As a string it is one line. */
export class Step {
  constructor(
    readonly rule: string,
    readonly before: string,
    readonly after: string,
  ) {}
  toString(): string {
    return `${this.before}  =  ${this.after}   [${this.rule}]`;
  }
}

/**
 * The way to df/dx: a step for each different part of f that depends on x, outermost first, then the simplified result. In a
 * step, `d/dx(u)` stands for the derivative of the part u.
 * @param x a variable of f, or any part of it, or the name of a variable
 * @throws what `derivative` throws; GraphError if the text would be too long
 */
export function explain(f: Node, x: Node | string): Step[] {
  const by = variableOf("explain", f, x);
  return inherit(f.origin, () => {
    const result = derivative(f, by);
    const steps = new Explainer(withoutFused(f), by).run();
    steps.push(new Step("simplified", steps[0]!.before, toText(result)));
    return steps;
  });
}

interface Reason {
  readonly rule: string;
  readonly after: Node;
}

class Explainer {
  readonly #active: ReadonlySet<Node>;
  readonly #name: string;
  constructor(
    readonly f: Node,
    readonly by: Node,
  ) {
    this.#active = dependents(f, by);
    const name = toText(by);
    this.#name = /^[\p{L}\p{N}_.]+$/u.test(name) ? `d/d${name}` : `d/d(${name})`;
  }

  run(): Step[] {
    const steps: Step[] = [];
    const seen = new Set<string>();
    const stack = [this.f];
    while (stack.length) {
      const node = stack.pop()!;
      const text = toText(node);
      if (seen.has(text)) continue;
      seen.add(text);
      const pending: Node[] = [];
      const { rule, after } = this.#reason(node, pending);
      steps.push(new Step(rule, `${this.#name} (${text})`, toText(after)));
      stack.push(...pending.reverse());
    }
    return steps;
  }

  // What the rule of the node's op gives. Parts whose derivatives it leaves open are added to `pending`.
  #reason(node: Node, pending: Node[]): Reason {
    const one = like(node, 1);
    if (node === this.by) return { rule: "variable", after: one };
    if (!this.#active.has(node)) return { rule: "constant", after: like(node, 0) };
    const d = (u: Node): Node => {
      pending.push(u);
      return new Placeholder(`${this.#name}(${toText(u)})`, { shape: [], dtype: u.dtype });
    };
    // by the chain rule: f'(u)·du, with nothing to multiply where u is the variable
    const chained = (rule: string, outer: Node, u: Node): Reason =>
      u === this.by ? { rule, after: outer } : { rule: `${rule}, chain rule`, after: product(outer, d(u)) };
    const [u, v] = node.inputs as [Node, Node];
    const depends = (x: Node) => this.#active.has(x);
    switch (node.op) {
      case "neg":
        return { rule: "constant multiple", after: neg(d(u)) };
      case "add":
      case "sub":
        return { rule: "sum rule", after: sumOf(node, this.by, d) };
      case "mul":
        if (!depends(u)) return { rule: "constant multiple", after: product(u, d(v)) };
        if (!depends(v)) return { rule: "constant multiple", after: product(v, d(u)) };
        return { rule: "product rule", after: add(mul(d(u), v), mul(u, d(v))) };
      case "div":
        if (!depends(v)) return { rule: "constant multiple", after: div(d(u), v) };
        if (!depends(u)) return { rule: "quotient rule", after: div(neg(product(u, d(v))), square(v)) };
        return { rule: "quotient rule", after: div(sub(mul(d(u), v), mul(u, d(v))), square(v)) };
      case "square":
        return chained("power rule", mul(like(u, 2), u), u);
      case "pow":
        return this.#power(node, chained, d);
      default:
        return this.#function(node, chained, d);
    }
  }

  #power(node: Node, chained: (rule: string, outer: Node, u: Node) => Reason, d: (u: Node) => Node): Reason {
    const [u, v] = node.inputs as [Node, Node];
    if (!this.#active.has(v)) {
      if (isNumber(v, 0)) return { rule: "power rule", after: like(node, 0) };
      const less = placeholders(v).length ? sub(v, 1) : simplified(sub(v, 1));
      const power = isNumber(less, 0) ? like(node, 1) : isNumber(less, 1) ? u : pow(u, less);
      return chained("power rule", product(v, power), u);
    }
    if (!this.#active.has(u)) return chained("exponential rule", product(node, simplified(log(u))), v);
    // uᵛ = exp(v·log u)
    return {
      rule: "power rule, exponential rule",
      after: add(mul(mul(v, pow(u, sub(v, 1))), d(u)), mul(mul(node, log(u)), d(v))),
    };
  }

  // From the op's own rule, ∂y/∂xᵢ for each operand that depends on x.
  #function(node: Node, chained: (rule: string, outer: Node, u: Node) => Reason, d: (u: Node) => Node): Reason {
    const rule = node.entry.derivative;
    const name = `derivative of ${node.op}`;
    if (rule.kind === "zero") return { rule: name, after: like(node, 0) };
    if (rule.kind !== "elementwise")
      throw new GraphError(`explain: ${node.op} is no function of scalars alone`, { node, origin: node.origin });
    const partial = (i: number): Node => {
      const outer = withoutFused(rule.along(like(node, 1), node, i));
      return simplified(withoutGuards(outer, node));
    };
    const active = [...node.inputs.keys()].filter((i) => this.#active.has(node.inputs[i]!));
    if (active.length === 1) return chained(name, partial(active[0]!), node.inputs[active[0]!]!);
    const [first, ...rest] = active.map((i) => product(partial(i), d(node.inputs[i]!))) as [Node, ...Node[]];
    return { rule: `${name}, chain rule`, after: rest.reduce((sum, term) => add(sum, term), first) };
  }
}

// The sum of the derivatives of all terms: those of a sum's first operand, if it is a sum, among them.
function sumOf(node: Node, by: Node, d: (u: Node) => Node): Node {
  const rest: Node[] = [];
  let first = node;
  for (; first !== by && (first.op === "add" || first.op === "sub"); first = first.inputs[0]!) rest.push(first);
  return rest.reduceRight((left, { op, inputs }) => (op === "add" ? add : sub)(left, d(inputs[1]!)), d(first));
}
// With nothing to multiply where a factor is 1.
function product(x: Node, y: Node): Node {
  return isNumber(x, 1) ? y : isNumber(y, 1) ? x : mul(x, y);
}
function simplified(node: Node): Node {
  return simplify(node);
}
function like(node: Node, value: number): Node {
  return new Constant(node.dtype === "f32" ? Float32Array.of(value) : Float64Array.of(value), {
    shape: [],
    dtype: node.dtype,
  });
}
