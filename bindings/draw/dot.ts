// Drawings in Graphviz's DOT language.
import type { Node } from "../graph/node.js";
import { drawFor } from "./draw.js";
import { type Box, type Drawing, type Line, nested } from "./drawing.js";
import type { DrawOptions } from "./options.js";
import { xml } from "./text.js";
import { grey, inks, type Kind, legend } from "./theme.js";

// Graphviz has measures of Helvetica's letters, with which it sizes boxes.
const font = 'fontname="Helvetica,Arial,sans-serif"';
const shapes: Readonly<Record<Kind, string>> = {
  placeholder: "shape=ellipse",
  parameter: "shape=box",
  state: "shape=box, style=dashed",
  constant: "shape=plain",
  operation: "shape=box, style=rounded",
  folded: "shape=folder",
};

/**
 * The nodes and all that they depend on, as Graphviz text: placeholders as ellipses, parameters as boxes (dashed if they
 * are not trainable), constants without a frame, operations as circles or round boxes, the nodes themselves with a
 * double frame. Where the order of operands matters, edges are numbered. The scopes of placeholders and parameters are
 * frames.
 * @throws GraphError, ShapeError, DTypeError where an option cannot be followed
 */
export function toDot(nodes: Node | readonly Node[], options: DrawOptions = {}): string {
  return dotOf(drawFor("toDot", nodes, options));
}

export function dotOf(drawing: Drawing): string {
  const lines = [
    "digraph {",
    `  graph [rankdir=${drawing.rankdir}, bgcolor="transparent", ${font}, fontsize=11, fontcolor="${grey}", color="${grey}"${caption(drawing)}]`,
    `  node [${font}, fontsize=11, margin="0.08,0.05", height=0.3, width=0.3]`,
    `  edge [${font}, fontsize=10, fontcolor="${inks.partial}", color="${grey}", arrowsize=0.6]`,
  ];
  for (const step of nested(drawing)) {
    const indent = "  ".repeat(step.depth + 1);
    if (step.kind === "close") lines.push(`${indent}}`);
    else if (step.kind === "box") lines.push(`${indent}${statement(step.box)}`);
    else {
      lines.push(`${indent}subgraph cluster${step.index} {`);
      lines.push(`${indent}  label="${quoted(step.cluster.name)}"; style="rounded,dotted"`);
    }
  }
  // inputs side by side; Graphviz cannot rank across frames
  const inputs = drawing.clusters.length ? [] : drawing.boxes.filter(({ kind }) => kind === "placeholder");
  if (inputs.length > 1) lines.push(`  {rank=min; ${inputs.map(({ id }) => id).join("; ")}}`);
  for (const { from, to, label, operand } of drawing.edges) {
    const text = label !== undefined ? ` [label=" ${quoted(label)} "]` : operand ? ` [headlabel="${operand}"]` : "";
    lines.push(`  ${from} -> ${to}${text}`);
  }
  return [...lines, "}\n"].join("\n");
}

function statement({ id, kind, shape, output, lines }: Box): string {
  const look = shape === "circle" ? 'shape=circle, margin="0"' : shapes[kind];
  const double = output ? ", peripheries=2, penwidth=1.5" : "";
  return `${id} [label=${labelOf(lines)}, ${look}, color="${inks[kind]}", fontcolor="${inks[kind]}"${double}]`;
}

// Quoted where all lines look alike, else with a font for each.
function labelOf(lines: readonly Line[]): string {
  if (lines.every(({ role }) => role === "name" || role === "type" || role === "value"))
    return `"${lines.map(({ text }) => quoted(text)).join("\\n")}"`;
  const plain = lines.length === 1 && lines[0]!.text.length > 2;
  if (plain) return `"${quoted(lines[0]!.text)}"`;
  return `<${lines.map(styled).join("<BR/>")}>`;
}

function styled({ role, text }: Line): string {
  if (role === "symbol" && text.length <= 2) return `<FONT POINT-SIZE="16">${xml(text)}</FONT>`;
  if (role === "tangent" || role === "adjoint") return `<FONT COLOR="${inks[role]}">${xml(text)}</FONT>`;
  return xml(text);
}

// Title and legend stand below the picture, as the graph's own label.
function caption({ title, legend: wanted, boxes, edges }: Drawing): string {
  const rows: string[] = [];
  if (title !== undefined) rows.push(`<TR><TD><B>${xml(title) || " "}</B></TD></TR>`);
  if (wanted) {
    const kinds = new Set(boxes.map(({ kind }) => kind));
    const cells = (Object.keys(legend) as Kind[]).filter((kind) => kinds.has(kind)).map((kind) => cell(kind));
    if (boxes.some(({ output }) => output)) cells.push(`<TD BORDER="3" STYLE="ROUNDED">output</TD>`);
    const roles = new Set(boxes.flatMap(({ lines }) => lines.map(({ role }) => role)));
    for (const role of ["tangent", "adjoint"] as const)
      if (roles.has(role)) cells.push(`<TD><FONT COLOR="${inks[role]}">${role}</FONT></TD>`);
    if (edges.some(({ label }) => label !== undefined)) cells.push("<TD>∂ local derivative</TD>");
    const table = `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="5" CELLPADDING="3"><TR>${cells.join("")}</TR></TABLE>`;
    rows.push(`<TR><TD><FONT POINT-SIZE="9">${table}</FONT></TD></TR>`);
  }
  return rows.length ? `, label=<<TABLE BORDER="0">${rows.join("")}</TABLE>>` : "";
}

function cell(kind: Kind): string {
  const round = kind === "placeholder" || kind === "operation" ? "ROUNDED" : kind === "state" ? "DASHED" : "SOLID";
  const frame = kind === "constant" ? "" : ` BORDER="1" STYLE="${round}" COLOR="${inks[kind]}"`;
  return `<TD${frame}><FONT COLOR="${inks[kind]}">${legend[kind]}</FONT></TD>`;
}

// In a quoted string of DOT, `"` ends it; in a label, a backslash begins an escape and `&` an entity.
function quoted(text: string): string {
  return text.replace(/["\\]/g, "\\$&").replace(/&/g, "&amp;");
}
