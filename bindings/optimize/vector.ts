// Vectors of f64 in JavaScript: the few operations that the methods need.

/** Σ xᵢ·yᵢ */
export function dot(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i]! * y[i]!;
  return total;
}
/** ‖x‖₂, without overflow or underflow of the squares */
export function norm(x: Float64Array): number {
  const scale = largest(x);
  if (scale === 0 || !Number.isFinite(scale)) return scale;
  let total = 0;
  for (const value of x) total += (value / scale) ** 2;
  return scale * Math.sqrt(total);
}
/** ‖x‖∞ */
export function largest(x: Float64Array): number {
  return x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
/** x += scale·y */
export function addScaled(x: Float64Array, scale: number, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i]! += scale * y[i]!;
}
/** x + scale·y */
export function along(x: Float64Array, scale: number, y: Float64Array): Float64Array {
  return x.map((value, i) => value + scale * y[i]!);
}
/** x − y */
export function minus(x: Float64Array, y: Float64Array): Float64Array {
  return along(x, -1, y);
}
/** −x */
export function negative(x: Float64Array): Float64Array {
  return x.map((value) => -value);
}
