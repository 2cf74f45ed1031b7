// Both builds of the kernels, and arrays in their memory, aligned or not.
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import type { Exports } from "../../bindings/generated/kernels.js";

// Node 20 has relaxed SIMD behind a flag; later versions ignore the line.
setFlagsFromString("--experimental-wasm-relaxed-simd");

export type { Exports };
export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/** One instantiated build, with a bump allocator over one heap block. */
export class Build {
  readonly kernels: Exports;
  #block: number;
  #next: number;
  readonly #end: number;
  constructor(
    readonly name: "simd" | "relaxed",
    bytes = 1 << 26,
  ) {
    const file = new URL(`../../../dist/wasm/${name}.wasm`, import.meta.url);
    const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)));
    this.kernels = instance.exports as unknown as Exports;
    this.#block = this.kernels.alloc(bytes) >>> 0;
    this.#next = this.#block;
    this.#end = this.#block + bytes;
  }
  /** Forgets every array put so far. */
  reset(): void {
    this.#next = this.#block;
  }
  /** Room for `bytes`, `shift` bytes past a 16-byte boundary, with a guard of 32 bytes behind it. */
  room(bytes: number, shift = 0): number {
    const pointer = ((this.#next + 15) & ~15) + shift;
    this.#next = pointer + bytes + 32;
    if (this.#next > this.#end) throw new Error("harness: out of room");
    return pointer;
  }
  /** Copies an array into memory and returns its address. */
  put(values: Numbers, shift = 0): number {
    const pointer = this.room(values.byteLength, shift);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(this.kernels.memory.buffer).set(bytes, pointer);
    return pointer;
  }
  /** Copies `n` elements out of memory into a new array of `like`'s type. */
  get<A extends Numbers>(like: A, pointer: number, n: number = like.length): A {
    const size = like.BYTES_PER_ELEMENT;
    const copy = this.kernels.memory.buffer.slice(pointer, pointer + n * size);
    return new (like.constructor as new (b: ArrayBufferLike) => A)(copy);
  }
}

export const builds: readonly Build[] = [new Build("simd"), new Build("relaxed")];

/** A seeded generator (mulberry32): uniform in [0, 1). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `n` draws from [low, high) as an array of the given type. */
export function draw<A extends Numbers>(
  type: new (n: number) => A,
  n: number,
  random: () => number,
  low = -2,
  high = 2,
): A {
  const values = new type(n);
  for (let i = 0; i < n; i++) values[i] = low + (high - low) * random();
  return values;
}

/** Lengths that reach every tail: empty, below a vector, around one and two vectors, long and odd. */
export const lengths: readonly number[] = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100, 1027];
