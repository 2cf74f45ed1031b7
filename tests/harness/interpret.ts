// A slow executor in plain JavaScript: what a graph means, by the references of its ops.

import type { Node, Op } from "wengert";
import * as w from "wengert";
import { broadcastAt, type Plain, store, tabulate } from "./plain.js";
import { decompose, lu } from "./reference-decompose.js";
import { numeric } from "./reference-numeric.js";
import { structure } from "./reference-structure.js";
import { Constant } from "./registry.js";

const references = { ...structure, ...numeric, ...decompose };

/** True if there is something to compare an op with. */
export function hasReference(entry: Op): boolean {
  return (
    entry.tests?.ref !== undefined ||
    references[entry.name] !== undefined ||
    entry.name === "lu" ||
    entry.derivative.kind === "expand"
  );
}

/** The values of nodes, given those of their placeholders. Results are rounded to their dtypes at every node. */
export function interpret(nodes: readonly Node[], feeds: ReadonlyMap<Node, Plain>): Plain[] {
  const known = new Map<Node, readonly Plain[]>([...feeds].map(([node, value]) => [node, [value]]));
  return evaluate(nodes, known, true);
}

/** The result of nodes that stand alone, not rounded: what one kernel is compared with. */
export function interpretOne(nodes: readonly Node[], feeds: ReadonlyMap<Node, Plain>): Plain[] {
  const known = new Map<Node, readonly Plain[]>([...feeds].map(([node, value]) => [node, [value]]));
  return evaluate(nodes, known, false);
}

function evaluate(nodes: readonly Node[], known: Map<Node, readonly Plain[]>, round: boolean): Plain[] {
  for (const node of w.topoSort(nodes)) if (!known.has(node)) known.set(node, resultsOf(node, known, round));
  return nodes.map((node) => known.get(node)![0]!);
}

function resultsOf(node: Node, known: Map<Node, readonly Plain[]>, round: boolean): readonly Plain[] {
  if (node instanceof Constant) return [{ shape: node.shape as number[], dtype: node.dtype, data: [...node.data] }];
  if (node.op === "pick") return [known.get(node.inputs[0]!)![Number(node.attributes.i)]!];
  const { derivative } = node.entry;
  if (derivative.kind === "expand") return expanded(derivative.expand(node), node, known, round);
  const operands = node.inputs.map((x) => known.get(x)![0]!);
  if (node.op === "lu") return lu(operands);
  const y = applyOp(node, operands);
  return [round || node.dtype === "i32" ? { ...y, data: y.data.map((v) => store(y.dtype, v)) } : y];
}

// By an op's definition in other ops. Each of them rounds once, a sum once a term, and terms that cancel leave the
// roundings of the largest.
function expanded(
  nodes: readonly Node[],
  node: Node,
  known: Map<Node, readonly Plain[]>,
  round: boolean,
): readonly Plain[] {
  const parts = w.topoSort(nodes).filter((part) => !known.has(part));
  const results = evaluate(nodes, known, round);
  const values = [...parts, ...node.inputs].flatMap((part) => known.get(part)![0]!.data);
  const top = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const slack = top * (parts.length + Math.max(0, ...node.inputs.flatMap((x) => x.shape as number[])));
  return results.map((y) => ({ ...y, slack: y.data.map(() => slack) }));
}

function applyOp(node: Node, xs: readonly Plain[]): Plain {
  const special = references[node.op];
  if (special) return special(xs, node);
  const ref = node.entry.tests?.ref;
  if (!ref) throw new Error(`no reference for ${node.op}`);
  const f = node.dtype === "i32" ? (integer[node.op] ?? ref) : ref;
  const y = tabulate(node.shape as number[], node.dtype, (index) => f(...xs.map((x) => broadcastAt(x, index))));
  // the series that defines erf alternates with terms up to 3
  return node.op === "erf" ? { ...y, slack: y.data.map(() => 12) } : y;
}

// Where whole numbers have a convention of their own: quotients truncate, x/0 = 0, and 0 to a negative power is 0.
const integer: Readonly<Record<string, (x: number, y: number) => number>> = {
  div: (x, y) => (y === 0 ? 0 : Math.trunc(x / y)),
  mul: Math.imul,
  pow: (x, y) => (x === 0 && y < 0 ? 0 : Math.trunc(x ** y)),
};
