// What all searches share: when they end, what they tell, and how they leave the engine.
import { GraphError } from "../errors.js";
import type { Tensor } from "../tensor.js";
import type { Evaluations } from "./objective.js";

export interface Progress {
  readonly iteration: number;
  readonly value: number;
  /** the largest |∂f/∂x|, or |x − P(x − ∂f/∂x)| within bounds, P the projection on them */
  readonly gradientNorm: number;
}
/** What a search may be told beside its function. */
export interface SearchOptions {
  /** default 1000 */
  readonly maxIterations?: number;
  /** asked before each iteration; the search is synchronous, so `callback` is what can abort it, and no timer */
  readonly signal?: AbortSignal;
  /** called after each iteration, with the parameters at its point */
  readonly callback?: (progress: Progress) => void;
}
/**
 * Why a search ended. `converged`: within the tolerance. `stalled`: no step lowers f any more, as where its rounding is
 * coarser than the tolerance. The others name what stopped it.
 */
export type Reason = "converged" | "stalled" | "max-iterations" | "aborted";

/** Where a search ended: the best point that it saw. */
export interface Minimum {
  /** the parameters there, by their names; the engine holds the same */
  readonly x: Record<string, Tensor>;
  readonly value: number;
  /** as in `Progress` */
  readonly gradientNorm: number;
  readonly iterations: number;
  readonly evaluations: Evaluations;
  /** `reason` is `"converged"` */
  readonly success: boolean;
  readonly reason: Reason;
}

/** A method at work: the current point, and steps from it. */
export interface Search {
  /** the point after the last step */
  readonly progress: Omit<Progress, "iteration">;
  isDone(): boolean;
  /** false if no step leads further */
  step(): boolean;
  /** gives the parameters the current point's values */
  show(): void;
}

/** Steps until the search is done, finds none, has made its iterations, or is aborted. */
export function iterate(search: Search, options: SearchOptions): { iterations: number; reason: Reason } {
  const { maxIterations = 1000, signal, callback } = options;
  if (!(maxIterations >= 0)) throw new GraphError(`maxIterations is at least 0, not ${maxIterations}`);
  for (let iterations = 0; ; iterations++) {
    if (search.isDone()) return { iterations, reason: "converged" };
    if (iterations >= maxIterations) return { iterations, reason: "max-iterations" };
    if (signal?.aborted) return { iterations, reason: "aborted" };
    if (!search.step()) return { iterations, reason: search.isDone() ? "converged" : "stalled" };
    if (!callback) continue;
    search.show();
    callback({ iteration: iterations + 1, ...search.progress });
  }
}
