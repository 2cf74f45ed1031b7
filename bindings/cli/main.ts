// The command line: `npx wengert <command>`. The build bundles it, libraries included, into dist/cli/main.js.
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addBench } from "./bench.js";
import { addCheck } from "./check.js";
import { addDiff } from "./diff.js";
import { explainError } from "./errors.js";
import { addGraph } from "./graph.js";
import { addPlan } from "./plan.js";
import { addPlot } from "./plot.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const program = new Command("wengert")
  .description("Derivatives of expressions: as formulas, numbers, traces, graphs, tapes and plots.")
  .version(version)
  .showSuggestionAfterError(true)
  .exitOverride(({ exitCode }) => process.exit(exitCode && 2))
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "wengert: ")) })
  .addHelpText(
    "after",
    "\nEvery command takes --json and --help.\nExit codes: 0 done; 2 a wrong flag, value, expression or file; 1 anything else.",
  );
for (const add of [addDiff, addGraph, addCheck, addPlan, addPlot, addBench]) add(program);

/** An expression that begins with a minus is no flag: a space before it says so. */
function withExpression([command, first, ...rest]: readonly string[]): string[] {
  const words = [command, first, ...rest].filter((word) => word !== undefined);
  if (first === undefined || !/^-(?!-|h$)/.test(first)) return words;
  return [command!, ` ${first}`, ...rest];
}

try {
  await program.parseAsync(withExpression(process.argv.slice(2)), { from: "user" });
} catch (error) {
  const known = explainError(error);
  console.error(known ? `wengert: ${known.message}` : error);
  process.exitCode = known?.code ?? 1;
}
