// What this machine can do: multiply-adds in registers, and bytes copied: the yardstick of every other figure.

import { Lanes } from "../../assembly/lanes";

// biome-ignore lint/complexity/noStaticOnlyClass: only a method can be inlined, and `count` must be a constant
abstract class Peak {
  // n steps of c = c·a + b in 8, 10 or 12 independent chains. a and b are loaded from p, since the product of a constant
  // would be hoisted; the sum of the chains is stored, since they would be dropped.
  @inline static chains<T extends number>(p: usize, n: i32, count: i32): void {
    const a = v128.load(p),
      b = v128.load(p, 16);
    let c0 = v128.splat<T>(<T>1),
      c1 = v128.splat<T>(<T>2),
      c2 = v128.splat<T>(<T>3),
      c3 = v128.splat<T>(<T>4);
    let c4 = v128.splat<T>(<T>5),
      c5 = v128.splat<T>(<T>6),
      c6 = v128.splat<T>(<T>7),
      c7 = v128.splat<T>(<T>8);
    let c8 = v128.splat<T>(<T>9),
      c9 = v128.splat<T>(<T>10),
      c10 = v128.splat<T>(<T>11),
      c11 = v128.splat<T>(<T>12);
    for (let i = 0; i < n; i++) {
      c0 = Lanes.fma<T>(c0, a, b);
      c1 = Lanes.fma<T>(c1, a, b);
      c2 = Lanes.fma<T>(c2, a, b);
      c3 = Lanes.fma<T>(c3, a, b);
      c4 = Lanes.fma<T>(c4, a, b);
      c5 = Lanes.fma<T>(c5, a, b);
      c6 = Lanes.fma<T>(c6, a, b);
      c7 = Lanes.fma<T>(c7, a, b);
      if (count > 8) {
        c8 = Lanes.fma<T>(c8, a, b);
        c9 = Lanes.fma<T>(c9, a, b);
      }
      if (count > 10) {
        c10 = Lanes.fma<T>(c10, a, b);
        c11 = Lanes.fma<T>(c11, a, b);
      }
    }
    c0 = v128.add<T>(v128.add<T>(v128.add<T>(c0, c1), v128.add<T>(c2, c3)), v128.add<T>(v128.add<T>(c4, c5), c6));
    c7 = v128.add<T>(v128.add<T>(v128.add<T>(c7, c8), v128.add<T>(c9, c10)), c11);
    v128.store(p, v128.add<T>(c0, c7), 32);
  }
}

export function peak8_f32(p: usize, n: i32): void {
  Peak.chains<f32>(p, n, 8);
}
export function peak10_f32(p: usize, n: i32): void {
  Peak.chains<f32>(p, n, 10);
}
export function peak12_f32(p: usize, n: i32): void {
  Peak.chains<f32>(p, n, 12);
}
export function peak8_f64(p: usize, n: i32): void {
  Peak.chains<f64>(p, n, 8);
}
export function peak10_f64(p: usize, n: i32): void {
  Peak.chains<f64>(p, n, 10);
}
export function peak12_f64(p: usize, n: i32): void {
  Peak.chains<f64>(p, n, 12);
}

// Copies n bytes, a multiple of 32.
export function stream(d: usize, s: usize, n: usize): void {
  for (const end = s + n; s < end; s += 32, d += 32) {
    const x = v128.load(s),
      y = v128.load(s, 16);
    v128.store(d, x);
    v128.store(d, y, 16);
  }
}

// The first free byte.
export function heap(): usize {
  return __heap_base;
}
