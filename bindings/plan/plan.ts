// What the planner makes: plain data.
import type { DType } from "../dtype.js";
import type { Buffer, Instruction, Pointer } from "../graph/lowering.js";
import type { Parameter, Placeholder } from "../graph/node.js";
import type { Section, Tape } from "./encode.js";
import type { Shapes } from "./sizes.js";

/** A program for concrete sizes: instructions over buffers without places. */
export interface Lowered {
  readonly sections: { readonly [S in Section]: readonly Instruction[] };
  readonly buffers: readonly Buffer[];
  readonly inputs: ReadonlyMap<Placeholder, Pointer>;
  readonly outputs: readonly { readonly pointer: Pointer; readonly shape: readonly number[]; readonly dtype: DType }[];
  readonly constants: readonly { readonly buffer: Buffer; readonly bytes: Uint8Array }[];
  readonly parameters: ReadonlyMap<Parameter, Buffer>;
  readonly fault: Buffer;
  readonly shapes: Shapes;
}

/** A plan: memory and instructions of a program for one set of sizes. Plain data; an engine gives it memory and runs it. */
export interface PlanData extends Omit<Lowered, "shapes"> {
  readonly tape: Tape;
  /** bytes that the plan keeps: constants and what the once section leaves behind */
  readonly onceBytes: number;
  /** bytes of scratch, shared with other plans */
  readonly stepBytes: number;
}
