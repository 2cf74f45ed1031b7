// Better graphs of the same value: rules of each op, and those that hold for all. Nodes that become equal become one;
// what nothing depends on any more is not reached.

import { arrayTypes, type DType } from "../dtype.js";
import { Interner } from "../graph/intern.js";
import { Constant, makeNode, type Node } from "../graph/node.js";
import { sameShape } from "../shape.js";

/** Rules that hold for every op, in order; the op's own `rewrite` comes first. */
const rules: readonly ((node: Node) => Node | undefined)[] = [foldScalars, absorbBroadcasts];

/** The simplified nodes, in the same order. Values are the same to the last bit. */
export function simplify(nodes: readonly Node[]): Node[] {
  const interner = new Interner();
  return nodes.map((node) => interner.intern(node, better));
}

function better(node: Node): Node {
  const own = node.entry.rewrite?.(node);
  if (own) return own;
  for (const rule of rules) {
    const result = rule(node);
    if (result) return result;
  }
  return node;
}

// Operations whose result on numbers is the correctly rounded one, on scalar constants. f32 operands are exact in f64,
// and rounding + − · of them twice is rounding once.
function foldScalars(node: Node): Node | undefined {
  const { exact } = node.entry;
  if (!exact || !node.inputs.every((x) => x instanceof Constant && x.data.length === 1)) return undefined;
  const value = exact(...node.inputs.map((x) => (x as Constant).data[0]!));
  const data = new arrayTypes[node.dtype as DType](1);
  data[0] = value;
  if (node.dtype === "i32" && data[0] !== value) return undefined;
  return new Constant(data, { shape: node.shape, dtype: node.dtype });
}

// f(broadcast(x), y) = f(x, y) where the result's shape stays
function absorbBroadcasts(node: Node): Node | undefined {
  if (!node.entry.broadcasts) return undefined;
  let inputs = node.inputs;
  for (const [i, x] of node.inputs.entries()) {
    if (x.op !== "broadcastTo") continue;
    const fewer = inputs.map((input, k) => (k === i ? x.inputs[0]! : input));
    const { shape } = node.entry.infer(fewer, node.attributes) as { shape: Node["shape"] };
    if (sameShape(shape, node.shape)) inputs = fewer;
  }
  return inputs === node.inputs ? undefined : makeNode(node.entry, inputs, node.attributes);
}
