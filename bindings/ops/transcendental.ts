// exp, log, powers, trigonometric and hyperbolic functions.
import { Constant, type Node } from "../graph/node.js";
import { sameShape } from "../shape.js";
import { add, div, mul, neg, reciprocal, square, sub } from "./arithmetic.js";
import { and, equal, isNaN, lessEqual, or, where } from "./compare.js";
import { zerosLike } from "./constant.js";
import { broadcasting, elementwise, fusedPartial, infix, isNumber, type Unary } from "./define.js";

/** eˣ. */
export const exp = /* @__PURE__ */ elementwise("exp", { ref: Math.exp, partials: (_, y) => [y!] });

/** Natural logarithm. */
export const log = /* @__PURE__ */ elementwise("log", {
  ref: Math.log,
  along: (d, _, [x]) => div(d, x!),
  domain: [0.25, 4],
});

/** eˣ − 1, accurate near 0. */
export const expm1 = /* @__PURE__ */ elementwise("expm1", { ref: Math.expm1, partials: (_, y) => [add(y!, 1)] });

/** ln(1 + x), accurate near 0. */
export const log1p = /* @__PURE__ */ elementwise("log1p", {
  ref: Math.log1p,
  along: (d, _, [x]) => div(d, add(x!, 1)),
  domain: [-0.5, 3],
});

/** √x. */
export const sqrt = /* @__PURE__ */ elementwise("sqrt", {
  ref: Math.sqrt,
  along: (d, _, __, y) => div(d, mul(y, 2)),
  domain: [0.25, 4],
});

/** The sine of x radians. */
export const sin = /* @__PURE__ */ elementwise("sin", { ref: Math.sin, partials: (x) => [cos(x!)] });
/** The cosine of x radians. */
export const cos = /* @__PURE__ */ elementwise("cos", { ref: Math.cos, partials: (x) => [neg(sin(x!))] });
/** The tangent of x radians. */
export const tan = /* @__PURE__ */ elementwise("tan", {
  ref: Math.tan,
  partials: (_, y) => [add(square(y!), 1)],
  domain: [-1.2, 1.2],
});
/** The angle in [−π/2, π/2] whose sine is x; NaN outside [−1, 1]. */
export const asin = /* @__PURE__ */ elementwise("asin", {
  ref: Math.asin,
  along: (d, _, [x]) => div(d, sqrt(sub(1, square(x!)))),
  domain: [-0.8, 0.8],
});
/** The angle in [0, π] whose cosine is x; NaN outside [−1, 1]. */
export const acos = /* @__PURE__ */ elementwise("acos", {
  ref: Math.acos,
  along: (d, _, [x]) => neg(div(d, sqrt(sub(1, square(x!))))),
  domain: [-0.8, 0.8],
});
/** The angle in (−π/2, π/2) whose tangent is x. */
export const atan = /* @__PURE__ */ elementwise("atan", {
  ref: Math.atan,
  along: (d, _, [x]) => div(d, add(square(x!), 1)),
});
/** Hyperbolic sine. */
export const sinh = /* @__PURE__ */ elementwise("sinh", { ref: Math.sinh, partials: (x) => [cosh(x!)] });
/** Hyperbolic cosine. */
export const cosh = /* @__PURE__ */ elementwise("cosh", { ref: Math.cosh, partials: (x) => [sinh(x!)] });

// (1 − y²)·d with y = tanh x
const tanhGrad = /* @__PURE__ */ fusedPartial(
  "tanh_grad",
  (y, d) => mul(sub(1, square(y)), d),
  ([y, d]) => `(1 - ${y}^2)*${d}`,
);
/** Hyperbolic tangent. */
export const tanh = /* @__PURE__ */ elementwise("tanh", {
  ref: Math.tanh,
  along: (d, _, __, y) => tanhGrad(y, d),
  domain: [-3, 3],
});

// y·(1 − y)·d with y = sigmoid x
const sigmoidGrad = /* @__PURE__ */ fusedPartial(
  "sigmoid_grad",
  (y, d) => mul(mul(y, sub(1, y)), d),
  ([y, d]) => `${y}*(1 - ${y})*${d}`,
);
/** 1 / (1 + e⁻ˣ). */
export const sigmoid = /* @__PURE__ */ elementwise("sigmoid", {
  ref: (x) => 1 / (1 + Math.exp(-x)),
  along: (d, _, __, y) => sigmoidGrad(y, d),
  domain: [-4, 4],
});

/** ln(1 + eˣ), without overflow. */
export const softplus = /* @__PURE__ */ elementwise("softplus", {
  ref: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  partials: (x) => [sigmoid(x!)],
  domain: [-4, 4],
});

/** The error function, 2/√π ∫₀ˣ e^(−t²) dt. */
export const erf = /* @__PURE__ */ elementwise("erf", {
  ref: erfReference,
  partials: (x) => [mul(exp(neg(square(x!))), 2 / Math.sqrt(Math.PI))],
});

/** xʸ, as C's pow: x⁰ = 1 and 1ʸ = 1 for every operand, NaN included, and (−1)^±∞ = 1. */
export const pow = /* @__PURE__ */ broadcasting("pow", {
  ref: (x, y) => (x === 1 || y === 0 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y),
  // ∂/∂x = y·x^(y−1), ∂/∂y = xʸ ln x. Where a factor would be infinite beside a zero one, x is replaced by 1 under it:
  // masking the product instead would lose slopes and give NaN in the next order.
  along: (d, i, [x, y], power) => {
    if (i === 1) return mul(d, mul(power, log(where(and(equal(x!, 0), lessEqual(0, y!)), 1, x!))));
    if (y instanceof Constant && y.data.length === 1) {
      const exponent = y.data[0]!;
      return exponent === 0 ? zerosLike(d) : mul(d, mul(exponent, pow(x!, exponent - 1)));
    }
    const base = where(and(equal(y!, 0), or(equal(x!, 0), isNaN(x!))), 1, x!);
    return mul(d, mul(y!, pow(base, sub(y!, 1))));
  },
  rewrite: (node) => {
    const [x, y] = node.inputs as [Node, Node];
    if (isNumber(y, 1) && sameShape(x.shape, node.shape)) return x;
    return isNumber(y, 2) && sameShape(x.shape, node.shape) ? square(x) : undefined;
  },
  domain: [
    [0.5, 2],
    [-2, 2],
  ],
  print: /* @__PURE__ */ infix("^"),
});

/** The angle of (x, y), in (−π, π]: atan2(y, x). */
export const atan2 = /* @__PURE__ */ broadcasting("atan2", {
  ref: Math.atan2,
  along: (d, i, [y, x]) => {
    const scale = div(d, add(square(y!), square(x!)));
    return i === 0 ? mul(scale, x!) : neg(mul(scale, y!));
  },
  dtypes: ["f32", "f64"],
  domain: [0.5, 2],
});

// erf by its Taylor series, Σ (−1)ⁿ x²ⁿ⁺¹ / (n!(2n+1)): enough for the interval that tests draw from.
function erfReference(x: number): number {
  let [term, total] = [x, x];
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

/** 1 / √x. */
export const rsqrt: Unary = (x) => reciprocal(sqrt(x));
