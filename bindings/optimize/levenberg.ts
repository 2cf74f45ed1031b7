// Levenberg and Marquardt's iterations as MINPACK's lmder has them: Moré 1978, see damped-step.ts.
import { dampedStep } from "./damped-step.js";
import { factor } from "./qr.js";
import type { Fit, Residuals } from "./residuals.js";
import type { Search } from "./search.js";
import { addScaled, along, dot, largest, minus, norm } from "./vector.js";

// the first radius, in lengths of D·x: MINPACK recommends 0.1 to 100; from 100, NIST's BoxBOD is lost from its first start
const FACTOR = 10;
// the part of a promise that a step has to keep
const SUFFICIENT = 1e-4;

/** A step and its end, exactly on the bounds that it is bent at. */
interface Bent {
  readonly p: Float64Array;
  readonly end: Float64Array;
  readonly isBent: boolean;
}
/** What came of a step; all but the point relative to ‖r‖². */
interface Trial {
  readonly next: Fit;
  /** by how much Σr² fell */
  readonly actual: number;
  /** by how much ‖J·p + r‖² is lower; 0 or less if bounds leave nothing of the step */
  readonly promised: number;
  /** half the slope of Σr² along the step */
  readonly slope: number;
}

export class Levenberg implements Search {
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
    const { fit, jacobian } = objective.start();
    this.fit = fit;
    this.jacobian = jacobian;
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
    const { box, precision } = this.#objective;
    const { x, residuals } = this.fit;
    // a column of zeros is an element that stays
    const free = box.free(x, this.#gradient);
    const columns = this.jacobian.map((column, j) => (free[j] ? column : new Float64Array(column.length)));
    const qr = factor(columns, residuals.length);
    const right = qr.transposed(residuals);
    const noise = this.#noise();
    const little = this.#tolerance;
    let wasTried = false;
    for (let trials = 0; trials < 200; trials++) {
      const { lambda, p: whole } = dampedStep(qr, right, this.#scale, this.#radius, this.#lambda);
      this.#lambda = lambda;
      const { p, end, isBent } = this.#bent(whole, columns);
      const size = this.#scaled(p);
      if (this.#isFirst) this.#radius = Math.min(this.#radius, size);
      const trial = this.#try(p, end, lambda, size);
      const { next, promised } = trial;
      const isMove = promised > 0;
      // below the rounding of r, the sum says nothing about a step: Jᵀr does
      const isFlat = isMove && promised <= noise && Math.abs(trial.actual) <= noise;
      const isPromising = isFlat || (isMove && trial.actual >= SUFFICIENT * promised);
      const slopes = isPromising ? this.#objective.jacobian(next) : undefined;
      // where slopes are no finite numbers, a step is as bad as where residuals are none
      const actual = isPromising && !slopes ? -1 : trial.actual;
      wasTried ||= isMove && Number.isFinite(next.length) && (!isPromising || slopes !== undefined);

      const falls = isFlat && slopes && this.#slant(next, slopes) < 0.7 * this.#slant(this.fit, this.jacobian);
      const ratio = falls ? 1 : isMove ? actual / promised : 0;
      this.#resize(ratio, { ...trial, actual }, size);
      const isAccepted = slopes !== undefined && ratio >= SUFFICIENT;
      if (isAccepted) this.#accept(next, slopes);

      const isLittle = isMove && Math.abs(actual) <= little && promised <= little && ratio <= 2;
      const isShort = this.#radius <= little * this.#scaled(this.fit.x);
      const isNoise = isMove && promised <= noise && lambda === 0 && !isAccepted;
      // a Gauss–Newton step that is less than the rounding of x
      const isStill = lambda === 0 && size <= precision * this.#scaled(x);
      // a step that bounds made short says nothing
      const isOver = !isBent && (isStill || (wasTried && (isLittle || isNoise)));
      if (!falls && (isOver || (wasTried && isShort))) this.#isDone = true;
      if (isAccepted) return true;
      if (this.#isDone || this.#radius <= precision * this.#scaled(x) || this.#radius === 0) break;
    }
    // an exact fit: what is left of r is less than what rounding x makes of it
    this.#isDone ||= noise >= 1;
    return false;
  }

  /**
   * The step within the box: elements that it leads outside go to their bounds, and the others make a step of their own from
   * there, as often as that leads outside again.
   */
  #bent(whole: Float64Array, columns: readonly Float64Array[]): Bent {
    const { box } = this.#objective;
    const { x, residuals } = this.fit;
    const held = new Map<number, number>();
    const rest = [...columns];
    const r = residuals.slice();
    for (let p = whole; ; ) {
      const end = along(x, 1, p);
      for (const [j, bound] of held) end[j] = bound;
      const inside = box.project(end);
      const out = [...p.keys()].filter((j) => inside[j] !== end[j] && !held.has(j));
      if (out.length === 0) return { p, end, isBent: held.size > 0 };
      for (const j of out) {
        held.set(j, inside[j]!);
        addScaled(r, inside[j]! - x[j]!, rest[j]!);
        rest[j] = new Float64Array(r.length);
      }
      const qr = factor(rest, r.length);
      p = dampedStep(qr, qr.transposed(r), this.#scale, this.#radius, this.#lambda).p;
      for (const [j, bound] of held) p[j] = bound - x[j]!;
    }
  }
  #try(p: Float64Array, end: Float64Array, lambda: number, size: number): Trial {
    const { box, evaluate } = this.#objective;
    const { x, residuals, length } = this.fit;
    const next = evaluate(end);
    const actual = 0.1 * next.length < length ? 1 - (next.length / length) ** 2 : -1;
    const moved = box.isBounded ? minus(next.x, x) : p;
    const linear = new Float64Array(residuals.length);
    for (const [j, column] of this.jacobian.entries()) if (moved[j]) addScaled(linear, moved[j]!, column);
    const bend = (norm(linear) / length) ** 2;
    if (box.isBounded) {
      const slope = dot(this.#gradient, moved) / length / length;
      return { next, actual, slope, promised: -2 * slope - bend };
    }
    // the same without cancellation, for (JᵀJ + λD²)·p = −Jᵀr
    const damping = lambda * (size / length) ** 2;
    return { next, actual, slope: -(bend + damping), promised: bend + 2 * damping };
  }
  /** What rounding x does to Σr², relative to it. */
  #noise(): number {
    const { x, length } = this.fit;
    const shaken = this.jacobian.reduce((sum, column, j) => sum + norm(column) * Math.abs(x[j]!), 0);
    return (8 * this.#objective.precision * shaken) / length;
  }
  /** The greatest cosine between r and a column of J that no bound holds. */
  #slant({ x, residuals, length }: Fit, jacobian: readonly Float64Array[]): number {
    const slopes = Float64Array.from(jacobian, (column) => dot(column, residuals));
    const reduced = this.#objective.box.reduced(x, slopes);
    return largest(reduced.map((slope, j) => slope / (norm(jacobian[j]!) || 1) / length));
  }
  #scaled(x: Float64Array): number {
    return norm(x.map((xi, j) => xi * this.#scale[j]!));
  }
  // the radius follows the ratio of what happened to what was promised
  #resize(ratio: number, { actual, slope }: Trial, size: number): void {
    if (ratio > 0.25) {
      if (this.#lambda !== 0 && ratio < 0.75) return;
      this.#radius = 2 * size;
      this.#lambda *= 0.5;
    } else {
      const ideal = actual >= 0 ? 0.5 : Math.min(0.5, (0.5 * slope) / (slope + 0.5 * actual));
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
