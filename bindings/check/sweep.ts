// What the step does to a difference quotient: truncation on one side, rounding on the other.
import { gradients } from "../autodiff/reverse.js";
import type { Node, Parameter, Placeholder } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import type { Tensor } from "../tensor.js";
import { precision, quotient } from "./difference.js";
import { checkScalar, probe } from "./probe.js";

export interface SweepRow {
  readonly h: number;
  /** the largest |(f(x + h) − f(x)) / h − f′(x)| over the elements of x; infinite where x + h is x, or f has no value */
  readonly forwardError: number;
  /** the same for (f(x + h) − f(x − h)) / 2h */
  readonly centralError: number;
}

/**
 * Difference quotients of a scalar for h = 1e-1, 1e-2 … 1e-13, against `gradients`. Errors fall as h (forward) and h²
 * (central), until rounding, which grows as ε/h, takes over: near √ε and ∛ε.
 * @throws ShapeError if y is no scalar, DTypeError if it or x is no float, and what a run throws
 */
export function stepSweep(engine: Engine, y: Node, x: Placeholder | Parameter, feeds: Feeds = {}): SweepRow[] {
  checkScalar("stepSweep", y);
  // y and x keep every feed known
  const [exact] = engine.run([...gradients(y, [x]), y, x], feeds) as readonly Tensor[];
  return probe("stepSweep", engine, [y], [x], feeds, ({ xs, base, dtype, at }) => {
    const { data } = xs[0]!;
    const eps = precision[dtype];
    return Array.from({ length: 13 }, (_, i): SweepRow => {
      const h = Number(`1e-${i + 1}`);
      let [forwardError, centralError] = [0, 0];
      for (const [k, middle] of data.entries()) {
        const above = at(0, k, middle + h);
        const off = ({ slope: [slope] }: { slope: Float64Array }): number => {
          const error = Math.abs(slope! - exact!.data[k]!);
          return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
        };
        forwardError = Math.max(forwardError, off(quotient(above, { x: middle, values: base }, eps)));
        centralError = Math.max(centralError, off(quotient(above, at(0, k, middle - h), eps)));
      }
      return { h, forwardError, centralError };
    });
  });
}
