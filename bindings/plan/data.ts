import type { Tape } from "./encode.js";
import type { Lowered } from "./lower.js";

/** A plan as data: what lowering gives, placed and encoded. */
export interface PlanData extends Omit<Lowered, "shapes"> {
  readonly tape: Tape;
  /** bytes that the plan keeps: constants and what the once section leaves behind */
  readonly onceBytes: number;
  /** bytes of scratch, shared with other plans */
  readonly stepBytes: number;
}
