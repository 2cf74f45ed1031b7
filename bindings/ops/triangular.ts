// Triangular systems and the Cholesky decomposition.
import type { Float } from "../dtype.js";
import { makeNode, type Node } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { elements } from "../shape.js";
import { add, mul, neg, sub } from "./arithmetic.js";
import { greater, greaterEqual, where } from "./compare.js";
import { arange } from "./constant.js";
import { inferSolve, matrices, requireSquare, solvedInPlace, withColumns } from "./decompose.js";
import { product } from "./linalg.js";
import { transpose, unsqueeze } from "./movement.js";

/** x (…,n,n) with zeros above the diagonal, or below it; on it too if `strict`. */
function triangle(x: Node, lower: boolean, strict: boolean): Node {
  const [row, column] = [unsqueeze(arange(x.shape.at(-2)!), 1), arange(x.shape.at(-1)!)];
  const inside = strict ? greater : greaterEqual;
  return where(lower ? inside(row, column) : inside(column, row), x, 0);
}

interface Flags {
  readonly lower: boolean;
  readonly transpose: boolean;
  readonly unit: boolean;
}
const flags = (node: Node): Flags => node.attributes as unknown as Flags;
const within = (da: Node, { lower, unit }: Flags): Node => triangle(da, lower, unit);

// y = op(a)⁻¹·b as for solve; what a has outside its triangle has no derivative
const triangularOp: Op = {
  name: "triangularSolve",
  infer: ([a, b]) => inferSolve("triangularSolve", a!, b!),
  derivative: {
    kind: "rules",
    jvp: ([da, db], y) => {
      const moved = da && product(within(da, flags(y)), y, flags(y).transpose, false);
      const right = moved && db ? sub(db, moved) : (db ?? neg(moved!));
      return makeNode(triangularOp, [y.inputs[0]!, right], y.attributes);
    },
    vjp: (ct, y) => {
      const { transpose: turned, ...rest } = flags(y);
      const db = makeNode(triangularOp, [y.inputs[0]!, ct], { ...rest, transpose: !turned });
      const da = turned ? product(y, db, false, true) : product(db, y, false, true);
      return [neg(within(da, flags(y))), db];
    },
  },
  lower: (node, to) => {
    const [a, b] = node.inputs as [Node, Node];
    const [n, k] = to.shape(node).slice(-2) as [number, number];
    const { lower, transpose, unit } = flags(node);
    const y = solvedInPlace(to, node, b);
    const batch = elements(to.shape(node).slice(0, -2));
    const each = Number(to.shape(a).length > 2);
    const bits = [Number(lower), Number(transpose), Number(unit)] as const;
    to.emit(`triangular_solve_${node.dtype as Float}`, y, to.input(a), n, k, batch, each, ...bits);
  },
};

export interface TriangularOptions {
  /** which triangle of a is read; default true */
  readonly lower?: boolean;
  /** solve aᵀ·x = b */
  readonly transpose?: boolean;
  /** take the diagonal to be ones, and do not read it */
  readonly unitDiagonal?: boolean;
}
/**
 * The x with op(a)·x = b for triangular a (…,n,n); b as for `solve`, f32 or f64. The other triangle of a is not read and has
 * derivative 0. A zero on the diagonal divides, as in PyTorch. Throws a ShapeError if a is not square or b does not fit.
 */
export function triangularSolve<D extends Float>(
  a: Node<D>,
  b: Node<NoInfer<D>>,
  options: TriangularOptions = {},
): Node<D> {
  const { lower = true, transpose = false, unitDiagonal: unit = false } = options;
  return withColumns("triangularSolve", a, b as Node<D>, (a, b) =>
    makeNode(triangularOp, [a, b], { lower, transpose, unit }),
  );
}
triangularSolve.entry = triangularOp;

/** Φ: the lower triangle, its diagonal halved. */
const half = (x: Node): Node => mul(add(triangle(x, true, false), triangle(x, true, true)), 0.5);
const symmetric = (x: Node): Node => mul(add(x, transpose(x)), 0.5);
/** l⁻ᵀ·x·l⁻¹ for a lower triangle l; with `down` l⁻¹·x·l⁻ᵀ. */
function bothSides(l: Node, x: Node, down: boolean): Node {
  const side = (b: Node): Node => makeNode(triangularOp, [l, b], { lower: true, transpose: !down, unit: false });
  return transpose(side(transpose(side(x))));
}

// a = y·yᵀ;  dy = y·Φ(y⁻¹·da·y⁻ᵀ),   da = y⁻ᵀ·sym(Φ(yᵀ·ct))·y⁻¹ with da symmetric
const choleskyOp: Op = {
  name: "cholesky",
  infer: ([a]) => {
    requireSquare("cholesky", a!);
    return { shape: a!.shape, dtype: a!.dtype };
  },
  derivative: {
    kind: "rules",
    jvp: ([da], y) => product(y, half(bothSides(y, symmetric(da!), true)), false, false),
    vjp: (ct, y) => [bothSides(y, symmetric(half(product(y, ct, true, false))), false)],
  },
  lower: (node, to) => {
    const a = node.inputs[0]!;
    const [batch, n] = matrices(to.shape(a));
    to.emit(`cholesky_${a.dtype as Float}`, to.output(node, 0, [a]), to.input(a), n, batch, to.fault);
  },
};
/**
 * The lower triangular y with y·yᵀ = a, for symmetric positive definite a (…,n,n), f32 or f64. Only the lower triangle of a is
 * read; the derivative is that for symmetric changes of a, and itself symmetric, as in PyTorch. A matrix that is not positive
 * definite is a SingularError at run time. Formulas: I. Murray, "Differentiation of the Cholesky decomposition", 2016, eqs. 8–10.
 * Throws a ShapeError if a is not square.
 */
export function cholesky<D extends Float>(a: Node<D>): Node<D> {
  return makeNode(choleskyOp, [a]);
}
cholesky.entry = choleskyOp;
