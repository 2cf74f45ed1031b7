// Derivatives by central differences: slow, and independent of every derivative rule.
import { type DType, type Float, isFloat } from "../dtype.js";
import { DTypeError, ShapeError } from "../errors.js";
import { type Node, Parameter, type Placeholder } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import { showShape } from "../shape.js";
import { Tensor, type Value } from "../tensor.js";

export interface DifferenceOptions {
  /** the step for elements up to 1 in size; larger ones move by h·|x|. Default 1e-6 in f64, 5e-3 in f32 */
  readonly h?: number;
}

// near the cube root of the dtype's precision, where the rounding of f and the neglected third derivative balance
const steps: { readonly [D in Float]: number } = { f32: 5e-3, f64: 1e-6 };

/**
 * ∂output/∂x for every element of each x in `wrt`, as (f(x + h) − f(x − h)) / 2h with h = `h`·max(1, |x|), rounded to
 * what x can hold. The result is f64 of x's shape, in the order of `wrt`. Compiled once and run twice an element;
 * parameters have their values again afterwards, whatever happens.
 * @throws ShapeError if the output is no scalar, DTypeError if it or an x is no float, and what a run throws
 */
export function numericGradient(
  engine: Engine,
  output: Node,
  wrt: readonly (Placeholder | Parameter)[],
  feeds: Feeds = {},
  options: DifferenceOptions = {},
): Tensor<"f64">[] {
  checkScalar("numericGradient", output);
  for (const x of wrt) if (!isFloat(x.dtype)) throw new DTypeError(`numericGradient: ${x} is no float`, { node: x });
  const [, ...values] = engine.run([output, ...wrt], feeds) as readonly Tensor[];
  const executor = engine.executor(output);
  const fed = new Map<Node, Value>();
  for (const p of executor.placeholders) fed.set(p, feedOf(feeds, p));
  const f = () => (executor.run(fed) as Tensor).item();
  const parameters = wrt.filter((x) => x instanceof Parameter);
  const saved = engine.read(parameters);
  try {
    return wrt.map((x, i) => {
      const value = new Tensor(values[i]!.data.slice(), values[i]!.shape, x.dtype as DType);
      if (fed.has(x)) fed.set(x, value);
      const set = x instanceof Parameter ? () => engine.write({ [x.name]: value }) : () => {};
      const h = options.h ?? steps[x.dtype as Float];
      const slopes = new Float64Array(value.data.length);
      for (const [k, middle] of value.data.entries()) {
        const at = (moved: number): [x: number, f: number] => {
          value.data[k] = moved;
          set();
          return [value.data[k]!, f()];
        };
        const step = h * Math.max(1, Math.abs(middle));
        const [high, above] = at(middle + step);
        const [low, below] = at(middle - step);
        slopes[k] = (above - below) / (high - low);
        value.data[k] = middle;
      }
      set();
      return new Tensor(slopes, value.shape, "f64");
    });
  } finally {
    engine.write(saved);
    executor.release();
  }
}

/** Throws unless the node is a float scalar. */
export function checkScalar(subject: string, y: Node): void {
  const about = { node: y, origin: y.origin };
  if (!isFloat(y.dtype)) throw new DTypeError(`${subject}: ${y} is no float`, about);
  if (y.shape.length)
    throw new ShapeError(`${subject}: the output is no scalar, it has shape ${showShape(y.shape)}`, about);
}

function feedOf(feeds: Feeds, p: Placeholder): Value {
  return (feeds instanceof Map ? feeds.get(p) : (feeds as Readonly<Record<string, Value>>)[p.name]) as Value;
}
