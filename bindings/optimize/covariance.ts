// (JᵀJ)⁻¹ from the factors of J.
import { factor, rank, solveLower } from "./qr.js";
import { dot, norm } from "./vector.js";

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
  // (RᵀR)⁻¹ by the products of R⁻¹'s rows: the same bits on both sides of the diagonal
  const inverse = qr.order.map((_, k) => solveLower(qr.r, new Float64Array(n).fill(1, k, k + 1), n));
  for (const [k, j] of qr.order.entries())
    for (const [l, i] of qr.order.entries())
      result[i * n + j] = (variance * dot(inverse[k]!, inverse[l]!)) / (lengths[i]! * lengths[j]!);
  return result;
}
