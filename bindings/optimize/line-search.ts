// A step length that satisfies the strong Wolfe conditions: Nocedal and Wright, Numerical Optimization, 2006, algorithms
// 3.5 and 3.6. With φ(α) = f(x + α·d):   φ(α) ≤ φ(0) + c₁·α·φ′(0),   |φ′(α)| ≤ c₂·|φ′(0)|.

/** A point and f there. Where f is no finite number, its value is infinite. */
export interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}
interface Trial {
  readonly step: number;
  readonly point: Point;
  readonly value: number;
  readonly slope: number;
}

const SUFFICIENT = 1e-4; // c₁
const CURVATURE = 0.9; // c₂
const TRIALS = 30;

/**
 * A point along the direction that satisfies both conditions; failing that within 30 evaluations, the lowest one that
 * satisfies the first; undefined if there is none.
 */
export function wolfe(
  start: Point,
  direction: Float64Array,
  first: number,
  evaluate: (x: Float64Array) => Point,
): Point | undefined {
  const slope0 = dot(start.gradient, direction);
  let trials = 0;
  const at = (step: number): Trial => {
    trials++;
    const point = evaluate(start.x.map((x, i) => x + step * direction[i]!));
    return { step, point, value: point.value, slope: dot(point.gradient, direction) };
  };
  const enough = (t: Trial) => t.value <= start.value + SUFFICIENT * t.step * slope0;
  const flat = (t: Trial) => Math.abs(t.slope) <= -CURVATURE * slope0;

  const zero: Trial = { step: 0, point: start, value: start.value, slope: slope0 };
  let last = zero;
  for (let step = first; trials < TRIALS; step *= 2) {
    const next = at(step);
    if (!enough(next) || (last !== zero && next.value >= last.value)) return zoom(last, next);
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
      if (!enough(next) || next.value >= a.value) b = next;
      else {
        if (flat(next)) return next.point;
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

export function dot(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i]! * y[i]!;
  return total;
}
