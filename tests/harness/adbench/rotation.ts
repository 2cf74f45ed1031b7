// Rodrigues' formula, by rows.
import { add, cos, div, greater, mul, type Node, sin, sqrt, square, stack, sub, sum, unbind, where } from "wengert";

type F64 = Node<"f64">;

/** Rows x (…,3) turned about the axes r (…,3) by |r|; a zero r turns nothing. */
export function rotate(r: F64, x: F64): F64 {
  const { angle, axis } = angleAxis(r);
  const along = sum(mul(axis, x), -1, { keepDims: true });
  // x cos θ + (k × x) sin θ + k (k·x)(1 − cos θ)
  return add(mul(x, cos(angle)), mul(cross(axis, x), sin(angle)), mul(axis, along, sub(1, cos(angle))));
}

// |r| (…,1) and r / |r|; where r is zero, any axis will do, but no derivative may divide by zero
function angleAxis(r: F64): { angle: F64; axis: F64 } {
  const squares = sum(square(r), -1, { keepDims: true });
  const turns = greater(squares, 0);
  const angle = where(turns, sqrt(where(turns, squares, 1)), 0);
  return { angle, axis: div(r, where(turns, angle, 1)) };
}

function cross(a: F64, b: F64): F64 {
  const [a0, a1, a2] = unbind(a, -1) as [F64, F64, F64];
  const [b0, b1, b2] = unbind(b, -1) as [F64, F64, F64];
  const minus = (p: F64, q: F64, s: F64, t: F64): F64 => sub(mul(p, q), mul(s, t));
  return stack([minus(a1, b2, a2, b1), minus(a2, b0, a0, b2), minus(a0, b1, a1, b0)], -1);
}
