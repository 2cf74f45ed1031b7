// A graph as a function of one element of one input at a time.
import { type DType, type Float, isFloat } from "../dtype.js";
import { DTypeError, GraphError, ShapeError } from "../errors.js";
import { type Node, Parameter, Placeholder } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import { showShape } from "../shape.js";
import { Tensor, type Value } from "../tensor.js";
import type { Sample } from "./difference.js";

export interface Probe {
  /** the inputs' values, in their order */
  readonly xs: readonly Tensor[];
  /** the outputs' values at the xs */
  readonly ys: readonly Tensor[];
  /** the elements of all outputs, one after the other, at the xs */
  readonly base: Float64Array;
  /** the coarsest of all dtypes */
  readonly dtype: Float;
  /** the outputs where element k of input i is `x`, rounded to the input's dtype, and all others are as they were */
  at(i: number, k: number, x: number): Sample;
}

/**
 * Compiles outputs once and lets `use` run them. Parameters have their values again afterwards, whatever happens.
 * @throws DTypeError if an output or an x is no float, GraphError if an x is no placeholder or parameter, and what a run
 * throws
 */
export function probe<T>(
  subject: string,
  engine: Engine,
  outputs: readonly Node[],
  wrt: readonly (Placeholder | Parameter)[],
  feeds: Feeds,
  use: (probe: Probe) => T,
): T {
  for (const node of [...outputs, ...wrt])
    if (!isFloat(node.dtype)) throw new DTypeError(`${subject}: ${node} is no float`, { node, origin: node.origin });
  for (const x of wrt)
    if (!(x instanceof Placeholder || x instanceof Parameter))
      throw new GraphError(`${subject}: ${x} is no placeholder or parameter, and cannot be moved`, { node: x });
  // the wrt are fetched too: their values, and every feed known where an output does not depend on it
  const executor = engine.executor([...outputs, ...wrt]);
  try {
    const start = executor.run(feeds) as readonly Tensor[];
    const [ys, xs] = [start.slice(0, outputs.length), start.slice(outputs.length)];
    const fed = new Map<Node, Value>(executor.placeholders.map((p) => [p, feedOf(feeds, p)]));
    const saved = engine.read(wrt.filter((x) => x instanceof Parameter));
    const run = (): Float64Array => flat(executor.run(fed) as readonly Tensor[], outputs.length);
    const put = (node: Node, value: Tensor): void => {
      if (node instanceof Parameter) engine.write({ [node.name]: value });
      else fed.set(node, value);
    };
    const at = (i: number, k: number, moved: number): Sample => {
      const [node, x] = [wrt[i]!, xs[i]!];
      const value = new Tensor(x.data.slice(), x.shape, x.dtype);
      value.data[k] = moved;
      put(node, value);
      const values = run();
      put(node, x);
      return { x: value.data[k]!, values };
    };
    const dtype = [...outputs, ...wrt].some((node) => node.dtype === "f32") ? "f32" : "f64";
    try {
      return use({ xs, ys, base: flat(ys, ys.length), dtype, at });
    } finally {
      engine.write(saved);
    }
  } finally {
    executor.release();
  }
}

/** Throws unless the node is a float scalar. */
export function checkScalar(subject: string, y: Node): void {
  const about = { node: y, origin: y.origin };
  if (!isFloat(y.dtype as DType)) throw new DTypeError(`${subject}: ${y} is no float`, about);
  if (y.shape.length)
    throw new ShapeError(`${subject}: the output is no scalar, it has shape ${showShape(y.shape)}`, about);
}

function flat(tensors: readonly Tensor[], count: number): Float64Array {
  return Float64Array.from(tensors.slice(0, count).flatMap((tensor) => [...tensor.data]));
}
function feedOf(feeds: Feeds, p: Placeholder): Value {
  return (feeds instanceof Map ? feeds.get(p) : (feeds as Readonly<Record<string, Value>>)[p.name]) as Value;
}
