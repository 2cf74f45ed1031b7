// Every op. Functions with an `entry` are primitives; this list is the registry that tests, benchmarks and docs read.
export * from "./arithmetic.js";
export * from "./compare.js";
export * from "./constant.js";
export * from "./decompose.js";
export * from "./indexing.js";
export * from "./linalg.js";
export * from "./movement.js";
export * from "./nn.js";
export * from "./parameter.js";
export * from "./piecewise.js";
export * from "./random.js";
export * from "./reduce.js";
export * from "./softmax.js";
export * from "./statistics.js";
export * from "./transcendental.js";
export * from "./triangular.js";
export * from "./update.js";
