// What the printers share: expressions written out from the operands up, each part with how tightly it binds.
import { GraphError } from "../errors.js";
import { Constant, makeNode, type Node } from "../graph/node.js";
import { inherit } from "../graph/scope.js";
import { topoSort } from "../graph/sort.js";

/** A part of a text, and the loosest operation that stands open in it. */
export interface Piece {
  readonly text: string;
  readonly level: number;
  /** begins with a minus sign: it stands bare only in front */
  readonly signed?: boolean;
  /** the part without that sign, if it is another part's */
  readonly opposite?: string;
}

export const level = { logic: -1, comparison: 0, sum: 1, product: 2, fraction: 3, power: 4, atom: 5 } as const;

// A text repeats what a graph shares. Beyond this many nodes nobody reads it.
const LONGEST = 100_000;

/** Writes the node, given how to write each node from its operands' parts. */
export function write(printer: string, root: Node, piece: (node: Node, inputs: readonly Piece[]) => Piece): string {
  const node = withoutFused(root);
  const order = topoSort([node]);
  const sizes = new Map<Node, number>();
  for (const part of order) sizes.set(part, 1 + part.inputs.reduce((n, x) => n + sizes.get(x)!, 0));
  const size = sizes.get(node)!;
  if (size > LONGEST)
    throw new GraphError(
      `${printer}: written out, this expression has ${size.toPrecision(3)} nodes, more than ${LONGEST}; ` +
        "toText of wengert names the parts that are shared",
      { node, origin: node.origin },
    );
  const pieces = new Map<Node, Piece>();
  for (const part of order)
    pieces.set(
      part,
      piece(
        part,
        part.inputs.map((x) => pieces.get(x)!),
      ),
    );
  return pieces.get(node)!.text;
}

/** The expression that a fused scalar op stands for, if the node is one. */
export function fusedForm(node: Node): Node | undefined {
  const { derivative } = node.entry;
  if (derivative.kind !== "expand" || node.results.length !== 1) return undefined;
  return inherit(node.origin, () => derivative.expand(node))[0];
}

/** The graph with fused ops as the expressions that they stand for. */
export function withoutFused(root: Node): Node {
  const copies = new Map<Node, Node>();
  for (const node of topoSort([root])) {
    const inputs = node.inputs.map((x) => copies.get(x)!);
    const same = inputs.every((x, i) => x === node.inputs[i]);
    const copy = same ? node : inherit(node.origin, () => makeNode(node.entry, inputs, node.attributes));
    copies.set(node, scalarOnly(copy) ? (fusedForm(copy) ?? copy) : copy);
  }
  return copies.get(root)!;
}

/** True if the node and its operands are scalars, with one result. */
export function scalarOnly(node: Node): boolean {
  return node.results.length === 1 && node.shape.length === 0 && node.inputs.every((x) => x.shape.length === 0);
}

/** The number that a constant holds, in the fewest digits that give it back in its dtype. */
export function digits(node: Constant): string {
  const value = node.data[0]!;
  if (Object.is(value, -0)) return "-0";
  if (node.dtype === "f32")
    for (let precision = 1; precision <= 9; precision++) {
      const short = Number(value.toPrecision(precision));
      if (Math.fround(short) === value) return String(short);
    }
  return String(value);
}

/** "pi" or "e", if the constant is that number in its dtype. */
export function nameOf(node: Node): "pi" | "e" | undefined {
  if (!(node instanceof Constant) || node.data.length !== 1) return undefined;
  const value = node.data[0]!;
  const is = (x: number) => value === x || (node.dtype === "f32" && value === Math.fround(x));
  return is(Math.PI) ? "pi" : is(Math.E) ? "e" : undefined;
}
