// Loop templates for elementwise kernels. An op is a class with one inlined method; the tail goes through the same
// vector function on a zero-filled vector, so a value does not depend on its place.
import { BinaryOp, Lanes, UnaryOp } from "../lanes";

// y[i] = f(x[i]), i < n. y may be x. Two vectors a pass.
export function map<T extends number, Op extends UnaryOp>(y: usize, x: usize, n: i32): void {
  const end = y + <usize>n * sizeof<T>();
  for (const wide = y + (<usize>(n * sizeof<T>()) & ~31); y < wide; y += 32, x += 32) {
    const u = changetype<Op>(0).f(v128.load(x));
    const v = changetype<Op>(0).f(v128.load(x, 16));
    v128.store(y, u);
    v128.store(y, v, 16);
  }
  for (; y < end; y += sizeof<T>(), x += sizeof<T>()) {
    Lanes.store1<T>(y, changetype<Op>(0).f(Lanes.load1<T>(x)));
  }
}

// y[r,c] = f(a[r·ra + c], b[r·rb + c]), r < rows, c < cols; strides in elements. y may be a or b where that has y's layout.
export function rows<T extends number, Op extends BinaryOp>(
  y: usize,
  a: usize,
  b: usize,
  rows: i32,
  cols: i32,
  ra: i32,
  rb: i32,
): void {
  for (let r = 0; r < rows; r++) {
    let p = a + <usize>(r * ra) * sizeof<T>();
    let q = b + <usize>(r * rb) * sizeof<T>();
    const end = y + <usize>cols * sizeof<T>();
    for (const wide = y + (<usize>(cols * sizeof<T>()) & ~31); y < wide; y += 32, p += 32, q += 32) {
      const u = changetype<Op>(0).f(v128.load(p), v128.load(q));
      const v = changetype<Op>(0).f(v128.load(p, 16), v128.load(q, 16));
      v128.store(y, u);
      v128.store(y, v, 16);
    }
    for (; y < end; y += sizeof<T>(), p += sizeof<T>(), q += sizeof<T>()) {
      Lanes.store1<T>(y, changetype<Op>(0).f(Lanes.load1<T>(p), Lanes.load1<T>(q)));
    }
  }
}
