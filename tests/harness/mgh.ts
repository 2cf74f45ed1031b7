// The test functions of J. J. Moré, B. S. Garbow, K. E. Hillstrom, "Testing unconstrained optimization software", ACM
// TOMS 7, 1981: residuals of f64 as a node, f = Σ residual². Problems 1 to 19, of a fixed number of variables; the
// others stand in mgh-n.ts. Names are those of the R package funconstrain.
import {
  add,
  atan,
  constant,
  cos,
  div,
  exp,
  greater,
  mul,
  type Node,
  neg,
  pow,
  sin,
  sqrt,
  square,
  stack,
  sub,
  unbind,
  where,
} from "wengert";
import { ofAnySize, type Residuals } from "./mgh-n.js";

/** f(1), …, f(n) as a constant vector. */
const indexed = (n: number, f: (i: number) => number): Node =>
  constant(
    Array.from({ length: n }, (_, i) => f(i + 1)),
    "f64",
  );
const vector = (...values: number[]): Node => constant(values, "f64");
// Σ of terms, e^(−t·x)
const decay = (t: Node, x: Node): Node => exp(neg(mul(t, x)));

// biome-ignore format: one residual a line
const fixed: Readonly<Record<string, Residuals>> = {
  rosen: (x) => {
    const [x1, x2] = unbind(x) as [Node, Node];
    return stack([mul(10, sub(x2, square(x1))), sub(1, x1)]);
  },
  freud_roth: (x) => {
    const [x1, x2] = unbind(x) as [Node, Node];
    return stack([
      add(-13, x1, mul(sub(mul(sub(5, x2), x2), 2), x2)),
      add(-29, x1, mul(sub(mul(add(x2, 1), x2), 14), x2)),
    ]);
  },
  powell_bs: (x) => {
    const [x1, x2] = unbind(x) as [Node, Node];
    return stack([sub(mul(1e4, x1, x2), 1), sub(add(exp(neg(x1)), exp(neg(x2))), 1.0001)]);
  },
  brown_bs: (x) => {
    const [x1, x2] = unbind(x) as [Node, Node];
    return stack([sub(x1, 1e6), sub(x2, 2e-6), sub(mul(x1, x2), 2)]);
  },
  beale: (x) => {
    const [x1, x2] = unbind(x) as [Node, Node];
    return stack([1.5, 2.25, 2.625].map((y, i) => sub(y, mul(x1, sub(1, pow(x2, i + 1))))));
  },
  jenn_samp: (x, m) => {
    const [x1, x2] = unbind(x) as [Node, Node];
    const i = indexed(m, (k) => k);
    return sub(add(2, mul(2, i)), add(exp(mul(i, x1)), exp(mul(i, x2))));
  },
  helical: (x) => {
    const [x1, x2, x3] = unbind(x) as [Node, Node, Node];
    const turn = add(mul(atan(div(x2, x1)), 1 / (2 * Math.PI)), where(greater(x1, 0), constant(0, "f64"), 0.5));
    return stack([mul(10, sub(x3, mul(10, turn))), mul(10, sub(sqrt(add(square(x1), square(x2))), 1)), x3]);
  },
  bard: (x) => {
    const [x1, x2, x3] = unbind(x) as [Node, Node, Node];
    const [u, v] = [indexed(15, (i) => i), indexed(15, (i) => 16 - i)];
    const w = indexed(15, (i) => Math.min(i, 16 - i));
    const y = vector(0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39);
    return sub(y, add(x1, div(u, add(mul(v, x2), mul(w, x3)))));
  },
  gauss: (x) => {
    const [x1, x2, x3] = unbind(x) as [Node, Node, Node];
    const half = [0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521];
    const y = vector(...half, 0.3989, ...[...half].reverse());
    const t = indexed(15, (i) => (8 - i) / 2);
    return sub(mul(x1, exp(mul(-0.5, x2, square(sub(t, x3))))), y);
  },
  meyer: (x) => {
    const [x1, x2, x3] = unbind(x) as [Node, Node, Node];
    const y = vector(
      34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872,
    );
    return sub(mul(x1, exp(div(x2, add(indexed(16, (i) => 45 + 5 * i), x3)))), y);
  },
  gulf: (x, m) => {
    const [x1, x2, x3] = unbind(x) as [Node, Node, Node];
    const t = indexed(m, (i) => i / 100);
    const y = indexed(m, (i) => 25 + (-50 * Math.log(i / 100)) ** (2 / 3));
    // |y − x₂| by its square: smooth but where it is 0
    const distance = sqrt(square(sub(y, x2)));
    return sub(exp(neg(div(pow(distance, x3), x1))), t);
  },
  box_3d: (x, m) => {
    const [x1, x2, x3] = unbind(x) as [Node, Node, Node];
    const t = indexed(m, (i) => i / 10);
    const known = indexed(m, (i) => Math.exp(-i / 10) - Math.exp(-i));
    return sub(sub(decay(t, x1), decay(t, x2)), mul(x3, known));
  },
  powell_s: (x) => {
    const [x1, x2, x3, x4] = unbind(x) as [Node, Node, Node, Node];
    return stack([
      add(x1, mul(10, x2)),
      mul(Math.sqrt(5), sub(x3, x4)),
      square(sub(x2, mul(2, x3))),
      mul(Math.sqrt(10), square(sub(x1, x4))),
    ]);
  },
  wood: (x) => {
    const [x1, x2, x3, x4] = unbind(x) as [Node, Node, Node, Node];
    return stack([
      mul(10, sub(x2, square(x1))),
      sub(1, x1),
      mul(Math.sqrt(90), sub(x4, square(x3))),
      sub(1, x3),
      mul(Math.sqrt(10), sub(add(x2, x4), 2)),
      mul(Math.sqrt(0.1), sub(x2, x4)),
    ]);
  },
  kow_osb: (x) => {
    const [x1, x2, x3, x4] = unbind(x) as [Node, Node, Node, Node];
    const y = vector(0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246);
    const u = vector(4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625);
    return sub(y, div(mul(x1, add(square(u), mul(u, x2))), add(square(u), mul(u, x3), x4)));
  },
  brown_den: (x, m) => {
    const [x1, x2, x3, x4] = unbind(x) as [Node, Node, Node, Node];
    const t = indexed(m, (i) => i / 5);
    return add(square(sub(add(x1, mul(t, x2)), exp(t))), square(sub(add(x3, mul(x4, sin(t))), cos(t))));
  },
  osborne_1: (x) => {
    const [x1, x2, x3, x4, x5] = unbind(x) as [Node, Node, Node, Node, Node];
    const y = vector(
      0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.58,
      0.558, 0.538, 0.522, 0.506, 0.49, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.42, 0.414, 0.411, 0.406,
    );
    const t = indexed(33, (i) => 10 * (i - 1));
    return sub(y, add(x1, mul(x2, decay(t, x4)), mul(x3, decay(t, x5))));
  },
  biggs_exp6: (x, m) => {
    const [x1, x2, x3, x4, x5, x6] = unbind(x) as [Node, Node, Node, Node, Node, Node];
    const t = indexed(m, (i) => i / 10);
    const y = indexed(m, (i) => Math.exp(-i / 10) - 5 * Math.exp(-i) + 3 * Math.exp(-0.4 * i));
    return sub(add(sub(mul(x3, decay(t, x1)), mul(x4, decay(t, x2))), mul(x6, decay(t, x5))), y);
  },
  osborne_2: (x) => {
    const [x1, x2, x3, x4, ...rest] = unbind(x) as [Node, Node, Node, Node, ...Node[]];
    const [x5, x6, x7, x8, x9, x10, x11] = rest as [Node, Node, Node, Node, Node, Node, Node];
    const y = vector(
      1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602,
      0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.5, 0.423, 0.395, 0.375,
      0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591,
      0.559, 0.597, 0.625, 0.739, 0.71, 0.729, 0.72, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
    );
    const t = indexed(65, (i) => (i - 1) / 10);
    const peak = (height: Node, width: Node, center: Node) => mul(height, decay(square(sub(t, center)), width));
    return sub(y, add(mul(x1, decay(t, x5)), peak(x2, x6, x9), peak(x3, x7, x10), peak(x4, x8, x11)));
  },
};

/** The 35 problems by name. */
export const problems: Readonly<Record<string, Residuals>> = { ...fixed, ...ofAnySize };
