import { GraphError } from "../errors.js";
import type { Node, Parameter } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import { Tensor } from "../tensor.js";
import { type Bounds, boxOf } from "./box.js";
import { covarianceOf } from "./covariance.js";
import { dampedStep } from "./levenberg.js";
import { factor } from "./qr.js";
import { type Fit, Residuals } from "./residuals.js";
import { iterate, type Minimum, type SearchOptions } from "./search.js";
import { Variables } from "./variables.js";
import { addScaled, along, dot, largest, minus, norm } from "./vector.js";

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
 * pivoting in f64; JᵀJ is never formed. With bounds, elements that a bound holds stay, and steps are projected (Kanzow,
 * Yamashita and Fukushima, J. Comput. Appl. Math. 172, 2004).
 *
 * The engine is left at the best point, also if something throws; a search that never began leaves it as it was.
 * @throws DTypeError if parameters or residuals are no floats, FeedError for bounds that do not fit, NonFiniteError if
 * residuals are no finite numbers at the start or their slopes are not where they are, and what a run throws
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

// the first radius, in lengths of D·x: MINPACK recommends 0.1 to 100; from 100, NIST's BoxBOD is lost from its first start
const FACTOR = 10;
/** The iterations of lmder. */
class Levenberg {
  fit: Fit;
  /** columns of ∂r/∂x at the fit */
  jacobian: readonly Float64Array[];
  #gradient: Float64Array; // Jᵀr
  readonly #objective: Residuals;
  readonly #tolerance: number;
  readonly #show: (fit: Fit) => void;
  readonly #scale: Float64Array; // D: the columns' greatest lengths so far
  #radius: number;
  #lambda = 0;
  #isFirst = true;
  #isDone = false;

  constructor(objective: Residuals, tolerance: number, show: (fit: Fit) => void) {
    this.#objective = objective;
    this.#tolerance = tolerance;
    this.#show = show;
    this.fit = objective.start();
    this.jacobian = objective.jacobian(this.fit);
    this.#gradient = Float64Array.from(this.jacobian, (column) => dot(column, this.fit.residuals));
    this.#scale = Float64Array.from(this.jacobian, (column) => norm(column) || 1);
    this.#radius = FACTOR * this.#scaled(this.fit.x) || FACTOR;
  }
  get progress() {
    const slope = this.#gradient.map((g) => 2 * g);
    const value = dot(this.fit.residuals, this.fit.residuals);
    return { value, gradientNorm: largest(this.#objective.box.reduced(this.fit.x, slope)) };
  }
  show(): void {
    this.#show(this.fit);
  }
  isDone(): boolean {
    if (this.#isDone || this.fit.length === 0) return true;
    return this.#slant(this.fit, this.jacobian) <= this.#tolerance;
  }

  step(): boolean {
    const { box, evaluate } = this.#objective;
    const { x, residuals, length } = this.fit;
    const free = box.free(x, this.#gradient);
    const columns = this.jacobian.map((column, j) => (free[j] ? column : new Float64Array(column.length)));
    const qr = factor(columns, residuals.length);
    const right = qr.transposed(residuals);
    const { precision } = this.#objective;
    // what rounding x alone does to ‖r‖², relative to it
    const noise =
      (8 * precision * this.jacobian.reduce((sum, column, j) => sum + norm(column) * Math.abs(x[j]!), 0)) / length;
    let wasFinite = false;
    for (let trials = 0; trials < 200; trials++) {
      const { lambda, p } = dampedStep(qr, right, this.#scale, this.#radius, this.#lambda);
      this.#lambda = lambda;
      const next = evaluate(along(x, 1, p));
      const moved = box.isBounded ? minus(next.x, x) : p;
      const size = this.#scaled(moved);
      if (this.#isFirst) this.#radius = Math.min(this.#radius, size || this.#radius);

      // all relative to ‖r‖²: the fall of Σr², what the model promised, and its slope along the step
      const actual = 0.1 * next.length < length ? 1 - (next.length / length) ** 2 : -1;
      const linear = new Float64Array(residuals.length);
      for (const [j, column] of this.jacobian.entries()) if (moved[j]) addScaled(linear, moved[j]!, column);
      const bend = (norm(linear) / length) ** 2;
      const damping = lambda * (size / length) ** 2;
      const slope = box.isBounded ? dot(this.#gradient, moved) / length ** 2 : -(bend + damping);
      const promised = box.isBounded ? -2 * slope - bend : bend + 2 * damping;
      wasFinite ||= Number.isFinite(next.length);
      // below the rounding of r, the sum says nothing about a step: Jᵀr does
      const isFlat = promised <= noise && Math.abs(actual) <= noise;
      const slopes = isFlat ? this.#objective.jacobian(next) : undefined;
      const falls = slopes && this.#slant(next, slopes) < 0.7 * this.#slant(this.fit, this.jacobian);
      const ratio = falls ? 1 : promised > 0 ? actual / promised : 0;
      this.#resize(ratio, actual, slope, size);

      const little = this.#tolerance;
      const isLittle = Math.abs(actual) <= little && promised <= little && ratio <= 2;
      if (ratio >= 1e-4) this.#accept(next, slopes ?? this.#objective.jacobian(next));
      const isShort = this.#radius <= little * this.#scaled(this.fit.x);
      if (wasFinite && !falls && (isLittle || isShort)) this.#isDone = true;
      if (this.fit === next) return true;
      if (promised <= noise && lambda === 0) this.#isDone = true;
      if (this.#isDone || promised <= precision || this.#radius <= precision * this.#scaled(x)) return false;
    }
    return false;
  }
  /** The greatest cosine between r and a column of J that no bound holds. */
  #slant({ x, residuals, length }: Fit, jacobian: readonly Float64Array[]): number {
    const slopes = this.#objective.box.reduced(
      x,
      Float64Array.from(jacobian, (column) => dot(column, residuals)),
    );
    return Math.max(0, ...jacobian.map((column, j) => Math.abs(slopes[j]!) / (norm(column) || 1) / length));
  }
  #scaled(x: Float64Array): number {
    return norm(x.map((xi, j) => xi * this.#scale[j]!));
  }
  // the radius follows the ratio of what happened to what was promised
  #resize(ratio: number, actual: number, slope: number, size: number): void {
    if (ratio > 0.25) {
      if (this.#lambda !== 0 && ratio < 0.75) return;
      this.#radius = 2 * size;
      this.#lambda *= 0.5;
    } else {
      const ideal = actual >= 0 ? 0.5 : (0.5 * slope) / (slope + 0.5 * actual);
      const factor = actual > -1 && ideal >= 0.1 ? ideal : 0.1;
      this.#radius = factor * Math.min(this.#radius, 10 * size);
      this.#lambda /= factor;
    }
  }
  #accept(next: Fit, jacobian: readonly Float64Array[]): void {
    this.fit = next;
    this.jacobian = jacobian;
    this.#gradient = Float64Array.from(jacobian, (column) => dot(column, next.residuals));
    for (const [j, column] of jacobian.entries()) this.#scale[j] = Math.max(this.#scale[j]!, norm(column));
    this.#isFirst = false;
  }
}
