// Every op of the registry: its kernels compute what its reference says, in both builds and every dtype that it takes.
import test from "ava";
import type { DType } from "wengert";
import { hasReference, interpretOne } from "../harness/interpret.js";
import { generator } from "../harness/kernels.js";
import { entries, seedOf } from "../harness/registry.js";
import { anywhere, engines, operandsFor, run, same } from "../harness/run.js";
import { reachable, samplesOf } from "../harness/samples.js";

const dtypes: readonly DType[] = ["f32", "f64", "i32", "bool"];
const all = reachable();

test("every op has samples, a reference, and a kind of derivative", (t) => {
  const gaps = [...all.values()]
    .filter((entry) => !samplesOf(entry) || !hasReference(entry))
    .map((entry) => entry.name);
  // a pick is a name for one of several results: it is tried with the ops that have several
  t.deepEqual(
    gaps.filter((name) => name !== "pick"),
    [],
  );
  t.true([...all.values()].every((entry) => entry.derivative.kind));
  t.log(`${entries.size} ops exported, ${all.size - entries.size} made by derivatives`);
});

for (const entry of all.values()) {
  const samples = samplesOf(entry);
  if (!samples) continue;
  const seed = seedOf(entry.name);
  test(`${entry.name}: kernel = reference, both builds; seed ${seed}`, (t) => {
    const random = generator(seed);
    let compared = 0;
    for (const dtype of dtypes)
      for (const sample of samples(dtype, random)) {
        const { xs, feeds } = operandsFor(sample.inputs, random, anywhere);
        const ys = sample.build(...xs);
        const want = interpretOne(ys, feeds);
        for (const { name, engine } of engines) {
          const got = run(engine, ys, feeds);
          const what = `${entry.name} ${sample.title} ${dtype} ${name}`;
          for (const [i, y] of got.entries())
            same(
              t,
              y,
              want[i]!,
              `${what} result ${i}, operands ${[...feeds.values()].map((x) => `[${x.data.slice(0, 6)}]`)}`,
            );
          compared++;
        }
      }
    t.true(compared > 0, "no dtype has samples");
  });
}
