// Kernels, memory and the values of parameters. Engines share nothing.
import { EngineError } from "../errors.js";
import type { Parameter, Placeholder } from "../graph/node.js";
import type { Tensor, Tensors } from "../tensor.js";
import { Executor, type ExecutorOptions, type Outputs, type Results } from "./executor.js";
import type { Feeds } from "./feeds.js";
import { Heap } from "./heap.js";
import type { PlanInstance } from "./instance.js";
import { instantiate } from "./instantiate.js";
import { ParameterStore } from "./parameters.js";

export interface EngineOptions {
  /** a compiled module or its bytes (`wengert/wasm/simd.wasm`, `relaxed.wasm`); the default picks the best build */
  readonly module?: WebAssembly.Module | BufferSource;
  /** what random initial values are made of, with their parameters' names; default 0 */
  readonly seed?: number;
  /** most bytes that values and plans may take; default: what WebAssembly allows, 4 GiB */
  readonly maxBytes?: number;
  /** most plans that are kept; the least recently used is given up first; default 64 */
  readonly maxPlans?: number;
}

/** Runs graphs: kernels, memory, and the values of parameters. An engine is garbage like any object. */
export class Engine {
  /** @internal */ readonly heap: Heap;
  readonly #parameters: ParameterStore;
  readonly #maxPlans: number;
  // loaded plans, least recently used first, and what to do when one goes
  readonly #loaded = new Map<PlanInstance, () => void>();
  #latest: PlanInstance | undefined;

  /** @internal use Engine.create */
  constructor(options: EngineOptions & { readonly module: WebAssembly.Module | BufferSource }) {
    const { module, seed = 0, maxBytes = 2 ** 32, maxPlans = 64 } = options;
    if (!Number.isSafeInteger(seed)) throw new EngineError(`Engine.create: the seed is a whole number, not ${seed}`);
    if (!(maxPlans >= 1)) throw new EngineError(`Engine.create: maxPlans is at least 1, not ${maxPlans}`);
    this.heap = new Heap(instantiate(module), maxBytes);
    this.heap.reclaim = () => this.#evictOthers();
    this.#maxPlans = maxPlans;
    this.#parameters = new ParameterStore(this.heap, seed, (nodes) => this.run(nodes) as Tensor[]);
  }

  /** An engine from a module or its bytes. @throws EngineError if there is none, or it does not instantiate */
  static async create(options: EngineOptions = {}): Promise<Engine> {
    const { module } = options;
    if (!module)
      throw new EngineError(
        "Engine.create: wengert/bare inlines no WebAssembly; pass a module or bytes of wengert/wasm/*.wasm",
      );
    return new Engine({ ...options, module });
  }

  /** An executor of outputs and updates on this engine. */
  executor<const O extends Outputs, const I extends readonly Placeholder[] | undefined = undefined>(
    outputs: O,
    options: ExecutorOptions<I> = {},
  ): Executor<O, I> {
    return new Executor<O, I>(outputs, this, options);
  }

  /** Runs once, as in a notebook: compiles, runs, forgets. Use an executor for what runs again. */
  run<const O extends Outputs>(outputs: O, feeds: Feeds = {}): Results<O> {
    const executor = new Executor<O>(outputs, this);
    try {
      return executor.run(feeds);
    } finally {
      executor.release();
    }
  }

  /** Copies of the values of the given parameters, or of all that the engine has, by name. */
  read(which?: readonly Parameter[]): Record<string, Tensor> {
    return this.#parameters.read(which);
  }
  /**
   * Sets parameters by name, all or nothing. Names that no parameter has yet wait for it, and stand in `unclaimed`.
   * @throws FeedError if a dtype or shape differs; nothing is written then
   */
  write(values: Tensors): void {
    this.#parameters.write(values);
  }
  /** Names that were written and that no parameter has claimed. */
  get unclaimed(): readonly string[] {
    return this.#parameters.unclaimed;
  }
  /** The memory of the kernels. It grows, and detaches old views when it does. */
  get memory(): WebAssembly.Memory {
    return this.heap.memory;
  }
  /** Calls into WebAssembly that ran a plan, so far. */
  get calls(): number {
    return this.heap.calls;
  }

  /** @internal */
  adopt(parameters: readonly Parameter[]): void {
    this.#parameters.adopt(parameters);
  }
  /** @internal */
  address(parameter: Parameter): number {
    return this.#parameters.address(parameter);
  }
  /** @internal marks a plan as used; more than `maxPlans` push the oldest out */
  touch(instance: PlanInstance, gone?: () => void): void {
    if (instance === this.#latest) return;
    const known = this.#loaded.get(instance);
    this.#loaded.delete(instance);
    this.#loaded.set(instance, gone ?? known ?? (() => {}));
    this.#latest = instance;
    if (this.#loaded.size > this.#maxPlans) this.unload(this.#loaded.keys().next().value!);
  }
  /** @internal */
  unload(instance: PlanInstance): void {
    this.#loaded.get(instance)?.();
    this.#loaded.delete(instance);
    instance.unload();
    if (this.#latest === instance) this.#latest = undefined;
  }
  #evictOthers(): boolean {
    const others = [...this.#loaded.keys()].filter((instance) => instance !== this.#latest);
    for (const instance of others) this.unload(instance);
    return others.length > 0;
  }
}
