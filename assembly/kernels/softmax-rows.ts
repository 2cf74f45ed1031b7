// The passes over one row that the softmax kernels share. m is the row's maximum, in every lane.
import { Lanes } from "../lanes";
import { Part } from "./movement-part";
import { row } from "./reduce-fold";
import { Max, Same } from "./reduce-op";
import { Exp } from "../math/exp";

// An elementwise function of two rows and two constants.
@unmanaged
export class RowOp {
  f(a: v128, _b: v128, _c: v128, _d: v128): v128 {
    return a;
  }
}

export abstract class Row {
  // max over x (cols), in every lane; NaN if an element is NaN, −∞ if there is none.
  static max<T extends number>(x: usize, cols: i32): v128 {
    const m = row<T, Max<T>, Same<T, Max<T>>>(x, cols);
    return sizeof<T>() == 4 ? v128.shuffle<i32>(m, m, 0, 0, 0, 0) : v128.shuffle<i64>(m, m, 0, 0);
  }
  // −∞ in every lane: what e^(x − m) takes to 0 beyond the end of a row.
  @inline static nothing<T extends number>(): v128 {
    return v128.splat<T>(<T>-Infinity);
  }
  // eˣ for vectors outside the wide loops: not inlined, since its body is large.
  static exp<T extends number>(x: v128): v128 {
    return changetype<Exp<T>>(0).f(x);
  }
  // y = e^(x − m); returns Σ y. y may be x.
  static expSum<T extends number>(y: usize, x: usize, bytes: usize, m: v128): T {
    let a = i64x2.splat(0);
    let b = a;
    const end = x + bytes;
    for (const wide = x + (bytes & ~31); x < wide; x += 32, y += 32) {
      const u = changetype<Exp<T>>(0).f(v128.sub<T>(v128.load(x), m));
      const v = changetype<Exp<T>>(0).f(v128.sub<T>(v128.load(x, 16), m));
      v128.store(y, u);
      v128.store(y, v, 16);
      a = v128.add<T>(a, u);
      b = v128.add<T>(b, v);
    }
    for (; x < end; x += 16, y += 16) {
      const u = Row.exp<T>(v128.sub<T>(Part.load(x, end - x, Row.nothing<T>()), m));
      Part.store(y, end - x, u);
      a = v128.add<T>(a, u);
    }
    return Lanes.sum<T>(v128.add<T>(a, b));
  }
  // Σ e^(x − m).
  static sumExp<T extends number>(x: usize, bytes: usize, m: v128): T {
    let a = i64x2.splat(0);
    let b = a;
    const end = x + bytes;
    for (const wide = x + (bytes & ~31); x < wide; x += 32) {
      a = v128.add<T>(a, changetype<Exp<T>>(0).f(v128.sub<T>(v128.load(x), m)));
      b = v128.add<T>(b, changetype<Exp<T>>(0).f(v128.sub<T>(v128.load(x, 16), m)));
    }
    for (; x < end; x += 16) {
      a = v128.add<T>(a, Row.exp<T>(v128.sub<T>(Part.load(x, end - x, Row.nothing<T>()), m)));
    }
    return Lanes.sum<T>(v128.add<T>(a, b));
  }
  // Σ x·y.
  static dot<T extends number>(x: usize, y: usize, bytes: usize): T {
    let a = i64x2.splat(0);
    let b = a;
    const zero = a;
    const end = x + bytes;
    for (const wide = x + (bytes & ~31); x < wide; x += 32, y += 32) {
      a = Lanes.fma<T>(v128.load(x), v128.load(y), a);
      b = Lanes.fma<T>(v128.load(x, 16), v128.load(y, 16), b);
    }
    for (; x < end; x += 16, y += 16) a = Lanes.fma<T>(Part.load(x, end - x, zero), Part.load(y, end - x, zero), a);
    return Lanes.sum<T>(v128.add<T>(a, b));
  }
  // y[i] = f(a[i], b[i]; c, d). y may be a or b.
  @inline static map<T extends number, Op extends RowOp>(
    y: usize,
    a: usize,
    b: usize,
    bytes: usize,
    c: v128,
    d: v128,
  ): void {
    const op = changetype<Op>(0);
    const end = y + bytes;
    for (const wide = y + (bytes & ~31); y < wide; y += 32, a += 32, b += 32) {
      const u = op.f(v128.load(a), v128.load(b), c, d);
      const v = op.f(v128.load(a, 16), v128.load(b, 16), c, d);
      v128.store(y, u);
      v128.store(y, v, 16);
    }
    for (; y < end; y += 16, a += 16, b += 16) {
      Part.store(y, end - y, op.f(Part.load(a, end - y, c), Part.load(b, end - y, c), c, d));
    }
  }
  @inline static log<T extends number>(x: T): T {
    return <T>NativeMath.log(<f64>x);
  }
  @inline static first<T extends number>(x: v128): T {
    return v128.extract_lane<T>(x, 0);
  }
}
