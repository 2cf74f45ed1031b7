import type { Tape } from "./encode.js";
import type { Lowered } from "./lower.js";

/** A plan: memory and instructions of a program for one set of sizes. Plain data; an engine gives it memory and runs it. */
export interface PlanData extends Omit<Lowered, "shapes"> {
  readonly tape: Tape;
  /** bytes that the plan keeps: constants and what the once section leaves behind */
  readonly onceBytes: number;
  /** bytes of scratch, shared with other plans */
  readonly stepBytes: number;
}
