// The export list of the WebAssembly module: the interpreter, the heap, and every kernel by family.
export * from "./kernels/check";
export * from "./kernels/index";
export * from "./kernels/movement";
export * from "./kernels/optimizer";
export * from "./kernels/random";
export * from "./kernels/random-orthogonal";
export * from "./kernels/reduce";
export * from "./kernels/reduce-arg";
export * from "./kernels/softmax";
export * from "./kernels/unary";
export * from "./memory";
export * from "./tape";
