// Drawings as flowcharts of Mermaid.
import type { Node } from "../graph/node.js";
import { drawFor } from "./draw.js";
import { type Box, nested } from "./drawing.js";
import type { DrawOptions } from "./options.js";
import { grey, inks, type Kind, legend } from "./theme.js";

/**
 * The nodes and all that they depend on, as a flowchart of Mermaid: operations as circles or stadiums, the rest as in `toDot`, scopes as
 * subgraphs, the nodes themselves with a thick frame. Mermaid itself draws at most 500 edges and 50,000 characters
 * unless it is configured otherwise: fold what is larger.
 * @throws GraphError, ShapeError, DTypeError where an option cannot be followed
 */
export function toMermaid(nodes: Node | readonly Node[], options: DrawOptions = {}): string {
  const drawing = drawFor("toMermaid", nodes, options);
  const { boxes, edges, rankdir, title } = drawing;
  const lines = title === undefined ? [] : ["---", `title: ${JSON.stringify(title)}`, "---"];
  lines.push(`flowchart ${rankdir}`);
  for (const step of nested(drawing)) {
    const indent = "  ".repeat(step.depth + 1);
    if (step.kind === "close") lines.push(`${indent}end`);
    else if (step.kind === "box") lines.push(`${indent}${statement(step.box)}`);
    else lines.push(`${indent}subgraph c${step.index}["${escaped(step.cluster.name)}"]`);
  }
  for (const { from, to, label, operand } of edges) {
    const text = label ?? (operand ? String(operand) : undefined);
    lines.push(`  ${from} -->${text === undefined ? "" : `|"${escaped(text)}"|`} ${to}`);
  }
  const kinds = (Object.keys(legend) as Kind[]).filter((kind) => boxes.some((box) => box.kind === kind));
  if (drawing.legend) {
    lines.push('  subgraph legend[" "]', "    direction LR");
    for (const kind of kinds) lines.push(`    legend_${kind}${framed(kind, "wide", legend[kind])}:::${kind}`);
    lines.push("  end");
  }
  for (const kind of kinds) lines.push(`  classDef ${kind} ${look(kind)}`);
  // themes give frames grounds of their own, on which the inks would not read
  const frames = [...drawing.clusters.keys()].map((index) => `c${index}`);
  if (drawing.legend) frames.push("legend");
  if (frames.length)
    lines.push(
      `  classDef frame fill:none,stroke:${grey},color:${grey},stroke-dasharray:2 3`,
      `  class ${frames.join(",")} frame`,
    );
  const outputs = boxes.filter(({ output }) => output).map(({ id }) => id);
  if (outputs.length) lines.push("  classDef output stroke-width:4px", `  class ${outputs.join(",")} output`);
  return `${lines.join("\n")}\n`;
}

function statement({ id, kind, shape, lines }: Box): string {
  return `${id}${framed(kind, shape, lines.map(({ text }) => escaped(text)).join("<br/>"))}:::${kind}`;
}

// text is escaped
function framed(kind: Kind, shape: Box["shape"], text: string): string {
  if (shape === "circle") return `(("${text}"))`;
  if (kind === "operation") return `(["${text}"])`;
  if (kind === "placeholder") return `("${text}")`;
  return kind === "folded" ? `[["${text}"]]` : `["${text}"]`;
}

function look(kind: Kind): string {
  const stroke = kind === "constant" ? "none" : inks[kind];
  return `fill:none,stroke:${stroke},color:${inks[kind]}${kind === "state" ? ",stroke-dasharray:4 3" : ""}`;
}

// Entities of Mermaid are written with `#`. A backtick begins Markdown, `%%{` a directive. `\n` is a line break, `$$` begins a
// formula and `fa:` an icon, even where they are entities: a word joiner parts them. No text at all is an error.
function escaped(text: string): string {
  const safe = text.replace(/["#&<>`%\\$:]/g, (c) => `#${c.codePointAt(0)};${/[\\$:]/.test(c) ? "#8288;" : ""}`);
  return safe || "#160;";
}
