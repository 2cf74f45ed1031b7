// wengert check: the four ways to a derivative side by side, and what the step does to difference quotients.
import { extname } from "node:path";
import type { Command } from "commander";
import { jvp } from "../autodiff/forward.js";
import { type Engine, gradients, onesLike, zerosLike } from "../bare.js";
import { type Estimate, numericGradient, type SweepRow, stepSweep } from "../check/index.js";
import type { Placeholder } from "../graph/node.js";
import { derivative } from "../symbolic/index.js";
import { createEngine } from "./engine.js";
import { UsageError } from "./errors.js";
import { type Expression, type Point, readExpression, readPoint, readVariables } from "./expression.js";
import { printJson, save, show, showError, table } from "./output.js";
import { slopeOf, sweepText } from "./sweep.js";

interface Options {
  readonly at?: string;
  readonly wrt?: string;
  readonly sweep: boolean;
  readonly out?: string;
  readonly json: boolean;
}

const tolerance = 1e-6;

export function addCheck(program: Command): void {
  program
    .command("check")
    .description("derivatives at a point in four ways: by differences, formulas, forward and reverse mode")
    .argument("<expression>", "such as x*sin(x)")
    .requiredOption("--at <values>", "the point, such as x=1")
    .option("--wrt <names>", "variables to differentiate by, separated by commas (default: all; --sweep: the first)")
    .option("--sweep", "the errors of difference quotients against the step h", false)
    .option("--out <file>", "with --sweep: the plot as .svg")
    .option("--json", "print one JSON object", false)
    .addHelpText(
      "after",
      `\nExits with 1 if the ways differ by more than ${tolerance}, relative to 1 or the derivative.\n\nExamples:\n  $ npx wengert check "x*sin(y)" --at x=2,y=1\n  $ npx wengert check "exp(sin(x))" --at x=1 --sweep`,
    )
    .action(check);
}

async function check(source: string, options: Options): Promise<void> {
  const { sweep, out } = options;
  if (out !== undefined && !sweep) throw new UsageError("--out goes with --sweep");
  if (out !== undefined && extname(out) !== ".svg") throw new UsageError(`--out ends in .svg, not "${out}"`);
  const expression = readExpression(source);
  const xs = readVariables(expression, options.wrt);
  const engine = await createEngine();
  const point = readPoint(engine, expression, options.at);
  if (!sweep) return compare(engine, expression, point, xs, options.json);
  if (options.wrt !== undefined && xs.length > 1) throw new UsageError("--wrt takes one variable with --sweep");
  await plotSweep(engine, expression, point, xs[0]!, options);
}

function compare(
  engine: Engine,
  { f, text, variables }: Expression,
  point: Point,
  xs: readonly Placeholder[],
  json: boolean,
): void {
  const run = (nodes: readonly (typeof f)[]) =>
    engine
      .run([...nodes, ...variables], point)
      .map((tensor) => tensor.item() as number)
      .slice(0, nodes.length);
  const numeric = numericSlopes(engine, f, xs, point);
  const symbolic = run(xs.map((x) => derivative(f, x)));
  const tangent = (x: Placeholder) => xs.map((other) => (other === x ? onesLike(other) : zerosLike(other)));
  const forward = run(xs.map((x) => jvp([f], xs, tangent(x))[0]));
  const reverse = run(gradients(f, xs) as (typeof f)[]);
  const rows = xs.map((x, i) => {
    const ways = { numeric: numeric[i]!, symbolic: symbolic[i]!, forward: forward[i]!, reverse: reverse[i]! };
    const difference = spread([ways.symbolic, ways.forward, ways.reverse]);
    const numericDifference = spread(Object.values(ways));
    const scale = Math.max(1, ...Object.values(ways).map(Math.abs));
    return {
      wrt: x.name,
      ...ways,
      difference,
      numericDifference,
      ok: Number.isFinite(scale) && numericDifference <= tolerance * scale,
    };
  });
  const ok = rows.every((row) => row.ok);
  const [value] = run([f]) as [number];
  if (!ok) process.exitCode = 1;
  if (json) {
    printJson({ expression: text, at: point, value, derivatives: rows, tolerance, ok });
    return;
  }
  const titles = ["numeric", "symbolic", "forward", "reverse", "exact ways differ by", "all four by"];
  const cells = rows.map((row) => [
    `df/d${row.wrt}`,
    ...[row.numeric, row.symbolic, row.forward, row.reverse].map(show),
    showError(row.difference),
    showError(row.numericDifference),
  ]);
  console.log(`  f = ${show(value)}\n`);
  console.log(table([{ title: "" }, ...titles.map((title) => ({ title, right: true }))], cells));
  console.log(
    ok
      ? "\nThe four ways agree."
      : "\nThey do not agree: f has a kink or a jump near this point, no finite derivative, or changes too fast for differences.",
  );
}
// By central differences, extrapolated or not: whichever says that it is closer. For a function that changes fast, the large
// steps of an extrapolation are worth nothing.
function numericSlopes(engine: Engine, f: Expression["f"], xs: readonly Placeholder[], point: Point): number[] {
  const [central, extrapolated] = (["central", "richardson"] as const).map((method) =>
    numericGradient(engine, f, xs, point, { method }),
  ) as [Estimate[], Estimate[]];
  return central.map((estimate, i) => {
    const other = extrapolated[i]!;
    return (other.error.item() <= estimate.error.item() ? other : estimate).item();
  });
}
// The largest difference between two of them; NaN if one is NaN.
function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

async function plotSweep(
  engine: Engine,
  { f, text }: Expression,
  point: Point,
  x: Placeholder,
  { out, json }: Options,
): Promise<void> {
  const rows: readonly SweepRow[] = stepSweep(engine, f, x, point);
  const slopes = { forward: slopeOf(rows, "forwardError"), central: slopeOf(rows, "centralError") };
  if (out !== undefined) {
    const { sweepFigure } = await import("./figure.js");
    save(out, sweepFigure(rows, `Errors of the difference quotients of ${text} by ${x.name}`));
  }
  if (json)
    return printJson({
      expression: text,
      at: point,
      wrt: x.name,
      rows,
      slopes,
      ...(out === undefined ? {} : { file: out }),
    });
  console.log(out === undefined ? sweepText(rows, slopes) : `wrote ${out}`);
}
