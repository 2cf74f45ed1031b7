// Rows of a matrix as vectors, and the triangular solve that the decompositions share.
import { Lanes } from "../lanes";
import { Part } from "./movement-part";
import { Row } from "./softmax-rows";

export abstract class Line {
  // y = y + a·x.
  static add<T extends number>(y: usize, a: T, x: usize, bytes: usize): void {
    const s = v128.splat<T>(a);
    const end = y + bytes;
    for (const wide = y + (bytes & ~15); y < wide; y += 16, x += 16) {
      v128.store(y, Lanes.fma<T>(s, v128.load(x), v128.load(y)));
    }
    if (y < end) Part.store(y, end - y, Lanes.fma<T>(s, Part.load(x, end - y, s), Part.load(y, end - y, s)));
  }
  // y = y / a.
  static divide<T extends number>(y: usize, a: T, bytes: usize): void {
    const s = v128.splat<T>(a);
    for (const end = y + bytes; y < end; y += 16) {
      Part.store(y, end - y, v128.div<T>(Part.load(y, end - y, s), s));
    }
  }
  static swap(x: usize, y: usize, bytes: usize): void {
    const fill = i64x2.splat(0);
    for (const end = x + bytes; x < end; x += 16, y += 16) {
      const u = Part.load(x, end - x, fill);
      Part.store(x, end - x, Part.load(y, end - x, fill));
      Part.store(y, end - x, u);
    }
  }
}

// y = op(A)⁻¹·y in place: y (n,k), A (n,n) of which only the lower or the upper triangle is read, without its diagonal
// if that is of ones. op transposes. A zero on the diagonal divides.
export function triangular<T extends number>(
  y: usize,
  a: usize,
  n: i32,
  k: i32,
  lower: bool,
  transpose: bool,
  unit: bool,
): void {
  const size = sizeof<T>();
  const bytes = <usize>k * size;
  const long = <usize>n * size;
  const row = transpose ? size : long;
  const col = transpose ? long : size;
  const down = lower != transpose;
  for (let done = 0; done < n; done++) {
    const i = down ? done : n - 1 - done;
    const first = down ? 0 : i + 1;
    const yi = y + <usize>i * bytes;
    const ai = a + <usize>i * row;
    if (k == 1 && !transpose) {
      const known = <usize>first * size;
      store<T>(yi, <T>(load<T>(yi) - Row.dot<T>(ai + known, y + known, <usize>done * size)));
    } else {
      for (let j = first; j < first + done; j++) {
        Line.add<T>(yi, <T>-load<T>(ai + <usize>j * col), y + <usize>j * bytes, bytes);
      }
    }
    if (!unit) Line.divide<T>(yi, load<T>(ai + <usize>i * col), bytes);
  }
}
