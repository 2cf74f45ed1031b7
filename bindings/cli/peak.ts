// The machine's own peak: multiply-adds in registers, bench/assembly/peak.ts, which stands beside the bundle.
import { readFileSync } from "node:fs";

interface Yardstick {
  readonly memory: WebAssembly.Memory;
  heap(): number;
  /** copies bytes, a multiple of 32 */
  stream(to: number, from: number, bytes: number): void;
}
type Chains = (operands: number, steps: number) => void;

/** Something to time, and how many operations or bytes a call of it is. */
export interface Timed {
  readonly amount: number;
  readonly call: () => void;
  /** a short call of the same code */
  readonly warm: () => void;
}
export interface Peaks {
  /** multiply-adds in 8, 10 and 12 independent chains; the fastest is the peak */
  readonly chains: { readonly [D in "f32" | "f64"]: readonly Timed[] };
  /** bytes read and written by a copy of so many */
  copy(bytes: number): Timed;
}

const steps = 10_000;

/** What to time for the peak of a build. */
export function peaksOf(build: "simd" | "relaxed"): Peaks {
  const module = new WebAssembly.Module(readFileSync(new URL(`./peak-${build}.wasm`, import.meta.url)));
  const exports = new WebAssembly.Instance(module).exports as unknown as Yardstick & Readonly<Record<string, Chains>>;
  const base = (exports.heap() + 63) & ~63;
  const chainsOf = (dtype: "f32" | "f64", lanes: number) => {
    const operands = base + 16 * lanes; // two vectors of ½: c·½ + ½ stays finite
    new (dtype === "f32" ? Float32Array : Float64Array)(exports.memory.buffer, operands, 2 * lanes).fill(0.5);
    return [8, 10, 12].map((chains): Timed => {
      const kernel = exports[`peak${chains}_${dtype}`]!;
      return {
        amount: 2 * lanes * chains * steps,
        call: () => kernel(operands, steps),
        warm: () => kernel(operands, 100),
      };
    });
  };
  const copy = (bytes: number) => exports.stream(base + 128, base + 128 + bytes, bytes);
  return {
    chains: { f32: chainsOf("f32", 4), f64: chainsOf("f64", 2) },
    copy: (bytes) => ({ amount: 2 * bytes, call: () => copy(bytes), warm: () => copy(1 << 10) }),
  };
}
