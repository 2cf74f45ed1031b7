// Sums, differences, quotients: what is rational in its operands. Products stand in define.ts.
import { broadcasting, dropNeutral, elementwise, infix, mul, numbers, variadic } from "./define.js";

export { mul } from "./define.js";

/** x + y + …, with broadcasting. */
export const add = /* @__PURE__ */ variadic(
  /* @__PURE__ */ broadcasting("add", {
    ref: (x, y) => x + y,
    along: (d) => d,
    commutes: true,
    exact: true,
    print: /* @__PURE__ */ infix("+"),
  }),
);

/** −x. */
export const neg = /* @__PURE__ */ elementwise("neg", {
  ref: (x) => -x,
  along: (d) => neg(d),
  dtypes: numbers,
  exact: true,
  print: ([x]) => `-${x}`,
});

/** x − y, with broadcasting. */
export const sub = /* @__PURE__ */ broadcasting("sub", {
  ref: (x, y) => x - y,
  along: (d, i) => (i === 0 ? d : neg(d)),
  exact: true,
  rewrite: (node) => dropNeutral(node, 0, false),
  print: /* @__PURE__ */ infix("-"),
});

/** x / y, with broadcasting. i32 truncates toward zero, and x / 0 is 0. */
export const div = /* @__PURE__ */ broadcasting("div", {
  ref: (x, y) => x / y,
  // ∂/∂x = 1/y,  ∂/∂y = −(x/y)/y
  along: (d, i, [, y], quotient) => (i === 0 ? div(d, y!) : neg(mul(d, div(quotient, y!)))),
  domain: [
    [-2, 2],
    [0.5, 2],
  ],
  rewrite: (node) => dropNeutral(node, 1, false),
  print: /* @__PURE__ */ infix("/"),
});

/** x². */
export const square = /* @__PURE__ */ elementwise("square", {
  ref: (x) => x * x,
  partials: (x) => [mul(x!, 2)],
  dtypes: numbers,
  exact: true,
  print: ([x]) => `${x}^2`,
});

/** 1 / x. */
export const reciprocal = /* @__PURE__ */ elementwise("reciprocal", {
  ref: (x) => 1 / x,
  partials: (_, y) => [neg(square(y!))],
  domain: [0.5, 2],
  print: ([x]) => `1/${x}`,
});
