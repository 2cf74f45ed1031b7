// Every op of the registry: its derivatives of first and second order, by what they must satisfy.
import test from "ava";
import type { Node, Op, Placeholder } from "wengert";
import * as w from "wengert";
import { checkDerivative, directions } from "../harness/derivatives.js";
import { interpret } from "../harness/interpret.js";
import { generator } from "../harness/kernels.js";
import type { Plain } from "../harness/plain.js";
import { seedOf } from "../harness/registry.js";
import { apart, engines, operandsFor, run, tensors } from "../harness/run.js";
import { reachable, type Sample, samplesOf } from "../harness/samples.js";

const { engine } = engines[0]!;

/** The ops whose samples can be differentiated, with what to differentiate in. */
function pointOf(sample: Sample, random: () => number) {
  const { xs, feeds } = operandsFor(sample.inputs, random, apart);
  const ys = sample.build(...xs).filter((y) => y.dtype === "f64");
  return { ys, xs: xs.filter((x) => x.dtype === "f64"), all: xs, feeds };
}

const isFloat = (x: Node): boolean => x.dtype === "f32" || x.dtype === "f64";

const kinds = { none: [] as Op[], zero: [] as Op[], other: [] as Op[] };
for (const entry of reachable().values()) {
  const { kind } = entry.derivative;
  if (samplesOf(entry)) kinds[kind === "none" || kind === "zero" ? kind : "other"].push(entry);
}

for (const entry of kinds.other) {
  const seed = seedOf(entry.name) + 1;
  test(`${entry.name}: jvp = differences, vjp is its transpose, to second order; seed ${seed}`, (t) => {
    const random = generator(seed);
    let checked = 0;
    for (const sample of samplesOf(entry)!("f64", random)) {
      const { ys, xs, feeds } = pointOf(sample, random);
      if (!ys.length || !xs.length) continue;
      const what = `${entry.name} ${sample.title}`;
      const gradients = checkDerivative(t, engine, { ys, xs, feeds, what }, random);
      // forward over reverse against differences; reverse over reverse is its transpose
      checkDerivative(t, engine, gradients, random);
      checked++;
    }
    t.true(checked > 0, "no sample has a derivative");
  });

  test(`${entry.name}: derivatives in f32 agree with those in f64; seed ${seed}`, (t) => {
    for (const sample of samplesOf(entry)!("f32", generator(seed))) {
      const wide = samplesOf(entry)!("f64", generator(seed)).find(({ title }) => title === sample.title)!;
      // the same numbers, which both types hold
      const single = operandsFor(sample.inputs, generator(seed), apart);
      const feeds = [...single.feeds.values()];
      const double = operandsFor(
        wide.inputs.map((spec, i) => ({ ...spec, values: feeds[i]!.data })),
        generator(seed),
        apart,
      );
      const results = [
        { ...single, ys: sample.build(...single.xs) },
        { ...double, ys: wide.build(...double.xs) },
      ].map(({ xs, ys: list, feeds }) => {
        const wrt = xs.filter(isFloat);
        const ys = list.filter(isFloat);
        const cts = directions("ct", ys, generator(seed));
        const grads = ys.length && wrt.length ? w.vjp(ys, wrt, cts.list) : [];
        return run(engine, grads as Node[], new Map([...feeds, ...cts.feeds]));
      }) as [w.Tensor[], w.Tensor[]];
      for (const [i, got] of results[0].entries()) {
        const want = results[1][i]!;
        const scale = Array.from(want.data).reduce((most, v) => Math.max(most, Math.abs(v)), 1);
        // sums of up to a few hundred terms in f32: a few hundred of its roundoffs
        const worst = Array.from(want.data).findIndex((v, k) => !(Math.abs(v - got.data[k]!) <= 2e-5 * scale));
        if (worst >= 0)
          t.fail(
            `${entry.name} ${sample.title}: gradient ${i}, element ${worst}: f32 ${got.data[worst]}, f64 ${want.data[worst]}`,
          );
      }
    }
    t.pass();
  });
}

for (const entry of kinds.none)
  test(`${entry.name}: a derivative of it is an error that names it`, (t) => {
    const { ys, xs } = pointOf(samplesOf(entry)!("f64", generator(1))[0]!, generator(1));
    const expected = { instanceOf: w.GraphError, message: new RegExp(`^${entry.name} has no derivative`) };
    t.throws(() => w.gradients(ys[0]!, xs), expected);
    t.throws(() => w.jvp(ys, xs, xs.map(w.onesLike)), expected);
  });

for (const entry of kinds.zero)
  test(`${entry.name}: its derivative is zero, and what depends on floats through it gets zeros`, (t) => {
    const seed = seedOf(entry.name) + 2;
    const random = generator(seed);
    const makers = (["f64", "i32", "bool"] as const)
      .map((dtype) => samplesOf(entry)!(dtype, random))
      .find((list) => list.length)!;
    for (const sample of makers) {
      const { xs, feeds } = operandsFor(sample.inputs, random, apart);
      const floats = xs.filter((x) => x.dtype === "f64") as Placeholder[];
      const extra = w.placeholder("extra", [], "f64");
      const wrt = [...floats, extra];
      const sums = sample.build(...xs).map((y) => w.sum(y.dtype === "f64" ? y : w.cast(y, "f64")));
      const y = w.mul(extra, w.add(...(sums as [Node, ...Node[]]))) as Node<"f64">;
      const all = new Map<Node, Plain>([...feeds, [extra, { shape: [], dtype: "f64", data: [2] }]]);
      const v = directions("v", wrt, random);
      const nodes = [...w.gradients(y, wrt), ...w.jvp([y], wrt, v.list)] as Node[];
      const values = engine.run(nodes, tensors(nodes, new Map([...all, ...v.feeds]))) as w.Tensor[];
      const [total] = interpret([w.add(...(sums as [Node, ...Node[]]))], all) as [Plain];
      const what = `${sample.title}; seed ${seed}`;
      for (const g of values.slice(0, floats.length))
        t.true(
          g.data.every((d) => d === 0),
          what,
        );
      const slope = total.data[0]!;
      const near = (got: number, want: number) =>
        t.true(Math.abs(got - want) <= 1e-12 * (1 + Math.abs(want)), `${what}: ${got}, not ${want}`);
      near(values[floats.length]!.item(), slope);
      near(values[floats.length + 1]!.item(), slope * v.feeds.get(v.list.at(-1)!)!.data[0]!);
    }
  });
