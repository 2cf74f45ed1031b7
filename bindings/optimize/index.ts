/**
 * Minimization of a scalar over an engine's parameters.
 * @module
 */
export { type MinimizeOptions, type Minimum, minimize, type Progress, type Reason } from "./minimize.js";
