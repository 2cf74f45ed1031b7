import simd from "../../wasm/simd.wasm?module";

/** The SIMD128 build: edge hosts compile every imported module at once, and some refuse relaxed SIMD. */
export function getModule(_useRelaxed: boolean): WebAssembly.Module {
  return simd;
}
