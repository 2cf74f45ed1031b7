// From a graph to the drawing that every writer reads. Iterative, and linear in nodes and edges.
import { Constant, isInput, type Node, Parameter, Placeholder } from "../graph/node.js";
import { topoSort } from "../graph/sort.js";
import { add } from "../ops/arithmetic.js";
import { mul } from "../ops/define.js";
import { elements } from "../shape.js";
import type { Box, Cluster, Drawing, Edge, Line } from "./drawing.js";
import { checkOptions, type DrawOptions, listOf } from "./options.js";
import { folding, type Scope, Scopes } from "./scopes.js";
import { marked, numbered, printable, symbolOf, typeText, valueText } from "./text.js";
import type { Kind } from "./theme.js";

/**
 * The nodes and all that they depend on as plain data: boxes, edges and frames. It is what `toDot`, `toMermaid` and
 * `toSvg` write out; read it to write another format.
 * @throws GraphError, ShapeError, DTypeError where an option cannot be followed
 */
export function draw(nodes: Node | readonly Node[], options: DrawOptions = {}): Drawing {
  return drawFor("draw", nodes, options);
}

/** The same for a function that errors should name. */
export function drawFor(subject: string, nodes: Node | readonly Node[], options: DrawOptions): Drawing {
  const roots = listOf(subject, nodes);
  const slopes = listOf(`${subject}: gradients`, options.gradients ?? []);
  checkOptions(subject, options);
  const graph = topoSort(roots);
  const all = slopes.length ? topoSort([...roots, ...slopes]) : graph;
  const outputs = new Set([...roots, ...slopes]);
  // what only gradients depend on has the scopes of the graph once more, in a frame of its own
  const [own, beside] = [new Scopes(), new Scopes()];
  const inGraph = new Set(graph);
  const scopes = new Map(all.map((node) => [node, (inGraph.has(node) ? own : beside).enter(node.scope)]));
  const foldedInto = folding(subject, options.fold, [...own.byPath.keys(), ...beside.byPath.keys()]);
  const names = namesOf(all, options.names);

  const boxes: (Box | Scope)[] = []; // a folded scope stands where its first node does; its box is made last
  const edges: Edge[] = [];
  const clusters: Cluster[] = [];
  const ids = new Map<Node, string>();
  const folded = new Map<Scope, { readonly id: string; nodes: number; parameters: number; output: boolean }>();

  const frame = (name: string, kind: Cluster["kind"], parent?: number): number =>
    clusters.push({ name: printable(name), kind, parent }) - 1;
  const frames = new Map<Scope, number>();
  if (slopes.length) frames.set(own.root, frame("graph", "graph")).set(beside.root, frame("gradients", "gradients"));
  const frameOf = (scope: Scope): number | undefined => {
    const path: Scope[] = [];
    for (let at: Scope | undefined = scope; at?.parent && !frames.has(at); at = at.parent) path.push(at);
    for (const at of path.reverse()) frames.set(at, frame(at.name, "scope", frames.get(at.parent!)));
    return frames.get(scope);
  };

  for (const [i, node] of all.entries()) {
    const scope = scopes.get(node)!;
    const into = foldedInto(scope);
    if (!into) {
      ids.set(node, `n${i}`);
      boxes.push(boxOf(node, `n${i}`, frameOf(scope)));
      continue;
    }
    const sum = folded.get(into) ?? { id: `s${folded.size}`, nodes: 0, parameters: 0, output: false };
    if (!folded.has(into)) boxes.push(into);
    folded.set(into, sum);
    ids.set(node, sum.id);
    sum.nodes++;
    sum.output ||= outputs.has(node);
    if (node instanceof Parameter && node.trainable) sum.parameters += elements(node.shape as readonly number[]);
  }

  const drawn = new Set<string>();
  for (const node of all) {
    const to = ids.get(node)!;
    const ordered = node.inputs.length > 1 && node.entry !== add.entry && node.entry !== mul.entry;
    for (const [i, x] of node.inputs.entries()) {
      const from = ids.get(x)!;
      if (from.startsWith("s") || to.startsWith("s")) {
        if (from === to || drawn.has(`${from} ${to}`)) continue;
        drawn.add(`${from} ${to}`);
      }
      const partial = options.partials?.get(node)?.[i];
      if (partial) {
        const label = `∂${names(node)}/∂${names(x)} = ${number(partial)}`;
        edges.push({ from, to, label });
      } else edges.push(ordered && !to.startsWith("s") ? { from, to, operand: i + 1 } : { from, to });
    }
  }
  const { title, rankdir = "BT", legend = true } = options;
  return {
    title: title === undefined ? undefined : printable(title),
    rankdir,
    legend: legend && all.length > 0,
    boxes: boxes.map((box) => ("kind" in box ? box : foldedBox(box))),
    edges,
    clusters,
  };

  function number(value: Parameters<typeof valueText>[0]): string {
    return valueText(value, options.digits ?? 4);
  }

  function boxOf(node: Node, id: string, cluster: number | undefined): Box {
    const { values, tangents, adjoints, digits = 4 } = options;
    const kind = kindOf(node);
    const input = isInput(node);
    const [value, tangent, adjoint] = [values, tangents, adjoints].map((map) => map?.get(node));
    const assigned = value && kind !== "constant" ? [number(value)] : [];
    const lines: Line[] = [];
    if (!input) lines.push({ role: "symbol", text: symbolOf(node, digits) });
    if (input || assigned.length || names.given(node))
      lines.push({ role: assigned.length ? "value" : "name", text: [...names.all(node), ...assigned].join(" = ") });
    const type = typeText(node);
    if (type) lines.push({ role: "type", text: type });
    if (tangent) lines.push({ role: "tangent", text: `${marked(names(node), "tangent")} = ${number(tangent)}` });
    if (adjoint) lines.push({ role: "adjoint", text: `${marked(names(node), "adjoint")} = ${number(adjoint)}` });
    const small = kind === "operation" && !type && lines.every(({ text }) => text.length <= 8);
    return { id, kind, shape: small ? "circle" : "wide", output: outputs.has(node), lines: safe(lines), cluster };
  }

  function foldedBox(scope: Scope): Box {
    const { id, nodes, parameters, output } = folded.get(scope)!;
    const lines: Line[] = [{ role: "symbol", text: scope.name }];
    lines.push({ role: "type", text: `${counted(nodes)} ${nodes === 1 ? "node" : "nodes"}` });
    if (parameters) lines.push({ role: "type", text: `${counted(parameters)} parameters` });
    return { id, kind: "folded", shape: "wide", output, lines: safe(lines), cluster: frameOf(scope.parent!) };
  }
}

