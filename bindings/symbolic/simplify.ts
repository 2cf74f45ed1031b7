// Simplification: the rules, from the operands up, until nothing changes.
import { isFloat } from "../dtype.js";
import { DTypeError, ShapeError } from "../errors.js";
import { makeNode, type Node } from "../graph/node.js";
import { inherit } from "../graph/scope.js";
import { topoSort } from "../graph/sort.js";
import { showShape } from "../shape.js";
import { Algebra, isSum } from "./algebra.js";
import { rules } from "./rules.js";
import { scalarOnly } from "./write.js";

// The forms of sums and products are normal forms: a pass over one changes nothing. Most expressions settle in two or three
// passes; the bounds end what would go back and forth.
const PASSES = 24;
const REWRITES = 32;

/**
 * A simpler expression of the same value wherever the given one and its parts are finite: like terms and factors together,
 * numbers folded, terms in order (`2 + 6*x`), and the identities in `rules`. Rounding, overflow and the sign of a zero may
 * differ, and it may be finite where the given one is not: x/x becomes 1.
 * @throws ShapeError, DTypeError unless the node is a scalar float
 */
export function simplify<T extends Node>(node: T): T {
  return inherit(node.origin, () => settle(node, algebraFor("simplify", node))) as T;
}

/** The table for an expression, which must be a scalar float. */
export function algebraFor(
  what: string,
  node: Node,
  options: { readonly largest?: number; readonly expanding?: boolean } = {},
): Algebra {
  requireScalar(what, node);
  return new Algebra(node.dtype, options);
}
export function requireScalar(what: string, node: Node): void {
  const about = { node, origin: node.origin };
  if (!isFloat(node.dtype)) throw new DTypeError(`${what}: takes f32 or f64, not ${node.dtype}`, about);
  if (node.shape.length > 0)
    throw new ShapeError(`${what}: takes a scalar; ${node.op} has shape ${showShape(node.shape)}`, about);
}

/** Passes over the graph until one changes nothing. `rewrite` comes after the rules at each node. */
export function settle(root: Node, a: Algebra, rewrite: (node: Node) => Node = (node) => node): Node {
  let current = a.take(root);
  for (let i = 0; i < PASSES; i++) {
    const next = pass(current, a, rewrite);
    if (next === current) break;
    current = next;
  }
  return current;
}

function pass(root: Node, a: Algebra, rewrite: (node: Node) => Node): Node {
  const order = topoSort([root]);
  const inner = innerParts(order);
  const results = new Map<Node, Node>();
  a.open.clear();
  for (const node of order) {
    const inputs = node.inputs.map((x) => results.get(x)!);
    const same = inputs.every((x, i) => x === node.inputs[i]);
    const copy = same ? node : a.take(makeNode(node.entry, inputs, node.attributes));
    if (inner.has(node)) a.open.add(copy);
    const plain = inner.has(node) || node.inputs.length === 0 || node.dtype !== a.dtype || !scalarOnly(node);
    results.set(node, plain ? copy : rewrite(better(copy, a)));
  }
  return results.get(root)!;
}

function better(node: Node, a: Algebra): Node {
  let current = node;
  for (let i = 0; i < REWRITES; i++) {
    const next = rewritten(current, a);
    if (next === current) break;
    current = next;
  }
  return current;
}

// The first rule that changes the node decides.
function rewritten(node: Node, a: Algebra): Node {
  for (const rule of rules) {
    const result = rule.rewrite(node, a);
    const next = result && a.take(result);
    if (next && next !== node) return next;
  }
  return node;
}

/** Sums whose only user is a sum, products whose only user is a product: they are parts of it, and not simplified alone. */
function innerParts(order: readonly Node[]): Set<Node> {
  const inner = new Set<Node>();
  const used = new Set<Node>();
  for (const node of order)
    for (const x of node.inputs) {
      const alike = (isSum(node) && isSum(x)) || (isChain(node) && isChain(x));
      if (alike && !used.has(x)) inner.add(x);
      else inner.delete(x);
      used.add(x);
    }
  return inner;
}
function isChain(node: Node): boolean {
  return node.op === "mul" || node.op === "div";
}
