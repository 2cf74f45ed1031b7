// Memory for time: a part of a graph whose inner values are not kept for the derivative, but computed again.
import { makeNode, type Node, pick } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { substitute } from "../graph/substitute.js";
import { capture, standIn } from "./body.js";
import { flattenTree, rebuildTree, type Tree } from "./tree.js";

/**
 * The same function, whose inner values are computed again when a derivative needs them, just before they are used:
 * between forward and backward only its operands are kept.
 */
export function checkpoint<X extends readonly Tree[], Y extends Tree>(f: (...x: X) => Y): (...x: X) => Y {
  return (...x) => {
    const operands = flattenTree("checkpoint", x);
    const inputs = operands.map((node, i) => standIn(`x${i}`, node));
    const tree = f(...rebuildTree(x, inputs));
    const { results, captured, standIns } = capture(flattenTree("checkpoint", tree), inputs);
    const entry = checkpointOp(results, [...inputs, ...standIns]);
    const node = makeNode(entry, [...operands, ...captured]);
    return rebuildTree(
      tree,
      results.map((_, i) => pick(node, i)),
    );
  };
}

function checkpointOp(results: readonly Node[], inputs: readonly Node[]): Op {
  return {
    name: "checkpoint",
    infer: () => results.map(({ shape, dtype }) => ({ shape, dtype })),
    derivative: {
      kind: "expand",
      expand: (node) => substitute(results, new Map(inputs.map((x, i) => [x, node.inputs[i]!]))),
    },
    lower: (node, to) => {
      const places = new Map(inputs.map((x, i) => [x, to.input(node.inputs[i]!)]));
      for (const [i, at] of to.subgraph(results, places).entries()) to.bind(node, at, i);
    },
  };
}
