// Whole Jacobians and Hessians: one derivative along each basis vector, in a loop.
import { jvp } from "../autodiff/forward.js";
import { gradients, requireFloats, vjp } from "../autodiff/reverse.js";
import type { Dim } from "../dim.js";
import type { Float } from "../dtype.js";
import { GraphError, ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { mul } from "../ops/arithmetic.js";
import { equal } from "../ops/compare.js";
import { arange, onesLike, zerosLike } from "../ops/constant.js";
import { cast, permute, reshape } from "../ops/movement.js";
import { sum } from "../ops/reduce.js";
import { countOf, showShape } from "../shape.js";
import { scan } from "./scan.js";

/**
 * ∂y/∂x, of shape y.shape + x.shape and y's dtype, as a node. Forward mode, a pass for each element of x, where x has
 * fewer elements than y; reverse mode, a pass for each element of y, otherwise. `mode` decides where the sizes are not
 * numbers (default reverse) or where you know better.
 */
export function jacobian<D extends Float>(
  y: Node<D>,
  x: Node,
  options: { readonly mode?: "forward" | "reverse" } = {},
): Node<D> {
  requireFloats("jacobian", [y, x]);
  const [rows, columns] = [countOf(y.shape), countOf(x.shape)];
  const fewer = typeof rows === "number" && typeof columns === "number" && columns < rows;
  const mode = options.mode ?? (fewer ? "forward" : "reverse");
  const along = mode === "forward" ? x : y;
  const derivatives = mapBasis(along, (basis) =>
    mode === "forward" ? jvp([y], [x], [basis])[0] : vjp([y], [x], [basis])[0],
  );
  // (columns, …y) → (…y, columns)
  const last = mode === "reverse" ? derivatives : permute(derivatives, [...y.shape.map((_, i) => i + 1), 0]);
  return inDType(reshape(last, [...y.shape, ...x.shape]), y.dtype);
}

/** ∂²y/∂x², of shape x.shape + x.shape, for a scalar y: forward over reverse, a pass for each element of x. */
export function hessian<D extends Float>(y: Node<D>, x: Node): Node<D> {
  requireScalar("hessian", y);
  const [slope] = gradients(y, [x]) as [Node<D>];
  return inDType(jacobian(slope, x, { mode: "forward" }), y.dtype);
}
// A derivative by an x of another dtype has that dtype in reverse mode.
function inDType<D extends Float>(node: Node, dtype: D): Node<D> {
  return node.dtype === dtype ? node : cast(node, dtype);
}

/** Σ ∂²y/∂xᵢ², the trace of the Hessian of a scalar y: forward over forward along each basis vector. */
export function laplacian<D extends Float>(y: Node<D>, x: Node): Node<D> {
  requireScalar("laplacian", y);
  requireFloats("laplacian", [y, x]);
  const second = mapBasis(x, (basis) => jvp(jvp([y], [x], [basis]), [x], [basis])[0]) as Node<D>;
  return sum(second);
}

/**
 * The Taylor coefficients of f(x) for a scalar x: [f, f′, f″/2!, …, f⁽ⁿ⁾/n!], by nested forward mode over f's own graph.
 */
export function taylor<D extends Float>(f: Node<D>, x: Node, n: number): Node<D>[] {
  requireScalar("taylor: x", x);
  requireFloats("taylor", [f, x]);
  if (!Number.isInteger(n) || n < 0) throw new GraphError(`taylor: the order is a whole number, not ${n}`);
  const one = onesLike(x);
  const coefficients = [f];
  let derivative = f;
  let factorial = 1;
  for (let i = 1; i <= n; i++) {
    derivative = jvp([derivative], [x], [one])[0] as Node<D>;
    factorial *= i;
    coefficients.push(mul(derivative, 1 / factorial));
  }
  return coefficients;
}

/** The values of ys and the linear map of tangents to tangents at this point: the values are computed once. */
export function linearize<const Y extends readonly Node[]>(
  ys: Y,
  xs: readonly Node[],
): { readonly values: Y; readonly map: (tangents: readonly Node[]) => ReturnType<typeof jvp<Y>> } {
  return { values: ys, map: (tangents) => jvp(ys, xs, tangents) };
}

/** Throws unless y is a scalar. */
export function requireScalar(op: string, y: Node): void {
  if (y.shape.length > 0)
    throw new ShapeError(`${op}: needs a scalar, not shape ${showShape(y.shape)}`, { node: y, origin: y.origin });
}

// f(eᵢ) for each basis vector of x's shape, stacked along a new axis 0
function mapBasis(x: Node, f: (basis: Node) => Node): Node {
  const count: Dim = countOf(x.shape);
  const places = arange(count);
  const [, stacked] = scan((none: Node, i: Node) => [none, f(basisVector(x, places, i))], zerosLike(sum(x)), places);
  return stacked;
}
function basisVector(x: Node, places: Node<"i32">, i: Node): Node {
  return reshape(cast(equal(places, i), x.dtype), x.shape);
}
