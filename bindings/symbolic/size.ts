// How large an expression is, shared parts counted once or written out.
import type { Node } from "../graph/node.js";
import { topoSort } from "../graph/sort.js";

/** The number of nodes that `node` depends on, itself included: each once. */
export function graphSize(node: Node): number {
  return topoSort([node]).length;
}

/**
 * The number of nodes if every shared part were written out again at each use: the size of the expression as a tree.
 * It is computed in one walk over the graph, exactly; it may have more digits than a double holds.
 */
export function treeSize(node: Node): bigint {
  const order = topoSort([node]);
  const uses = new Map<Node, number>();
  for (const user of order) for (const x of user.inputs) uses.set(x, (uses.get(x) ?? 0) + 1);
  // a size is let go after its last use: they can be long
  const sizes = new Map<Node, bigint>();
  for (const user of order) {
    let size = 1n;
    for (const x of user.inputs) {
      size += sizes.get(x)!;
      const left = uses.get(x)! - 1;
      uses.set(x, left);
      if (left === 0) sizes.delete(x);
    }
    sizes.set(user, size);
  }
  return sizes.get(node)!;
}
