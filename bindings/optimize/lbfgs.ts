// Limited-memory BFGS: Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4.
import { dot, type Point } from "./line-search.js";

interface Pair {
  /** x′ − x */
  readonly s: Float64Array;
  /** g′ − g */
  readonly y: Float64Array;
  /** sᵀy */
  readonly sy: number;
}

/** Directions of descent from the last few steps. With a memory of 0, the steepest one. */
export class Descent {
  readonly #memory: number;
  #pairs: Pair[] = [];

  constructor(memory: number) {
    this.#memory = memory;
  }
  get isSteepest(): boolean {
    return this.#pairs.length === 0;
  }
  /** Forgets the steps: the next direction is the steepest. */
  forget(): void {
    this.#pairs = [];
  }
  /** Takes a step in; one along which the gradient does not grow says nothing about a minimum. */
  learn(from: Point, to: Point): void {
    if (this.#memory === 0) return;
    const s = to.x.map((x, i) => x - from.x[i]!);
    const y = to.gradient.map((g, i) => g - from.gradient[i]!);
    const sy = dot(s, y);
    if (!(sy > 1e-14 * dot(y, y))) return;
    this.#pairs.push({ s, y, sy });
    if (this.#pairs.length > this.#memory) this.#pairs.shift();
  }
  /** −H·g by the two loops, H the approximate inverse Hessian. */
  direction(gradient: Float64Array): Float64Array {
    const q = gradient.map((g) => -g);
    const weights: number[] = [];
    for (const { s, y, sy } of [...this.#pairs].reverse()) {
      const weight = dot(s, q) / sy;
      weights.push(weight);
      addScaled(q, -weight, y);
    }
    const last = this.#pairs[this.#pairs.length - 1];
    if (last) {
      const scale = last.sy / dot(last.y, last.y);
      for (let i = 0; i < q.length; i++) q[i]! *= scale;
    }
    for (const { s, y, sy } of this.#pairs) addScaled(q, weights.pop()! - dot(y, q) / sy, s);
    return q;
  }
}

function addScaled(x: Float64Array, scale: number, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i]! += scale * y[i]!;
}
