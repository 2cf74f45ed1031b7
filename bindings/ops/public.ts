// The ops that users call. Entries and what only derivatives make stay inside.
export { add, div, mul, neg, reciprocal, square, sub } from "./arithmetic.js";
export { type AttentionOptions, attention } from "./attention.js";
export {
  and,
  equal,
  greater,
  greaterEqual,
  isFinite,
  isNaN,
  less,
  lessEqual,
  not,
  notEqual,
  or,
  where,
} from "./compare.js";
export { arange, constant, full, ones, onesLike, size, stopGradient, zeros, zerosLike } from "./constant.js";
export {
  type ConvOptions,
  type ConvTransposeOptions,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
} from "./conv.js";
export { det, inv, logdet, slogdet, solve, trace } from "./decompose.js";
export type { Operand } from "./define.js";
export { gather, putAlong, scatterAdd, takeAlong } from "./indexing.js";
export { matmul } from "./linalg.js";
export {
  cast,
  concat,
  flip,
  pad,
  permute,
  type Range,
  reshape,
  slice,
  split,
  squeeze,
  stack,
  transpose,
  unbind,
  unsqueeze,
} from "./movement.js";
export {
  binaryCrossEntropy,
  crossEntropy,
  elu,
  gelu,
  huber,
  type LossOptions,
  l1,
  leakyRelu,
  logSigmoid,
  mse,
  silu,
} from "./nn.js";
export {
  type BatchNormOptions,
  batchNorm,
  groupNorm,
  type LayerNormOptions,
  layerNorm,
  type NormOptions,
  rmsNorm,
} from "./normalize.js";
export { glorotNormal, glorotUniform, heNormal, heUniform, type Init, orthogonal, parameter } from "./parameter.js";
export { abs, ceil, clamp, floor, maximum, minimum, relu, round, sign, trunc } from "./piecewise.js";
export {
  type AvgPoolOptions,
  avgPool1d,
  avgPool2d,
  type MaxPoolOptions,
  maxPool1d,
  maxPool2d,
} from "./pool.js";
export { dropout, normal, permutation, randomKey, splitKey, uniform } from "./random.js";
export { argmax, argmin, broadcastTo, max, min, type ReduceOptions, sum, sumTo } from "./reduce.js";
export { logSoftmax, softmax } from "./softmax.js";
export { logsumexp, mean, std, variance } from "./statistics.js";
export {
  acos,
  asin,
  atan,
  atan2,
  cos,
  cosh,
  erf,
  exp,
  expm1,
  log,
  log1p,
  pow,
  rsqrt,
  sigmoid,
  sin,
  sinh,
  softplus,
  sqrt,
  tan,
  tanh,
} from "./transcendental.js";
export { cholesky, type TriangularOptions, triangularSolve } from "./triangular.js";
