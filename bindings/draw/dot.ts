// Graphs in Graphviz's DOT language. Colours are of middle lightness on a transparent ground, 4 : 1 or more against
// white and against black; kinds of nodes differ in shape as well, for those who see no colours.
import { Constant, isPick, type Node, Parameter, Placeholder } from "../graph/node.js";
import { topoSort } from "../graph/sort.js";
import { add } from "../ops/arithmetic.js";
import { mul } from "../ops/define.js";
import { showShape } from "../shape.js";
import type { TensorLike } from "../tensor.js";

export interface DotOptions {
  /** values to show beside dtype and shape, such as the results of a run */
  readonly values?: ReadonlyMap<Node, TensorLike>;
  /** where the results stand; default `"BT"`: inputs at the bottom, results on top */
  readonly rankdir?: "BT" | "TB" | "LR" | "RL";
}

const styles = {
  placeholder: 'shape=ellipse, color="#1f7bd6", fontcolor="#1f7bd6"',
  parameter: 'shape=box, color="#bf6000", fontcolor="#bf6000"',
  state: 'shape=box, style=dashed, color="#bf6000", fontcolor="#bf6000"',
  constant: "shape=plain",
  operation: 'shape=box, style=rounded, color="#1f8a3b", fontcolor="#1f8a3b"',
};

/**
 * The nodes and all that they depend on, as Graphviz text: placeholders as ellipses, parameters as boxes (dashed if they
 * are not trainable), constants without a frame, operations as round boxes, the nodes themselves with a double frame.
 * Labels give operation or name, dtype and shape. Where the order of operands matters, edges are numbered. The scopes of
 * placeholders and parameters, the parts of their names before a dot, are frames.
 */
export function toDot(nodes: readonly Node[], options: DotOptions = {}): string {
  const { values, rankdir = "BT" } = options;
  const order = topoSort(nodes);
  const outputs = new Set(nodes);
  const ids = new Map(order.map((node, i) => [node, `n${i}`]));
  const root: Scope = { name: "", scopes: new Map(), lines: [] };
  const edges: string[] = [];
  for (const node of order) {
    const id = ids.get(node)!;
    const { scope, name } = place(node, root);
    const type = node.results.map((result) => `${result.dtype}${showShape(result.shape)}`);
    const value = values?.get(node);
    const label = [name, ...type, ...(value ? [shown(value)] : [])].map(escaped).join("\\n");
    const output = outputs.has(node) ? ", peripheries=2, penwidth=1.5" : "";
    scope.lines.push(`${id} [label="${label}", ${styles[kindOf(node)]}${output}]`);
    const ordered = node.inputs.length > 1 && node.entry !== add.entry && node.entry !== mul.entry;
    for (const [i, x] of node.inputs.entries())
      edges.push(`${ids.get(x)} -> ${id}${ordered ? ` [headlabel="${i + 1}"]` : ""}`);
  }
  return [
    "digraph {",
    `  graph [rankdir=${rankdir}, bgcolor="transparent", fontname="sans-serif", fontcolor="#767676", color="#767676"]`,
    '  node [fontname="sans-serif", fontsize=11, fontcolor="#767676", color="#767676"]',
    '  edge [fontname="sans-serif", fontsize=8, fontcolor="#767676", color="#767676", arrowsize=0.6]',
    ...frames(root),
    ...edges.map((edge) => `  ${edge}`),
    "}\n",
  ].join("\n");
}

interface Scope {
  readonly name: string;
  readonly scopes: Map<string, Scope>;
  readonly lines: string[];
}

// Where the node stands, and what it is called there.
function place(node: Node, root: Scope): { scope: Scope; name: string } {
  if (!(node instanceof Placeholder || node instanceof Parameter)) return { scope: root, name: titleOf(node) };
  const path = node.name.split(".");
  const name = path.pop()!;
  let scope = root;
  for (const part of path) {
    const inner = scope.scopes.get(part) ?? { name: part, scopes: new Map(), lines: [] };
    scope.scopes.set(part, inner);
    scope = inner;
  }
  return { scope, name };
}

function titleOf(node: Node): string {
  if (node instanceof Constant && node.data.length === 1) return short(node.data[0]!);
  return isPick(node) ? `result ${node.attributes.i}` : node.op;
}

function kindOf(node: Node): keyof typeof styles {
  if (node instanceof Placeholder) return "placeholder";
  if (node instanceof Parameter) return node.trainable ? "parameter" : "state";
  return node instanceof Constant ? "constant" : "operation";
}

// Statements of a scope and, in frames, of the scopes inside it.
function frames(root: Scope): string[] {
  const lines: string[] = [];
  let clusters = 0;
  const open: { readonly inner: Iterator<Scope>; readonly indent: string }[] = [];
  const enter = (scope: Scope, indent: string): void => {
    for (const line of scope.lines) lines.push(`${indent}${line}`);
    open.push({ inner: scope.scopes.values(), indent });
  };
  enter(root, "  ");
  while (open.length) {
    const { inner, indent } = open[open.length - 1]!;
    const next = inner.next();
    if (!next.done) {
      lines.push(`${indent}subgraph cluster${clusters++} {`);
      lines.push(`${indent}  label="${escaped(next.value.name)}"; style="rounded,dotted"`);
      enter(next.value, `${indent}  `);
    } else {
      open.pop();
      if (open.length) lines.push(`${indent.slice(2)}}`);
    }
  }
  return lines;
}

// At most four elements.
function shown(value: TensorLike): string {
  const list = Array.from(value.data.subarray(0, 4), (x) => (value.dtype === "bool" ? String(x === 1) : short(x)));
  return value.shape.length === 0 ? list[0]! : `[${list.join(", ")}${value.data.length > 4 ? ", …" : ""}]`;
}
function short(x: number): string {
  return String(Number(x.toPrecision(4)));
}

// In a quoted string of DOT, `"` ends it; in a label, a backslash begins an escape and `&` an entity.
const special: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "&": "&amp;",
  "\n": "\\n",
  "\r": "\\n",
  "\0": "␀",
};
function escaped(text: string): string {
  return text.replace(/["\\&\n\r\0]/g, (c) => special[c]!);
}
