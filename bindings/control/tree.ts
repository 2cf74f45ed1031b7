// Trees of nodes: a node, a list of trees, or trees by name.
import { Node } from "../graph/node.js";

export type Tree = Node | readonly Tree[] | { readonly [name: string]: Tree };

/** The nodes of a tree, depth first. */
export function flattenTree(tree: Tree): Node[] {
  if (tree instanceof Node) return [tree];
  return Object.values(tree).flatMap(flattenTree);
}

/** The tree with its nodes replaced, in the same order. */
export function rebuildTree<T extends Tree>(tree: T, nodes: readonly Node[]): T {
  let next = 0;
  const build = (part: Tree): Tree => {
    if (part instanceof Node) return nodes[next++]!;
    if (Array.isArray(part)) return part.map(build);
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, build(inner)]));
  };
  return build(tree) as T;
}
