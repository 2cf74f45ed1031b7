// Wengert's list of an expression at a point, with tangents and adjoints.

import type { Engine } from "../bare.js";
import { type Trace, trace } from "../draw/index.js";
import { makeNode, type Node, Placeholder } from "../graph/node.js";
import { topoSort } from "../graph/sort.js";
import { toText } from "../symbolic/index.js";
import type { TensorLike } from "../tensor.js";
import type { Expression, Point } from "./expression.js";

/** A variable or an intermediate result. */
export interface Entry {
  /** the variable's own name, or v1, v2 … */
  readonly name: string;
  /** what is computed, of names; the name itself for a variable */
  readonly operation: string;
  readonly value: number | boolean;
  /** ∂entry/∂x for each x, by its name */
  readonly tangents: Readonly<Record<string, number>>;
  /** ∂f/∂entry; undefined where f does not depend on the xs by way of this entry */
  readonly adjoint: number | undefined;
  /** what the adjoint is the sum of: the adjoint of each use, and the local derivative there */
  readonly terms: readonly { readonly user: string; readonly adjoint: number; readonly partial: number }[];
}

/** The variables, then what is computed of them in order. @throws GraphError if an op on the way has no derivative */
export function wengertList(
  engine: Engine,
  { f }: Expression,
  point: Point,
  xs: readonly Placeholder[],
): readonly Entry[] {
  const run = (plan: Trace) => plan.options(engine.run(plan.nodes, point) as readonly TensorLike[]);
  const reverse = run(trace(f, xs, { mode: "reverse" }));
  const forward = xs.map((x) =>
    run(trace(f, xs, { mode: "forward", tangents: xs.map((other) => Number(other === x)) })),
  );

  const order = topoSort([f]).filter((node) => reverse.values!.has(node));
  const [inputs, operations] = [true, false].map((is) => order.filter((node) => node instanceof Placeholder === is));
  const nodes = [...inputs!, ...operations!];
  const names = new Map<Node, string>();
  for (const [i, node] of nodes.entries())
    names.set(node, node instanceof Placeholder ? node.name : `v${i - inputs!.length + 1}`);
  const number = (value: TensorLike | undefined): number | undefined => value && Number(value.data[0]);
  const adjointOf = (node: Node) => number(reverse.adjoints!.get(node));

  const uses = new Map<Node, Entry["terms"][number][]>(nodes.map((node) => [node, []]));
  for (const user of nodes)
    for (const [i, input] of user.inputs.entries()) {
      const [adjoint, partial] = [adjointOf(user), number(reverse.partials?.get(user)?.[i])];
      if (adjoint !== undefined && partial !== undefined)
        uses.get(input)?.push({ user: names.get(user)!, adjoint, partial });
    }

  return nodes.map((node): Entry => {
    const value = number(reverse.values!.get(node))!;
    return {
      name: names.get(node)!,
      operation: operationOf(node, names),
      value: node.dtype === "bool" ? value !== 0 : value,
      tangents: Object.fromEntries(xs.map((x, i) => [x.name, number(forward[i]!.tangents!.get(node)) ?? 0])),
      adjoint: adjointOf(node),
      terms: uses.get(node)!,
    };
  });
}

// The node's own operation, with names for its operands.
function operationOf(node: Node, names: ReadonlyMap<Node, string>): string {
  if (node.inputs.length === 0) return names.get(node)!;
  const operands = node.inputs.map((x) => {
    const name = names.get(x);
    return name === undefined ? x : new Placeholder(name, { shape: [], dtype: x.dtype });
  });
  return toText(makeNode(node.entry, operands, node.attributes));
}
