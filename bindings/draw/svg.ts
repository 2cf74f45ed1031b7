// Drawings as SVG, laid out by Graphviz.
import { EngineError, GraphError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { dotOf } from "./dot.js";
import { drawFor } from "./draw.js";
import type { Drawing } from "./drawing.js";
import type { DrawOptions } from "./options.js";
import { xml } from "./text.js";

/** What lays pictures out: an instance of `@viz-js/viz`, or anything that renders DOT to SVG. */
export interface Graphviz {
  renderString(dot: string, options: { format: "svg" }): string;
}

// Laying out takes more than linear time, and nobody reads a larger picture.
const MOST_BOXES = 2000;

/**
 * The nodes and all that they depend on, as the text of an SVG: transparent ground, inks that read on white and on black,
 * text that can be selected, no references to anything outside. It can be a file, or stand in a page.
 * @param graphviz an instance of `@viz-js/viz`; without one, the package is imported
 * @throws EngineError if `@viz-js/viz` is not installed and no instance is given, or it fails; GraphError for more than
 * 2,000 boxes; GraphError, ShapeError, DTypeError where an option cannot be followed
 */
export async function toSvg(
  nodes: Node | readonly Node[],
  options: DrawOptions = {},
  graphviz?: Graphviz,
): Promise<string> {
  const drawing = drawFor("toSvg", nodes, options);
  const count = drawing.boxes.length;
  if (count > MOST_BOXES)
    throw new GraphError(
      `toSvg: ${count} boxes are too many to lay out, at most ${MOST_BOXES}; fold scopes with { fold: 1 }, or write toDot or toMermaid`,
    );
  const viz = graphviz ?? (await importGraphviz());
  let svg: string;
  try {
    svg = viz.renderString(dotOf(drawing), { format: "svg" });
  } catch (error) {
    throw new EngineError(`toSvg: Graphviz failed: ${messageOf(error)}`);
  }
  return finished(svg, drawing);
}

async function importGraphviz(): Promise<Graphviz> {
  try {
    const { instance } = await import("@viz-js/viz");
    return await instance();
  } catch (error) {
    throw new EngineError(
      `toSvg: Graphviz is an optional peer and could not be loaded; npm i @viz-js/viz, or pass an instance of it (${messageOf(error)})`,
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split("\n")[0]! : String(error);
}

// Graphviz's SVG without prolog, comments and ids, so that several can stand in a page; titles say what a node is, and
// text is centred in its box, whatever the letters' widths turn out to be.
function finished(svg: string, drawing: Drawing): string {
  const { title, boxes } = drawing;
  const lines = new Map(boxes.map((box) => [box.id, box.lines.map(({ text }) => text).join(", ")]));
  const outputs = boxes.filter(({ output }) => output).map(({ id }) => lines.get(id));
  const about = title ?? `Computational graph of ${outputs.slice(0, 3).join("; ") || "nothing"}`;
  return svg
    .slice(svg.indexOf("<svg"))
    .replace(/<!--.*?-->\n?/gs, "")
    .replace(/ xmlns:xlink="[^"]*"/, "")
    .replace(/ id="[^"]*"/g, "")
    .replace(/font-family="Helvetica[^"]*"/g, 'font-family="Helvetica,Arial,sans-serif"')
    .replace(/<g class="node">\n<title>(.*?)<\/title>\n(.*?)<\/g>/gs, (_, id: string, body: string) => {
      const said = `<g class="node">\n<title>${xml(lines.get(id) ?? id)}</title>\n`;
      const middle = middleOf(body);
      return `${said}${middle === undefined ? body : body.replace(/text-anchor="start" x="[^"]*"/g, `text-anchor="middle" x="${middle}"`)}</g>`;
    })
    .replace(/(<g class="(?:edge|cluster)">\n)<title>.*?<\/title>\n/gs, "$1")
    .replace(/<svg ([^>]*)>\n/, (_, attributes) => `<svg role="img" ${attributes}>\n<title>${xml(about)}</title>\n`);
}

// The x of the middle of the first shape: an ellipse, or the points of a polygon or a path.
function middleOf(body: string): number | undefined {
  const [, centre] = /<ellipse [^>]*cx="([^"]*)"/.exec(body) ?? [];
  if (centre !== undefined) return Number(centre);
  const [, points] = / (?:d|points)="([^"]*)"/.exec(body) ?? [];
  const xs = [...(points ?? "").matchAll(/(-?[\d.]+),-?[\d.]+/g)].map(([, x]) => Number(x));
  if (xs.length === 0) return undefined;
  return Number(((Math.min(...xs) + Math.max(...xs)) / 2).toFixed(2));
}
