/**
 * wengert: graphs, their derivatives, and an engine in SIMD WebAssembly that runs them.
 * @module
 */
import { getModule } from "#wasm";
import { Engine as BareEngine, type EngineOptions } from "./runtime/engine.js";
import { supportsRelaxedSimd } from "./runtime/instantiate.js";

export * from "./bare.js";

/** Runs graphs. `Engine.create()` picks the best build for the runtime from the ones that the package carries. */
export class Engine extends BareEngine {
  /** An engine. @param options.module another module or bytes than the ones carried @throws EngineError if it does not instantiate */
  static override async create(options: EngineOptions = {}): Promise<Engine> {
    return new Engine({ ...options, module: options.module ?? (await getModule(supportsRelaxedSimd())) });
  }
}
