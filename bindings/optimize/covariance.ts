// (JᵀJ)⁻¹ from the factors of J.
import { factor, rank, solveLower, solveUpper } from "./qr.js";
import { norm } from "./vector.js";

/**
 * variance·(JᵀJ)⁻¹, row-major (n, n), from J's columns; NaN everywhere if J does not have full rank. The columns are scaled
 * to length 1 first: that is what makes a rank out of rounding.
 */
export function covarianceOf(columns: readonly Float64Array[], rows: number, variance: number): Float64Array {
  const n = columns.length;
  const result = new Float64Array(n * n).fill(Number.NaN);
  const lengths = columns.map(norm);
  if (Number.isNaN(variance) || lengths.includes(0)) return result;
  const unit = columns.map((column, j) => column.map((x) => x / lengths[j]!));
  const qr = factor(unit, rows);
  if (rank(qr, n * 2 ** -52) < n) return result;
  for (const [k, j] of qr.order.entries()) {
    // column k of (RᵀR)⁻¹
    const basis = new Float64Array(n).fill(1, k, k + 1);
    const column = solveUpper(qr.r, solveLower(qr.r, basis, n), n);
    for (const [l, i] of qr.order.entries()) result[i * n + j] = variance * (column[l]! / lengths[i]! / lengths[j]!);
  }
  return result;
}
