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

export abstract class Pack {
  // panel[k·R + q] = src[(i + q)·rs + k·cs] for every panel i, i + R, …; rs and cs in elements. R is a constant where
  // this is called, and folds.
  @inline static panels<T extends number>(d: usize, src: usize, rows: i32, kc: i32, rs: i32, cs: i32, R: i32): void {
    const panel = <usize>(kc * R) * sizeof<T>();
    const down = <usize>rs * sizeof<T>(), along = <usize>cs * sizeof<T>();
    for (let i = 0; i < rows; i += R, d += panel, src += <usize>R * down) {
      if (i + R <= rows && rs == 1) copy<T>(d, src, kc, along, <usize>R * sizeof<T>());
      else if (i + R <= rows && cs == 1) transpose<T>(d, src, kc, down, R);
      else gather<T>(d, src, min(R, rows - i), kc, down, along, R);
    }
  }
}

// The panel's rows are neighbours in the source: `width` bytes a step, a multiple of 8.
function copy<T extends number>(d: usize, s: usize, kc: i32, along: usize, width: usize): void {
  for (let k = 0; k < kc; k++, s += along) {
    let v: usize = 0;
    for (; v + 16 <= width; v += 16, d += 16) v128.store(d, v128.load(s + v));
    if (v < width) {
      i64.store(d, i64.load(s + v));
      d += 8;
    }
  }
}

// Each row is contiguous in the source: squares of 4×4 (f32) or 2×2 (f64) are transposed in registers.
function transpose<T extends number>(d: usize, s: usize, kc: i32, down: usize, R: i32): void {
  const out = <usize>R * sizeof<T>();
  for (let q = 0; q < R; ) {
    const four = sizeof<T>() == 4 && q + 4 <= R;
    const wide = kc & (four ? ~3 : ~1);
    let p = s, e = d;
    if (four) {
      for (let k = 0; k < wide; k += 4, p += 16, e += 4 * out) square4(e, out, p, down);
    } else {
      for (let k = 0; k < wide; k += 2, p += 2 * sizeof<T>(), e += 2 * out) square2<T>(e, out, p, down);
    }
    const rows = four ? 4 : 2;
    for (let k = wide; k < kc; k++, p += sizeof<T>(), e += out) {
      for (let r = 0; r < rows; r++) store<T>(e + <usize>r * sizeof<T>(), load<T>(p + <usize>r * down));
    }
    q += rows;
    s += <usize>rows * down;
    d += <usize>rows * sizeof<T>();
  }
}

// Any strides, and the last panel with its zeros.
function gather<T extends number>(d: usize, s: usize, rows: i32, kc: i32, down: usize, along: usize, R: i32): void {
  for (let k = 0; k < kc; k++, s += along) {
    let q = 0;
    for (let p = s; q < rows; q++, p += down, d += sizeof<T>()) store<T>(d, load<T>(p));
    for (; q < R; q++, d += sizeof<T>()) store<T>(d, <T>0);
  }
}

// d[i][j] = s[j][i] for 4×4 floats; rows `out` and `down` bytes apart.
function square4(d: usize, out: usize, s: usize, down: usize): void {
  const r0 = v128.load(s), r1 = v128.load(s + down);
  const r2 = v128.load(s + 2 * down), r3 = v128.load(s + 3 * down);
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(d, v128.shuffle<f32>(t0, t2, 0, 1, 4, 5));
  v128.store(d + out, v128.shuffle<f32>(t0, t2, 2, 3, 6, 7));
  v128.store(d + 2 * out, v128.shuffle<f32>(t1, t3, 0, 1, 4, 5));
  v128.store(d + 3 * out, v128.shuffle<f32>(t1, t3, 2, 3, 6, 7));
}

// d[i][j] = s[j][i] for 2×2 elements.
function square2<T extends number>(d: usize, out: usize, s: usize, down: usize): void {
  if (sizeof<T>() == 4) {
    const t = v128.shuffle<f32>(v128.load64_zero(s), v128.load64_zero(s + down), 0, 4, 1, 5);
    v128.store64_lane(d, t, 0);
    v128.store64_lane(d + out, t, 1);
  } else {
    const r0 = v128.load(s), r1 = v128.load(s + down);
    v128.store(d, v128.shuffle<f64>(r0, r1, 0, 2));
    v128.store(d + out, v128.shuffle<f64>(r0, r1, 1, 3));
  }
}
