import { gradients } from "../autodiff/reverse.js";
import type { Node, Parameter, Placeholder } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import type { Tensor } from "../tensor.js";
import { checkScalar, type DifferenceOptions, numericGradient } from "./numeric.js";

/** How far derivatives are from differences, and where they are furthest. */
export interface CheckReport {
  /** the largest |analytic − numeric|; infinite where one of them is no finite number */
  readonly worstAbsolute: number;
  /** the largest |analytic − numeric| / max(1, |analytic|, |numeric|) */
  readonly worstRelative: number;
  /** where that is: the name of the x and the element's row-major index; undefined if there are no elements */
  readonly at: { readonly node: string; readonly index: number } | undefined;
  /** ∂output/∂x there by the derivative rules */
  readonly analytic: number;
  /** ∂output/∂x there by differences */
  readonly numeric: number;
}

/**
 * Compares `gradients(output, wrt)` with `numericGradient`, element by element. In f64 a worstRelative below 1e-7 is what
 * right rules give, in f32 below 1e-2; a wrong rule is usually off by more than 0.1. Kinks such as relu's at 0 differ.
 * @throws what numericGradient throws, and GraphError where there is no derivative
 */
export function checkGradients(
  engine: Engine,
  output: Node,
  wrt: readonly (Placeholder | Parameter)[],
  feeds: Feeds = {},
  options: DifferenceOptions = {},
): CheckReport {
  checkScalar("checkGradients", output);
  // the wrt themselves keep every feed known, even where their gradient is a constant
  const nodes = [...gradients(output, wrt), output, ...wrt];
  const analytics = engine.run(nodes, feeds) as readonly Tensor[];
  let report: CheckReport = { worstAbsolute: 0, worstRelative: 0, at: undefined, analytic: 0, numeric: 0 };
  for (const [i, slopes] of numericGradient(engine, output, wrt, feeds, options).entries())
    for (const [index, numeric] of slopes.data.entries()) {
      const analytic = analytics[i]!.data[index]!;
      const difference = Math.abs(analytic - numeric);
      const absolute = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
      const scale = Math.max(1, Math.abs(analytic), Math.abs(numeric));
      const relative = Number.isFinite(absolute) ? absolute / scale : absolute;
      const worstAbsolute = Math.max(absolute, report.worstAbsolute);
      if (report.at && relative <= report.worstRelative) report = { ...report, worstAbsolute };
      else report = { worstAbsolute, worstRelative: relative, at: { node: wrt[i]!.name, index }, analytic, numeric };
    }
  return report;
}
