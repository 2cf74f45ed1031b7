// A graph of its own, run by an op: its inputs are placeholders, and what it uses from outside is captured.
import { type Node, Placeholder } from "../graph/node.js";
import { sortUntil, topoSort } from "../graph/sort.js";
import { substitute } from "../graph/substitute.js";

/** A placeholder of x's dtype and shape that only a body sees. */
export function standIn(
  name: string,
  x: { readonly shape: Node["shape"]; readonly dtype: Node["dtype"] },
): Placeholder {
  return new Placeholder(name, { shape: x.shape, dtype: x.dtype });
}

/**
 * Cuts results off from the graph around them: whatever does not depend on `inputs` is computed outside, once, and comes
 * in through a stand-in.
 */
export function capture(
  results: readonly Node[],
  inputs: readonly Placeholder[],
): { results: readonly Node[]; captured: readonly Node[]; standIns: readonly Placeholder[] } {
  const inside = new Set<Node>(inputs);
  for (const node of topoSort(results)) if (node.inputs.some((x) => inside.has(x))) inside.add(node);
  const captured = new Set<Node>();
  for (const root of results) if (!inside.has(root)) captured.add(root);
  for (const node of sortUntil(results, (n) => !inside.has(n)))
    if (inside.has(node)) for (const x of node.inputs) if (!inside.has(x)) captured.add(x);
  const list = [...captured].filter((node) => !isConstant(node));
  const standIns = list.map((node, i) => standIn(`captured${i}`, node));
  return {
    results: substitute(results, new Map(list.map((node, i) => [node, standIns[i]!]))),
    captured: list,
    standIns,
  };
}

// Constants are written into the body: there they simplify.
export function isConstant(node: Node): boolean {
  return node.op === "constant" || (node.op === "broadcastTo" && isConstant(node.inputs[0]!));
}
