import relaxed from "../../wasm/relaxed.wasm";
import simd from "../../wasm/simd.wasm";

/** The build's module, compiled by the host: where code generation at run time is forbidden. */
export function getModule(useRelaxed: boolean): WebAssembly.Module {
  return useRelaxed ? relaxed : simd;
}
