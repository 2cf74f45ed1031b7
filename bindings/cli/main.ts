// The command line: `npx wengert <command>`. The build bundles it, libraries included, into dist/cli/main.js.
import { readFileSync } from "node:fs";
import { Command, Help, type Option } from "commander";
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
  .configureHelp({ optionDescription: (option) => descriptionOf(option) })
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "wengert: ")) })
  .addHelpText(
    "after",
    "\nEvery command takes --json and --help.\nExit codes: 0 done; 2 a wrong flag, value, expression or file; 1 anything else.",
  );
for (const add of [addDiff, addGraph, addCheck, addPlan, addPlot, addBench]) add(program);

// That a flag is off unless it is given goes without saying.
function descriptionOf(option: Option): string {
  return option.defaultValue === false ? option.description : new Help().optionDescription(option);
}

/** An expression that begins with a minus is no flag: a space before it says so. */
function withExpression(words: readonly string[]): readonly string[] {
  const options = program.commands.find((command) => command.name() === words[0])?.options ?? [];
  for (let i = 1; i < words.length; i++) {
    const word = words[i]!;
    const option = options.find(({ short, long }) => word === short || word === long);
    if (option?.required)
      i++; // its value
    else if (/^-(?!-|h$)/.test(word)) return [...words.slice(0, i), ` ${word}`, ...words.slice(i + 1)];
    else if (!word.startsWith("-")) return words;
  }
  return words;
}

try {
  await program.parseAsync(withExpression(process.argv.slice(2)), { from: "user" });
} catch (error) {
  const known = explainError(error);
  console.error(known ? `wengert: ${known.message}` : error);
  process.exitCode = known?.code ?? 1;
}
