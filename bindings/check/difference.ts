// Difference quotients of a vector-valued function of one number, each with an estimate of its error.
import type { Float } from "../dtype.js";
import { GraphError } from "../errors.js";

/**
 * - `forward`: (f(x + h) − f(x)) / h, off by h/2 · f″
 * - `central`: (f(x + h) − f(x − h)) / 2h, off by h²/6 · f‴
 * - `richardson`: central ones for h, h/2, h/4 …, extrapolated to h = 0; the smoother f, the better
 */
export type Method = "forward" | "central" | "richardson";

export interface DifferenceOptions {
  /** default `"central"` */
  readonly method?: Method;
  /**
   * the step for elements up to 1 in size; larger ones move by h·|x|. Default: forward 1.5e-8 in f64 and 3.5e-4 in f32,
   * the square root of the precision; central 1e-6 and 5e-3, near its cube root; richardson starts at 0.1 and 0.25
   */
  readonly h?: number;
}

/** ∂f/∂x for each value of f, and an estimate of how far each is off. */
export interface Quotient {
  readonly slope: Float64Array<ArrayBuffer>;
  readonly error: Float64Array<ArrayBuffer>;
}

/** f near x. `x` is where f was really evaluated: the place asked for, rounded to what the dtype holds. */
export interface Sample {
  readonly x: number;
  readonly values: Float64Array;
}

/** The gap between 1 and the next number. */
export const precision: { readonly [D in Float]: number } = { f32: 2 ** -23, f64: 2 ** -52 };

const steps: { readonly [M in Method]: { readonly [D in Float]: number } } = {
  forward: { f32: 3.5e-4, f64: 1.5e-8 },
  central: { f32: 5e-3, f64: 1e-6 },
  richardson: { f32: 0.25, f64: 0.1 },
};
// how often richardson halves the step: rounding grows as the steps get smaller
const rows: { readonly [D in Float]: number } = { f32: 5, f64: 8 };

/** @throws GraphError for a method that is none, and a step that is not above 0 */
export function checkSteps(subject: string, { method = "central", h = 1 }: DifferenceOptions): void {
  if (!Object.hasOwn(steps, method))
    throw new GraphError(`${subject}: no method ${method}; there are ${Object.keys(steps).join(", ")}`);
  if (!(h > 0 && Number.isFinite(h))) throw new GraphError(`${subject}: h is above 0 and finite, not ${h}`);
}

/** f′ at `here.x`, where f was `here.values`. `dtype` is the coarser one of x's and f's. */
export function differentiate(
  f: (x: number) => Sample,
  here: Sample,
  dtype: Float,
  options: DifferenceOptions = {},
): Quotient {
  const method = options.method ?? "central";
  const h = (options.h ?? steps[method][dtype]) * Math.max(1, Math.abs(here.x));
  const eps = precision[dtype];
  switch (method) {
    case "forward":
      return fromTwo(quotient(f(here.x + h), here, eps), quotient(f(here.x + 2 * h), here, eps), 1);
    case "central":
      return fromTwo(
        quotient(f(here.x + h), f(here.x - h), eps),
        quotient(f(here.x + 2 * h), f(here.x - 2 * h), eps),
        1 / 3,
      );
    case "richardson":
      return richardson(
        Array.from({ length: rows[dtype] }, (_, i) => quotient(f(here.x + h / 2 ** i), f(here.x - h / 2 ** i), eps)),
      );
    default:
      return method satisfies never;
  }
}

/** (f(high) − f(low)) / (high − low); `error` is what the rounding of f to ε may do to it, ε(|f(high)| + |f(low)|) / (high − low). */
export function quotient(high: Sample, low: Sample, eps: number): Quotient {
  const width = high.x - low.x;
  return {
    slope: Float64Array.from(high.values, (above, i) => (above - low.values[i]!) / width),
    error: Float64Array.from(high.values, (above, i) => (eps * (Math.abs(above) + Math.abs(low.values[i]!))) / width),
  };
}

// Two steps, h and 2h, differ by 1/share of the error of the first, where the leading term of the series is what counts.
function fromTwo(first: Quotient, second: Quotient, share: number): Quotient {
  const { slope, error } = first;
  return { slope, error: error.map((round, i) => round + share * Math.abs(second.slope[i]! - slope[i]!)) };
}

// Neville's tableau in h² (Ridders 1982): row i, column j cancels the powers of h up to 2j. Of each row the entry is taken
// that differs least from the two that it was made of; steps that left f's domain drop out, being NaN. Large steps may agree
// by accident, as over whole periods of a sine: what a row is off by is at least what separates it from the rows of smaller
// steps, but for the rounding of those. The row that is off by least is the result.
function richardson(quotients: readonly Quotient[]): Quotient {
  const count = quotients[0]!.slope.length;
  const slope = new Float64Array(count).fill(Number.NaN);
  const error = new Float64Array(count).fill(Number.NaN);
  for (let k = 0; k < count; k++) {
    const best: { readonly value: number; readonly off: number; readonly round: number }[] = [];
    let above: number[] = [];
    for (const { slope: slopes, error: rounds } of quotients) {
      const row = [slopes[k]!];
      let [value, off] = [slopes[k]!, Number.POSITIVE_INFINITY];
      for (const [j, older] of above.entries()) {
        const newer = row[j]!;
        const next = newer + (newer - older) / (4 ** (j + 1) - 1);
        const change = Math.max(Math.abs(next - newer), Math.abs(next - older)) + rounds[k]!;
        if (change < off) [value, off] = [next, change];
        row.push(next);
      }
      if (Number.isFinite(value)) best.push({ value, off, round: rounds[k]! });
      above = row;
    }
    for (const [i, { value, off }] of best.entries()) {
      const apart = best.slice(i + 1).map((later) => Math.abs(value - later.value) - 2 * later.round);
      const total = Math.max(off, ...apart);
      if (!(total >= error[k]!)) [slope[k], error[k]] = [value, total];
    }
  }
  return { slope, error };
}
