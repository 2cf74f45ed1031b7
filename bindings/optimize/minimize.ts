import { GraphError } from "../errors.js";
import type { Node, Parameter } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import { type Bounds, boxOf } from "./box.js";
import { Conjugate, type Directions, FullMatrix, LimitedMemory, Steepest } from "./directions.js";
import { projected, wolfe } from "./line-search.js";
import { newtonSteps } from "./newton.js";
import { Objective, type Point } from "./objective.js";
import { iterate, type Minimum, type SearchOptions } from "./search.js";
import { Variables } from "./variables.js";
import { addScaled, along, dot, minus, norm } from "./vector.js";

/** How the next point is found. */
export type Method = "lbfgs" | "bfgs" | "nonlinear-cg" | "newton-cg" | "gradient-descent";

export interface MinimizeOptions extends SearchOptions {
  /** the parameters to move, f32 or f64; others stay */
  readonly over: readonly Parameter[];
  /** default `"lbfgs"` */
  readonly method?: Method;
  readonly feeds?: Feeds;
  /** least and greatest values of parameters, for `"lbfgs"` and `"gradient-descent"`; the start is moved between them */
  readonly bounds?: Bounds;
  /** done when no |∂f/∂x| is larger; default 1e-8, in f32 1e-5 */
  readonly tolerance?: number;
  /** how many steps `"lbfgs"` remembers, default 10 */
  readonly memory?: number;
  /** `"none"`, for `"lbfgs"` and `"gradient-descent"`: steps of `lr` as they are, as `torch.optim.LBFGS` makes them */
  readonly lineSearch?: "wolfe" | "none";
  /** the step length without a line search, default 1 */
  readonly lr?: number;
}

const directionsOf: { readonly [M in Exclude<Method, "newton-cg">]: (memory: number) => Directions } = {
  lbfgs: (memory) => new LimitedMemory(memory),
  bfgs: () => new FullMatrix(),
  "nonlinear-cg": () => new Conjugate(),
  "gradient-descent": () => new Steepest(),
};

/**
 * A local minimum of the scalar f over parameters, from their values in the engine. Sources: Nocedal and Wright, Numerical
 * Optimization, 2006.
 *
 * - `lbfgs`: limited-memory BFGS, algorithm 7.4. `bfgs`: algorithm 6.1, n² numbers for n elements. `nonlinear-cg`: Polak
 *   and Ribière's conjugate gradients with restarts, (5.44), (5.52). `gradient-descent`. All with a line search to the
 *   strong Wolfe conditions, algorithms 3.5 and 3.6.
 * - `newton-cg`: Newton's method in a trust region, algorithms 4.1 and 7.2, by products of the Hessian with vectors.
 * - with bounds, `lbfgs` and `gradient-descent` move the elements that no bound holds, along paths projected on the bounds
 *   (Bertsekas, SIAM J. Control Optim. 20, 1982).
 *
 * The engine is left at the best point, also if something throws; a search that never began leaves it as it was.
 * @throws ShapeError if f is no scalar, DTypeError for a parameter that is no float, GraphError for options that the method
 * does not take, FeedError for bounds that do not fit, NonFiniteError if f or its gradient is no finite number at the
 * start, and what a run throws
 */
export function minimize(engine: Engine, f: Node, options: MinimizeOptions): Minimum {
  const { over, method = "lbfgs", feeds = {}, lineSearch = "wolfe" } = options;
  check(options);
  const variables = new Variables("minimize", engine, over);
  const box = boxOf("minimize", over, options.bounds);
  const objective = new Objective(engine, f, over, feeds, variables, box);
  const tolerance = options.tolerance ?? (objective.precision > 2 ** -52 ? 1e-5 : 1e-8);
  let best: Point | undefined;
  try {
    let point = objective.start();
    best = point;
    const next =
      method === "newton-cg"
        ? newtonSteps(objective)
        : (lineSearch === "none" ? fixedSteps : box.isBounded ? boundedSteps : searchedSteps)(
            directionsOf[method](options.memory ?? 10),
            objective,
            options.lr ?? 1,
          );
    const ended = iterate(
      {
        get progress() {
          return { value: point.value, gradientNorm: point.size };
        },
        isDone: () => point.size <= tolerance,
        step: () => {
          const found = next(point);
          if (!found) return false;
          point = found;
          if (isBetter(point, best!, objective.noise(best!))) best = point;
          return true;
        },
        show: () => variables.write(point.x),
      },
      options,
    );
    variables.write(best.x);
    return {
      x: variables.read(),
      value: best.value,
      gradientNorm: best.size,
      iterations: ended.iterations,
      evaluations: objective.evaluations,
      success: ended.reason === "converged",
      reason: ended.reason,
    };
  } catch (error) {
    if (best) variables.write(best.x);
    else variables.restore();
    throw error;
  } finally {
    objective.release();
  }
}

