// A function whose reverse rule is given, in place of what it is made of.
import { requireAlike } from "../autodiff/reverse.js";
import { GraphError } from "../errors.js";
import { makeNode, Node, type Placeholder } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { capture, standIn } from "./body.js";

/**
 * f with a reverse rule of its own: `rule(ct, y, …x)` gives an adjoint for each operand, of its shape and dtype, from the
 * adjoint of f's result; undefined for one that is no float. Gradients of gradients go through the rule. f may use nodes from outside, but none that a
 * derivative would have to reach: those are operands.
 * @throws GraphError where forward mode leads through it, where the rule gives another number of adjoints, or where a
 * derivative is asked for by a node that f uses from outside; ShapeError, DTypeError for an adjoint that does not fit
 */
export function customVjp<X extends readonly Node[], Y extends Node>(
  f: (...x: X) => Y,
  rule: (ct: Y, y: Y, ...x: X) => readonly (Node | undefined)[],
): (...x: X) => Y {
  return (...x) => {
    const inputs = x.map((node, i) => standIn(`x${i}`, node));
    const y = f(...(inputs as readonly Node[] as X));
    if (!(y instanceof Node)) throw new GraphError(`customVjp: f gives one node, not ${typeof y}`);
    const { results, captured, standIns } = capture([y], inputs);
    const adjoints = (ct: Node, node: Node) =>
      rule(ct as Y, node as Y, ...(node.inputs.slice(0, x.length) as readonly Node[] as X));
    return makeNode(customOp(results[0]!, inputs, standIns, adjoints), [...x, ...captured]) as Y;
  };
}

function customOp(
  result: Node,
  inputs: readonly Placeholder[],
  captured: readonly Placeholder[],
  rule: (ct: Node, node: Node) => readonly (Node | undefined)[],
): Op {
  const { shape, dtype } = result;
  const all = [...inputs, ...captured];
  return {
    name: "customVjp",
    infer: () => ({ shape, dtype }),
    derivative: {
      kind: "several",
      jvp: (_, node) => {
        throw new GraphError("customVjp has a reverse rule only: no forward mode", { node, origin: node.origin });
      },
      vjp: ([ct], node, needed) => {
        const outside = node.inputs.find((_, i) => i >= inputs.length && needed[i]);
        if (outside)
          throw new GraphError(`customVjp: the function uses ${outside} from outside; make it an operand`, {
            node,
            origin: node.origin,
          });
        const adjoints = rule(ct!, node);
        if (adjoints.length !== inputs.length)
          throw new GraphError(`customVjp: the rule gives ${adjoints.length} adjoints for ${inputs.length} operands`, {
            node,
            origin: node.origin,
          });
        const asked = (list: readonly (Node | undefined)[]) => list.filter((_, i) => needed[i]) as readonly Node[];
        requireAlike("customVjp", "cotangent", asked(adjoints), asked(node.inputs.slice(0, inputs.length)));
        return adjoints;
      },
    },
    lower: (node, to) => {
      const places = new Map(all.map((x, i) => [x, to.input(node.inputs[i]!)]));
      to.bind(node, to.subgraph([result], places)[0]!);
    },
  };
}
