// What pictures are told besides the nodes, and its verification.
import { DTypeError, GraphError, ShapeError } from "../errors.js";
import { Node } from "../graph/node.js";
import type { Typed } from "../graph/op.js";
import { elements, showShape } from "../shape.js";
import type { TensorLike } from "../tensor.js";
import type { Direction } from "./drawing.js";

export type Values = ReadonlyMap<Node, TensorLike>;

/** What a picture shows besides the nodes. `trace` prepares the four maps; nodes outside the graph may stand in them. */
export interface DrawOptions {
  /** results of a run: `e = 6` */
  readonly values?: Values | undefined;
  /** derivatives of nodes along the input: `ė = 1` */
  readonly tangents?: Values | undefined;
  /** derivatives of the result by nodes: `ē = 1` */
  readonly adjoints?: Values | undefined;
  /** derivatives of a node by each operand, on the edges: `∂e/∂c = 2` */
  readonly partials?: ReadonlyMap<Node, readonly (TensorLike | undefined)[]> | undefined;
  /** names of nodes, as in `{ c, d, e }`; a node may have several; default: their own, and v₁, v₂, … for operations */
  readonly names?: Readonly<Record<string, Node>> | undefined;
  /** nodes drawn in a frame of their own beside the graph, with all that only they depend on */
  readonly gradients?: Node | readonly Node[] | undefined;
  /** which scopes become one box: those of this depth (1: the outermost), or the ones listed, as `"encoder.layer1"` */
  readonly fold?: number | readonly string[] | undefined;
  /** where the results stand; default `"BT"`: inputs at the bottom, results on top */
  readonly rankdir?: Direction | undefined;
  readonly title?: string | undefined;
  /** significant digits of numbers, 1 to 17; default 4 */
  readonly digits?: number | undefined;
  /** a line that says what colours and frames mean; default true */
  readonly legend?: boolean | undefined;
}

const known: Readonly<Record<keyof DrawOptions, true>> = {
  values: true,
  tangents: true,
  adjoints: true,
  partials: true,
  names: true,
  gradients: true,
  fold: true,
  rankdir: true,
  title: true,
  digits: true,
  legend: true,
};
const directions: readonly Direction[] = ["BT", "TB", "LR", "RL"];

/** A node or several as a list. @throws GraphError for anything else, beginning with `subject` */
export function listOf(subject: string, nodes: Node | readonly Node[]): readonly Node[] {
  if (nodes instanceof Node) return [nodes];
  if (!Array.isArray(nodes)) throw new GraphError(`${subject}: a node or an array of nodes is needed`);
  const at = nodes.findIndex((node) => !(node instanceof Node));
  if (at >= 0) throw new GraphError(`${subject}: element ${at} is ${typeof nodes[at]}, not a node`);
  return nodes;
}

/** @throws GraphError, ShapeError, DTypeError beginning with `subject` where an option cannot be followed */
export function checkOptions(subject: string, options: DrawOptions): void {
  const fail = (text: string): never => {
    throw new GraphError(`${subject}: ${text}`);
  };
  for (const key of Object.keys(options))
    if (!(key in known)) fail(`there is no option "${key}"; there are ${Object.keys(known).join(", ")}`);
  const { values, tangents, adjoints, partials, names, fold, rankdir, digits, title } = options;
  if (rankdir !== undefined && !directions.includes(rankdir))
    fail(`rankdir is one of ${directions.join(", ")}, not ${rankdir}`);
  if (digits !== undefined && !(Number.isInteger(digits) && digits >= 1 && digits <= 17))
    fail(`digits is an integer from 1 to 17, not ${digits}`);
  if (typeof fold === "number" ? !(Number.isInteger(fold) && fold >= 1) : fold !== undefined && !Array.isArray(fold))
    fail(`fold is a depth from 1, or a list of scopes, not ${fold}`);
  if (title !== undefined && typeof title !== "string") fail(`title is a string, not ${typeof title}`);
  for (const [name, node] of Object.entries(names ?? {}))
    if (!(node instanceof Node)) fail(`names: "${name}" is ${typeof node}, not a node`);
  for (const [option, map] of Object.entries({ values, tangents, adjoints })) {
    if (map === undefined) continue;
    if (!(map instanceof Map)) fail(`${option} is a Map from nodes to tensors`);
    for (const [node, value] of map) {
      if (!(node instanceof Node)) fail(`${option}: a key is ${typeof node}, not a node`);
      checkValue(`${subject}: ${option}`, node, value);
    }
  }
  if (partials !== undefined && !(partials instanceof Map))
    fail("partials is a Map from nodes to lists of tensors, one an operand");
  for (const [node, list] of partials ?? []) {
    if (!Array.isArray(list) || list.length !== node.inputs.length)
      fail(`partials: ${node} has ${node.inputs.length} operands, ${list?.length ?? typeof list} were given`);
    for (const value of list)
      if (value && value.data?.length !== 1) fail(`partials: ${node}: a local derivative is a scalar`);
  }
}

function checkValue(subject: string, node: Node, value: TensorLike): void {
  const { dtype, shape }: Typed = node.results[0]!;
  if (typeof value !== "object" || value === null || !Array.isArray(value.shape) || !ArrayBuffer.isView(value.data))
    throw new GraphError(`${subject}: the value of ${node} is no tensor`);
  if (value.dtype !== dtype) throw new DTypeError(`${subject}: ${node} was given a value of ${value.dtype}`, { node });
  const fits =
    shape.length === value.shape.length &&
    shape.every((dim, i) => typeof dim === "string" || dim === value.shape[i]) &&
    elements(value.shape) === value.data.length;
  if (!fits)
    throw new ShapeError(
      `${subject}: ${node} was given a value of shape ${showShape(value.shape)} with ${value.data.length} elements`,
      { node },
    );
}
