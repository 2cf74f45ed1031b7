// Random graphs: all nodes together, each node alone, and the interpreter give the same values to the last bit. Whole
// numbers and few products keep every value exact.
import test from "ava";
import fc from "fast-check";
import type { Node } from "wengert";
import * as w from "wengert";
import { interpret } from "../harness/interpret.js";
import { generator } from "../harness/kernels.js";
import type { Plain } from "../harness/plain.js";
import { anywhere, engines, operandsFor, run } from "../harness/run.js";

type Step = (pick: (i: number) => Node, k: number) => Node | undefined;
const sizes = (x: Node): readonly number[] => x.shape as readonly number[];
const compatible = (a: Node, b: Node): boolean => {
  const n = Math.min(a.shape.length, b.shape.length);
  const [p, q] = [sizes(a).slice(a.shape.length - n), sizes(b).slice(b.shape.length - n)];
  return p.every((size, i) => size === q[i] || size === 1 || q[i] === 1);
};
const binary =
  (f: (a: Node, b: Node) => Node): Step =>
  (pick) =>
    compatible(pick(0), pick(1)) ? f(pick(0), pick(1)) : undefined;
const withAxes =
  (rank: number, f: (x: Node, k: number) => Node): Step =>
  (pick, k) =>
    pick(0).shape.length >= rank ? f(pick(0), k) : undefined;
const turned = (x: Node, k: number): number[] => x.shape.map((_, i) => (i + k) % x.shape.length);
const places = (x: Node, k: number) => w.constant([k % sizes(x)[0]!, 0, (k + 1) % sizes(x)[0]!], "i32");

/** The steps that multiply come first: a graph takes few of them. */
const products: readonly Step[] = [
  binary((a, b) => w.mul(a, b)),
  (pick) => w.square(pick(0)),
  (pick) => {
    const [a, b] = [pick(0), pick(1)];
    return a.shape.length === 2 && b.shape.length === 2 && a.shape[1] === b.shape[0] ? w.matmul(a, b) : undefined;
  },
  (pick) => (pick(0).shape.length === 2 ? w.matmul(pick(0), w.transpose(pick(0))) : undefined),
];
const linear: readonly Step[] = [
  binary((a, b) => w.add(a, b)),
  binary((a, b) => w.sub(a, b)),
  binary(w.maximum),
  binary((a, b) => w.where(w.less(a, b), a, b)),
  (pick) => w.neg(pick(0)),
  (pick) => w.relu(pick(0)),
  (pick) => w.abs(pick(0)),
  (pick) => w.add(pick(0), pick(0)),
  withAxes(1, (x, k) => w.sum(x, k % x.shape.length, { keepDims: k % 2 === 0 })),
  withAxes(1, (x, k) => w.max(x, k % x.shape.length)),
  (pick) => w.reshape(pick(0), [-1]),
  withAxes(2, (x) => w.reshape(x, [sizes(x)[1]!, -1])),
  withAxes(2, (x, k) => w.permute(x, turned(x, k))),
  withAxes(1, (x, k) => w.slice(x, [[k % sizes(x)[0]!]])),
  withAxes(1, (x) => w.sub(x, w.slice(x, [[0, 1]]))),
  withAxes(1, (x) => w.flip(x, [0])),
  (pick, k) => (pick(0).shape.length < 3 ? w.broadcastTo(pick(0), [1 + (k % 3), ...sizes(pick(0))]) : undefined),
  withAxes(1, (x) => w.concat([x, w.neg(x)])),
  withAxes(1, (x, k) => w.gather(x, places(x, k))),
];

const shapes = [[], [4], [3, 4], [4, 3], [3, 1], [2, 3, 4], [1]];
interface Plan {
  readonly seed: number;
  readonly steps: readonly (readonly [op: number, a: number, b: number, k: number])[];
}
const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(),
  steps: fc.array(fc.tuple(fc.nat(200), fc.nat(100), fc.nat(100), fc.nat(11)), { minLength: 6, maxLength: 24 }),
});

/** A graph of the steps that fit; operands are chosen among all nodes so far. */
function grow({ seed, steps }: Plan): { nodes: Node[]; feeds: Map<Node, Plain> } {
  const specs = shapes.map((shape) => ({ shape, dtype: "f64", domain: [-3, 3] }) as const);
  const { xs, feeds } = operandsFor(specs, generator(seed), anywhere);
  const whole = new Map<Node, Plain>([...feeds].map(([x, v]) => [x, { ...v, data: v.data.map(Math.round) }]));
  const nodes: Node[] = [...xs];
  let left = 3;
  for (const [op, a, b, k] of steps) {
    const step = left > 0 && op % 4 === 0 ? products[op % products.length]! : linear[op % linear.length]!;
    const node = step((i) => nodes[(i === 0 ? a : b) % nodes.length]!, k);
    if (!node || sizes(node).reduce((n, size) => n * size, 1) > 400) continue;
    if (products.includes(step)) left--;
    nodes.push(node);
  }
  return { nodes, feeds: whole };
}

for (const { name, engine } of engines)
  test(`random graphs, ${name}: all nodes together = each alone = the interpreter`, (t) => {
    let count = 0;
    const property = fc.property(plans, (plan) => {
      const { nodes, feeds } = grow(plan);
      const want = interpret(nodes, feeds);
      const together = run(engine, nodes, feeds);
      count += nodes.length;
      for (const [i, node] of nodes.entries()) {
        const about = () => `${node}: ${w.toText(node)}`;
        const exact = (got: w.Tensor, how: string) => {
          const wrong = want[i]!.data.findIndex((v, k) => got.data[k] !== v);
          if (wrong >= 0 || got.data.length !== want[i]!.data.length)
            throw new Error(`${how}, element ${wrong}: ${got.data[wrong]}, not ${want[i]!.data[wrong]}; ${about()}`);
        };
        exact(together[i]!, "together");
        if (i >= shapes.length) exact(run(engine, [node], feeds)[0]!, "alone");
      }
    });
    t.notThrows(() => fc.assert(property, { numRuns: 120, seed: 1964 }));
    t.log(`${count} nodes`);
    t.true(count > 1000);
  });

test("random graphs: gradients fetched with every node = gradients alone; simplified graphs have the same bits", (t) => {
  const { engine } = engines[0]!;
  const property = fc.property(plans, (plan) => {
    const { nodes, feeds } = grow(plan);
    const y = w.sum(nodes.at(-1)!);
    const xs = nodes.slice(0, shapes.length);
    const gradients = w.gradients(y, xs) as Node[];
    const together = run(engine, [...nodes, ...gradients], feeds).slice(nodes.length);
    const alone = run(engine, gradients, feeds);
    const simple = run(engine, w.simplify(gradients), feeds);
    for (const [i, g] of alone.entries()) {
      if (`${g.data}` !== `${together[i]!.data}`)
        throw new Error(`gradient ${i} differs beside the nodes: ${g} and ${together[i]}`);
      if (`${g.data}` !== `${simple[i]!.data}`)
        throw new Error(`gradient ${i} differs simplified: ${g} and ${simple[i]}`);
    }
  });
  t.notThrows(() => fc.assert(property, { numRuns: 80, seed: 1964 }));
});
