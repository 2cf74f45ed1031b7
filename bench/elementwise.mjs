// Every unary, binary and reduction kernel the module exports, found by its name and number of operands: nanoseconds
// an element and bytes moved, in the cache (10⁴ elements) and out of it (10⁶).
import { best, buildNames, kernelHeap, warmUp } from "./harness.mjs";

const types = { f32: Float32Array, f64: Float64Array };
const counts = [1e4, 1e6];
const reductions = ["sum", "max", "min", "prod", "argmax", "argmin"];

// <op>_<type> without a variant; the operands' number tells a unary kernel (y, x, n) from a binary one (y, a, b, n).
function find(kernels) {
  const found = [];
  for (const [name, kernel] of Object.entries(kernels)) {
    const [, op, type] = /^([a-z0-9]+(?:_[a-z0-9]+)*)_(f32|f64)$/.exec(name) ?? [];
    if (!op || /_s$|^s_|rows|matmul|vecmat|matvec|^cast|^check/.test(op)) continue;
    if (reductions.includes(op) && kernel.length === 5) found.push({ name, kernel, type, reads: 1, kind: "reduce" });
    else if (kernel.length === 3) found.push({ name, kernel, type, reads: 1, kind: "unary" });
    else if (kernel.length === 4) found.push({ name, kernel, type, reads: 2, kind: "binary" });
  }
  return found;
}

// The call for n elements. A reduction is over all of them, with room for one result.
function prepare(heap, { kernel, type, kind }, n) {
  heap.reset();
  const [y, a, b] = [0, 0, 0].map(() => heap.array(types[type], n));
  if (kind === "reduce") return (n) => kernel(y, a, 1, n, 1);
  if (kind === "unary") return (n) => kernel(y, a, n);
  return (n) => kernel(y, a, b, n);
}

export async function run() {
  const rows = [];
  for (const build of buildNames) {
    const heap = kernelHeap(build, 1 << 25);
    for (const entry of find(heap.kernels)) {
      const row = { build, kernel: entry.name };
      const call = prepare(heap, entry, Math.max(...counts));
      await warmUp([() => call(100)]);
      const times = best(counts.map((n) => () => call(n)));
      const bytes = types[entry.type].BYTES_PER_ELEMENT * (entry.reads + (entry.kind === "reduce" ? 0 : 1));
      for (const [i, n] of counts.entries()) {
        row[`n=${n}, ns/element`] = (times[i] * 1e9) / n;
        row[`n=${n}, GB/s`] = (n * bytes) / times[i] / 1e9;
      }
      rows.push(row);
    }
  }
  return rows;
}
