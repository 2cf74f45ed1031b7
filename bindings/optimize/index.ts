/**
 * Minimization of a scalar over an engine's parameters.
 * @module
 */
export type { Bound, Bounds } from "./box.js";
export { type Method, type MinimizeOptions, minimize } from "./minimize.js";
export type { Evaluations } from "./objective.js";
export type { Minimum, Progress, Reason, SearchOptions } from "./search.js";
