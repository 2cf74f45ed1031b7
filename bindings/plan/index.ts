// From programs to plans.
import type { KernelName } from "../graph/lowering.js";
import { encode } from "./encode.js";
import { setLifetimes } from "./lifetimes.js";
import { lower } from "./lower.js";
import { place } from "./place.js";
import type { PlanData } from "./plan.js";
import type { Program } from "./program.js";
import type { Sizes } from "./sizes.js";

export { nodeAt } from "./encode.js";
export type { PlanData } from "./plan.js";
export { printPlan } from "./print.js";
export { makeProgram, type Program } from "./program.js";
export type { Sizes } from "./sizes.js";

/** @param index the place of each kernel in the function table */
export function makePlan(program: Program, sizes: Sizes, index: (kernel: KernelName) => number): PlanData {
  const lowered = lower(program, sizes);
  setLifetimes(lowered);
  const of = (region: string) => lowered.buffers.filter((buffer) => buffer.region === region);
  // kept buffers do not share memory
  for (const buffer of of("once")) [buffer.first, buffer.last] = [0, Number.POSITIVE_INFINITY];
  const onceBytes = place(of("once"));
  const stepBytes = place(of("step"));
  const { sections, buffers, inputs, outputs, constants, parameters, fault } = lowered;
  return {
    sections,
    buffers,
    inputs,
    outputs,
    constants,
    parameters,
    fault,
    tape: encode(sections, index),
    onceBytes,
    stepBytes,
  };
}
