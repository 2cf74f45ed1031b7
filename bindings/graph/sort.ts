import { Node, Parameter, Placeholder } from "./node.js";

/**
 * Every node that `nodes` depend on, and they themselves, operands before users. Iterative: a chain of any length is
 * sorted without recursion. Deterministic: operands in order, depth first.
 */
export function topoSort(nodes: readonly Node[]): Node[] {
  return sortUntil(nodes, () => false);
}

/** Like topoSort, but does not look below the nodes for which `stop` holds, and takes operands in the order of `inputsOf`. */
export function sortUntil(
  nodes: readonly Node[],
  stop: (node: Node) => boolean,
  inputsOf: (node: Node) => readonly Node[] = (node) => node.inputs,
): Node[] {
  const order: Node[] = [];
  const done = new Set<Node>();
  const stack: { node: Node; inputs: readonly Node[]; next: number }[] = [];
  const push = (node: Node) => stack.push({ node, inputs: stop(node) ? [] : inputsOf(node), next: 0 });
  for (const root of nodes) {
    if (!done.has(root)) push(root);
    while (stack.length) {
      const top = stack[stack.length - 1]!;
      const input = top.inputs[top.next++];
      if (input === undefined) {
        stack.pop();
        if (!done.has(top.node)) {
          done.add(top.node);
          order.push(top.node);
        }
      } else if (!done.has(input)) push(input);
    }
  }
  return order;
}

/** The parameters that the nodes depend on, in topological order; only those with the given trainability, if it is given. */
export function parameters(nodes: Node | readonly Node[], options: { trainable?: boolean } = {}): Parameter[] {
  const { trainable } = options;
  return topoSort(list(nodes)).filter(
    (node): node is Parameter => node instanceof Parameter && (trainable === undefined || node.trainable === trainable),
  );
}

/** The placeholders that the nodes depend on, in topological order. */
export function placeholders(nodes: Node | readonly Node[]): Placeholder[] {
  return topoSort(list(nodes)).filter((node): node is Placeholder => node instanceof Placeholder);
}

function list(nodes: Node | readonly Node[]): readonly Node[] {
  return nodes instanceof Node ? [nodes] : nodes;
}
