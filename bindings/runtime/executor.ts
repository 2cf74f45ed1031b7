// Outputs and updates, compiled for the sizes that are fed, run in one call.

import { dimNames } from "../dim.js";
import type { Arrays, DType } from "../dtype.js";
import { FeedError, GraphError, ShapeError } from "../errors.js";
import { Node, Parameter, type Placeholder } from "../graph/node.js";
import { placeholders as placeholdersOf } from "../graph/sort.js";
import { makePlan, makeProgram, type Program } from "../plan/index.js";
import { sameShape, showShape } from "../shape.js";
import { isTensorLike, Tensor, type Value } from "../tensor.js";
import type { Engine } from "./engine.js";
import { bindFeeds, type Feeds, lookUp } from "./feeds.js";
import { PlanInstance } from "./instance.js";

/** What to fetch: a node, a list of nodes, or nodes by name. */
export type Outputs = Node | readonly Node[] | Readonly<Record<string, Node>>;
/** Tensors in the form of the outputs. */
export type Results<O> =
  O extends Node<infer D extends DType>
    ? Tensor<D>
    : { -readonly [K in keyof O]: O[K] extends Node<infer D extends DType> ? Tensor<D> : never };
/** Feeds for the placeholders listed in `inputs`, by their names. */
export type FeedsOf<I> = I extends readonly Placeholder[]
  ? { readonly [P in I[number] as P["name"]]: Value } | ReadonlyMap<Node, Value>
  : Feeds;
export type Updates = Iterable<readonly [Parameter, Node]>;

export interface ExecutorOptions<I> {
  /** next values of parameters, each once: outputs and next values read the old ones, then all are written */
  readonly updates?: Updates;
  /** the placeholders that feeds will have: feeds are type-checked, and another placeholder in the graph is an error */
  readonly inputs?: I;
  /** look for NaN and infinity after every operation, and name the first that produced one */
  readonly checkFinite?: boolean;
}

/** A compiled program for one set of sizes. Its views are valid until the next call of any executor of the engine. */
export interface Plan {
  /** where a feed is written */
  input(name: string): Arrays[DType];
  /** where a result is read: by key of a record, place in a list, 0 for a single node */
  output(key: string | number): Arrays[DType];
  /** one run: one call into WebAssembly */
  run(): void;
  /** bytes of memory that the plan works in */
  readonly bytes: number;
  /** the tape, one line an instruction */
  toString(): string;
}

/** Outputs and updates to run together. Plans are made for each set of sizes that is fed, and kept. */
export class Executor<const O extends Outputs = Outputs, I = undefined> {
  readonly placeholders: readonly Placeholder[];
  readonly parameters: readonly Parameter[];
  readonly #engine: Engine;
  readonly #program: Program;
  readonly #keys: readonly string[] | number | undefined;
  readonly #byName: ReadonlyMap<string, Placeholder>;
  readonly #names: readonly string[];
  readonly #plans = new Map<string, PlanInstance>();
  // the last plan, and the lengths and shapes that led to it
  #last: { instance: PlanInstance; fed: readonly (number | readonly number[])[] } | undefined;

