/**
 * Minimization over an engine's parameters: of a scalar, and of a sum of squares.
 * @module
 */
export type { Bound, Bounds } from "./box.js";
export { type LeastSquaresFit, type LeastSquaresOptions, leastSquares } from "./least-squares.js";
export { type Method, type MinimizeOptions, minimize } from "./minimize.js";
export type { Evaluations } from "./objective.js";
export type { Minimum, Progress, Reason, SearchOptions } from "./search.js";
