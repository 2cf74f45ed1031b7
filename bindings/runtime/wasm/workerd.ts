import relaxed from "../../wasm/relaxed.wasm";
import simd from "../../wasm/simd.wasm";

/** The build's module, compiled by the host: where code generation at run time is forbidden. */
export async function getModule(useRelaxed: boolean): Promise<WebAssembly.Module> {
  return useRelaxed ? relaxed : simd;
}
