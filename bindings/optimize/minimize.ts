import { gradients } from "../autodiff/reverse.js";
import { type DType, isFloat } from "../dtype.js";
import { DTypeError, NonFiniteError, ShapeError } from "../errors.js";
import type { Node, Parameter } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import { elements, showShape } from "../shape.js";
import { Tensor } from "../tensor.js";
import { Descent } from "./lbfgs.js";
import { dot, type Point, wolfe } from "./line-search.js";

export interface Progress {
  readonly iteration: number;
  readonly value: number;
  /** the largest |∂f/∂x| */
  readonly gradientNorm: number;
}
export interface MinimizeOptions {
  /** the parameters to move, f32 or f64; others stay */
  readonly over: readonly Parameter[];
  /** default `"lbfgs"`, with a memory of ten steps */
  readonly method?: "lbfgs" | "gradient-descent";
  readonly feeds?: Feeds;
  /** default 1000 */
  readonly maxIterations?: number;
  /** done when no |∂f/∂x| is larger; default 1e-8, with f32 parameters 1e-5 */
  readonly tolerance?: number;
  /** asked before each iteration; the search is synchronous, so `callback` is what can abort it, and no timer */
  readonly signal?: AbortSignal;
  /** called after each iteration */
  readonly callback?: (progress: Progress) => void;
}
/** Why the search ended; `stalled`: no step lowers f any more, as where its rounding is coarser than the tolerance. */
export type Reason = "converged" | "stalled" | "max-iterations" | "aborted";
export interface Minimum {
  /** the best point, by the parameters' names */
  readonly x: Record<string, Tensor>;
  readonly value: number;
  /** the largest |∂f/∂x| at x */
  readonly gradientNorm: number;
  readonly iterations: number;
  /** of f and its gradient */
  readonly evaluations: number;
  readonly reason: Reason;
}

const MEMORY = 10;

/**
 * A local minimum of the scalar f over parameters, from their values in the engine: L-BFGS, or gradient descent, with a
 * line search to the strong Wolfe conditions. The engine is left at the best point, also if something throws.
 * @throws ShapeError if f is no scalar, DTypeError for a parameter that is no float, NonFiniteError if f is no finite
 * number at the start, and what a run throws
 */
export function minimize(engine: Engine, f: Node, options: MinimizeOptions): Minimum {
  const { over, method = "lbfgs", maxIterations = 1000, signal, callback } = options;
  const tolerance = options.tolerance ?? (over.some((p) => p.dtype === "f32") ? 1e-5 : 1e-8);
  const objective = new Objective(engine, f, over, options.feeds ?? {});
  const descent = new Descent(method === "lbfgs" ? MEMORY : 0);
  let point = objective.start();
  let iteration = 0;
  let reason: Reason = "max-iterations";
  // α·φ′(0) of the last step: the next one is taken to change f as much (3.60)
  let change = 0;
  try {
    while (iteration < maxIterations) {
      if (largest(point.gradient) <= tolerance) reason = "converged";
      else if (signal?.aborted) reason = "aborted";
      if (reason !== "max-iterations") break;
      let direction = descent.direction(point.gradient);
      if (!(dot(direction, point.gradient) < 0)) {
        descent.forget();
        direction = descent.direction(point.gradient);
      }
      const slope = dot(direction, point.gradient);
      const guess = change < 0 ? Math.min(change / slope, 1e6) : 1 / Math.max(1, norm(point.gradient));
      const next = wolfe(point, direction, descent.isSteepest ? guess : 1, objective.evaluate);
      if (!next || !isBetter(next, point)) {
        if (descent.isSteepest) {
          reason = "stalled";
          break;
        }
        descent.forget();
        change = 0;
        continue;
      }
      const moved = next.x.map((x, i) => x - point.x[i]!);
      change = dot(moved, point.gradient);
      descent.learn(point, next);
      point = next;
      iteration++;
      callback?.({ iteration, value: point.value, gradientNorm: largest(point.gradient) });
    }
    if (reason === "max-iterations" && largest(point.gradient) <= tolerance) reason = "converged";
  } finally {
    objective.leaveAt(point);
  }
  const { value } = point;
  const { evaluations } = objective;
  return {
    x: engine.read(over),
    value,
    gradientNorm: largest(point.gradient),
    iterations: iteration,
    evaluations,
    reason,
  };
}

// lower; or, where f is flat to the last bit, closer to a stationary point
function isBetter(next: Point, point: Point): boolean {
  return next.value < point.value || (next.value === point.value && largest(next.gradient) < largest(point.gradient));
}

/** f and its gradient as functions of one vector: the parameters' elements behind each other, as f64. */
class Objective {
  evaluations = 0;
  readonly #engine: Engine;
  readonly #over: readonly Parameter[];
  readonly #run: () => readonly Tensor[];
  readonly #release: () => void;

  constructor(engine: Engine, f: Node, over: readonly Parameter[], feeds: Feeds) {
    if (f.shape.length)
      throw new ShapeError(`minimize: f is no scalar, it has shape ${showShape(f.shape)}`, {
        node: f,
        origin: f.origin,
      });
    for (const p of over)
      if (!isFloat(p.dtype)) throw new DTypeError(`minimize: ${p} is no float`, { node: p, origin: p.origin });
    const executor = engine.executor([f, ...gradients(f, over)]);
    this.#engine = engine;
    this.#over = over;
    this.#run = () => executor.run(feeds) as readonly Tensor[];
    this.#release = () => executor.release();
  }

  start(): Point {
    const values = this.#engine.read(this.#over);
    const point = this.evaluate(join(this.#over.map((p) => values[p.name]!)));
    if (!Number.isFinite(point.value)) throw new NonFiniteError("minimize: f is no finite number at the start");
    return point;
  }
  readonly evaluate = (vector: Float64Array): Point => {
    this.evaluations++;
    // the point that the dtypes can hold is the one where f is known
    const x = join(this.#write(vector));
    const [f, ...gs] = this.#run();
    const value = f!.item();
    const gradient = join(gs);
    const finite = Number.isFinite(value) && gradient.every(Number.isFinite);
    return { x, value: finite ? value : Number.POSITIVE_INFINITY, gradient };
  };
  leaveAt(point: Point): void {
    this.#write(point.x);
    this.#release();
  }
  #write(vector: Float64Array): Tensor[] {
    let at = 0;
    const tensors = this.#over.map((p) => {
      const shape = p.shape as readonly number[];
      const part = vector.slice(at, at + elements(shape));
      at += part.length;
      return new Tensor(p.dtype === "f32" ? Float32Array.from(part) : part, shape, p.dtype as DType);
    });
    this.#engine.write(Object.fromEntries(this.#over.map((p, i) => [p.name, tensors[i]!])));
    return tensors;
  }
}

function join(tensors: readonly Tensor[]): Float64Array {
  const vector = new Float64Array(tensors.reduce((n, { data }) => n + data.length, 0));
  let at = 0;
  for (const { data } of tensors) {
    vector.set(data, at);
    at += data.length;
  }
  return vector;
}
function norm(x: Float64Array): number {
  return Math.sqrt(dot(x, x));
}
function largest(x: Float64Array): number {
  return x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
