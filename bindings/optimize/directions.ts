// Directions of descent from the steps so far. An accepted step is learnt; the next direction follows from its gradient.
import type { Point } from "./objective.js";
import { addScaled, along, dot, minus, negative } from "./vector.js";

export interface Directions {
  /** nothing has been learnt: the direction is the steepest */
  readonly isSteepest: boolean;
  /** the second Wolfe condition that the method needs, c₂ */
  readonly curvature: number;
  /** a step of 1 is a good guess once something has been learnt */
  readonly isScaled: boolean;
  forget(): void;
  learn(from: Point, to: Point): void;
  /** @param free 1 where x may move, 0 where it stays: the direction is zero there, and made from the other elements */
  direction(gradient: Float64Array, free?: Float64Array): Float64Array;
}

/** −g. */
export class Steepest implements Directions {
  readonly isSteepest = true;
  readonly isScaled = false;
  readonly curvature = 0.9;
  forget(): void {}
  learn(): void {}
  direction(gradient: Float64Array, free?: Float64Array): Float64Array {
    return gradient.map((g, i) => -g * (free?.[i] ?? 1));
  }
}

interface Pair {
  /** x′ − x */
  readonly s: Float64Array;
  /** g′ − g */
  readonly y: Float64Array;
}
// A step along which the gradient does not grow says nothing about a minimum.
function pairOf(from: Point, to: Point): Pair | undefined {
  const [s, y] = [minus(to.x, from.x), minus(to.gradient, from.gradient)];
  return dot(s, y) > 1e-14 * dot(y, y) ? { s, y } : undefined;
}

/** Limited-memory BFGS: Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4. */
export class LimitedMemory implements Directions {
  readonly curvature = 0.9;
  readonly isScaled = true;
  readonly #memory: number;
  #pairs: Pair[] = [];

  constructor(memory: number) {
    this.#memory = memory;
  }
  get isSteepest(): boolean {
    return this.#pairs.length === 0;
  }
  forget(): void {
    this.#pairs = [];
  }
  learn(from: Point, to: Point): void {
    const pair = pairOf(from, to);
    if (pair) this.#pairs.push(pair);
    if (this.#pairs.length > this.#memory) this.#pairs.shift();
  }
  /** −H·g by the two loops, H the approximate inverse Hessian of the free elements. */
  direction(gradient: Float64Array, free?: Float64Array): Float64Array {
    const q = gradient.map((g, i) => -g * (free?.[i] ?? 1));
    const pairs = this.#pairs
      .map(({ s, y }) => (free ? { s: s.map((v, i) => v * free[i]!), y: y.map((v, i) => v * free[i]!) } : { s, y }))
      .map(({ s, y }) => ({ s, y, sy: dot(s, y), yy: dot(y, y) }))
      .filter(({ sy, yy }) => sy > 1e-14 * yy);
    const weights: number[] = [];
    for (const { s, y, sy } of [...pairs].reverse()) {
      const weight = dot(s, q) / sy;
      weights.push(weight);
      addScaled(q, -weight, y);
    }
    const last = pairs[pairs.length - 1];
    if (last) for (let i = 0; i < q.length; i++) q[i]! *= last.sy / last.yy;
    for (const { s, y, sy } of pairs) addScaled(q, weights.pop()! - dot(y, q) / sy, s);
    return q;
  }
}

/** BFGS with the whole inverse Hessian, n² numbers: algorithm 6.1 with (6.17), and (6.20) before the first update. */
export class FullMatrix implements Directions {
  readonly curvature = 0.9;
  readonly isScaled = true;
  // rows of H, symmetric
  #inverse: Float64Array[] | undefined;

  get isSteepest(): boolean {
    return !this.#inverse;
  }
  forget(): void {
    this.#inverse = undefined;
  }
  learn(from: Point, to: Point): void {
    const pair = pairOf(from, to);
    if (!pair) return;
    const { s, y } = pair;
    const sy = dot(s, y);
    const scale = sy / dot(y, y);
    this.#inverse ??= Array.from(s, (_, i) => new Float64Array(s.length).fill(scale, i, i + 1));
    // H ← H − (s·(Hy)ᵀ + (Hy)·sᵀ)/sᵀy + (1 + yᵀHy/sᵀy)·s·sᵀ/sᵀy
    const hy = Float64Array.from(this.#inverse, (row) => dot(row, y));
    const factor = (1 + dot(y, hy) / sy) / sy;
    for (const [i, row] of this.#inverse.entries())
      for (let j = 0; j < row.length; j++) {
        // the same bits on both sides of the diagonal
        const crossed = s[i]! * hy[j]! + hy[i]! * s[j]!;
        row[j]! += factor * (s[i]! * s[j]!) - crossed / sy;
      }
  }
  direction(gradient: Float64Array): Float64Array {
    return this.#inverse ? Float64Array.from(this.#inverse, (row) => -dot(row, gradient)) : negative(gradient);
  }
}

/** Conjugate gradients of Polak and Ribière, β = max(β, 0), restarted where gradients are far from orthogonal: (5.44), (5.52). */
export class Conjugate implements Directions {
  readonly curvature = 0.1;
  readonly isScaled = false;
  #last: Float64Array | undefined;
  #beta = 0;

  get isSteepest(): boolean {
    return this.#beta === 0;
  }
  forget(): void {
    this.#beta = 0;
  }
  learn({ gradient: g }: Point, { gradient: h }: Point): void {
    const isFar = Math.abs(dot(g, h)) >= 0.1 * dot(h, h);
    this.#beta = isFar ? 0 : Math.max(0, dot(h, minus(h, g)) / dot(g, g));
  }
  direction(gradient: Float64Array): Float64Array {
    const steepest = negative(gradient);
    this.#last = this.#beta && this.#last ? along(steepest, this.#beta, this.#last) : steepest;
    return this.#last;
  }
}
