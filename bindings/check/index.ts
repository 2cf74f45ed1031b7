/**
 * Derivatives by differences, and derivative rules checked against them.
 * @module
 */
export { type CheckOptions, type CheckReport, checkGradients, type Mode, type Place } from "./compare.js";
export type { DifferenceOptions, Method } from "./difference.js";
export { Estimate, numericGradient, numericJacobian } from "./numeric.js";
export { type SweepRow, stepSweep } from "./sweep.js";
