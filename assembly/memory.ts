// alloc and free: the compiler's own TLSF heap. 16-byte aligned; alloc traps when memory cannot grow, before it
// has changed anything, so the engine stays usable. Pointers come back signed: the binding applies `>>> 0`.

export function alloc(bytes: usize): usize {
  return heap.alloc(bytes);
}

export function free(pointer: usize): void {
  heap.free(pointer);
}
