// Remainders of a division, of the sign of the dividend or of the divisor.
import type { Node } from "../graph/node.js";
import { div, mul, neg, sub } from "./arithmetic.js";
import { equal, isNaN, where } from "./compare.js";
import { stopGradient } from "./constant.js";
import { broadcasting, floats } from "./define.js";
import { round } from "./piecewise.js";

// r = x − q·y:  ∂/∂x = 1,  ∂/∂y = −q.  x/y may round to the next whole number (1/0.1 does), so q is (x − r)/y rounded;
// x/y itself where there is no such number.
const slope = (d: Node, without: Node<"bool">, [x, y]: readonly Node[], r: Node): Node =>
  neg(mul(d, stopGradient(where(without, div(x!, y!), round(stopGradient(div(sub(x!, r), y!)))))));

/** x − trunc(x/y)·y, exact: C's fmod, of x's sign. NaN where y is 0. */
export const fmod = /* @__PURE__ */ broadcasting("fmod", {
  ref: (x, y) => x % y,
  along: (d, i, x, r) => (i === 0 ? d : slope(d, isNaN(r), x, r)),
  dtypes: floats,
  domain: [
    [-2, 2],
    [0.5, 2],
  ],
});

/** x − ⌊x/y⌋·y: Python's %, of y's sign. NaN where y is 0. */
export const remainder = /* @__PURE__ */ broadcasting("remainder", {
  ref: (x, y) => (x % y !== 0 && x % y < 0 !== y < 0 ? (x % y) + y : x % y),
  along: (d, i, x, r) => (i === 0 ? d : slope(d, equal(x[1]!, 0), x, r)),
  dtypes: floats,
  domain: [
    [-2, 2],
    [0.5, 2],
  ],
});
