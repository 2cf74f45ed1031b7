// The export list of the WebAssembly module: the interpreter, the heap, and every kernel by family.
<<<<<<< HEAD
export * from "./kernels/activation-gradient";
export * from "./kernels/binary";
export * from "./kernels/cast";
export * from "./kernels/compare";
export * from "./kernels/extremum";
export * from "./kernels/power";
export * from "./kernels/transcendental";
=======
export * from "./kernels/matmul";
>>>>>>> dense
export * from "./kernels/unary";
export * from "./kernels/where";
export * from "./memory";
export * from "./tape";
