import { ShapeError } from "../errors.js";
import { sameShape, showShape } from "../shape.js";
import { makeNode, Node } from "./node.js";
import { inherit } from "./scope.js";
import { topoSort } from "./sort.js";

/**
 * The same nodes over replaced ones: every use of a key of `map` becomes a use of its value. Nodes that do not depend on
 * a key are kept as they are. Replacements are not rewritten themselves, so `w → add(w, delta)` is meant once.
 * Throws a ShapeError if a replacement has another shape or dtype.
 */
export function substitute<T extends Node | readonly Node[]>(nodes: T, map: ReadonlyMap<Node, Node>): T {
  for (const [from, to] of map)
    if (from.dtype !== to.dtype || !sameShape(from.shape, to.shape))
      throw new ShapeError(
        `substitute: ${from} cannot become ${to.dtype}${showShape(to.shape)}: shape and dtype stay the same`,
        { node: from, origin: to.origin },
      );
  const roots: readonly Node[] = nodes instanceof Node ? [nodes] : nodes;
  const copies = new Map<Node, Node>();
  for (const node of topoSort(roots)) {
    const inputs = node.inputs.map((x) => copies.get(x)!);
    const same = inputs.every((x, i) => x === node.inputs[i]);
    const copy = same ? node : inherit(node.origin, () => makeNode(node.entry, inputs, node.attributes));
    copies.set(node, map.get(node) ?? copy);
  }
  const result = roots.map((node) => copies.get(node)!);
  return (nodes instanceof Node ? result[0] : result) as T;
}
