// Symbolic derivatives: forward mode, which applies each op's own rule from the operands up, then simplified.
import { forward } from "../autodiff/forward.js";
import { GraphError } from "../errors.js";
import { isDifferentiable, makeNode, type Node } from "../graph/node.js";
import { inherit } from "../graph/scope.js";
import { placeholders, topoSort } from "../graph/sort.js";
import { onesLike, zerosLike } from "../ops/constant.js";
import { isNumber } from "../ops/define.js";
import { requireScalar, simplify } from "./simplify.js";

/**
 * df/dx as an expression: the rules of sums, products, quotients, powers and of each function, and the chain rule.
 * @param x a variable of f, or any part of it, or the name of a variable
 * @param options.simplify false leaves what the rules give as it is; default true
 * @throws GraphError if the way from x to f leads through an op without a derivative, or no variable has that name;
 * ShapeError, DTypeError unless f and x are scalar floats
 */
export function derivative<T extends Node>(f: T, x: Node | string, options: { readonly simplify?: boolean } = {}): T {
  const by = variableOf("derivative", f, x);
  const slope = inherit(f.origin, () => {
    const [dy] = forward([f], [by], [onesLike(by)]);
    return withoutGuards(dy ?? zerosLike(f), f);
  });
  return (options.simplify === false ? slope : simplify(slope)) as T;
}

/** The node to differentiate by, which may be given by its name. */
export function variableOf(what: string, f: Node, x: Node | string): Node {
  requireScalar(what, f);
  if (typeof x !== "string") {
    requireScalar(what, x);
    return x;
  }
  const known = placeholders(f);
  const named = known.filter((node) => node.name === x);
  if (named.length !== 1)
    throw new GraphError(
      named.length > 1
        ? `${what}: f has ${named.length} variables named "${x}"; give the node`
        : `${what}: f has no variable "${x}"${known.length ? `; it has ${known.map(({ name }) => name).join(", ")}` : ""}`,
      { node: f, origin: f.origin },
    );
  requireScalar(what, named[0]!);
  return named[0]!;
}

/**
 * pow's rules put 1 in the place of a base where a zero factor stands beside an infinite one. As a text, y·x^(y − 1) and
 * xʸ·log(x) are meant. What stands in f itself stays.
 */
export function withoutGuards(root: Node, f: Node): Node {
  const own = new Set(topoSort([f]));
  const copies = new Map<Node, Node>();
  for (const node of topoSort([root])) {
    const inputs = node.inputs.map((x, i) => {
      const copy = copies.get(x)!;
      const guarded = i === 0 && (node.op === "log" || node.op === "pow") && !own.has(x) && isGuard(x);
      return guarded ? copy.inputs[2]! : copy;
    });
    const same = inputs.every((x, i) => x === node.inputs[i]);
    copies.set(node, same ? node : inherit(node.origin, () => makeNode(node.entry, inputs, node.attributes)));
  }
  return copies.get(root)!;
}
function isGuard(node: Node): boolean {
  return node.op === "where" && node.inputs[0]!.op === "and" && isNumber(node.inputs[1]!, 1);
}

/** The nodes that depend on x, itself included, among those that f depends on. */
export function dependents(f: Node, x: Node): Set<Node> {
  const found = new Set<Node>([x]);
  for (const node of topoSort([f]))
    if (isDifferentiable(node) && node.inputs.some((input) => found.has(input))) found.add(node);
  return found;
}
