/**
 * Pictures of graphs: DOT, Mermaid and SVG, with values, tangents, adjoints and local derivatives.
 * @module
 */
export { toDot } from "./dot.js";
export { draw } from "./draw.js";
export type { Box, Cluster, Direction, Drawing, Edge, Line } from "./drawing.js";
export { toMermaid } from "./mermaid.js";
export type { DrawOptions, Values } from "./options.js";
export { type Graphviz, toSvg } from "./svg.js";
export type { Kind } from "./theme.js";
export { type Trace, type TraceOptions, trace } from "./trace.js";
