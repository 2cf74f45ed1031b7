// Derivatives by differences: slow, and independent of every derivative rule.
import type { Node, Parameter, Placeholder } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import { elements } from "../shape.js";
import { Tensor } from "../tensor.js";
import { checkSteps, type DifferenceOptions, differentiate } from "./difference.js";
import { checkScalar, type Probe, probe } from "./probe.js";

/** Derivatives by differences, and how far they may be off. */
export class Estimate extends Tensor<"f64"> {
  /** for each element an estimate of its error: what rounding may do, and what another step changes */
  readonly error: Tensor<"f64">;
  /** @internal */
  constructor(data: Float64Array<ArrayBuffer>, error: Float64Array<ArrayBuffer>, shape: readonly number[]) {
    super(data, shape, "f64");
    this.error = new Tensor(error, shape, "f64");
  }
}

/**
 * ∂output/∂x for every element of each x in `wrt`, in their order and of their shapes, with estimates of the errors.
 * Compiled once and run four times an element by the central method, twice by the forward one, ten or sixteen times (f32,
 * f64) by Richardson's. Parameters have their values again afterwards, whatever happens.
 * @throws ShapeError if the output is no scalar, DTypeError if it or an x is no float, GraphError for an x or an option that
 * is none, and what a run throws
 */
export function numericGradient(
  engine: Engine,
  output: Node,
  wrt: readonly (Placeholder | Parameter)[],
  feeds: Feeds = {},
  options: DifferenceOptions = {},
): Estimate[] {
  checkScalar("numericGradient", output);
  checkSteps("numericGradient", options);
  return probe("numericGradient", engine, [output], wrt, feeds, (at) => wrt.map((_, i) => columns(at, i, options)));
}

/**
 * ∂y/∂x by differences, of shape y.shape + x.shape, with estimates of the errors; steps and runs as for
 * `numericGradient`.
 * @throws DTypeError if y or x is no float, GraphError if x or an option is none, and what a run throws
 */
export function numericJacobian(
  engine: Engine,
  y: Node,
  x: Placeholder | Parameter,
  feeds: Feeds = {},
  options: DifferenceOptions = {},
): Estimate {
  checkSteps("numericJacobian", options);
  return probe("numericJacobian", engine, [y], [x], feeds, (at) => columns(at, 0, options));
}

// The derivative of the one output along input i: a column for each of the input's elements.
function columns({ xs, ys, base, dtype, at }: Probe, i: number, options: DifferenceOptions): Estimate {
  const [x, y] = [xs[i]!, ys[0]!];
  const [height, width] = [base.length, elements(x.shape)];
  const data = new Float64Array(height * width);
  const error = new Float64Array(height * width);
  for (let k = 0; k < width; k++) {
    const column = differentiate((moved) => at(i, k, moved), { x: x.data[k]!, values: base }, dtype, options);
    for (let row = 0; row < height; row++) {
      data[row * width + k] = column.slope[row]!;
      error[row * width + k] = column.error[row]!;
    }
  }
  return new Estimate(data, error, [...y.shape, ...x.shape]);
}
