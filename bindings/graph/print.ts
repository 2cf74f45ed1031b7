// Graphs as text: an expression, with the parts that are used more than once named before it.
import { Constant, isInput, Node } from "./node.js";
import { topoSort } from "./sort.js";

// An expression longer than this gets a name of its own, so that no line grows without end.
const LONGEST = 160;

/**
 * The nodes as text. A node is an expression of placeholders, parameters and constants; parts that are used more than
 * once, or are long, stand before it as `%1 = …`. Several nodes are a line each.
 */
export function toText(nodes: Node | readonly Node[]): string {
  const roots = nodes instanceof Node ? [nodes] : nodes;
  const order = topoSort(roots);
  const uses = new Map<Node, number>();
  for (const root of roots) uses.set(root, (uses.get(root) ?? 0) + 1);
  for (const node of order) for (const x of node.inputs) uses.set(x, (uses.get(x) ?? 0) + 1);
  const text = new Map<Node, string>();
  const lines: string[] = [];
  for (const node of order) {
    const call = expression(
      node,
      node.inputs.map((x) => text.get(x)!),
    );
    const named =
      node.inputs.length > 0 && ((uses.get(node) ?? 0) > 1 || (call.length > LONGEST && !roots.includes(node)));
    if (!named) {
      text.set(node, call);
      continue;
    }
    const name = `%${lines.length + 1}`;
    lines.push(`${name} = ${bare(call)}`);
    text.set(node, name);
  }
  return [...lines, ...roots.map((root) => bare(text.get(root)!))].join("\n");
}

function expression(node: Node, inputs: readonly string[]): string {
  if (isInput(node)) return node.name;
  if (node instanceof Constant) {
    if (node.data.length === 1) return String(Number(node.data[0]!.toPrecision(node.dtype === "f32" ? 7 : 17)));
    return `constant(${node.shape.join("×")})`;
  }
  return node.entry.print?.(inputs, node) ?? `${node.op}(${inputs.map(bare).join(", ")})`;
}

// Without the parentheses around the whole.
function bare(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")" && --depth === 0 && i < text.length - 1) return text;
  }
  return text.slice(1, -1);
}
