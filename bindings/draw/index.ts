/**
 * Pictures of graphs.
 * @module
 */
export { type DotOptions, toDot } from "./dot.js";
