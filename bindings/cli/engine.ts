import { readFileSync } from "node:fs";
import { Engine } from "../bare.js";

/** An engine on the SIMD128 build: what is printed has the same bits on every machine. */
export function createEngine(): Promise<Engine> {
  return Engine.create({ module: readFileSync(new URL("../wasm/simd.wasm", import.meta.url)) });
}