interface Names {
  (node: Node): string;
  all(node: Node): readonly string[];
  /** whether the caller named it */
  given(node: Node): boolean;
}

// The given names, of which the first is used in derivatives; else the last part of a placeholder's or parameter's own;
// else v₁, v₂, … over the operations, as in Wengert's list.
function namesOf(order: readonly Node[], given: DrawOptions["names"]): Names {
  const names = new Map<Node, string[]>();
  for (const [name, node] of Object.entries(given ?? {})) names.set(node, [...(names.get(node) ?? []), name]);
  const numbers = new Map<Node, number>();
  for (const node of order) if (kindOf(node) === "operation") numbers.set(node, numbers.size + 1);
  const own = (node: Node): string => {
    if (isInput(node)) return node.name.slice(node.name.lastIndexOf(".") + 1);
    const number = numbers.get(node);
    return number === undefined ? node.op : numbered(number);
  };
  const all = (node: Node): readonly string[] => names.get(node) ?? [own(node)];
  return Object.assign((node: Node) => all(node)[0]!, { all, given: (node: Node) => names.has(node) });
}

function kindOf(node: Node): Exclude<Kind, "folded"> {
  if (node instanceof Placeholder) return "placeholder";
  if (node instanceof Parameter) return node.trainable ? "parameter" : "state";
  return node instanceof Constant ? "constant" : "operation";
}

function safe(lines: readonly Line[]): Line[] {
  return lines.map(({ role, text }) => ({ role, text: printable(text) }));
}

// 12,345
function counted(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}
