/**
 * Symbolic mathematics on scalar graphs: parse, derive, simplify, expand, substitute, print.
 * @module
 */
export { derivative } from "./derivative.js";
export { expand } from "./expand.js";
export { explain, type Step } from "./explain.js";
export { toLatex } from "./latex.js";
export { freeVariables, type ParseOptions, parse } from "./parse.js";
export { simplify } from "./simplify.js";
export { graphSize, treeSize } from "./size.js";
export { substitute } from "./substitute.js";
export { toText } from "./text.js";
