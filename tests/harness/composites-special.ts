// Norms, piecewise activations, digamma and running products beside plain formulas.
import * as w from "wengert";
import type { Composite } from "./composites.js";
import { polygamma } from "./gamma.js";
import type { Plain } from "./plain.js";

const f64 = (shape: readonly number[], domain: readonly [number, number] = [-3, 3]) =>
  ({ shape, dtype: "f64", domain }) as const;
const each = (f: (x: number) => number) => (x: Plain) => ({ ...x, data: x.data.map(f) });
const relu6 = (x: number): number => Math.min(Math.max(x, 0), 6);
const norm = (p: number, of: (sizes: number[]) => number): Composite => ({
  inputs: [f64([2, 5])],
  build: (x) => w.norm(x, p),
  ref: (x) => ({ shape: [], dtype: "f64", data: [of(x.data.map(Math.abs))] }),
});
const power = (p: number) => (sizes: number[]) => sizes.reduce((sum, v) => sum + v ** p, 0) ** (1 / p);

export const specialComposites: Readonly<Record<string, Composite>> = {
  relu6: { inputs: [f64([2, 13], [-2, 8])], build: w.relu6, ref: each(relu6) },
  hardSigmoid: { inputs: [f64([2, 13], [-5, 5])], build: w.hardSigmoid, ref: each((x) => relu6(x + 3) / 6) },
  hardSwish: { inputs: [f64([2, 13], [-5, 5])], build: w.hardSwish, ref: each((x) => (x * relu6(x + 3)) / 6) },
  digamma: {
    inputs: [f64([7], [0.5, 5])],
    build: w.digamma,
    ref: each((x) => Number(polygamma(0, x).fixed) / 2 ** 320),
  },
  cumprod: {
    inputs: [f64([3, 4])],
    build: (x) => w.cumprod(x),
    ref: (x) => ({
      ...x,
      data: x.data.map((_, i) => x.data.slice(i - (i % 4), i + 1).reduce((product, v) => product * v, 1)),
    }),
  },
  "norm 1": norm(1, power(1)),
  "norm 2": norm(2, power(2)),
  "norm 2.5": norm(2.5, power(2.5)),
  "norm ∞": norm(Number.POSITIVE_INFINITY, (sizes) => Math.max(...sizes)),
};
