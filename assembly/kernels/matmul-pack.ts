// Packing for matmul: a block of A or B becomes panels, which the register tile then reads front to back.
//
//      source (rows, kc)            panel of R rows
//      r0: a b c …                  a e i m   b f j n   c g k o  …
//      r1: e f g …          →       └ k = 0 ┘ └ k = 1 ┘ └ k = 2 ┘
//      r2: i j k …
//      r3: m n o …
//
// For B the rows of this picture are B's columns. Rows that are missing in the last panel are zeros: they reach only
// those elements of a tile that are not copied to C.
import { Lanes } from "../lanes";

export abstract class Pack {
  // panel[k·R + q] = src[(i + q)·rs + k·cs] for every panel i, i + R, …; rs and cs in elements. R is a constant where
  // this is called, and folds.
  @inline static panels<T extends number>(d: usize, src: usize, rows: i32, kc: i32, rs: i32, cs: i32, R: i32): void {
    const panel = <usize>(kc * R) * sizeof<T>();
    const down = <usize>rs * sizeof<T>(),
      along = <usize>cs * sizeof<T>();
    for (let i = 0; i < rows; i += R, d += panel, src += <usize>R * down) {
      if (i + R <= rows && rs == 1) copy<T>(d, src, kc, along, <usize>R * sizeof<T>());
      else if (i + R <= rows && cs == 1) transpose<T>(d, src, kc, down, R);
      else gather<T>(d, src, min(R, rows - i), kc, down, along, R);
    }
  }
}

// The panel's rows are neighbours in the source: `width` bytes a step.
function copy<T extends number>(d: usize, s: usize, kc: i32, along: usize, width: usize): void {
  for (let k = 0; k < kc; k++, s += along, d += width) {
    let v: usize = 0;
    for (; v + 16 <= width; v += 16) v128.store(d + v, v128.load(s + v));
    for (; v < width; v += sizeof<T>()) store<T>(d + v, load<T>(s + v));
  }
}

// Each row is contiguous in the source: squares of 4×4 (f32) or 2×2 (f64) are transposed in registers, rows and
// columns that are left over one by one.
function transpose<T extends number>(d: usize, s: usize, kc: i32, down: usize, R: i32): void {
  const out = <usize>R * sizeof<T>();
  const side = Lanes.count<T>();
  const wide = kc & -side;
  let q = 0;
  for (; q + side <= R; q += side, s += <usize>side * down, d += 16) {
    let p = s,
      e = d;
    for (let k = 0; k < wide; k += side, p += 16, e += <usize>side * out) square<T>(e, out, p, down);
    for (let r = 0; r < side; r++) {
      const shift = <usize>r * sizeof<T>();
      single<T>(e + shift, out, p + <usize>r * down, kc - wide);
    }
  }
  for (; q < R; q++, s += down, d += sizeof<T>()) single<T>(d, out, s, kc);
}

// n neighbours, stored `out` bytes apart.
function single<T extends number>(d: usize, out: usize, s: usize, n: i32): void {
  for (; n > 0; n--, d += out, s += sizeof<T>()) store<T>(d, load<T>(s));
}

// Any strides, and the last panel with its zeros.
function gather<T extends number>(d: usize, s: usize, rows: i32, kc: i32, down: usize, along: usize, R: i32): void {
  for (let k = 0; k < kc; k++, s += along) {
    let q = 0;
    for (let p = s; q < rows; q++, p += down, d += sizeof<T>()) store<T>(d, load<T>(p));
    for (; q < R; q++, d += sizeof<T>()) store<T>(d, <T>0);
  }
}

// d[i][j] = s[j][i] for as many rows as a vector has lanes; rows `out` and `down` bytes apart.
function square<T extends number>(d: usize, out: usize, s: usize, down: usize): void {
  const r0 = v128.load(s),
    r1 = v128.load(s + down);
  if (sizeof<T>() == 8) {
    v128.store(d, v128.shuffle<f64>(r0, r1, 0, 2));
    v128.store(d + out, v128.shuffle<f64>(r0, r1, 1, 3));
    return;
  }
  const r2 = v128.load(s + 2 * down),
    r3 = v128.load(s + 3 * down);
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5),
    t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5),
    t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(d, v128.shuffle<f32>(t0, t2, 0, 1, 4, 5));
  v128.store(d + out, v128.shuffle<f32>(t0, t2, 2, 3, 6, 7));
  v128.store(d + 2 * out, v128.shuffle<f32>(t1, t3, 0, 1, 4, 5));
  v128.store(d + 3 * out, v128.shuffle<f32>(t1, t3, 2, 3, 6, 7));
}
