// Derivatives of first and second order against central differences, in both modes.
import type { ExecutionContext } from "ava";
import type { Engine, Float, Node, Placeholder } from "wengert";
import * as w from "wengert";
import { draw, generator } from "./kernels.js";

/** f over operands of these shapes; `low` and `high` bound what is drawn. */
export interface Sample {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly f: (x: Node<Float>[]) => Node;
  readonly low?: number;
  readonly high?: number;
  /** drawn again where f needs more than bounds */
  readonly prepare?: (x: Float64Array, i: number) => void;
}

/**
 * Checks jvp, vjp and three ways to a Hessian times a vector against differences along a random direction in f64; f32 must be
 * near f64.
 */
export function checkSample(t: ExecutionContext, engine: Engine, sample: Sample, seed: number): void {
  const random = generator(seed);
  const data = sample.shapes.map((shape, i) => {
    const x = draw(
      Float64Array,
      shape.reduce((a, b) => a * b, 1),
      random,
      sample.low ?? -1,
      sample.high ?? 1,
    );
    sample.prepare?.(x, i);
    return x;
  });
  const directions = data.map((x) => draw(Float64Array, x.length, random, -1, 1));
  const holders = (name: string, dtype: Float): Placeholder[] =>
    sample.shapes.map((shape, i) => w.placeholder(`${name}${i}`, shape, dtype));
  const along = (h: number) => data.map((x, i) => x.map((value, j) => value + h * directions[i]![j]!));
  const close = (got: number, want: number, r: number, what: string) =>
    t.true(
      Math.abs(got - want) <= r * (1 + Math.abs(want)),
      `${sample.name}, ${what}, seed ${seed}: ${got}, not ${want}`,
    );

  const build = (dtype: Float) => {
    const [xs, vs] = [holders("x", dtype), holders("v", dtype)];
    const y = sample.f(xs);
    // a fixed cotangent that weighs the elements apart
    const count = y.shape.reduce<number>((a, b) => a * Number(b), 1);
    const weights = w.reshape(w.constant(draw(Float64Array, count, generator(seed + 1), -1, 1), "f64"), y.shape);
    const loss = w.sum(w.mul(y, w.cast(weights, dtype)));
    const dot = (a: readonly Node[]): Node =>
      a.map((x, i) => w.sum(w.mul(x, vs[i]!))).reduce((left, right) => w.add(left, right));
    const grads = w.gradients(loss, xs);
    const slope = w.jvp([loss], xs, vs)[0];
    const nodes = [
      loss,
      slope,
      dot(grads),
      dot(w.hvp(loss, xs, vs)),
      dot(w.vjp(grads, xs, vs)),
      dot(w.gradients(slope, xs)),
      w.jvp([slope], xs, vs)[0],
    ];
    return (x: readonly Float64Array[]): number[] => {
      const feeds = new Map<Node, w.Value>();
      for (const [i, p] of xs.entries()) feeds.set(p, new w.Tensor([...x[i]!], p.shape as number[], dtype));
      for (const [i, p] of vs.entries()) feeds.set(p, new w.Tensor([...directions[i]!], p.shape as number[], dtype));
      return engine
        .run(nodes, new Map(w.placeholders(nodes).map((p) => [p, feeds.get(p)!])))
        .map((result) => result.item());
    };
  };
  const f64 = build("f64");
  const [h, at] = [1e-5, f64(data)];
  const [up, down] = [f64(along(h)), f64(along(-h))];
  close(at[1]!, (up[0]! - down[0]!) / (2 * h), 1e-6, "jvp");
  close(at[2]!, at[1]!, 1e-10, "vjp against jvp");
  for (const [i, way] of [
    "forward over reverse",
    "reverse over reverse",
    "reverse over forward",
    "forward over forward",
  ].entries())
    close(at[3 + i]!, (up[1]! - down[1]!) / (2 * h), 1e-5, way);
  for (const [i, value] of build("f32")(data).entries()) close(value, at[i]!, 2e-3, `f32, number ${i}`);
}
