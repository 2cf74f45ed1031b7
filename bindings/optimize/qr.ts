// Householder's QR with column pivoting, and what Levenberg and Marquardt's method solves with it. A matrix is a list of
// its columns.
import { dot, norm } from "./vector.js";

/** A·P = Q·R of an (m, n) matrix A. R has min(m, n) rows. */
export interface QR {
  /** column k of A·P is column order[k] of A */
  readonly order: readonly number[];
  /** columns of R, upper triangular: r[k][i], i ≤ k */
  readonly r: readonly Float64Array[];
  /** Qᵀ·b, its first min(m, n) elements */
  transposed(b: Float64Array): Float64Array;
}

/** The factors of the matrix with these columns, which are left alone: Golub and Van Loan, Matrix Computations, 5.4.2. */
export function factor(columns: readonly Float64Array[], rows: number): QR {
  const a = columns.map((column) => column.slice());
  const order = columns.map((_, j) => j);
  const reflections: Float64Array[] = []; // v of I − v·vᵀ, scaled to ‖v‖² = 2, from row k on
  const steps = Math.min(rows, a.length);
  for (let k = 0; k < steps; k++) {
    // norms afresh: exact, and cheap beside the reflections
    const rest = a.map((column, j) => (j < k ? -1 : norm(column.subarray(k))));
    const longest = rest.indexOf(Math.max(...rest));
    [a[k], a[longest]] = [a[longest]!, a[k]!];
    [order[k], order[longest]] = [order[longest]!, order[k]!];
    const v = a[k]!.slice(k);
    const length = rest[longest]!;
    if (length > 0 && Number.isFinite(length)) {
      const alpha = v[0]! > 0 ? -length : length;
      for (let i = 0; i < v.length; i++) v[i]! /= length;
      v[0]! -= alpha / length;
      const scale = Math.SQRT2 / norm(v);
      for (let i = 0; i < v.length; i++) v[i]! *= scale;
      for (const column of a.slice(k + 1)) reflect(v, column.subarray(k));
      a[k]!.fill(0, k);
      a[k]![k] = alpha;
    } else v.fill(0);
    reflections.push(v);
  }
  return {
    order,
    r: a.map((column) => column.slice(0, steps)),
    transposed: (b) => {
      const y = b.slice();
      for (const [k, v] of reflections.entries()) reflect(v, y.subarray(k));
      return y.slice(0, steps);
    },
  };
}
// x −= v·vᵀx
function reflect(v: Float64Array, x: Float64Array): void {
  const along = dot(v, x);
  for (let i = 0; i < x.length; i++) x[i]! -= v[i]! * along;
}

/** The rows of R up to the first diagonal element that is 0, or at most `tolerance` times the first. */
export function rank({ r }: QR, tolerance = 0): number {
  const steps = r[0]?.length ?? 0;
  for (let k = 0; k < steps; k++) if (!(Math.abs(r[k]![k]!) > tolerance * Math.abs(r[0]![0]!))) return k;
  return steps;
}

/** R[:n,:n]·z = b; z beyond n is 0. */
export function solveUpper(r: readonly Float64Array[], b: Float64Array, n: number): Float64Array {
  const z = new Float64Array(r.length);
  z.set(b.subarray(0, n));
  for (let k = n - 1; k >= 0; k--) {
    z[k]! /= r[k]![k]!;
    for (let i = 0; i < k; i++) z[i]! -= z[k]! * r[k]![i]!;
  }
  return z;
}
/** R[:n,:n]ᵀ·z = b. */
export function solveLower(r: readonly Float64Array[], b: Float64Array, n: number): Float64Array {
  const z = b.slice(0, n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < k; i++) z[k]! -= r[k]![i]! * z[i]!;
    z[k]! /= r[k]![k]!;
  }
  return z;
}

/**
 * The least-squares solution z, in the order of R's columns, of [R; diag d]·z = [b; 0], and the triangle S with
 * SᵀS = RᵀR + diag d², by Givens rotations: Moré 1978, section 3.
 */
export function damped(
  r: readonly Float64Array[],
  b: Float64Array,
  d: Float64Array,
): { z: Float64Array; s: readonly Float64Array[] } {
  const n = r.length;
  // R may have fewer rows than columns
  const s = r.map((column) => {
    const square = new Float64Array(n);
    square.set(column.subarray(0, n));
    return square;
  });
  const c = new Float64Array(n);
  c.set(b.subarray(0, n));
  for (let k = 0; k < n; k++) {
    if (d[k] === 0) continue;
    // the row d_k·e_k is rotated into rows k, …, n − 1
    const row = new Float64Array(n);
    row[k] = d[k]!;
    let right = 0;
    for (let i = k; i < n; i++) {
      if (row[i] === 0) continue;
      const length = Math.hypot(s[i]![i]!, row[i]!);
      const [cos, sin] = [s[i]![i]! / length, row[i]! / length];
      for (let j = i; j < n; j++) {
        const above = s[j]![i]!;
        s[j]![i] = cos * above + sin * row[j]!;
        row[j] = cos * row[j]! - sin * above;
      }
      const above = c[i]!;
      c[i] = cos * above + sin * right;
      right = cos * right - sin * above;
    }
  }
  const regular = s.findIndex((column, k) => column[k] === 0);
  return { z: solveUpper(s, c, regular < 0 ? n : regular), s };
}
