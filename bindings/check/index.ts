/**
 * Derivatives checked against differences.
 * @module
 */
export { type CheckReport, checkGradients } from "./compare.js";
export { type DifferenceOptions, numericGradient } from "./numeric.js";
