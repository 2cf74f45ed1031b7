/**
 * wengert without WebAssembly inlined: pass a module or bytes of `wengert/wasm/*.wasm` to `Engine.create`.
 * @module
 */

export { hvp, jvp } from "./autodiff/forward.js";
export { grad, gradients, type Like, valueAndGrad, vjp } from "./autodiff/reverse.js";
export { checkpoint } from "./control/checkpoint.js";
export { customVjp } from "./control/custom.js";
export { hessian, jacobian, laplacian, linearize, taylor } from "./control/jacobian.js";
export { dependencies } from "./control/pattern.js";
export { type ScanOptions, scan } from "./control/scan.js";
export { type Sparse, sparseHessian, sparseJacobian } from "./control/sparse.js";
export type { Tree } from "./control/tree.js";
export type { Dim } from "./dim.js";
export type { Arrays, DType, Float } from "./dtype.js";
export * from "./errors.js";
export { Node, Parameter, Placeholder, placeholder } from "./graph/node.js";
export type { Op } from "./graph/op.js";
export { toText } from "./graph/print.js";
export { scope } from "./graph/scope.js";
export { parameters, placeholders, topoSort } from "./graph/sort.js";
export { substitute } from "./graph/substitute.js";
export { type Layer as SummaryLayer, type Summary, summary } from "./graph/summary.js";
export * from "./ops/public.js";
export { type AdamOptions, adam, adamw, type SgdOptions, sgd, type Updates } from "./optim/index.js";
export { type Cost, cost, type DerivativeCosts } from "./plan/cost.js";
export type { Counts } from "./plan/count.js";
export { type Batches, type BatchState, batches } from "./runtime/batches.js";
export { Engine, type EngineOptions } from "./runtime/engine.js";
export {
  Executor,
  type ExecutorOptions,
  type FeedsOf,
  type Outputs,
  type Plan,
  type Results,
} from "./runtime/executor.js";
export type { Feeds } from "./runtime/feeds.js";
export type { Axes, Shape } from "./shape.js";
export { simplify } from "./simplify/index.js";
export { type Nested, Tensor, type TensorLike, type Tensors, type TypedArray, type Value } from "./tensor.js";
