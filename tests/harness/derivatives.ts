// What a derivative must satisfy, of any order: the rules that every op's entry is held to.
import type { ExecutionContext } from "ava";
import type { Node, Placeholder } from "wengert";
import * as w from "wengert";
import { elements, type Plain } from "./plain.js";
import { tensors } from "./run.js";

/** A function of `xs` at a point. Other placeholders of `ys` are fed too, and stay as they are. */
export interface Point {
  readonly ys: readonly Node[];
  readonly xs: readonly Placeholder[];
  readonly feeds: ReadonlyMap<Node, Plain>;
  readonly what: string;
}

/** New placeholders of the nodes' shapes, with random values. */
export function directions(name: string, nodes: readonly Node[], random: () => number) {
  const list = nodes.map((x, i) => w.placeholder(`${name}${i}`, x.shape, x.dtype) as Placeholder);
  const feeds = new Map<Node, Plain>(
    list.map((p) => {
      const shape = p.shape as readonly number[];
      const data = Array.from({ length: elements(shape) }, () => Math.fround(2 * random() - 1));
      return [p, { shape, dtype: p.dtype, data }];
    }),
  );
  return { list, feeds };
}

// x + h·v in double precision
function moved(feeds: ReadonlyMap<Node, Plain>, xs: readonly Node[], vs: readonly Node[], h: number): Map<Node, Plain> {
  const result = new Map(feeds);
  for (const [i, x] of xs.entries()) {
    const [from, v] = [feeds.get(x)!, feeds.get(vs[i]!)!];
    result.set(x, { ...from, data: from.data.map((value, k) => value + h * v.data[k]!) });
  }
  return result;
}

const sizeOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0);

/**
 * In f64: jvp = the difference quotient, and ⟨ct, jvp v⟩ = ⟨vjp ct, v⟩. Returns the gradients for the next order, with
 * the cotangents among their operands.
 */
export function checkDerivative(
  t: ExecutionContext,
  engine: w.Engine,
  { ys, xs, feeds, what }: Point,
  random: () => number,
): Point {
  const vs = directions(`v${xs.length}.`, xs, random);
  const cts = directions(`ct${xs.length}.`, ys, random);
  const all = new Map([...feeds, ...vs.feeds, ...cts.feeds]);
  const tangents = w.jvp(ys, xs, vs.list);
  const gradients = w.vjp(ys, xs, cts.list);
  const both = engine.run([...tangents, ...gradients], tensors([...tangents, ...gradients], all)) as w.Tensor[];
  const [dys, dxs] = [both.slice(0, ys.length), both.slice(ys.length)];

  // central differences at h and h/2, extrapolated: the error is of order h⁴·f⁗′ and of a few roundoffs of f over h
  const executor = engine.executor(ys);
  const h = 2 ** -12;
  const at = (step: number) => executor.run(tensors(ys, moved(all, xs, vs.list, step))) as w.Tensor[];
  const [far, back, near, nearBack] = [at(h), at(-h), at(h / 2), at(-h / 2)];
  executor.release();
  for (const [i, dy] of dys.entries()) {
    const slope = (a: w.Tensor, b: w.Tensor, k: number) => (a.data[k]! - b.data[k]!) / h;
    const want = Array.from(
      dy.data,
      (_, k) => (4 * slope(near[i]!, nearBack[i]!, k) - slope(far[i]!, back[i]!, k) / 2) / 3,
    );
    const scale = 1 + sizeOf(want) + sizeOf(far[i]!.data);
    const worst = want.findIndex((d, k) => !(Math.abs(d - dy.data[k]!) <= 1e-9 * scale));
    if (worst >= 0)
      t.fail(`${what}: jvp of result ${i}, element ${worst}: ${dy.data[worst]}, differences say ${want[worst]}`);
  }

  const products = (us: readonly ArrayLike<number>[], list: readonly Node[]): number[] =>
    list.flatMap((p, i) => all.get(p)!.data.map((v, k) => v * us[i]![k]!));
  const forward = products(
    dys.map((y) => y.data),
    cts.list,
  );
  const reverse = products(
    dxs.map((x) => x.data),
    vs.list,
  );
  const total = (terms: readonly number[]) => terms.reduce((sum, term) => sum + term, 0);
  // a few hundred roundoffs of the terms, which may cancel
  const magnitude = total(forward.map(Math.abs)) + total(reverse.map(Math.abs));
  if (!(Math.abs(total(forward) - total(reverse)) <= 1e-12 * (magnitude + 1)))
    t.fail(`${what}: ⟨ct, jvp v⟩ = ${total(forward)}, ⟨vjp ct, v⟩ = ${total(reverse)}`);
  return { ys: gradients as Node[], xs: [...xs, ...cts.list], feeds: all, what: `${what}, next order` };
}