  /**
   * @throws GraphError if two placeholders or parameters share a name, a parameter is updated twice, or a placeholder is
   * not in `inputs`
   */
  constructor(outputs: O, engine: Engine, options: ExecutorOptions<I> = {}) {
    this.#engine = engine;
    const form: Outputs = outputs;
    this.#keys = form instanceof Node ? undefined : Array.isArray(form) ? form.length : Object.keys(form);
    const list: readonly Node[] = form instanceof Node ? [form] : Array.isArray(form) ? form : Object.values(form);
    const odd = list.findIndex((node) => !(node instanceof Node));
    if (odd >= 0)
      throw new GraphError(`executor: output ${Array.isArray(this.#keys) ? this.#keys[odd] : odd} is no node`);
    const updates = checkUpdates(options.updates ?? []);

    const reached = placeholdersOf([...list, ...updates.map(([, next]) => next)]);
    const inputs = options.inputs as readonly Placeholder[] | undefined;
    this.#byName = uniqueNames([...(inputs ?? []), ...reached]);
    const unlisted = inputs && reached.find((p) => !inputs.includes(p));
    if (unlisted)
      throw new GraphError(
        `executor: placeholder ${unlisted.name} is not among the inputs ${inputs.map((p) => p.name).join(", ")}`,
        {
          node: unlisted,
          origin: unlisted.origin,
        },
      );
    this.placeholders = [...this.#byName.values()];
    this.#names = [...new Set(this.placeholders.flatMap((p) => p.shape.flatMap(dimNames)))].sort();
    this.#program = makeProgram(list, updates, options.checkFinite ?? false);
    this.parameters = this.#program.parameters;
    engine.adopt(this.parameters);
  }

  /**
   * One run. The results are the caller's own.
   * @throws FeedError for a missing, unknown or unfitting feed, IndexError or NonFiniteError from the run: nothing is
   * committed then, and the engine stays usable
   */
  run(...[feeds]: I extends readonly Placeholder[] ? [feeds: FeedsOf<I>] : [feeds?: Feeds]): Results<O> {
    const instance = this.#feed((feeds ?? {}) as Feeds);
    instance.run();
    const tensors = instance.data.outputs.map(
      ({ shape, dtype }, i) => new Tensor(instance.output(i).slice() as Arrays[DType], shape, dtype),
    );
    if (this.#keys === undefined) return tensors[0] as Results<O>;
    if (typeof this.#keys === "number") return tensors as Results<O>;
    return Object.fromEntries(this.#keys.map((key, i) => [key, tensors[i]])) as Results<O>;
  }

  /** Compiles ahead, for feeds or for sizes by name such as `{ batch: 32 }`; missing sizes are an error. */
  plan(feedsOrSizes: Feeds | Readonly<Record<string, number>> = {}): Plan {
    const sizes = this.#isSizes(feedsOrSizes) ? feedsOrSizes : undefined;
    const instance = sizes ? this.#planFor(sizes) : this.#feed(feedsOrSizes as Feeds);
    const engine = this.#engine;
    const keys = this.#keys;
    return {
      input: (name) => {
        const p = this.#byName.get(name);
        const view = p && instance.input(p);
        if (!view)
          throw new FeedError(
            `plan: no input ${name}; there are ${[...instance.data.inputs.keys()].map((x) => x.name).join(", ") || "none"}`,
          );
        return view;
      },
      output: (key) => {
        const i = Array.isArray(keys) ? keys.indexOf(String(key)) : Number(key);
        if (!(i in instance.data.outputs)) throw new FeedError(`plan: no output ${key}`);
        return instance.output(i);
      },
      run: () => {
        engine.touch(instance);
        instance.run();
      },
      bytes: instance.bytes,
      toString: () => instance.toString(),
    };
  }

  /** Gives back the memory of every plan. They are made again when needed. */
  release(): void {
    for (const instance of this.#plans.values()) this.#engine.unload(instance);
    this.#plans.clear();
    this.#last = undefined;
  }

  #isSizes(value: object): value is Readonly<Record<string, number>> {
    if (value instanceof Map) return false;
    const keys = Object.keys(value);
    return (
      keys.every((key) => !this.#byName.has(key)) &&
      this.#names.every((name) => keys.includes(name)) &&
      (keys.length > 0 || this.placeholders.length === 0 || this.#names.length === 0)
    );
  }

  // Writes the feeds into the plan for their sizes.
  #feed(feeds: Feeds): PlanInstance {
    const values = lookUp(feeds, this.placeholders, this.#byName);
    const last = this.#last;
    if (last?.fed.every((shape, i) => isSame(values[i]!, shape, this.placeholders[i]!))) {
      this.#engine.touch(last.instance);
      for (const [i, p] of this.placeholders.entries()) {
        const value = values[i]!;
        const view = last.instance.input(p);
        if (typeof value === "number") view?.fill(value);
        else view?.set((ArrayBuffer.isView(value) ? value : (value as Tensor).data) as Arrays[DType]);
      }
      return last.instance;
    }
    const { data, sizes, shapes } = bindFeeds(this.placeholders, values);
    const instance = this.#planFor(sizes);
    for (const [i, p] of this.placeholders.entries()) instance.input(p)?.set(data[i]!);
    const fed = values.map((value, i) => (ArrayBuffer.isView(value) ? value.length : [...(shapes[i] ?? [])]));
    this.#last = { instance, fed };
    return instance;
  }
  #planFor(sizes: Readonly<Record<string, number>>): PlanInstance {
    const key = this.#names.map((name) => sizes[name]).join();
    let instance = this.#plans.get(key);
    if (!instance) {
      const { heap } = this.#engine;
      const data = makePlan(this.#program, sizes, (kernel) => heap.index(kernel));
      instance = new PlanInstance(data, heap, (p) => this.#engine.address(p));
      this.#plans.set(key, instance);
    }
    const made = instance;
    this.#engine.touch(made, () => this.#plans.delete(key));
    made.prepare();
    return made;
  }
}

// The same lengths and shapes as last time, with no conversion needed: the same plan.
function isSame(value: Value, shape: number | readonly number[], p: Placeholder): boolean {
  if (typeof value === "number") return p.shape.length === 0 && (p.dtype === "f32" || p.dtype === "f64");
  if (ArrayBuffer.isView(value)) return value.length === shape && value[Symbol.toStringTag] === tags[p.dtype as DType];
  if (typeof shape === "number" || typeof value !== "object" || !isTensorLike(value)) return false;
  return (
    value.dtype === p.dtype && sameShape(value.shape, shape) && value.data.length === shape.reduce((a, b) => a * b, 1)
  );
}
const tags: { readonly [D in DType]: string } = {
  f32: "Float32Array",
  f64: "Float64Array",
  i32: "Int32Array",
  bool: "Uint8Array",
};

function checkUpdates(updates: Updates): (readonly [Parameter, Node])[] {
  const list = [...updates];
  const seen = new Map<Parameter, Node>();
  for (const [p, next] of list) {
    if (!(p instanceof Parameter)) throw new GraphError(`updates: ${p} is no parameter`);
    const about = { node: p, origin: next.origin };
    if (seen.has(p))
      throw new GraphError(
        `updates: parameter ${p.name} is updated twice\n    first by a node built ${seen.get(p)!.origin?.line}`,
        about,
      );
    seen.set(p, next);
    if (next.dtype !== p.dtype || !sameShape(next.shape, p.shape))
      throw new ShapeError(
        `updates: ${p.name} is ${p.dtype}${showShape(p.shape)}, its next value ${next.dtype}${showShape(next.shape)}`,
        about,
      );
  }
  return list;
}

function uniqueNames(list: readonly Placeholder[]): Map<string, Placeholder> {
  const byName = new Map<string, Placeholder>();
  for (const p of list) {
    const other = byName.get(p.name);
    if (other && other !== p)
      throw new GraphError(
        `two placeholders are named ${p.name}; use scope or other names\n    one built ${other.origin?.line ?? "elsewhere"}`,
        {
          node: p,
          origin: p.origin,
        },
      );
    byName.set(p.name, p);
  }
  return byName;
}
