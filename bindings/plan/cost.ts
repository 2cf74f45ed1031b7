// What a value, a tangent and a gradient cost: why learning goes backward.
import { jvp } from "../autodiff/forward.js";
import { requireFloats, vjp } from "../autodiff/reverse.js";
import { GraphError } from "../errors.js";
import { isDifferentiable, type Node } from "../graph/node.js";
import { parameters, placeholders } from "../graph/sort.js";
import { table } from "../graph/table.js";
import { onesLike } from "../ops/constant.js";
import { elements } from "../shape.js";
import { type Counts, count } from "./count.js";
import { Shapes, type Sizes } from "./sizes.js";

/** The cost of the value, and of its derivatives where there are any. It prints as a table. */
export interface Cost extends Counts {
  /** undefined where there is no float to differentiate by, or an op on the way has no derivative; computed when asked for */
  readonly derivatives: DerivativeCosts | undefined;
  /** a table: value, one tangent, as many tangents as there are inputs, one gradient */
  toString(): string;
}
export interface DerivativeCosts {
  /** numbers to differentiate by: as many tangents as forward mode takes for the whole gradient */
  readonly inputs: number;
  /** the value and its derivative along one direction, by forward mode */
  readonly tangent: Counts;
  /** the value and its derivative by every input, by reverse mode */
  readonly gradient: Counts;
  /** how many gradients could be had for the operations of a gradient by forward mode, a tangent for each input */
  readonly tangentsPerGradient: number;
}

/**
 * What one run of the nodes together costs, constants included, and what their derivatives cost.
 * @param sizes the named sizes, such as `{ batch: 32 }`
 * @param xs what to differentiate by; default the trainable parameters, or the float placeholders where there are none
 * @throws ShapeError where a size is missing or does not fit, GraphError for an x that is no float
 */
export function cost(nodes: Node | readonly Node[], sizes: Sizes = {}, xs?: readonly Node[]): Cost {
  const ys = Array.isArray(nodes) ? (nodes as readonly Node[]) : [nodes as Node];
  if (xs) requireFloats("cost", xs);
  const value = count(ys, sizes);
  let known: readonly [DerivativeCosts | undefined] | undefined;
  const derivatives = () => {
    known ??= [derivativesOf(ys, sizes, xs ?? inputsOf(ys))];
    return known[0];
  };
  return {
    ...value,
    get derivatives() {
      return derivatives();
    },
    toString: () => show(value, derivatives()),
  };
}

function inputsOf(ys: readonly Node[]): readonly Node[] {
  const weights = parameters(ys, { trainable: true }).filter(isDifferentiable);
  return weights.length ? weights : placeholders(ys).filter(isDifferentiable);
}

function derivativesOf(all: readonly Node[], sizes: Sizes, xs: readonly Node[]): DerivativeCosts | undefined {
  const ys = all.filter(isDifferentiable);
  const shapes = new Shapes(sizes);
  const inputs = xs.reduce((sum, { shape }) => sum + elements(shape.map((dim) => shapes.size(dim))), 0);
  if (inputs === 0 || ys.length === 0) return undefined;
  try {
    const tangent = count([...all, ...jvp(ys, xs, xs.map(onesLike))], sizes);
    const gradient = count([...all, ...vjp(ys, xs, ys.map(onesLike))], sizes);
    const tangentsPerGradient = (inputs * tangent.operations) / Math.max(1, gradient.operations);
    return { inputs, tangent, gradient, tangentsPerGradient };
  } catch (error) {
    if (error instanceof GraphError) return undefined;
    throw error;
  }
}

function show(value: Counts, derivatives: DerivativeCosts | undefined): string {
  const row = (name: string, { operations, bytes, instructions, words }: Counts, times = 1): string[] => [
    name,
    ...[times * operations, times * bytes, times * instructions, words].map((n) => n.toLocaleString("en-US")),
  ];
  const rows = [["", "operations", "bytes", "instructions", "tape words"], row("value", value)];
  if (!derivatives) return table(rows, 1);
  const { inputs, tangent, gradient, tangentsPerGradient } = derivatives;
  const many = row(`${inputs.toLocaleString("en-US")} tangents`, tangent, inputs);
  rows.push(row("one tangent", tangent), row("one gradient", gradient), many);
  const times = (n: number) => n.toLocaleString("en-US", { maximumSignificantDigits: 3 });
  const cheap = times(gradient.operations / Math.max(1, value.operations));
  return `${table(rows, 1)}\na gradient costs ${cheap} values; by tangents it would cost ${times(tangentsPerGradient)} times as much`;
}
