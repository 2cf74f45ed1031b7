// Simple bounds, lower ≤ x ≤ upper, on the vector of all parameters' elements.
import { FeedError, GraphError, NonFiniteError } from "../errors.js";
import type { Parameter } from "../graph/node.js";
import { elements, sameShape, showShape } from "../shape.js";
import { toData, type Value } from "../tensor.js";

/** Least and greatest value of a parameter's elements: a number for all, or values of its shape. ±Infinity leaves open. */
export type Bound = readonly [lower: Value, upper: Value];
const open = Number.POSITIVE_INFINITY;

/** By the parameters' names, or by parameter; a parameter that is missing has no bounds. */
export type Bounds = Readonly<Record<string, Bound>> | ReadonlyMap<Parameter, Bound>;

export class Box {
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  /** some element has a bound */
  readonly isBounded: boolean;

  constructor(lower: Float64Array, upper: Float64Array) {
    this.#lower = lower;
    this.#upper = upper;
    this.isBounded = lower.some(Number.isFinite) || upper.some(Number.isFinite);
  }
  /** The closest point of the box. */
  project(x: Float64Array): Float64Array {
    return this.isBounded ? x.map((xi, i) => Math.min(Math.max(xi, this.#lower[i]!), this.#upper[i]!)) : x;
  }
  /** x − P(x − g): the gradient where no bound is in the way, zero at a stationary point of the box. */
  reduced(x: Float64Array, gradient: Float64Array): Float64Array {
    if (!this.isBounded) return gradient;
    return gradient.map((g, i) => Math.min(Math.max(g, x[i]! - this.#upper[i]!), x[i]! - this.#lower[i]!));
  }
  /** 1 where x may move: 0 at a bound, or closer to it than `margin`, with the descent pointing outside. */
  free(x: Float64Array, gradient: Float64Array, margin = 0): Float64Array {
    return gradient.map((g, i) => {
      const stuck = g > 0 ? x[i]! - this.#lower[i]! <= margin : g < 0 && this.#upper[i]! - x[i]! <= margin;
      return stuck ? 0 : 1;
    });
  }
}

/**
 * The box of bounds over parameters. Bounds of f32 parameters are rounded inwards, equal ones to the closest f32.
 * @throws GraphError for a parameter that is not moved, FeedError for a bound that does not fit or a lower one above the
 * upper
 */
export function boxOf(subject: string, over: readonly Parameter[], bounds: Bounds = {}): Box {
  const named = bounds instanceof Map ? [...bounds].map(([p, b]) => [p.name, b] as const) : Object.entries(bounds);
  const byName = new Map<string, Bound>(named);
  for (const name of byName.keys())
    if (!over.some((p) => p.name === name)) throw new GraphError(`${subject}: bounds for ${name}, which is not moved`);
  const [lower, upper]: [number[], number[]] = [[], []];
  for (const p of over) {
    const [lows, highs] = [side(subject, p, byName.get(p.name), 0), side(subject, p, byName.get(p.name), 1)];
    for (const [i, low] of lows.entries()) {
      const high = highs[i]!;
      if (Number.isNaN(low) || Number.isNaN(high))
        throw new NonFiniteError(`${subject}: a bound of ${p.name} is not a number, ${low} and ${high}`);
      const [least, greatest] = p.dtype === "f32" ? rounded(low, high) : [low, high];
      if (!(least <= greatest && least < open && greatest > -open))
        throw new FeedError(`${subject}: no ${p.dtype} lies between the bounds of ${p.name}, ${low} and ${high}`);
      lower.push(least);
      upper.push(greatest);
    }
  }
  return new Box(Float64Array.from(lower), Float64Array.from(upper));
}

function side(subject: string, p: Parameter, bound: Bound | undefined, end: 0 | 1): Float64Array {
  const size = elements(p.shape as readonly number[]);
  const value = bound ? bound[end] : end === 0 ? -open : open;
  const what = `${subject}: the ${end === 0 ? "lower" : "upper"} bound of ${p.name}`;
  let data: Float64Array;
  if (typeof value === "number") data = new Float64Array(size).fill(value);
  else {
    const given = toData(value, "f64", what);
    if (given.data.length !== size || (given.shape && !sameShape(given.shape, p.shape)))
      throw new FeedError(
        `${what} has shape ${showShape(given.shape ?? [given.data.length])}, the parameter ${showShape(p.shape)}`,
      );
    data = given.data;
  }
  return data;
}

// bounds that hold a value fast hold the f32 that is closest to it
function rounded(low: number, high: number): readonly [number, number] {
  return low === high ? [Math.fround(low), Math.fround(low)] : [inwards(low, 0), inwards(high, 1)];
}
// the closest f32 that is not outside the bound
function inwards(x: number, end: 0 | 1): number {
  const near = Math.fround(x);
  if (end === 0 ? !(near < x) : !(near > x)) return near;
  const bits = new Int32Array(1);
  const value = new Float32Array(bits.buffer);
  value[0] = near;
  if (near === 0) value[0] = end === 0 ? 2 ** -149 : -(2 ** -149);
  else bits[0]! += near > 0 === (end === 0) ? 1 : -1;
  return value[0]!;
}
