// Special functions of one operand, and hypot, logaddexp and xlogy of two.
import type { DType } from "../dtype.js";
import { GraphError } from "../errors.js";
import { makeNode, type Node } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { elements } from "../shape.js";
import { add, div, mul, neg, square, sub } from "./arithmetic.js";
import { and, equal, lessEqual, where } from "./compare.js";
import { broadcasting, elementwise, floats, requireDType, type Unary } from "./define.js";
import { exp, log, sigmoid, sqrt } from "./transcendental.js";

/** 2ˣ, exact where x is a whole number. */
export const exp2 = /* @__PURE__ */ elementwise("exp2", {
  ref: (x) => 2 ** x,
  partials: (_, y) => [mul(y!, Math.LN2)],
});
/** The logarithm to base 2, exact at powers of 2. */
export const log2 = /* @__PURE__ */ elementwise("log2", {
  ref: Math.log2,
  along: (d, _, [x]) => div(d, mul(x!, Math.LN2)),
  domain: [0.25, 4],
});
/** The logarithm to base 10. */
export const log10 = /* @__PURE__ */ elementwise("log10", {
  ref: Math.log10,
  along: (d, _, [x]) => div(d, mul(x!, Math.LN10)),
  domain: [0.25, 4],
});

/** The inverse of sinh. */
export const asinh = /* @__PURE__ */ elementwise("asinh", {
  ref: Math.asinh,
  along: (d, _, [x]) => div(d, sqrt(add(square(x!), 1))),
});
/** The inverse of cosh, for x ≥ 1; NaN below. */
export const acosh = /* @__PURE__ */ elementwise("acosh", {
  ref: Math.acosh,
  along: (d, _, [x]) => div(d, sqrt(sub(square(x!), 1))),
  domain: [1.2, 4],
});
/** The inverse of tanh, for |x| ≤ 1; NaN outside. */
export const atanh = /* @__PURE__ */ elementwise("atanh", {
  ref: Math.atanh,
  along: (d, _, [x]) => div(d, sub(1, square(x!))),
  domain: [-0.8, 0.8],
});

/** 1 − erf x, without its cancellation where x is large. */
export const erfc = /* @__PURE__ */ elementwise("erfc", {
  partials: (x) => [mul(exp(neg(square(x!))), -2 / Math.sqrt(Math.PI))],
  domain: [-2, 1.5],
});

/** ln|Γ(x)|; +∞ at 0, −1, −2, …. Its derivative is digamma. */
export const lgamma = /* @__PURE__ */ elementwise("lgamma", {
  partials: (x) => [digamma(x!)],
  domain: [0.3, 5],
});

// y = ψ⁽ⁿ⁾(x);  dy = ψ⁽ⁿ⁺¹⁾(x)·dx.  Without the attribute, n = 0.
const polygammaOp: Op = {
  name: "polygamma",
  infer: ([x]) => {
    requireDType("polygamma", x!, floats);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  derivative: {
    kind: "elementwise",
    along: (d, node) => mul(polygamma(orderOf(node) + 1, node.inputs[0]!), d),
  },
  lower: (node, to) => {
    const x = node.inputs[0]!;
    const y = to.output(node, 0, [x]);
    to.emit(`polygamma_${x.dtype as "f32"}`, y, to.input(x), elements(to.shape(node)), orderOf(node));
  },
  inPlace: true,
  print: ([x], node) => (orderOf(node) === 0 ? `digamma(${x})` : `polygamma(${orderOf(node)}, ${x})`),
  tests: { domain: [0.3, 5] },
};
const orderOf = (node: Node): number => (node.attributes.order as number | undefined) ?? 0;

/**
 * ψ⁽ⁿ⁾(x), the derivative of order n of digamma, also for negative x (DLMF 5.15). At −1, −2, … it is +∞ for odd n, and NaN
 * for even n, where the sides differ; at +0 it is (−1)ⁿ⁺¹·∞.
 * @throws GraphError unless n is a whole number in 0 … 170
 */
export function polygamma<D extends DType>(n: number, x: Node<D>): Node<D> {
  if (!Number.isInteger(n) || n < 0 || n > 170)
    throw new GraphError(`polygamma: the order is a whole number in 0 … 170, not ${n}`);
  return makeNode(polygammaOp, [x], { order: n });
}
polygamma.entry = polygammaOp;
/** ψ(x) = Γ′(x)/Γ(x); ∓∞ at ±0, NaN at −1, −2, …. */
export const digamma: Unary = (x) => polygamma(0, x);

/** √(x² + y²) without overflow; its derivatives at (0, 0) are 0, as those of `norm`, where PyTorch has NaN. */
export const hypot = /* @__PURE__ */ broadcasting("hypot", {
  ref: Math.hypot,
  along: (d, i, x, y) => {
    const zero = equal(y, 0);
    return where(zero, 0, mul(d, div(x[i]!, where(zero, 1, y))));
  },
  commutes: true,
  dtypes: floats,
  domain: [0.5, 2],
});

/** ln(eˣ + eʸ) without overflow. */
export const logaddexp = /* @__PURE__ */ broadcasting("logaddexp", {
  ref: (x, y) => (x === y ? x + Math.LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)))),
  along: (d, i, [x, y]) => mul(d, sigmoid(i === 0 ? sub(x!, y!) : sub(y!, x!))),
  commutes: true,
  dtypes: floats,
});

/** x·ln y; 0 where x is 0, unless y is NaN. Where x is 0 and y ≤ 0, ∂/∂x is 0. */
export const xlogy = /* @__PURE__ */ broadcasting("xlogy", {
  ref: (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y)),
  along: (d, i, [x, y]) =>
    i === 0 ? mul(d, log(where(and(equal(x!, 0), lessEqual(y!, 0)), 1, y!))) : div(mul(d, x!), y!),
  dtypes: floats,
  domain: [
    [-2, 2],
    [0.5, 2],
  ],
});
