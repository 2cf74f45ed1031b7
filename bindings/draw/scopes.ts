// Which named scope each node is drawn in, and which scopes are drawn as one box.
import { GraphError } from "../errors.js";
import { type Node, Parameter, Placeholder } from "../graph/node.js";

export interface Scope {
  readonly name: string;
  readonly path: string;
  readonly parent: Scope | undefined;
  readonly depth: number;
}

/**
 * The scope of every node. Placeholders and parameters tell theirs: the parts of their names before a dot. An operation
 * belongs to the innermost scope that holds all placeholders and parameters with a scope among its operands; what is
 * made of parameters alone, as a transposed weight, counts as one. If there are none, but an operation of a scope depends
 * on it, it belongs to the innermost scope that holds all its operands: an activation between two layers stands with the
 * first, a loss outside. Constants, and what is made of them alone, stand where they are read. `order` has operands
 * before users.
 */
export function scopesOf(order: readonly Node[]): { of: Map<Node, Scope>; byPath: Map<string, Scope> } {
  const root: Scope = { name: "", path: "", parent: undefined, depth: 0 };
  const byPath = new Map<string, Scope>();
  const enter = (name: string): Scope => {
    let scope = root;
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
      const path = name.slice(0, dot);
      const start = scope === root ? 0 : scope.path.length + 1;
      const inner = byPath.get(path) ?? { name: name.slice(start, dot), path, parent: scope, depth: scope.depth + 1 };
      byPath.set(path, inner);
      scope = inner;
    }
    return scope;
  };

  if (!order.some((node) => isInput(node) && node.name.includes(".")))
    return { of: new Map(order.map((node) => [node, root])), byPath };
  const of = new Map<Node, Scope>();
  const constant = new Set<Node>();
  const given = new Set<Node>(); // placeholders, parameters, and what is made of parameters alone
  for (const node of order) {
    const operands = node.inputs.filter((x) => !constant.has(x));
    if (isInput(node)) of.set(node, enter(node.name));
    else if (operands.length === 0) constant.add(node);
    else if (operands.every((x) => given.has(x) && !(x instanceof Placeholder)))
      of.set(node, operands.map((x) => of.get(x)!).reduce(common));
    if (of.has(node)) given.add(node);
  }
  const scoped = (node: Node): Node[] => node.inputs.filter((x) => given.has(x) && of.get(x) !== root);
  const backwards = [...order].reverse();
  const needed = new Set<Node>(); // by an operation that takes what a scope gives
  for (const node of backwards) if (needed.has(node) || scoped(node).length) for (const x of node.inputs) needed.add(x);

  for (const node of order) {
    if (given.has(node) || constant.has(node)) continue;
    const own = scoped(node);
    const around = own.length ? own : needed.has(node) ? node.inputs.filter((x) => !constant.has(x)) : [];
    of.set(node, around.length ? around.map((x) => of.get(x)!).reduce(common) : root);
  }
  const readers = new Map<Node, Scope>();
  for (const node of backwards) {
    if (constant.has(node)) of.set(node, readers.get(node) ?? root);
    const scope = of.get(node)!;
    for (const x of node.inputs)
      if (constant.has(x)) readers.set(x, readers.has(x) ? common(readers.get(x)!, scope) : scope);
  }
  return { of, byPath };
}

function isInput(node: Node): node is Placeholder | Parameter {
  return node instanceof Placeholder || node instanceof Parameter;
}

function common(a: Scope, b: Scope): Scope {
  let [x, y] = [a, b];
  while (x !== y)
    if (x.depth > y.depth) x = x.parent!;
    else if (y.depth > x.depth) y = y.parent!;
    else [x, y] = [x.parent!, y.parent!];
  return x;
}

/**
 * The scope whose box a node of the given scope disappears into: the outermost one that is folded.
 * @throws GraphError for a scope that the graph does not have
 */
export function folding(
  subject: string,
  fold: number | readonly string[] | undefined,
  byPath: ReadonlyMap<string, Scope>,
): (scope: Scope) => Scope | undefined {
  if (fold === undefined) return () => undefined;
  if (typeof fold !== "number")
    for (const path of fold)
      if (!byPath.has(path)) {
        const there = byPath.size ? `there are ${[...byPath.keys()].slice(0, 10).join(", ")}` : "it has no scopes";
        throw new GraphError(`${subject}: the graph has no scope "${path}" to fold; ${there}`);
      }
  const folded = typeof fold === "number" ? (scope: Scope) => scope.depth === fold : matcher(fold);
  const found = new Map<Scope, Scope | undefined>();
  return (scope) => {
    if (found.has(scope)) return found.get(scope);
    let outermost: Scope | undefined;
    for (let at: Scope | undefined = scope; at; at = at.parent) if (folded(at)) outermost = at;
    found.set(scope, outermost);
    return outermost;
  };
}

function matcher(paths: readonly string[]): (scope: Scope) => boolean {
  const set = new Set(paths);
  return (scope) => scope.depth > 0 && set.has(scope.path);
}
