// Trains a small network on handwritten digits: `npm start`, or `node examples/digits.mjs --help` after `npm run build`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { load, restore, save } from "./digits/checkpoint.mjs";
import { checkGradients } from "./digits/gradient-check.mjs";
import { drawGraph } from "./digits/graph.mjs";
import { progressBar, report } from "./digits/report.mjs";
import { config, evaluate, startTraining, train } from "./digits/training.mjs";
import { UsageError } from "./digits/usage-error.mjs";

const wholeNumber = (least) => (text) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value))
    throw new InvalidArgumentError(`It must be a whole number from ${least} up.`);
  return value;
};

const program = new Command("digits")
  .description(
    "Trains a 64-32-10 relu network with Adam on 1,437 handwritten digits, tests it on 360 others, and checks its\n" +
      "gradients in f64 by central differences. A training step is one call into WebAssembly.\n\n" +
      "Writes digits.safetensors (parameters, optimizer state, where the training stands) after each epoch, and\n" +
      "digits-graph.svg (the graph of the loss and its gradients). Old files stay until new ones are complete.",
  )
  .option("--epochs <n>", "epochs in all, those of a resumed run included", wholeNumber(1), 40)
  .option("--seed <n>", "seed of initial values and shuffling (default: 1, or the resumed file's)", wholeNumber(0))
  .option("--out <dir>", "folder of the files", ".")
  .option("--resume", "go on from digits.safetensors: same numbers, bit for bit, as a run without a break", false)
  .option("--json", "print one JSON object on stdout and nothing else", false)
  .addHelpText(
    "after",
    "\nExit codes: 0 done; 2 a wrong flag or value, or a file that cannot be used; 1 anything else.",
  )
  .showSuggestionAfterError(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode && 2));

async function main(options) {
  const path = join(options.out, "digits.safetensors");
  const picture = join(options.out, "digits-graph.svg");
  const saved = options.resume ? load(path) : undefined;
  const done = saved?.losses.length ?? 0;
  const seed = options.seed ?? saved?.batches.seed ?? 1;
  if (saved && seed !== saved.batches.seed)
    throw new UsageError(`--seed ${seed}: ${path} was trained with seed ${saved.batches.seed}`);
  if (done > options.epochs) throw new UsageError(`--epochs ${options.epochs}: ${path} has ${done} epochs already`);

  const run = await startTraining(seed);
  if (saved) restore(run, saved, path);
  mkdirSync(options.out, { recursive: true });

  const perEpoch = Math.ceil(run.data.train.y.shape[0] / config.batch);
  const bar = options.json ? undefined : progressBar(options.epochs * perEpoch, run.steps);
  const { microseconds, calls } = train(run, options.epochs, {
    onStep: (epoch, loss) => bar?.increment({ epoch, loss: loss.toFixed(4) }),
    onEpoch: () => save(run, path),
  });
  bar?.stop();
  const { accuracy, confusion } = evaluate(run);
  const gradientCheck = await checkGradients(seed, run.data.train);
  await drawGraph(run, picture);

  const times = microseconds.sort((a, b) => a - b);
  const result = {
    seed,
    epochs: run.losses.length,
    resumedAt: saved ? done : null,
    steps: times.length,
    calls,
    microseconds: { best: times[0] ?? null, median: times[times.length >> 1] ?? null },
    accuracy,
    losses: run.losses,
    confusion,
    gradientCheck,
    files: [path, picture],
  };
  if (options.json) console.log(JSON.stringify(result));
  else report(result);
}

try {
  await main(program.parse().opts());
} catch (error) {
  // a folder that cannot be written is the user's to mend, too
  if (!(error instanceof UsageError) && !error.syscall) throw error;
  console.error(`digits: ${error.message}`);
  process.exitCode = 2;
}
