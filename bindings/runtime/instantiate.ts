// From bytes or a module to running kernels.
import { instantiateSync } from "@assemblyscript/loader";
import { EngineError } from "../errors.js";
import type { Exports } from "../generated/kernels.js";

// (func (param v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 0) (local.get 0)))
const probe: Uint8Array<ArrayBuffer> = /* @__PURE__ */ Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11],
);
/** True where the runtime takes the build with fused multiply-add. Validation is allowed even where compilation is not. */
export function supportsRelaxedSimd(): boolean {
  return WebAssembly.validate(probe);
}

/** The kernels of a module, or of bytes. @throws EngineError if the module is not wengert's */
export function instantiate(source: WebAssembly.Module | BufferSource): Exports {
  // A module from another realm (an edge sandbox) is no `instanceof`, which the loader asks for.
  const local = ArrayBuffer.isView(source) || source instanceof ArrayBuffer || source instanceof WebAssembly.Module;
  let exports: Exports;
  try {
    const instance = local
      ? instantiateSync(source).instance
      : new WebAssembly.Instance(source as WebAssembly.Module, {});
    exports = instance.exports as unknown as Exports;
  } catch (error) {
    throw new EngineError(`Engine.create: the module does not instantiate: ${(error as Error).message}`);
  }
  if (!exports.run || !exports.table || !exports.alloc)
    throw new EngineError("Engine.create: the module is not wengert's; take one of wengert/wasm/*.wasm");
  return exports;
}
