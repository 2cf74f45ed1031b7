// Problems 20 to 35 of Moré, Garbow and Hillstrom, ACM TOMS 7, 1981: of any number of variables. See mgh.ts.
import {
  add,
  concat,
  constant,
  cos,
  exp,
  matmul,
  mul,
  type Node,
  ones,
  pad,
  pow,
  reshape,
  sin,
  slice,
  square,
  stack,
  sub,
  sum,
  unbind,
} from "wengert";

/** Residuals over x, a vector; m of them where that can be chosen. */
export type Residuals = (x: Node, m: number) => Node;

const sizeOf = (x: Node): number => x.shape[0] as number;
// a constant matrix (m, n) of f(i, j), from 1
const matrix = (m: number, n: number, f: (i: number, j: number) => number): Node =>
  constant(
    Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => f(i + 1, j + 1))),
    "f64",
  );
const numbered = (n: number, f: (i: number) => number = (i) => i): Node => reshape(matrix(n, 1, f), [n]);
const joined = (...parts: readonly Node[]): Node => concat(parts.map((part) => reshape(part, [-1])));
// x[i + by] with zeros beyond both ends
const shifted = (x: Node, by: number): Node => {
  const n = sizeOf(x);
  return by < 0 ? pad(slice(x, [[0, n + by]]), [[-by, 0]]) : pad(slice(x, [[by, n]]), [[0, by]]);
};
// the elements of group k of `size`, for residuals in groups
const groups = (x: Node, size: number): Node[] => unbind(reshape(x, [-1, size]), 1);
const interleaved = (parts: readonly Node[]): Node => reshape(stack(parts, 1), [-1]);

export const ofAnySize: Readonly<Record<string, Residuals>> = {
  watson: (x) => {
    const n = sizeOf(x);
    const slope = matmul(
      matrix(29, n, (i, j) => (j === 1 ? 0 : (j - 1) * (i / 29) ** (j - 2))),
      x,
    );
    const value = matmul(
      matrix(29, n, (i, j) => (i / 29) ** (j - 1)),
      x,
    );
    const [x1, x2] = unbind(x) as [Node, Node];
    return joined(sub(sub(slope, square(value)), 1), x1, sub(sub(x2, square(x1)), 1));
  },
  ex_rosen: (x) => {
    const [odd, even] = groups(x, 2) as [Node, Node];
    return interleaved([mul(10, sub(even, square(odd))), sub(1, odd)]);
  },
  ex_powell: (x) => {
    const [x1, x2, x3, x4] = groups(x, 4) as [Node, Node, Node, Node];
    return interleaved([
      add(x1, mul(10, x2)),
      mul(Math.sqrt(5), sub(x3, x4)),
      square(sub(x2, mul(2, x3))),
      mul(Math.sqrt(10), square(sub(x1, x4))),
    ]);
  },
  penalty_1: (x) => joined(mul(Math.sqrt(1e-5), sub(x, 1)), sub(sum(square(x)), 0.25)),
  penalty_2: (x) => {
    const n = sizeOf(x);
    const root = Math.sqrt(1e-5);
    const e = exp(mul(0.1, x));
    const [head, tail] = [slice(e, [[0, n - 1]]), slice(e, [[1, n]])];
    const y = numbered(n - 1, (i) => Math.exp((i + 1) / 10) + Math.exp(i / 10));
    return joined(
      sub(slice(x, [[0, 1]]), 0.2),
      mul(root, sub(add(tail, head), y)),
      mul(root, sub(tail, Math.exp(-0.1))),
      sub(
        sum(
          mul(
            numbered(n, (j) => n - j + 1),
            square(x),
          ),
        ),
        1,
      ),
    );
  },
  var_dim: (x) => {
    const distance = sum(mul(numbered(sizeOf(x)), sub(x, 1)));
    return joined(sub(x, 1), distance, square(distance));
  },
  trigon: (x) => {
    const n = sizeOf(x);
    return sub(add(sub(n, sum(cos(x))), mul(numbered(n), sub(1, cos(x)))), sin(x));
  },
  brown_al: (x) => {
    const n = sizeOf(x);
    const head = sub(add(slice(x, [[0, n - 1]]), sum(x)), n + 1);
    return joined(head, sub(mul(...(unbind(x) as [Node, ...Node[]])), 1));
  },
  disc_bv: (x) => {
    const n = sizeOf(x);
    const h = 1 / (n + 1);
    const cube = pow(
      add(
        x,
        numbered(n, (i) => i * h + 1),
      ),
      3,
    );
    return add(sub(sub(mul(2, x), shifted(x, -1)), shifted(x, 1)), mul((h * h) / 2, cube));
  },
  disc_ie: (x) => {
    const n = sizeOf(x);
    const h = 1 / (n + 1);
    const cube = pow(
      add(
        x,
        numbered(n, (i) => i * h + 1),
      ),
      3,
    );
    const kernel = matrix(n, n, (i, j) => (j <= i ? (1 - i * h) * j * h : i * h * (1 - j * h)));
    return add(x, mul(h / 2, matmul(kernel, cube)));
  },
  broyden_tri: (x) => add(sub(sub(mul(sub(3, mul(2, x)), x), shifted(x, -1)), mul(2, shifted(x, 1))), 1),
  broyden_band: (x) => {
    const n = sizeOf(x);
    const near = matrix(n, n, (i, j) => (j !== i && j >= i - 5 && j <= i + 1 ? 1 : 0));
    return sub(add(mul(x, add(2, mul(5, square(x)))), 1), matmul(near, mul(x, add(1, x))));
  },
  linfun_fr: (x, m) => {
    const n = sizeOf(x);
    return sub(sub(pad(x, [[0, m - n]]), mul(2 / m, sum(x))), 1);
  },
  linfun_r1: (x, m) => sub(mul(numbered(m), sum(mul(numbered(sizeOf(x)), x))), 1),
  linfun_r1z: (x, m) => {
    const n = sizeOf(x);
    const inner = sum(
      mul(
        numbered(n, (j) => (j === 1 || j === n ? 0 : j)),
        x,
      ),
    );
    return sub(
      mul(
        numbered(m, (i) => (i === m ? 0 : i - 1)),
        inner,
      ),
      1,
    );
  },
  chebyquad: (x) => {
    const n = sizeOf(x);
    // Chebyshev's polynomials moved to [0, 1], by their recurrence
    const t = sub(mul(2, x), 1);
    const polynomials: Node[] = [ones([n], "f64"), t];
    while (polynomials.length <= n) {
      const [before, last] = polynomials.slice(-2) as [Node, Node];
      polynomials.push(sub(mul(2, t, last), before));
    }
    const integral = numbered(n, (i) => (i % 2 ? 0 : -1 / (i * i - 1)));
    return sub(mul(1 / n, sum(stack(polynomials.slice(1)), 1)), integral);
  },
};
