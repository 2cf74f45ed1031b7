// The parameters that a search moves, as one vector: their elements behind each other, as f64.
import { type DType, isFloat } from "../dtype.js";
import { DTypeError, GraphError } from "../errors.js";
import { type Node, Parameter, type Placeholder } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import { elements } from "../shape.js";
import { isTensorLike, Tensor, toData, type Value } from "../tensor.js";

export class Variables {
  readonly size: number;
  /** distance from 1 to the next number of the narrowest dtype */
  readonly precision: number;
  readonly #engine: Engine;
  readonly #over: readonly Parameter[];
  readonly #initial: Record<string, Tensor>;

  /** @throws DTypeError for a parameter that is no float, GraphError for one that is given twice and for what is none */
  constructor(subject: string, engine: Engine, over: readonly Parameter[]) {
    for (const [i, p] of over.entries()) {
      if (!(p instanceof Parameter)) throw new GraphError(`${subject}: only parameters are moved; ${p} is none`);
      if (!isFloat(p.dtype)) throw new DTypeError(`${subject}: ${p} is no float`, { node: p, origin: p.origin });
      if (over.indexOf(p) !== i) throw new GraphError(`${subject}: ${p.name} is given twice`, { node: p });
    }
    this.#engine = engine;
    this.#over = over;
    this.#initial = engine.read(over);
    this.size = over.reduce((n, p) => n + elements(p.shape as readonly number[]), 0);
    this.precision = over.some((p) => p.dtype === "f32") ? 2 ** -23 : 2 ** -52;
  }
  /** The values that the parameters had first. */
  initial(): Float64Array {
    return join(this.#over.map((p) => this.#initial[p.name]!));
  }
  /** An element of the vector as the user knows it: `w[3]`, the index row-major. */
  nameOf(element: number): string {
    let at = element;
    for (const p of this.#over) {
      const size = elements(p.shape as readonly number[]);
      if (at < size) return p.shape.length ? `${p.name}[${at}]` : p.name;
      at -= size;
    }
    throw new Error(`internal: element ${element} of ${this.size}`);
  }
  read(): Record<string, Tensor> {
    return this.#engine.read(this.#over);
  }
  /** Gives the parameters their first values again. */
  restore(): void {
    this.#engine.write(this.#initial);
  }
  /** Sets the parameters. The result is what their dtypes can hold of the vector. */
  write(vector: Float64Array): Float64Array {
    const tensors = this.split(vector, (p) => p.dtype as DType);
    this.#engine.write(tensors);
    return join(this.#over.map((p) => tensors[p.name]!));
  }
  /** The vector's parts as tensors of the parameters' shapes, by name. */
  split<D extends DType>(vector: Float64Array, dtypeOf: (p: Parameter) => D): Record<string, Tensor<D>> {
    let at = 0;
    return Object.fromEntries(
      this.#over.map((p) => {
        const shape = p.shape as readonly number[];
        const part = vector.slice(at, at + elements(shape));
        at += part.length;
        const dtype = dtypeOf(p);
        return [p.name, new Tensor(dtype === "f32" ? Float32Array.from(part) : part, shape, dtype)];
      }),
    );
  }
}

/** The tensors' elements behind each other. */
export function join(tensors: readonly Tensor[]): Float64Array {
  const vector = new Float64Array(tensors.reduce((n, { data }) => n + data.length, 0));
  let at = 0;
  for (const { data } of tensors) {
    vector.set(data, at);
    at += data.length;
  }
  return vector;
}

/** Feeds by node, arrays of numbers converted once for many runs. What is unknown stays, for the run to refuse. */
export function settledFeeds(placeholders: readonly Placeholder[], feeds: Feeds): Feeds {
  const fed = new Map<Node, Value>();
  for (const p of placeholders) {
    const value = feeds instanceof Map ? feeds.get(p) : (feeds as Readonly<Record<string, Value>>)[p.name];
    if (value !== undefined) fed.set(p, settled(value, p));
  }
  const given = feeds instanceof Map ? feeds.size : Object.keys(feeds).length;
  return given > fed.size ? feeds : fed;
}
function settled(value: Value, p: Placeholder): Value {
  if (typeof value !== "object" || ArrayBuffer.isView(value) || isTensorLike(value)) return value;
  const { data, shape } = toData(value, p.dtype as DType, `feed ${p.name}`);
  return shape && shape.length > 1 ? new Tensor(data, shape, p.dtype as DType) : data;
}
