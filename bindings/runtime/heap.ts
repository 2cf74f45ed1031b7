// The WebAssembly memory of an engine: allocation, the scratch arena that plans share, the function table, calls.
import { type Arrays, arrayTypes, type DType } from "../dtype.js";
import { EngineError, invariant } from "../errors.js";
import type { Exports } from "../generated/kernels.js";
import type { KernelName } from "../graph/lowering.js";

export class Heap {
  readonly memory: WebAssembly.Memory;
  /** address of the fault record: pc u32, position i32, value f64 */
  readonly fault: number;
  /** calls into WebAssembly that ran a tape */
  calls = 0;
  /** start of the scratch arena; it moves when the arena grows */
  arenaBase = 0;
  #arenaBytes = 0;
  #used = 0;
  readonly #exports: Exports;
  readonly #table: WebAssembly.Table;
  readonly #index = new Map<string, number>();
  readonly #sizes = new Map<number, number>();
  readonly #maxBytes: number;
  /** Frees memory that can be made again; true if there was any. */
  reclaim: () => boolean = () => false;

  constructor(exports: Exports, maxBytes: number) {
    this.#exports = exports;
    this.memory = exports.memory;
    this.#table = exports.table;
    this.#maxBytes = maxBytes;
    this.install(exports as unknown as WebAssembly.Exports);
    this.fault = this.alloc(16);
  }

  /** Puts exported functions into the function table, where tapes call them. */
  install(exports: WebAssembly.Exports): void {
    const names = Object.keys(exports).filter((name) => typeof exports[name] === "function");
    const first = this.#table.grow(names.length);
    for (const [i, name] of names.entries()) {
      this.#table.set(first + i, exports[name]);
      this.#index.set(name, first + i);
    }
  }
  index(kernel: KernelName): number {
    const index = this.#index.get(kernel);
    invariant(index, `no kernel ${kernel}`);
    return index;
  }

  /** @throws EngineError if the memory cannot grow; nothing has changed then */
  alloc(bytes: number): number {
    if (this.#used + bytes > this.#maxBytes && !this.#reclaimFor(bytes))
      throw new EngineError(
        `memory: ${bytes} bytes more do not fit: ${this.#used} are in use, maxBytes is ${this.#maxBytes}`,
      );
    let pointer = this.#tryAlloc(bytes);
    if (pointer === undefined && this.reclaim()) pointer = this.#tryAlloc(bytes);
    if (pointer === undefined)
      throw new EngineError(
        `memory: ${bytes} bytes more do not fit, the WebAssembly memory (${this.memory.buffer.byteLength} bytes) cannot grow`,
      );
    this.#sizes.set(pointer, bytes);
    this.#used += bytes;
    return pointer;
  }
  free(pointer: number): void {
    this.#used -= this.#sizes.get(pointer)!;
    this.#sizes.delete(pointer);
    this.#exports.free(pointer);
  }
  #tryAlloc(bytes: number): number | undefined {
    try {
      return this.#exports.alloc(Math.max(bytes, 16)) >>> 0;
    } catch (error) {
      if (isTrap(error)) return undefined;
      throw error;
    }
  }
  #reclaimFor(bytes: number): boolean {
    return this.reclaim() && this.#used + bytes <= this.#maxBytes;
  }

  /** Makes the arena at least this large. */
  arena(bytes: number): void {
    if (bytes <= this.#arenaBytes) return;
    if (this.#arenaBytes) this.free(this.arenaBase);
    this.#arenaBytes = 0;
    this.arenaBase = 0;
    this.arenaBase = this.alloc(bytes);
    this.#arenaBytes = bytes;
  }

  /** A view of memory; valid until the memory grows. */
  view<D extends DType>(dtype: D, pointer: number, length: number): Arrays[D] {
    const Type = arrayTypes[dtype];
    if (pointer % Type.BYTES_PER_ELEMENT) {
      // an unaligned place can be read, not viewed
      const bytes = this.memory.buffer.slice(pointer, pointer + length * Type.BYTES_PER_ELEMENT);
      return new Type(bytes);
    }
    return new Type(this.memory.buffer as ArrayBuffer, pointer, length);
  }
  bytes(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer as ArrayBuffer, pointer, length);
  }

  /** Runs the tape between two addresses. @throws WebAssembly.RuntimeError on a fault */
  run(start: number, end: number): void {
    this.calls++;
    this.#exports.run(start, end, this.fault);
  }
  /** The fault record. */
  readFault(): { pc: number; position: number; value: number } {
    const view = new DataView(this.memory.buffer, this.fault, 16);
    return { pc: view.getUint32(0, true), position: view.getInt32(4, true), value: view.getFloat64(8, true) };
  }
}

export function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === "RuntimeError";
}
