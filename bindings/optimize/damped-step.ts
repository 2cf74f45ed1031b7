// The damped Gauss–Newton step of J. J. Moré, "The Levenberg–Marquardt algorithm: implementation and theory", Lecture Notes
// in Mathematics 630, 1978; MINPACK's lmpar.
import { damped, type QR, rank, solveLower, solveUpper } from "./qr.js";
import { norm } from "./vector.js";

/** λ and the p that minimizes ‖J·p + r‖² + λ·‖D·p‖². */
export interface DampedStep {
  readonly lambda: number;
  readonly p: Float64Array;
}

/**
 * The step with ‖D·p‖ within a tenth of the radius, or the Gauss–Newton step where that is shorter.
 * @param right Qᵀ·r
 * @param scale D's diagonal, positive
 * @param guess λ of the step before
 */
export function dampedStep(
  qr: QR,
  right: Float64Array,
  scale: Float64Array,
  radius: number,
  guess: number,
): DampedStep {
  const { r, order } = qr;
  const n = order.length;
  const d = Float64Array.from(order, (j) => scale[j]!);
  const unscramble = (z: Float64Array): Float64Array => {
    const p = new Float64Array(n);
    for (const [k, j] of order.entries()) p[j] = -z[k]!;
    return p;
  };
  const scaled = (z: Float64Array) => z.map((zk, k) => d[k]! * zk);
  // D²·z/‖D·z‖: the derivative of the length on the way
  const slope = (z: Float64Array, length: number) => z.map((zk, k) => d[k]! * ((d[k]! * zk) / length));

  const full = rank(qr);
  let z = solveUpper(r, right, full);
  let length = norm(scaled(z));
  let excess = length - radius;
  if (excess <= 0.1 * radius) return { lambda: 0, p: unscramble(z) };

  // bounds of λ: Newton's step from 0 if J has full rank, and the scaled gradient over the radius
  let low = 0;
  if (full === n) low = excess / radius / norm(solveLower(r, slope(z, length), n)) ** 2;
  const gradient = r.map(
    (column, k) => column.reduce((sum, rik, i) => sum + (i <= k ? rik * right[i]! : 0), 0) / d[k]!,
  );
  const steepest = norm(Float64Array.from(gradient));
  let high = steepest / radius || Number.MIN_VALUE / Math.min(radius, 0.1);
  let lambda = Math.min(Math.max(guess, low), high) || steepest / length;
  for (let i = 0; ; i++) {
    lambda ||= Math.max(Number.MIN_VALUE, 0.001 * high);
    const root = Math.sqrt(lambda);
    const solved = damped(
      r,
      right,
      d.map((dk) => root * dk),
    );
    z = solved.z;
    length = norm(scaled(z));
    const before = excess;
    excess = length - radius;
    const isClose = Math.abs(excess) <= 0.1 * radius;
    if (isClose || (low === 0 && excess <= before && before < 0) || i === 10) return { lambda, p: unscramble(z) };
    const change = excess / radius / norm(solveLower(solved.s, slope(z, length), n)) ** 2;
    if (excess > 0) low = Math.max(low, lambda);
    if (excess < 0) high = Math.min(high, lambda);
    lambda = Math.max(low, lambda + change);
  }
}
