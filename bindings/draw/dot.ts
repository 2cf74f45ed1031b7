// Drawings in Graphviz's DOT language.
import type { Node } from "../graph/node.js";
import { drawFor } from "./draw.js";
import { type Box, type Cluster, type Drawing, type Line, nested } from "./drawing.js";
import type { DrawOptions } from "./options.js";
import { xml } from "./text.js";
import { grey, inks, type Kind, legend } from "./theme.js";

// Graphviz sizes boxes by the measures of Helvetica's letters; it would not know those of a list of fonts.
const font = "fontname=Helvetica";
const shapes: Readonly<Record<Kind, string>> = {
  placeholder: "shape=box, style=rounded",
  parameter: "shape=box",
  state: "shape=box, style=dashed",
  constant: "shape=plain",
  operation: 'shape=ellipse, margin="0.02,0"',
  folded: "shape=folder",
};

/**
 * The nodes and all that they depend on, as Graphviz text: operations as circles or ellipses, placeholders as round boxes,
 * parameters as boxes (dashed if they are not trainable), constants without a frame, the nodes themselves with a double
 * frame. Where the order of operands matters, edges are numbered. The scopes of placeholders and parameters are
 * frames.
 * @throws GraphError, ShapeError, DTypeError where an option cannot be followed
 */
export function toDot(nodes: Node | readonly Node[], options: DrawOptions = {}): string {
  return dotOf(drawFor("toDot", nodes, options));
}

export function dotOf(drawing: Drawing): string {
  const { rankdir } = drawing;
  // Results leave a frame at one end and inputs stand at the other: its name is there, out of the way. Of gradients none
  // leave. Graphviz turns its top with the picture.
  const place = ({ kind }: Cluster) => `labeljust=l; labelloc=${kind === "gradients" ? "b" : "t"}`;
  const lines = [
    "digraph {",
    `  graph [rankdir=${rankdir}, newrank=true, bgcolor="transparent", ${font}, fontsize=11, fontcolor="${grey}", color="${grey}"${caption(drawing)}]`,
    `  node [${font}, fontsize=11, margin="0.1,0.05", height=0.3, width=0.3]`,
    `  edge [${font}, fontsize=10, fontcolor="${inks.partial}", color="${grey}", arrowsize=0.6, labeldistance=1.6]`,
  ];
  for (const step of nested(drawing)) {
    const indent = "  ".repeat(step.depth + 1);
    if (step.kind === "close") lines.push(`${indent}}`);
    else if (step.kind === "box") lines.push(`${indent}${statement(step.box)}`);
    else {
      lines.push(`${indent}subgraph cluster${step.index} {`);
      lines.push(`${indent}  label="${quoted(step.cluster.name)}"; ${place(step.cluster)}; style="rounded,dotted"`);
    }
  }
  // inputs side by side, in frames or not: that is what newrank is for
  const inputs = drawing.boxes.filter(({ kind }) => kind === "placeholder");
  if (inputs.length > 1) lines.push(`  {rank=min; ${inputs.map(({ id }) => id).join("; ")}}`);
  for (const { from, to, label, operand } of drawing.edges) {
    const text = label !== undefined ? ` [label=" ${quoted(label)} "]` : operand ? ` [headlabel="${operand}"]` : "";
    lines.push(`  ${from} -> ${to}${text}`);
  }
  return [...lines, "}\n"].join("\n");
}

function statement({ id, kind, shape, output, lines }: Box): string {
  // a double frame needs one
  const frame = kind === "constant" && output ? "shape=box" : shapes[kind];
  const look = shape === "circle" ? 'shape=circle, margin="0"' : frame;
  const double = output ? ", peripheries=2, penwidth=1.5" : "";
  return `${id} [label=${labelOf(lines)}, ${look}, color="${inks[kind]}", fontcolor="${inks[kind]}"${double}]`;
}

// Quoted where all lines look alike, else with a font for each. Marks over letters need room above.
function labelOf(lines: readonly Line[]): string {
  if (lines.every(({ role, text }) => !isMarked(role) && !isSign(role, text)))
    return `"${lines.map(({ text }) => quoted(text)).join("\\n")}"`;
  const room = '<FONT POINT-SIZE="3"> </FONT><BR/>';
  const parts = lines.map(({ role, text }) => {
    if (isSign(role, text)) return `<FONT POINT-SIZE="18">${xml(text)}</FONT>`;
    return isMarked(role) ? `${room}<FONT COLOR="${inks[role]}">${xml(text)}</FONT>` : xml(text);
  });
  return `<${parts.join("<BR/>")}>`;
}
function isMarked(role: Line["role"]): role is "tangent" | "adjoint" {
  return role === "tangent" || role === "adjoint";
}
// +, ·, Σ
function isSign(role: Line["role"], text: string): boolean {
  return role === "symbol" && /^[^\w\s]$/u.test(text);
}

// Title and legend stand below the picture, as the graph's own label.
function caption({ title, legend: wanted, boxes, edges }: Drawing): string {
  const rows: string[] = [];
  if (title !== undefined) rows.push(`<TR><TD><B>${xml(title) || " "}</B></TD></TR>`);
  if (wanted) {
    const kinds = new Set(boxes.map(({ kind }) => kind));
    const cells = (Object.keys(legend) as Kind[]).filter((kind) => kinds.has(kind)).map((kind) => cell(kind));
    if (boxes.some(({ output }) => output)) cells.push("<TD>◎ output</TD>");
    const roles = new Set(boxes.flatMap(({ lines }) => lines.map(({ role }) => role)));
    for (const role of ["tangent", "adjoint"] as const)
      if (roles.has(role)) cells.push(`<TD><FONT COLOR="${inks[role]}">${role}</FONT></TD>`);
    if (edges.some(({ label }) => label !== undefined)) cells.push("<TD>∂ local derivative</TD>");
    const table = `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="6" CELLPADDING="4"><TR>${cells.join("")}</TR></TABLE>`;
    rows.push(`<TR><TD><FONT POINT-SIZE="9">${table}</FONT></TD></TR>`);
  }
  return rows.length ? `, label=<<TABLE BORDER="0">${rows.join("")}</TABLE>>` : "";
}

function cell(kind: Kind): string {
  const text = `<FONT COLOR="${inks[kind]}">${kind === "operation" ? "○ " : ""}${legend[kind]}</FONT>`;
  if (kind === "constant" || kind === "operation") return `<TD>${text}</TD>`;
  const style = kind === "placeholder" ? ' STYLE="ROUNDED"' : kind === "state" ? ' STYLE="DASHED"' : "";
  return `<TD BORDER="1"${style} COLOR="${inks[kind]}">${text}</TD>`;
}

// In a quoted string of DOT, `"` ends it; in a label, a backslash begins an escape and `&` an entity.
function quoted(text: string): string {
  return text.replace(/["\\]/g, "\\$&").replace(/&/g, "&amp;");
}
