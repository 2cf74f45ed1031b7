// What a picture of values and derivatives needs: the nodes to run, and the options that their results make.
import { forward, jvp } from "../autodiff/forward.js";
import { vjp } from "../autodiff/reverse.js";
import { GraphError } from "../errors.js";
import { Constant, isDifferentiable, isPick, makeNode, Node, Parameter, Placeholder } from "../graph/node.js";
import { inherit } from "../graph/scope.js";
import { topoSort } from "../graph/sort.js";
import { onesLike, stopGradient, zerosLike } from "../ops/constant.js";
import { scalar } from "../ops/define.js";
import { broadcastTo } from "../ops/reduce.js";
import type { TensorLike } from "../tensor.js";
import { type DrawOptions, listOf } from "./options.js";

export interface TraceOptions {
  /** what is shown besides the values: nothing, tangents, or adjoints; default `"value"` */
  readonly mode?: "value" | "forward" | "reverse";
  /** in forward mode the direction, one number or node for each x; default: 1 for the first, 0 for the others */
  readonly tangents?: readonly (number | Node)[];
  /** in reverse mode what to start from, one number or node for each y; default: 1 */
  readonly cotangents?: readonly (number | Node)[];
}

export interface Trace {
  /** what an engine is to run */
  readonly nodes: readonly Node[];
  /** from the results, in the order of `nodes`: values, and in forward and reverse mode partials with tangents or adjoints */
  options(results: readonly TensorLike[]): Pick<DrawOptions, "values" | "tangents" | "adjoints" | "partials">;
}

/**
 * Prepares a picture with the value of every node between xs and y and, in forward and reverse mode, every tangent or
 * adjoint and the local derivatives between scalars.
 * @param xs default: the placeholders and trainable parameters that y depends on, if they are floats
 * @example
 * const plan = trace(e, [a, b], { mode: "reverse" });
 * const options = plan.options(engine.run(plan.nodes, { a: 2, b: 1 }));
 * const svg = await toSvg(e, { ...options, names: { c, d, e } });
 * @throws GraphError if an x is no float, or the way from an x to y leads through an op without a derivative
 */
export function trace(y: Node | readonly Node[], xs?: readonly Node[], options: TraceOptions = {}): Trace {
  const ys = listOf("trace", y);
  const { mode = "value", tangents, cotangents } = options;
  const order = topoSort(ys);
  const values = order.filter((node) => !(node instanceof Constant) && node.results.length === 1);
  const sources = listOf("trace: xs", xs ?? order.filter(isSource));
  for (const x of sources)
    if (!isDifferentiable(x)) throw new GraphError(`trace: ${x} is no float and has no derivative`, { node: x });
  if (mode === "value") return planned([["values", values, values]], []);

  const active = new Set<Node>(sources);
  for (const node of order) if (isDifferentiable(node) && node.inputs.some((x) => active.has(x))) active.add(node);
  const moved = values.filter((node) => active.has(node));
  const partials = moved.flatMap((node) => inherit(node.origin, () => localDerivatives(node, active)));
  if (mode === "forward") {
    const given = seeds("tangents", sources, tangents, (i) => (i === 0 ? 1 : 0));
    return planned(
      [
        ["values", values, values],
        ["tangents", moved, jvp(moved, sources, given)],
      ],
      partials,
    );
  }
  if (mode === "reverse") {
    const given = seeds("cotangents", ys, cotangents, () => 1);
    return planned(
      [
        ["values", values, values],
        ["adjoints", moved, vjp(ys, moved, given)],
      ],
      partials,
    );
  }
  mode satisfies never;
  throw new GraphError(`trace: mode is "value", "forward" or "reverse", not "${mode}"`);
}

interface Local {
  readonly node: Node;
  readonly operand: number;
  readonly derivative: Node;
}

type Part = readonly ["values" | "tangents" | "adjoints", of: readonly Node[], run: readonly Node[]];

function planned(parts: readonly Part[], partials: readonly Local[]): Trace {
  const nodes = [...parts.flatMap(([, , run]) => run), ...partials.map(({ derivative }) => derivative)];
  return {
    nodes,
    options(results) {
      if (results.length !== nodes.length)
        throw new GraphError(`trace: ${nodes.length} nodes are to be run, ${results.length} results were given`);
      const rest = results.values();
      const take = (): TensorLike => rest.next().value as TensorLike;
      const maps = parts.map(([key, of]) => [key, new Map(of.map((node) => [node, take()]))] as const);
      const edges = new Map<Node, (TensorLike | undefined)[]>();
      for (const { node, operand } of partials) {
        const list = edges.get(node) ?? node.inputs.map(() => undefined);
        list[operand] = take();
        edges.set(node, list);
      }
      return { ...Object.fromEntries(maps), ...(partials.length ? { partials: edges } : {}) };
    },
  };
}

// ∂node/∂operand between scalars, by forward mode through this one op. Every operand has a stand-in, so that x·x has two
// derivatives of x each.
function localDerivatives(node: Node, active: ReadonlySet<Node>): Local[] {
  if (node.shape.length > 0 || node.inputs.some((x) => x.results.length > 1) || isPick(node)) return [];
  const ends = node.inputs.map((x) => stopGradient(x));
  const copy = ends.length ? makeNode(node.entry, ends, node.attributes) : node;
  return node.inputs.flatMap((x, operand) => {
    if (!active.has(x) || x.shape.length > 0) return [];
    const seed = ends.map((end, i) => (i === operand ? onesLike(end) : undefined));
    const [derivative] = forward([copy], ends, seed, ends);
    return [{ node, operand, derivative: derivative ?? zerosLike(node) }];
  });
}

function isSource(node: Node): boolean {
  return (node instanceof Placeholder || (node instanceof Parameter && node.trainable)) && isDifferentiable(node);
}

function seeds(
  option: "tangents" | "cotangents",
  of: readonly Node[],
  given: readonly (number | Node)[] | undefined,
  usual: (i: number) => number,
): Node[] {
  if (given && given.length !== of.length)
    throw new GraphError(`trace: ${option}: ${of.length} are needed, ${given.length} were given`);
  return of.map((node, i) => {
    const seed = given?.[i] ?? usual(i);
    return seed instanceof Node ? seed : broadcastTo(scalar(seed, node.dtype), node.shape);
  });
}
