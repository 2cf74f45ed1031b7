// What an executor runs, before sizes are known: simplified nodes in order.
import { Constant, isInput, type Node, Parameter, Placeholder } from "../graph/node.js";
import { simplify } from "../simplify/index.js";
import { schedule } from "./schedule.js";

export interface Program {
  /** every node, operands before users */
  readonly order: readonly Node[];
  readonly outputs: readonly Node[];
  readonly updates: readonly (readonly [Parameter, Node])[];
  readonly placeholders: readonly Placeholder[];
  readonly parameters: readonly Parameter[];
  /** nodes that depend on constants alone */
  readonly constant: ReadonlySet<Node>;
  /** uses of each node as an operand */
  readonly uses: ReadonlyMap<Node, number>;
  readonly checkFinite: boolean;
}

/** The program of outputs and updates. */
export function makeProgram(
  outputs: readonly Node[],
  updates: readonly (readonly [Parameter, Node])[],
  checkFinite: boolean,
): Program {
  const simple = simplify([...outputs, ...updates.map(([, next]) => next)]);
  const next = simple.slice(outputs.length);
  const order = schedule(simple);
  const uses = new Map<Node, number>(order.map((node) => [node, 0]));
  const constant = new Set<Node>();
  for (const node of order) {
    for (const x of node.inputs) uses.set(x, uses.get(x)! + 1);
    const leaf = isInput(node);
    if (!leaf && (node instanceof Constant || node.inputs.every((x) => constant.has(x)))) constant.add(node);
  }
  const written = updates.map(([p]) => p);
  const read = order.filter((node): node is Parameter => node instanceof Parameter);
  return {
    order,
    outputs: simple.slice(0, outputs.length),
    updates: updates.map(([p], i) => [p, next[i]!] as const),
    placeholders: order.filter((node): node is Placeholder => node instanceof Placeholder),
    parameters: [...new Set([...read, ...written])],
    constant,
    uses,
    checkFinite,
  };
}
