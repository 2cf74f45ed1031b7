// Square matrices by their LU decomposition: determinants, inverses, linear systems. One decomposition serves all that is asked
// of a matrix, and their derivatives. Formulas of the derivatives: M. Giles, "Collected matrix derivative results for forward and
// reverse mode algorithmic differentiation", 2008, section 2.

import type { Dim } from "../dim.js";
import { byteSize, type Float, sameDType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { Lowering, Pointer } from "../graph/lowering.js";
import { makeNode, type Node, pick } from "../graph/node.js";
import { type Op, type Typed, zero } from "../graph/op.js";
import { broadcastShapes, elements, type Shape, sameShape, showShape, stridesOf } from "../shape.js";
import { add, div, mul, neg, sub } from "./arithmetic.js";
import { equal, where } from "./compare.js";
import { arange } from "./constant.js";
import { floats, requireDType } from "./define.js";
import { product } from "./linalg.js";
import { squeeze, transpose, unsqueeze } from "./movement.js";
import { broadcastTo, sum } from "./reduce.js";
import { broadcastStrides, emitMove } from "./spread.js";
import { log } from "./transcendental.js";

/** Throws unless x is a float of square matrices. */
export function requireSquare(op: string, x: Typed): void {
  requireDType(op, x, floats);
  const [m, n] = x.shape.slice(-2);
  if (x.shape.length < 2 || (typeof m === "number" && typeof n === "number" && m !== n))
    throw new ShapeError(`${op}: takes square matrices, not ${showShape(x.shape)}`);
}
/** How many matrices, and their size. */
export function matrices(shape: readonly number[]): [batch: number, n: number] {
  return [elements(shape.slice(0, -2)), shape.at(-1)!];
}
/** Σ x·y over the last two axes, which stay with size 1. */
const inner = (x: Node, y: Node): Node => sum(mul(x, y), [-2, -1], { keepDims: true });
const atMatrix = (ct: Node): Node => unsqueeze(unsqueeze(ct, -1), -1);

// P·a = L·U as a matrix and the rows exchanged (i32). It has no rule: the ops that read it take `a` too, and state the derivative
// with respect to that.
const luOp: Op = {
  name: "lu",
  infer: ([a]) => [
    { shape: a!.shape, dtype: a!.dtype },
    { shape: a!.shape.slice(0, -1), dtype: "i32" },
  ],
  derivative: zero,
  lower: (node, to) => {
    const a = node.inputs[0]!;
    const [batch, n] = matrices(to.shape(a));
    to.emit(`lu_${a.dtype as Float}`, to.output(node, 0, [a]), to.output(node, 1), to.input(a), n, batch);
  },
};
/** The operands of an op over a decomposed matrix. */
function decomposed(op: string, a: Node): [a: Node, lu: Node, pivot: Node] {
  requireSquare(op, a);
  const lu = makeNode(luOp, [a]);
  return [a, pick(lu, 0), pick(lu, 1)];
}
/** An op over [a, lu, pivot], and maybe more. */
function overLU(name: string, rest: Pick<Op, "infer" | "derivative"> & { lower: NonNullable<Op["lower"]> }): Op {
  return { name, ...rest, print: ([a, , , ...others]) => `${name}(${[a, ...others].join(", ")})` };
}
const perMatrix: Op["infer"] = ([a]) => ({ shape: a!.shape.slice(0, -2), dtype: a!.dtype });

// C = ∂ det a/∂a, which is det(a)·a⁻ᵀ where a is regular;  dC = (⟨C,da⟩·C − C·daᵀ·C) / det a, symmetric in da and the cotangent
const cofactorOp: Op = /* @__PURE__ */ overLU("cofactor", {
  infer: ([a]) => ({ shape: a!.shape, dtype: a!.dtype }),
  derivative: {
    kind: "rules",
    jvp: ([da], c) => cofactorAlong(da!, c),
    vjp: (ct, c) => [cofactorAlong(ct, c)],
  },
  lower: (node, to) => {
    const [a, lu, pivot] = node.inputs as [Node, Node, Node];
    const [batch, n] = matrices(to.shape(a));
    to.emit(`lu_cofactor_${a.dtype as Float}`, to.output(node), to.input(lu), to.input(pivot), n, batch);
  },
});
function cofactorAlong(d: Node, c: Node): Node {
  const turned = product(product(c, d, false, true), c, false, false);
  return div(sub(mul(inner(c, d), c), turned), atMatrix(makeNode(detOp, c.inputs)));
}

// d det a = ⟨C, da⟩
const detOp: Op = /* @__PURE__ */ overLU("det", {
  infer: perMatrix,
  derivative: {
    kind: "rules",
    jvp: ([da], y) => sum(mul(makeNode(cofactorOp, y.inputs), da!), [-2, -1]),
    vjp: (ct, y) => [mul(atMatrix(ct), makeNode(cofactorOp, y.inputs))],
  },
  lower: (node, to) => {
    const [a, lu, pivot] = node.inputs as [Node, Node, Node];
    const [batch, n] = matrices(to.shape(a));
    to.emit(`lu_det_${a.dtype as Float}`, to.output(node), to.input(lu), to.input(pivot), n, batch);
  },
});
/**
 * The determinants of a (…,n,n): shape (…), f32 or f64. The derivative is the matrix of cofactors (Giles 2.2.4), finite for a
 * singular a too; derivatives of higher order are NaN or infinite there. Throws a ShapeError if a is not square.
 */
export function det<D extends Float>(a: Node<D>): Node<D> {
  return makeNode(detOp, decomposed("det", a));
}
det.entry = detOp;

// the sign is constant wherever it is not 0
const signOp: Op = /* @__PURE__ */ overLU("detSign", {
  infer: perMatrix,
  derivative: zero,
  lower: (node, to) => {
    const [a, lu, pivot] = node.inputs as [Node, Node, Node];
    const [batch, n] = matrices(to.shape(a));
    to.emit(`lu_sign_${a.dtype as Float}`, to.output(node), to.input(lu), to.input(pivot), n, batch);
  },
});
// d ln|det a| = ⟨a⁻ᵀ, da⟩
const logAbsOp: Op = /* @__PURE__ */ overLU("detLogAbs", {
  infer: perMatrix,
  derivative: {
    kind: "rules",
    jvp: ([da], y) => sum(mul(transpose(makeNode(inverseOp, y.inputs)), da!), [-2, -1]),
    vjp: (ct, y) => [mul(atMatrix(ct), transpose(makeNode(inverseOp, y.inputs)))],
  },
  lower: (node, to) => {
    const [a, lu] = node.inputs as [Node, Node, Node];
    const [batch, n] = matrices(to.shape(a));
    to.emit(`lu_log_abs_${a.dtype as Float}`, to.output(node), to.input(lu), n, batch);
  },
});
/**
 * Sign and ln |det a| of a (…,n,n), each of shape (…): no overflow where det a would. A singular a gives 0 and −∞, and its
 * derivative is a SingularError at run time. ∂ ln|det a|/∂a = a⁻ᵀ (Giles 2.2.4). Throws a ShapeError if a is not square.
 */
export function slogdet<D extends Float>(a: Node<D>): [sign: Node<D>, logAbs: Node<D>] {
  const inputs = decomposed("slogdet", a);
  return [makeNode(signOp, inputs), makeNode(logAbsOp, inputs)];
}
/** ln det a of a (…,n,n): NaN where det a < 0, −∞ where a is singular. Throws a ShapeError if a is not square. */
export function logdet<D extends Float>(a: Node<D>): Node<D> {
  const [sign, logAbs] = slogdet(a);
  return add(logAbs, log(sign));
}

// y = a⁻¹;  dy = −y·da·y,   da = −yᵀ·ct·yᵀ
const inverseOp: Op = /* @__PURE__ */ overLU("inv", {
  infer: ([a]) => ({ shape: a!.shape, dtype: a!.dtype }),
  derivative: {
    kind: "rules",
    jvp: ([da], y) => neg(product(product(y, da!, false, false), y, false, false)),
    vjp: (ct, y) => [neg(product(product(y, ct, true, false), y, false, true))],
  },
  lower: (node, to) => {
    const shape = to.shape(node);
    const [batch, n] = matrices(shape);
    const dtype = node.dtype as Float;
    const y = to.output(node);
    // the identity, then solved in place
    const width = String(8 * byteSize[dtype]) as "32";
    to.emit(`fill_${width}`, y, to.constant([0], dtype), elements(shape));
    emitMove(to, dtype, [batch, n], y, [n * n, n + 1], to.constant([1], dtype), [0, 0]);
    emitSolve(to, node, y, n);
  },
});
/**
 * The inverses of a (…,n,n), f32 or f64. A singular matrix is a SingularError at run time. dy = −y·da·y (Giles 2.2.3).
 * Throws a ShapeError if a is not square.
 */
export function inv<D extends Float>(a: Node<D>): Node<D> {
  return makeNode(inverseOp, decomposed("inv", a));
}
inv.entry = inverseOp;

/** y = op(a)⁻¹·y for y (…,n,k), one matrix a for each of y's or one for all. */
function emitSolve(to: Lowering, node: Node, y: Pointer, k: number): void {
  const [a, lu, pivot] = node.inputs as [Node, Node, Node];
  const [batch, n] = [elements(to.shape(node).slice(0, -2)), to.shape(a).at(-1)!];
  const flags = [Number(to.shape(a).length > 2), Number(node.attributes.transpose ?? false)] as const;
  to.emit(`lu_solve_${node.dtype as Float}`, y, to.input(lu), to.input(pivot), n, k, batch, ...flags, to.fault);
}
/** Copies b, broadcast, to where it is solved in place. */
export function solvedInPlace(to: Lowering, node: Node, b: Node): Pointer {
  const [shape, from] = [to.shape(node), to.shape(b)];
  const free = sameShape(shape, from) && b !== node.inputs[0];
  const y = to.output(node, 0, free ? [b] : []);
  const x = to.input(b);
  if (x.buffer !== y.buffer)
    emitMove(to, node.dtype as Float, shape, y, stridesOf(shape), x, broadcastStrides(from, shape));
  return y;
}
/** The shape of op(a)⁻¹·b; throws where a (…,n,n) and b (…,n,k) do not fit. */
export function inferSolve(op: string, a: Typed, b: Typed): Typed {
  requireSquare(op, a);
  requireDType(op, b, floats);
  sameDType(op, [a.dtype, b.dtype]);
  const [n, rows] = [a.shape.at(-1)!, b.shape.at(-2)];
  if (rows === undefined || (typeof n === "number" && typeof rows === "number" && n !== rows))
    throw new ShapeError(`${op}: ${showShape(b.shape)} does not have the rows of a, ${showShape(a.shape)}`);
  const batch = broadcastShapes(op, [a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  return { shape: [...batch, n, b.shape.at(-1)!], dtype: a.dtype };
}
/** Calls f with one matrix for all of b, or one each; a vector b becomes a column and back. */
export function withColumns<D extends Float>(
  op: string,
  a: Node<D>,
  b: Node<D>,
  f: (a: Node<D>, b: Node<D>) => Node<D>,
): Node<D> {
  const vector = b.shape.length === 1 || (a.shape.length > 2 && sameShape(b.shape, a.shape.slice(0, -1)));
  const columns = vector ? unsqueeze(b, -1) : b;
  const batch: Shape = inferSolve(op, a, columns).shape.slice(0, -2);
  const wide: readonly Dim[] = [...batch, ...a.shape.slice(-2)];
  const y = f(a.shape.length > 2 ? broadcastTo(a, wide) : a, columns);
  return vector ? squeeze(y, -1) : y;
}

// y = op(a)⁻¹·b;  db = op(a)⁻ᵀ·ct,  d op(a) = −db·yᵀ;  dy = op(a)⁻¹·(db − d op(a)·y)
const solveOp: Op = /* @__PURE__ */ overLU("solve", {
  infer: ([a, , , b]) => inferSolve("solve", a!, b!),
  derivative: {
    kind: "rules",
    jvp: ([da, , , db], y) => {
      const moved = da && product(da, y, y.attributes.transpose as boolean, false);
      const right = moved && db ? sub(db, moved) : (db ?? neg(moved!));
      return makeNode(solveOp, [...y.inputs.slice(0, 3), right], y.attributes);
    },
    vjp: (ct, y) => {
      const turned = y.attributes.transpose as boolean;
      const db = makeNode(solveOp, [...y.inputs.slice(0, 3), ct], { transpose: !turned });
      const da = turned ? product(y, db, false, true) : product(db, y, false, true);
      return [neg(da), undefined, undefined, db];
    },
  },
  lower: (node, to) => emitSolve(to, node, solvedInPlace(to, node, node.inputs[3]!), to.shape(node).at(-1)!),
});
/**
 * The x with a·x = b, for a (…,n,n) and b (…,n,k), leading axes broadcast; b may be vectors: (n), or a's shape without its last
 * axis. f32 or f64. A singular matrix is a SingularError at run time. db = a⁻ᵀ·ct, da = −db·xᵀ (Giles 2.3.1). Throws a
 * ShapeError if a is not square or b does not fit.
 */
export function solve<D extends Float>(a: Node<D>, b: Node<NoInfer<D>>): Node<D> {
  return withColumns("solve", a, b as Node<D>, (a, b) =>
    makeNode(solveOp, [...decomposed("solve", a), b], { transpose: false }),
  );
}
solve.entry = solveOp;

/** The sums of the diagonals of a (…,m,n): shape (…). Throws a ShapeError for less than two axes. */
export function trace<D extends Float>(a: Node<D>): Node<D> {
  const [m, n] = a.shape.slice(-2);
  if (m === undefined || n === undefined)
    throw new ShapeError(`trace: takes matrices, not ${showShape(a.shape)}`, { node: a, origin: a.origin });
  return sum(where(equal(unsqueeze(arange(m), 1), arange(n)), a, 0), [-2, -1]);
}
