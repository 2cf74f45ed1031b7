// Derivatives of first and second order, in both modes, against central differences in f64.
import type { ExecutionContext } from "ava";
import type { Node } from "wengert";
import * as w from "wengert";
import { generator } from "./kernels.js";

/** An operand: its shape, and where it is drawn or its values. */
export interface Operand {
  readonly shape: readonly number[];
  readonly domain?: readonly [number, number];
  readonly values?: readonly number[];
}
const h = 1e-5;

/** Checks every operand of f, whose first result counts, at drawn values. */
export function agree(
  t: ExecutionContext,
  engine: w.Engine,
  f: (...x: Node<"f64">[]) => Node,
  operands: readonly Operand[],
  seed: number,
): void {
  const random = generator(seed);
  const uniform = (low: number, high: number) => low + (high - low) * random();
  const at = operands.map(({ shape, domain = [-2, 2], values }) =>
    Float64Array.from(values ?? Array.from({ length: count(shape) }, () => uniform(...domain))),
  );
  const xs = operands.map(({ shape }, i) => w.placeholder(`x${i}`, shape, "f64"));
  const vs = operands.map(({ shape }) => {
    const v = Float64Array.from({ length: count(shape) }, () => uniform(-1, 1));
    return { values: v, node: w.constant(new w.Tensor(v, shape, "f64"), "f64") };
  });
  const y = f(...xs);
  const weights = Float64Array.from({ length: count(y.shape as number[]) }, () => uniform(-1, 1));
  const ct = w.constant(new w.Tensor(weights, y.shape as number[], "f64"), "f64");
  const nodes = vs.map(({ node }) => node);
  // a scalar, its slope along v, and the slope of that, in each mode
  const value = w.sum(w.mul(y, ct));
  const along = (g: readonly Node[]) => w.add(...(g.map((x, i) => w.sum(w.mul(x, nodes[i]!))) as [Node, ...Node[]]), 0);
  const backward = along(w.vjp([y], xs, [ct]));
  const [tangent] = w.jvp([y], xs, nodes);
  const forward = w.sum(w.mul(tangent, ct));
  const second = [
    along(w.gradients(backward, xs)),
    w.jvp([backward], xs, nodes)[0],
    along(w.gradients(forward, xs)),
    w.jvp([forward], xs, nodes)[0],
  ];
  const all = [value, backward, forward, ...second];
  const run = (step: number): number[] => {
    const feeds = xs.map(
      (x, i) =>
        [
          x,
          new w.Tensor(
            at[i]!.map((a, k) => a + step * vs[i]!.values[k]!),
            operands[i]!.shape,
            "f64",
          ),
        ] as const,
    );
    const used = new Set<Node>(w.placeholders(all));
    return engine.run(all, new Map(feeds.filter(([x]) => used.has(x)))).map((result) => result.item());
  };
  const [low, middle, high] = [run(-h), run(0), run(h)] as [number[], number[], number[]];
  const slope = (i: number) => (high[i]! - low[i]!) / (2 * h);
  const close = (got: number, want: number, what: string) =>
    t.true(
      Math.abs(got - want) <= 2e-7 * (1 + Math.abs(want) + Math.abs(middle[0]!)),
      `${what}: ${got}, differences ${want}`,
    );
  close(middle[1]!, slope(0), "reverse");
  close(middle[2]!, slope(0), "forward");
  for (const [i, what] of [
    "reverse over reverse",
    "forward over reverse",
    "reverse over forward",
    "forward over forward",
  ].entries())
    close(middle[3 + i]!, slope(1), what);
}
function count(shape: readonly number[]): number {
  return shape.reduce((n, size) => n * size, 1);
}
