// wengert plot: a function of one variable and its derivatives.
import { extname } from "node:path";
import type { Command } from "commander";
import { type Engine, placeholders } from "../bare.js";
import type { Node, Placeholder } from "../graph/node.js";
import { derivative, simplify, toText } from "../symbolic/index.js";
import { createEngine } from "./engine.js";
import { UsageError } from "./errors.js";
import { readExpression, readNumber, readPoint, readVariables } from "./expression.js";
import type { Curve } from "./figure.js";
import { printJson, save } from "./output.js";

interface Options {
  readonly wrt?: string;
  readonly at?: string;
  readonly from: string;
  readonly to: string;
  readonly order: string;
  readonly samples: string;
  readonly out?: string;
  readonly json: boolean;
}
const HIGHEST = 5;

export function addPlot(program: Command): void {
  program
    .command("plot")
    .description("a function of one variable and its derivatives, as SVG")
    .argument("<expression>", "such as sin(x)*exp(-x/4)")
    .option("--wrt <name>", "the variable of the horizontal axis (default: the only one that --at leaves)")
    .option("--at <values>", "values of the other variables, such as a=2")
    .option("--from <x>", "where the axis begins", "-5")
    .option("--to <x>", "where it ends", "5")
    .option("--order <n>", `derivatives up to this order, 0 to ${HIGHEST}`, "1")
    .option("--samples <n>", "points to compute, 2 to 100000", "601")
    .option("--out <file>", "the plot, .svg")
    .option("--json", "print one JSON object, with the points if there is no --out", false)
    .addHelpText("after", '\nExample:\n  $ npx wengert plot "sin(x)*exp(-x/4)" --from -5 --to 5 --order 2 --out f.svg')
    .action(plot);
}

async function plot(source: string, options: Options): Promise<void> {
  const { out, json } = options;
  if (out === undefined && !json) throw new UsageError("--out f.svg says where the plot goes; or take --json");
  if (out !== undefined && extname(out) !== ".svg") throw new UsageError(`--out ends in .svg, not "${out}"`);
  const order = wholeNumber(options.order, "--order", 0, HIGHEST);
  const samples = wholeNumber(options.samples, "--samples", 2, 100_000);
  const expression = readExpression(source);
  const given = (options.at ?? "").split(/,(?=[^,=]*=)/).map((part) => part.split("=")[0]!.trim());
  const left = expression.variables.filter(({ name }) => !given.includes(name));
  const [x, more] = readVariables(expression, options.wrt ?? left[0]?.name);
  if (!x || more) throw new UsageError("--wrt takes one variable");
  const engine = await createEngine();
  const point = readPoint(engine, expression, options.at, [x]);
  const [from, to] = [readNumber(engine, options.from, "--from"), readNumber(engine, options.to, "--to")];
  if (!(from < to) || !Number.isFinite(to - from))
    throw new UsageError(`--from ${options.from} is not below --to ${options.to}`);

  const functions = [expression.f];
  while (functions.length <= order) functions.push(derivative(functions.at(-1)!, x));
  const xs = Array.from({ length: samples }, (_, i) => from + ((to - from) * i) / (samples - 1));
  const values = sample(engine, functions, x, xs, point);
  const curves = functions.map((f, i): Curve => ({ name: primed(i), text: toText(simplify(f)), values: values[i]! }));
  if (out !== undefined) {
    const { curvesFigure } = await import("./figure.js");
    save(out, curvesFigure(xs, curves, x.name));
  }
  const { text } = expression;
  if (json) {
    const about = { expression: text, wrt: x.name, at: point, from, to, order };
    const texts = curves.map(({ name, text }) => ({ name, text }));
    printJson(out === undefined ? { ...about, x: xs, curves } : { ...about, file: out, curves: texts });
  } else console.log(`wrote ${out}`);
}

// The functions at each x: one plan, run for each point.
function sample(
  engine: Engine,
  functions: readonly Node<"f64">[],
  x: Placeholder,
  xs: readonly number[],
  point: Readonly<Record<string, number>>,
): number[][] {
  const executor = engine.executor(functions, { inputs: [x, ...othersOf(functions, x)] });
  const feeds = Object.fromEntries(executor.placeholders.map(({ name }) => [name, point[name] ?? 0]));
  const columns = xs.map((value) =>
    executor.run({ ...feeds, [x.name]: value } as never).map((tensor) => tensor.item() as number),
  );
  return functions.map((_, i) => columns.map((column) => column[i]!));
}
function othersOf(functions: readonly Node[], x: Placeholder): Placeholder[] {
  return placeholders(functions).filter((p) => p !== x);
}

function wholeNumber(text: string, flag: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new UsageError(`${flag} is a whole number from ${least} to ${most}, not "${text}"`);
  return value;
}
// f, f′, f″, f‴, f⁗, f⁽⁵⁾
function primed(order: number): string {
  return ["f", "f′", "f″", "f‴", "f⁗", "f⁽⁵⁾"][order]!;
}
