// What an op's `lower` writes to: instructions over buffers that have no address yet.
import type { Dim } from "../dim.js";
import type { DType } from "../dtype.js";
import type { Exports } from "../generated/kernels.js";
import type { Node } from "./node.js";

/** The exports that are kernels. */
export type KernelName = Exclude<keyof Exports, "memory" | "table" | "alloc" | "free" | "run">;

/** Memory of a plan, an engine or a parameter; the planner gives it a place. */
export class Buffer {
  /** first and last instruction that names it; −1 before any does */
  first = -1;
  last = -1;
  /** bytes from the start of its region */
  place = -1;
  /** the repeats in whose body it was made, outermost first: outside of them its contents mean nothing */
  loops: readonly Loop[] = [];
  constructor(
    /** `step`: scratch of the arena; `once`: kept by the plan; `parameter`: kept by the engine */
    public region: "step" | "once" | "parameter",
    readonly bytes: number,
    readonly label: string,
    /** the parameter that it belongs to */
    readonly parameter?: Node,
  ) {}
}

/** A repeat, as pointers and buffers refer to it. */
export class Loop {
  constructor(readonly count: number) {}
}

/** An address: a buffer, an offset in bytes, and what each pass of the enclosing repeats adds, outermost first. */
export class Pointer {
  constructor(
    readonly buffer: Buffer,
    readonly offset = 0,
    readonly steps: readonly { readonly loop: Loop; readonly bytes: number }[] = [],
  ) {}
  at(bytes: number): Pointer {
    return new Pointer(this.buffer, this.offset + bytes, this.steps);
  }
  /** The same address, moved by `bytes` in each pass of the innermost repeat. */
  by(loop: Loop, bytes: number): Pointer {
    return bytes === 0 ? this : new Pointer(this.buffer, this.offset, [...this.steps, { loop, bytes }]);
  }
}

export type Operand = number | Pointer;
type Operands<P extends readonly unknown[]> = { [K in keyof P]: Operand };

/** One instruction: a kernel and its operands, or a body that repeats. */
export type Instruction =
  | { readonly kernel: KernelName; readonly operands: readonly Operand[]; readonly node: Node }
  | { readonly loop: Loop; readonly body: readonly Instruction[]; readonly node: Node };

export interface Lowering {
  /** A node's concrete shape. */
  shape(x: Node, result?: number): readonly number[];
  /** A dimension's value. */
  size(dim: Dim): number;
  /** The value of a place along an axis, which may be negative where the axis is empty. */
  place(dim: Dim): number;
  /** Where the data of a node stands. */
  input(x: Node): Pointer;
  /** Room for the node's i-th result; in place of one of `reuse` where nothing else needs that any more. */
  output(node: Node, i?: number, reuse?: readonly Node[]): Pointer;
  /** Declares where the node's i-th result stands already. */
  bind(node: Node, at: Pointer, i?: number): void;
  /** Memory for this node's instructions only. */
  scratch(bytes: number): Pointer;
  /** Values known when planned. */
  constant(values: readonly number[], dtype: DType): Pointer;
  /** The fault record. */
  readonly fault: Pointer;
  emit<N extends KernelName>(kernel: N, ...operands: Operands<Parameters<Exports[N]>>): void;
  /** Emits what `body` emits, run `count` times; pointers moved `by` its loop advance. Repeats may nest. */
  repeat(count: number, body: (loop: Loop) => void): void;
  /** Lowers a graph of its own, whose placeholders stand at the given places; returns where its results stand. */
  subgraph(results: readonly Node[], at: ReadonlyMap<Node, Pointer>): Pointer[];
  /** False if nothing reads the node's i-th result. */
  isUsed(node: Node, i: number): boolean;
}
