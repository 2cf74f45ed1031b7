// Step lengths. With φ(α) = f(x + α·d), the strong Wolfe conditions are
// φ(α) ≤ φ(0) + c₁·α·φ′(0),   |φ′(α)| ≤ c₂·|φ′(0)|.
import type { Objective, Point } from "./objective.js";
import { along, dot, minus } from "./vector.js";

interface Trial {
  readonly step: number;
  readonly point: Point;
  readonly value: number;
  readonly slope: number;
}

const SUFFICIENT = 1e-4; // c₁
const TRIALS = 30;

/**
 * A point along the direction that satisfies both conditions (Nocedal and Wright, Numerical Optimization, 2006,
 * algorithms 3.5 and 3.6); failing that within 30 evaluations, the lowest one that satisfies the first; undefined if
 * there is none. Where f is flat but for its rounding, the first condition is asked of the slopes, (2c₁ − 1)·φ′(0) ≥ φ′(α)
 * (Hager and Zhang, SIAM J. Optim. 16, 2005): they still tell where the minimum is.
 * @param curvature c₂
 */
export function wolfe(
  start: Point,
  direction: Float64Array,
  first: number,
  curvature: number,
  { evaluate, noise }: Pick<Objective, "evaluate" | "noise">,
): Point | undefined {
  const slope0 = dot(start.gradient, direction);
  const flatBelow = start.value + noise(start);
  let trials = 0;
  const at = (step: number): Trial => {
    trials++;
    const point = evaluate(along(start.x, step, direction));
    return { step, point, value: point.value, slope: dot(point.gradient, direction) };
  };
  const isRoundedFlat = (t: Trial) => t.value <= flatBelow && t.slope <= (2 * SUFFICIENT - 1) * slope0;
  const enough = (t: Trial) => t.value <= start.value + SUFFICIENT * t.step * slope0 || isRoundedFlat(t);
  const flat = (t: Trial) => Math.abs(t.slope) <= -curvature * slope0;
  const isHigher = (t: Trial, low: Trial) => t.value >= low.value && !(isRoundedFlat(t) && t.slope < low.slope);

  const zero: Trial = { step: 0, point: start, value: start.value, slope: slope0 };
  let last = zero;
  for (let step = first; trials < TRIALS; step *= 2) {
    const next = at(step);
    if (!enough(next) || (last !== zero && isHigher(next, last))) return zoom(last, next);
    if (flat(next)) return next.point;
    if (next.slope >= 0) return zoom(next, last);
    last = next;
  }
  return last.point;

  // low satisfies the first condition and is the lowest so far; a minimum lies between it and high
  function zoom(low: Trial, high: Trial): Point | undefined {
    let [a, b] = [low, high];
    while (trials < TRIALS) {
      const next = at(between(a, b));
      if (enough(next) && flat(next)) return next.point;
      if (!enough(next) || isHigher(next, a)) b = next;
      else {
        if (next.slope * (b.step - a.step) >= 0) b = a;
        a = next;
      }
    }
    return a === zero ? undefined : a.point;
  }
}

// The minimum of the cubic with these values and slopes (3.59), at least a tenth away from either end; the middle where
// there is none.
function between(a: Trial, b: Trial): number {
  const middle = a.step + (b.step - a.step) / 2;
  if (!Number.isFinite(b.value) || !Number.isFinite(b.slope)) return middle;
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return middle;
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(square);
  const step = b.step - (b.step - a.step) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
  if (!Number.isFinite(step)) return middle;
  const margin = 0.1 * Math.abs(b.step - a.step);
  return Math.min(Math.max(step, Math.min(a.step, b.step) + margin), Math.max(a.step, b.step) - margin);
}

/**
 * A point on the path P(x + α·d), bent at the bounds, with f(P) ≤ f(x) + c₁·∇f(x)ᵀ(P − x), and its α: Bertsekas, SIAM J.
 * Control Optim. 20, 1982. α shrinks from `first`, and grows from there while f falls by half of what its slope promises;
 * undefined after 40 evaluations without such a point.
 */
export function projected(
  start: Point,
  direction: Float64Array,
  first: number,
  { evaluate, noise }: Pick<Objective, "evaluate" | "noise">,
): { readonly point: Point; readonly step: number } | undefined {
  const at = (step: number) => {
    const point = evaluate(along(start.x, step, direction));
    const promise = dot(start.gradient, minus(point.x, start.x));
    const fall = start.value - point.value;
    const flat = fall >= -noise(start) && -promise <= noise(start) && point.size < start.size;
    return { point, step, promise, isEnough: promise < 0 && (fall >= -SUFFICIENT * promise || flat), fall };
  };
  let best = at(first);
  for (let trials = 1; !best.isEnough; trials++) {
    if (trials === 40) return undefined;
    const { step, promise, fall, point } = best;
    // the minimum of the parabola through both values with the slope of the first
    const ideal = Number.isFinite(point.value) ? (-promise * step) / (2 * (-promise - fall)) : 0;
    best = at(Math.min(Math.max(ideal || 0, 0.1 * step), 0.5 * step));
  }
  for (let trials = 0; trials < 10 && best.step >= first && best.fall > -0.5 * best.promise; trials++) {
    const next = at(2 * best.step);
    if (!next.isEnough || next.point.value >= best.point.value) break;
    best = next;
  }
  return best;
}
