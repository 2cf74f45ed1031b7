// Matmul by blocks that fit the caches (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication",
// ACM TOMS 34(3), 2008):
//
//      for jc in n by NC                  B's block (KC, NC) is packed once and stays in L2
//        for pc in k by KC
//          for ic in m by MC              A's block (MC, KC) is packed
//            for j, i by tiles            a panel of B (KC, columns) stays in L1
//              C tile (+)= A panel · B panel
import { Pack } from "./matmul-pack";
import { Tile, tile } from "./matmul-tile";

const KC: i32 = 256;
const MC: i32 = 120; // a multiple of the rows of either build's tile
const NC: i32 = 512; // a multiple of the columns of every tile
const EDGE: usize = 256; // bytes, ≥ every tile

// Of `work`: an edge tile of 256 bytes, KC·NC elements of B, MC·KC elements of A.
export function packed<T extends number>(
  c: usize,
  a: usize,
  b: usize,
  m: i32,
  n: i32,
  k: i32,
  rsA: i32,
  csA: i32,
  rsB: i32,
  csB: i32,
  ldc: usize,
  work: usize,
): void {
  const S = sizeof<T>();
  const bp = work + EDGE;
  const ap = bp + <usize>(KC * NC) * S;
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      Pack.panels<T>(bp, b + <usize>(pc * rsB + jc * csB) * S, nc, kc, csB, rsB, Tile.columns<T>());
      for (let ic = 0; ic < m; ic += MC) {
        const mc = min(MC, m - ic);
        Pack.panels<T>(ap, a + <usize>(ic * rsA + pc * csA) * S, mc, kc, rsA, csA, Tile.rows());
        block<T>(c + <usize>ic * ldc + <usize>jc * S, ap, bp, mc, nc, kc, ldc, pc > 0, work);
      }
    }
  }
}

// c (mc,nc) (+)= the panels of A times the panels of B.
function block<T extends number>(
  c: usize,
  ap: usize,
  bp: usize,
  mc: i32,
  nc: i32,
  kc: i32,
  ldc: usize,
  add: bool,
  edge: usize,
): void {
  const S = sizeof<T>();
  for (let j = 0; j < nc; j += Tile.columns<T>(), bp += <usize>kc * 32) {
    const columns = min(Tile.columns<T>(), nc - j);
    for (let i = 0; i < mc; i += Tile.rows()) {
      const rows = min(Tile.rows(), mc - i);
      const d = c + <usize>i * ldc + <usize>j * S;
      const p = ap + <usize>(i * kc) * S;
      if (rows == Tile.rows() && columns == Tile.columns<T>()) {
        tile<T>(d, p, bp, kc, ldc, add);
      } else {
        if (add) copy<T>(edge, 32, d, ldc, rows, columns);
        tile<T>(edge, p, bp, kc, 32, add);
        copy<T>(d, ldc, edge, 32, rows, columns);
      }
    }
  }
}

// The part of an edge tile that lies inside C, there or back. Rows are ld and ls bytes apart.
function copy<T extends number>(d: usize, ld: usize, s: usize, ls: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--, d += ld, s += ls) {
    for (let j: usize = 0; j < <usize>columns * sizeof<T>(); j += sizeof<T>()) store<T>(d + j, load<T>(s + j));
  }
}
