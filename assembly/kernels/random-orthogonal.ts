import { Lanes } from "../lanes";
import { Copy } from "./movement-copy";
import { Part } from "./movement-part";
import { plane } from "./movement-plane";

// Strict arithmetic: the same numbers in every build.
abstract class Vector {
  // Σ x·y.
  static dot<T extends number>(x: usize, y: usize, bytes: usize): T {
    let a = i64x2.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const u = Part.load(x + i, bytes - i, i64x2.splat(0));
      a = v128.add<T>(a, v128.mul<T>(u, Part.load(y + i, bytes - i, i64x2.splat(0))));
    }
    return Lanes.sum<T>(a);
  }
  // y = y·a − x·b.
  static step<T extends number>(y: usize, a: T, x: usize, b: T, bytes: usize): void {
    const u = v128.splat<T>(a);
    const v = v128.splat<T>(b);
    for (let i: usize = 0; i < bytes; i += 16) {
      const p = v128.mul<T>(Part.load(y + i, bytes - i, u), u);
      Part.store(y + i, bytes - i, v128.sub<T>(p, v128.mul<T>(Part.load(x + i, bytes - i, u), v)));
    }
  }
}

// x (rows, cols) of full rank. Where rows ≥ cols, y = Q of x = Q·R; otherwise yᵀ = Q of xᵀ = Q·R. R has a positive
// diagonal. Modified Gram–Schmidt, each vector cleared of the earlier ones twice. scratch holds rows·cols elements; y may
// be x.
function orthogonal<T extends number>(y: usize, x: usize, rows: i32, cols: i32, scratch: usize): void {
  const size = <isize>sizeof<T>();
  const tall = rows >= cols;
  const count = min(rows, cols);
  const bytes = <usize>max(rows, cols) * size;
  const all = <usize>(rows * cols) * size;
  // The vectors are rows of scratch (count, length).
  if (tall) plane<T>(scratch, x, cols, rows, <isize>rows * size, size, size, <isize>cols * size);
  else Copy.copy<T>(scratch, x, all);
  for (let i = 0; i < count; i++) {
    const v = scratch + <usize>i * bytes;
    for (let pass = 0; pass < 2; pass++) {
      for (let q = scratch; q < v; q += bytes) Vector.step<T>(v, <T>1, q, Vector.dot<T>(q, v, bytes), bytes);
      const norm = <T>sqrt<T>(Vector.dot<T>(v, v, bytes));
      Vector.step<T>(v, <T>(<T>1 / norm), v, <T>0, bytes);
    }
  }
  if (tall) plane<T>(y, scratch, rows, cols, <isize>cols * size, size, size, <isize>rows * size);
  else Copy.copy<T>(y, scratch, all);
}

export function orthogonal_f32(y: usize, x: usize, rows: i32, cols: i32, scratch: usize): void {
  orthogonal<f32>(y, x, rows, cols, scratch);
}
export function orthogonal_f64(y: usize, x: usize, rows: i32, cols: i32, scratch: usize): void {
  orthogonal<f64>(y, x, rows, cols, scratch);
}
