import { GraphError } from "../errors.js";
import type { Node, Parameter } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import { Tensor } from "../tensor.js";
import { type Bounds, boxOf } from "./box.js";
import { covarianceOf } from "./covariance.js";
import { Levenberg } from "./levenberg.js";
import { Residuals } from "./residuals.js";
import { iterate, type Minimum, type SearchOptions } from "./search.js";
import { Variables } from "./variables.js";

export interface LeastSquaresOptions extends SearchOptions {
  /** the parameters to move, f32 or f64; others stay */
  readonly over: readonly Parameter[];
  readonly feeds?: Feeds;
  /** least and greatest values of parameters; the start is moved between them */
  readonly bounds?: Bounds;
  /**
   * done when a step changes Σr² by less than this part of it, moves x by less than this part of it, or r is this close to
   * orthogonal to every column of its Jacobian; default 1e-14, in f32 1e-6
   */
  readonly tolerance?: number;
}
/** The best fit. `value` is Σr², `gradientNorm` that of its derivative, 2·Jᵀr. */
export interface LeastSquaresFit extends Minimum {
  /** r at x */
  readonly residuals: Tensor<"f64">;
  /** Σr² */
  readonly sumOfSquares: number;
  /** residuals less elements of x */
  readonly degreesOfFreedom: number;
  /**
   * s²·(JᵀJ)⁻¹ of shape (n, n) with s² = Σr² / degrees of freedom, x's elements in the order of `over`; NaN where there are
   * no degrees of freedom or J does not have full rank. Bounds are not considered.
   */
  readonly covariance: Tensor<"f64">;
  /** the roots of the covariance's diagonal, in the parameters' shapes */
  readonly standardErrors: Record<string, Tensor<"f64">>;
}

/**
 * Parameters with a least sum of squares of the residuals, a node of any shape, from their values in the engine: Levenberg
 * and Marquardt's method in a scaled trust region as in J. J. Moré, Lecture Notes in Mathematics 630, 1978, and MINPACK's
 * lmder. J is a `jacobian` node, forward mode where x has fewer elements than r, and factored by Householder's QR with
 * pivoting in f64; JᵀJ is never formed. With bounds, elements that a bound holds stay; those that a step leads outside go
 * to their bounds, and the others step from there.
 *
 * The engine is left at the best point, also if something throws; a search that never began leaves it as it was.
 * @throws DTypeError if parameters or residuals are no floats, FeedError for bounds that do not fit, NonFiniteError if
 * residuals or their slopes are no finite numbers at the start, and what a run throws
 */
export function leastSquares(engine: Engine, residuals: Node, options: LeastSquaresOptions): LeastSquaresFit {
  const { over, feeds = {} } = options;
  const variables = new Variables("leastSquares", engine, over);
  const box = boxOf("leastSquares", over, options.bounds);
  const objective = new Residuals(engine, residuals, over, feeds, variables, box);
  const tolerance = options.tolerance ?? (objective.precision > 2 ** -52 ? 1e-6 : 1e-14);
  let search: Levenberg | undefined;
  try {
    if (!(tolerance >= 0)) throw new GraphError(`leastSquares: the tolerance is at least 0, not ${tolerance}`);
    search = new Levenberg(objective, tolerance, (fit) => variables.write(fit.x));
    const { iterations, reason } = iterate(search, options);
    search.show();
    const { fit, jacobian, progress } = search;
    const freedom = fit.residuals.length - variables.size;
    const variance = progress.value / freedom;
    const covariance = covarianceOf(jacobian, fit.residuals.length, freedom > 0 ? variance : Number.NaN);
    const errors = Float64Array.from({ length: variables.size }, (_, i) =>
      Math.sqrt(covariance[i * variables.size + i]!),
    );
    return {
      x: variables.read(),
      ...progress,
      iterations,
      evaluations: objective.evaluations,
      success: reason === "converged",
      reason,
      residuals: new Tensor(fit.residuals, fit.shape, "f64"),
      sumOfSquares: progress.value,
      degreesOfFreedom: freedom,
      covariance: new Tensor(covariance, [variables.size, variables.size], "f64"),
      standardErrors: variables.split(errors, () => "f64"),
    };
  } catch (error) {
    if (search) search.show();
    else variables.restore();
    throw error;
  } finally {
    objective.release();
  }
}