function check({ method = "lbfgs", bounds, lineSearch, memory = 10, lr, tolerance = 0 }: MinimizeOptions): void {
  if (method !== "newton-cg" && !Object.hasOwn(directionsOf, method))
    throw new GraphError(`minimize: no method ${method}; there are newton-cg, ${Object.keys(directionsOf).join(", ")}`);
  if (lineSearch !== undefined && lineSearch !== "wolfe" && lineSearch !== "none")
    throw new GraphError(`minimize: no line search ${lineSearch}; there are wolfe, none`);
  const isPlain = method === "lbfgs" || method === "gradient-descent";
  if (bounds && !isPlain) throw new GraphError(`minimize: ${method} takes no bounds; lbfgs and gradient-descent do`);
  if (lineSearch === "none" && (!isPlain || bounds))
    throw new GraphError("minimize: only lbfgs and gradient-descent without bounds go without a line search");
  if (lr !== undefined && lineSearch !== "none") throw new GraphError('minimize: lr is for lineSearch "none"');
  if (lr !== undefined && !(lr > 0)) throw new GraphError(`minimize: lr is above 0, not ${lr}`);
  if (!(Number.isInteger(memory) && memory > 0)) throw new GraphError(`minimize: memory is at least 1, not ${memory}`);
  if (!(tolerance >= 0)) throw new GraphError(`minimize: the tolerance is at least 0, not ${tolerance}`);
}

// lower; or, where f is flat but for its rounding, closer to a stationary point
function isBetter(next: Point, point: Point, noise: number): boolean {
  return next.value < point.value || (next.value <= point.value + noise && next.size < point.size);
}

type Step = (point: Point) => Point | undefined;

/** Steps to the strong Wolfe conditions; from the steepest direction again where what has been learnt does not help. */
function searchedSteps(directions: Directions, objective: Objective): Step {
  // α·φ′(0) of the last step: the next one is taken to change f as much (3.60)
  let change = 0;
  const step: Step = (point) => {
    let direction = directions.direction(point.gradient);
    let slope = dot(direction, point.gradient);
    if (!(slope < 0)) {
      directions.forget();
      direction = directions.direction(point.gradient);
      slope = dot(direction, point.gradient);
    }
    const guess = change < 0 ? Math.min(change / slope, 1e6) : 1 / Math.max(1, norm(point.gradient));
    const first = directions.isScaled && !directions.isSteepest ? 1 : guess;
    const next = wolfe(point, direction, first, directions.curvature, objective);
    if (next && isBetter(next, point, objective.noise(point))) {
      change = dot(minus(next.x, point.x), point.gradient);
      directions.learn(point, next);
      return next;
    }
    if (directions.isSteepest && change === 0) return undefined;
    directions.forget();
    change = 0;
    return step(point);
  };
  return step;
}

/** Steps along paths projected on the bounds, of the elements that none holds. */
function boundedSteps(directions: Directions, objective: Objective): Step {
  const { box } = objective;
  // Barzilai and Borwein's step, sᵀs/sᵀy of the last one; where f did not curve up, as long a step again
  let scale = 0;
  const step: Step = (point) => {
    // elements within a shrinking margin of a bound are held too, so that it is met in time
    const free = box.free(point.x, point.gradient, Math.min(1e-6, point.size));
    let direction = directions.direction(point.gradient, free);
    if (!(dot(direction, point.gradient) < 0)) {
      directions.forget();
      direction = directions.direction(point.gradient, free);
    }
    // held elements go the rest of the way to their bound
    addScaled(
      direction,
      -1,
      point.gradient.map((g, i) => (free[i] ? 0 : g)),
    );
    const first = directions.isScaled && !directions.isSteepest ? 1 : scale || 1 / Math.max(1, norm(point.gradient));
    const found = projected(point, direction, first, objective);
    if (found && isBetter(found.point, point, objective.noise(point))) {
      const next = found.point;
      const [s, y] = [minus(next.x, point.x), minus(next.gradient, point.gradient)];
      const ratio = dot(s, s) / dot(s, y);
      scale = ratio > 0 && Number.isFinite(ratio) ? ratio : found.step;
      directions.learn(point, next);
      return next;
    }
    if (directions.isSteepest && scale === 0) return undefined;
    directions.forget();
    scale = 0;
    return step(point);
  };
  return step;
}

/** Steps of a fixed length, the first at most lr long in ‖·‖₁: as PyTorch's L-BFGS without a line search. */
function fixedSteps(directions: Directions, objective: Objective, lr: number): Step {
  let isFirst = directions.isScaled;
  return (point) => {
    const direction = directions.direction(point.gradient);
    const total = direction.reduce((sum, d) => sum + Math.abs(d), 0);
    const next = objective.evaluate(along(point.x, isFirst ? Math.min(1, 1 / total) * lr : lr, direction));
    isFirst = false;
    if (!Number.isFinite(next.value)) return undefined;
    directions.learn(point, next);
    return next;
  };
}
