// Trees of nodes: a node, a list of trees, or trees by name. Names are taken in alphabetical order.
import { GraphError } from "../errors.js";
import { Node } from "../graph/node.js";

export type Tree = Node | readonly Tree[] | { readonly [name: string]: Tree };

/** The nodes of a tree, depth first. @throws GraphError for a leaf that is no node */
export function flattenTree(op: string, tree: Tree): Node[] {
  if (tree instanceof Node) return [tree];
  if (typeof tree !== "object" || tree === null)
    throw new GraphError(
      `${op}: takes nodes, and lists and records of them, not ${tree === null ? "null" : typeof tree}`,
    );
  return entriesOf(tree).flatMap(([, part]) => flattenTree(op, part));
}

/** The tree with its nodes replaced, in the same order. */
export function rebuildTree<T extends Tree>(tree: T, nodes: readonly Node[]): T {
  let next = 0;
  const build = (part: Tree): Tree => {
    if (part instanceof Node) return nodes[next++]!;
    const entries = entriesOf(part).map(([name, inner]) => [name, build(inner)] as const);
    return Array.isArray(part) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
  };
  return build(tree) as T;
}

/** What a tree looks like without its nodes, as in `{a: ·, b: [·, ·]}`: equal for trees of one form. */
export function formOf(tree: Tree): string {
  if (tree instanceof Node) return "·";
  const parts = entriesOf(tree);
  if (Array.isArray(tree)) return `[${parts.map(([, part]) => formOf(part)).join(", ")}]`;
  return `{${parts.map(([name, part]) => `${name}: ${formOf(part)}`).join(", ")}}`;
}

function entriesOf(tree: Exclude<Tree, Node>): [name: string, part: Tree][] {
  const entries: [string, Tree][] = Object.entries(tree);
  return Array.isArray(tree) ? entries : entries.sort(([a], [b]) => (a < b ? -1 : 1));
}
