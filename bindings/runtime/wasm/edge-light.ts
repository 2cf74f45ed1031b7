import simd from "../../wasm/simd.wasm?module";

/** The SIMD128 build: edge hosts compile every imported module at once, and some refuse relaxed SIMD. */
export async function getModule(_useRelaxed: boolean): Promise<WebAssembly.Module> {
  return simd;
}
