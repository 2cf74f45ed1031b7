// A training run that can stop after any epoch and go on later with the same bits.
import { adam, argmax, batches, Engine, gradients } from "wengert";
import { loadDigits } from "./data.mjs";
import { network } from "./model.mjs";

/** What the numbers of a run depend on, besides its seed and the number of epochs. */
export const config = { layers: [64, 32, 10], batch: 32, learningRate: 3e-3 };

/** An engine with the network, its data, and where the training stands. */
export async function startTraining(seed) {
  const engine = await Engine.create({ seed });
  const data = loadDigits(engine);
  const model = network();
  const { x, y, loss, weights } = model;
  const slopes = gradients(loss, weights);
  const updates = adam(weights, slopes, { lr: config.learningRate });
  return {
    engine,
    data,
    model,
    slopes,
    step: engine.executor({ loss }, { inputs: [x, y], updates }),
    predict: engine.executor(argmax(model.logits, -1), { inputs: [x] }),
    feed: batches(data.train, { size: config.batch, seed, epochs: Number.POSITIVE_INFINITY }),
    // the mean loss of each epoch so far
    losses: [],
    steps: 0,
  };
}

/**
 * Trains until `epochs` epochs are done. Calls `onStep(epoch, loss)` after each step and `onEpoch()` after each epoch.
 * Returns the microseconds of each step and the calls into WebAssembly.
 */
export function train(run, epochs, { onStep = () => {}, onEpoch = () => {} } = {}) {
  const rows = run.data.train.y.shape[0];
  const microseconds = [];
  let calls = 0;
  let total = 0;
  if (run.losses.length >= epochs) return { microseconds, calls };
  for (const batch of run.feed) {
    const before = run.engine.calls;
    const start = performance.now();
    const loss = run.step.run(batch).loss.item();
    microseconds.push(1000 * (performance.now() - start));
    calls += run.engine.calls - before;
    run.steps++;
    total += loss * batch.y.shape[0];
    onStep(run.losses.length + 1, loss);
    if (run.feed.state.position < rows) continue;
    run.losses.push(total / rows);
    total = 0;
    onEpoch();
    if (run.losses.length >= epochs) break;
  }
  return { microseconds, calls };
}

/** confusion[digit][prediction]: test rows, and the share on the diagonal. */
export function evaluate({ data: { test }, predict }) {
  const guesses = predict.run({ x: test.x }).data;
  const confusion = Array.from({ length: 10 }, () => new Array(10).fill(0));
  for (const [i, digit] of test.y.data.entries()) confusion[digit][guesses[i]]++;
  const right = confusion.reduce((sum, row, digit) => sum + row[digit], 0);
  return { confusion, accuracy: right / test.y.data.length };
}
