// Buffers are shared and results written over operands: what is still needed must not change. Whole numbers, so that
// every value is exact.
import test, { type ExecutionContext } from "ava";
import type { Node } from "wengert";
import * as w from "wengert";
import { interpret } from "../harness/interpret.js";
import { generator } from "../harness/kernels.js";
import type { Plain } from "../harness/plain.js";
import { seedOf } from "../harness/registry.js";
import { anywhere, engines, operandsFor, run, same } from "../harness/run.js";
import { reachable, samplesOf } from "../harness/samples.js";

const shape = [3, 5];
const spec = { shape, dtype: "f64", domain: [-4, 4] } as const;
const { xs, feeds: drawn } = operandsFor([spec, spec, { ...spec, shape: [5] }], generator(11), anywhere);
const feeds = new Map<Node, Plain>([...drawn].map(([x, value]) => [x, { ...value, data: value.data.map(Math.round) }]));
const [x, y, row] = xs as unknown as [Node, Node, Node];

/** The nodes fetched together, and each alone, have the interpreter's values. */
function exactly(t: ExecutionContext, nodes: readonly Node[], what: string): void {
  const want = interpret(nodes, feeds);
  for (const { name, engine } of engines) {
    const together = run(engine, nodes, feeds);
    for (const [i, node] of nodes.entries()) {
      t.deepEqual([...together[i]!.data], want[i]!.data.slice(), `${what}, result ${i} of all, ${name}`);
      t.deepEqual(
        [...run(engine, [node], feeds)[0]!.data],
        want[i]!.data.slice(),
        `${what}, result ${i} alone, ${name}`,
      );
    }
  }
}

const s = w.add(x, y); // an operand that is no feed: its buffer may be reused
const cases: Readonly<Record<string, readonly Node[]>> = {
  "an operand with a later use": [w.add(w.mul(w.neg(s), 2), s)],
  "the same operand twice": [w.mul(s, s), w.sub(s, s), w.maximum(s, s), w.where(w.less(s, s), s, s)],
  "a result fetched with its operands": [s, w.neg(s), w.square(s), x, y],
  "a feed fetched, and the same twice": [x, x, w.neg(x), x],
  "a constant fetched beside what is made of it": [w.constant([1, 2, 3], "f64"), w.neg(w.constant([1, 2, 3], "f64"))],
  "an op over a reshape of its own operand": [
    w.matmul(w.reshape(s, [5, 3]), s),
    w.add(w.reshape(s, [15]), w.reshape(s, [15])),
    w.neg(w.reshape(s, [5, 3])),
    s,
  ],
  "an op over views of its own operand": [
    w.add(w.slice(s, [[0, 2]]), w.slice(s, [[1, 3]])),
    w.sub(w.slice(s, [[1, 3]]), w.slice(s, [[0, 2]])),
  ],
  "a negated view beside the whole": [w.neg(w.slice(s, [[1, 2]])), s, w.neg(s)],
  "a view that outlives its operand": [w.add(w.slice(w.neg(s), [[1, 2]]), row)],
  "views of views": [w.square(w.slice(w.reshape(w.slice(s, [[1, 3]]), [10]), [[2, 7]])), w.neg(s)],
  "a row of an operand broadcast against the whole, or against another": [
    w.sub(s, w.slice(s, [[0, 1]])),
    w.sub(w.slice(s, [[0, 1]]), s),
    w.sub(x, w.slice(s, [[0, 1]])),
    w.sub(w.slice(s, [[2, 3]]), x),
    w.where(w.less(x, y), s, w.slice(s, [[0, 1]])),
  ],
  "a chain in place": [w.neg(w.square(w.abs(w.neg(w.add(s, 1)))))],
  "a chain of which every link is fetched": ((): Node[] => {
    const links = [s];
    for (let i = 0; i < 6; i++) links.push(i % 2 ? w.sub(links[i]!, x) : w.neg(links[i]!));
    return links;
  })(),
  "broadcast operands never take the result": [w.add(row, s), w.sub(row, s), w.sub(w.neg(row), s), w.neg(row)],
  "a diamond": [w.mul(w.add(s, 1), w.sub(s, 1)), w.add(w.mul(s, 2), w.mul(s, s))],
  "reads of one buffer by two views in one op": [w.concat([w.slice(s, [[0, 1]]), w.neg(s), w.slice(s, [[2, 3]])])],
  "long chains whose buffers are reused": ((): Node[] => {
    let [a, b]: [Node, Node] = [s, w.neg(s)];
    for (let i = 0; i < 20; i++) [a, b] = [w.sub(b, x), w.maximum(a, w.neg(b))];
    return [a, b, s];
  })(),
};
for (const [title, nodes] of Object.entries(cases))
  test(`${title}: nothing is overwritten that is still needed`, (t) => exactly(t, nodes, title));

// Every op: operands computed by the plan (so that they may be overwritten), used again later and fetched too.
for (const entry of reachable().values()) {
  const samples = samplesOf(entry);
  if (!samples) continue;
  const seed = seedOf(entry.name) + 3;
  test(`${entry.name}: operands with later uses stay, and do not change the result; seed ${seed}`, (t) => {
    const random = generator(seed);
    const list =
      (["f32", "i32", "bool"] as const).map((dtype) => samples(dtype, random)).find((some) => some.length) ?? [];
    for (const sample of list.slice(0, 12)) {
      const { xs, feeds } = operandsFor(sample.inputs, random, anywhere);
      // copies made by the plan, with the feeds' values
      const made = xs.map((x) => (x.dtype === "bool" ? w.not(w.not(x)) : w.neg(w.neg(x))));
      const results = sample.build(...made);
      const later = made.map((x) => (x.dtype === "bool" ? w.not(x) : w.neg(x)));
      const nodes = [...results, ...made, ...later];
      const { name, engine } = engines[seed % 2]!;
      const together = run(engine, nodes, feeds);
      const alone = run(engine, sample.build(...xs), feeds);
      const operands = interpret([...made, ...later], feeds);
      for (const [i, y] of alone.entries())
        t.deepEqual(together[i]!.data, y.data, `${sample.title} result ${i} ${name}`);
      for (const [i, want] of operands.entries())
        same(t, together[results.length + i]!, want, `${sample.title} operand ${i} ${name}`);
    }
    t.pass();
  });
}
