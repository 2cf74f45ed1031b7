// Newton's method in a trust region: Nocedal and Wright, Numerical Optimization, 2006, algorithm 4.1, its step by Steihaug's
// conjugate gradients, algorithm 7.2.
import type { Objective, Point } from "./objective.js";
import { addScaled, along, dot, negative, norm } from "./vector.js";

/** Steps of f's quadratic model within a radius that follows how well the model predicted f. */
export function newtonSteps(objective: Objective): (point: Point) => Point | undefined {
  let radius = 0;
  return (point) => {
    radius ||= Math.max(1, norm(point.x));
    // a step that does not move x is the last one
    const least = objective.precision * Math.max(norm(point.x), Number.MIN_VALUE / objective.precision);
    for (let trials = 0; trials < 60 && radius > least; trials++) {
      const { step, model } = steihaug(objective, point, radius);
      const next = objective.evaluate(along(point.x, 1, step));
      const noise = objective.noise(point);
      const fall = point.value - next.value;
      // below its rounding, f says nothing about the model: the gradient does
      const isFlat = -model <= noise && Math.abs(fall) <= noise;
      const ratio = isFlat ? (next.size < point.size ? 1 : 0) : fall / -model;
      const length = norm(step);
      if (!(ratio >= 0.25)) radius = 0.25 * length;
      else if (ratio > 0.75 && length >= 0.99 * radius) radius = Math.min(2 * radius, 1e100);
      if (ratio > 1e-4) return next;
      if (isFlat) return undefined;
    }
    return undefined;
  };
}

// The step p, ‖p‖ ≤ radius, and the model's change gᵀp + ½·pᵀHp.
function steihaug(objective: Objective, point: Point, radius: number): { step: Float64Array; model: number } {
  const { gradient } = point;
  const size = norm(gradient);
  const enough = size * Math.min(0.5, Math.sqrt(size));
  const p = new Float64Array(gradient.length);
  const hp = new Float64Array(gradient.length);
  const r = gradient.slice();
  let d = negative(gradient);
  const result = () => ({ step: p, model: dot(gradient, p) + 0.5 * dot(p, hp) });
  for (let k = 0; k < 2 * p.length + 10; k++) {
    const hd = objective.hessianVector(point, d);
    const bend = dot(d, hd);
    const rr = dot(r, r);
    const alpha = rr / bend;
    if (!(bend > 0) || norm(along(p, alpha, d)) >= radius) {
      // to the border: along a direction of negative curvature, or on a step that leads outside
      const tau = toBorder(p, d, radius);
      addScaled(p, tau, d);
      addScaled(hp, tau, hd);
      return result();
    }
    addScaled(p, alpha, d);
    addScaled(hp, alpha, hd);
    addScaled(r, alpha, hd);
    if (norm(r) <= enough) break;
    d = along(negative(r), dot(r, r) / rr, d);
  }
  return result();
}

// the τ ≥ 0 with ‖p + τ·d‖ = radius
function toBorder(p: Float64Array, d: Float64Array, radius: number): number {
  const length = norm(d);
  const b = dot(p, d) / length;
  const room = radius * radius - dot(p, p);
  const root = Math.sqrt(Math.max(b * b + room, 0));
  // without cancellation
  return (b > 0 ? room / (b + root) : root - b) / length;
}
