// The order in which nodes run. It decides how long values stay alive, and so how much memory a plan needs.
import type { Node } from "../graph/node.js";
import { sortUntil, topoSort } from "../graph/sort.js";

/**
 * Operands before users, depth first, the operand with the longest way behind it first: what is short to compute is
 * computed just before it is used, such as what a checkpoint computes again.
 */
export function schedule(roots: readonly Node[]): Node[] {
  const depth = new Map<Node, number>();
  for (const node of topoSort(roots)) {
    let deepest = 0;
    for (const x of node.inputs) deepest = Math.max(deepest, depth.get(x)!);
    depth.set(node, deepest + 1);
  }
  return sortUntil(
    roots,
    () => false,
    ({ inputs }) => (inputs.length < 2 ? inputs : [...inputs].sort((a, b) => depth.get(b)! - depth.get(a)!)),
  );
}
