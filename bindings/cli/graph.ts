// wengert graph: pictures of an expression with values, tangents or adjoints.
import { extname } from "node:path";
import type { Command } from "commander";
import { type DrawOptions, toDot, toMermaid, toSvg, trace } from "../draw/index.js";
import { createEngine } from "./engine.js";
import { UsageError } from "./errors.js";
import { readExpression, readPoint, readVariables } from "./expression.js";
import { printJson, save } from "./output.js";

interface Options {
  readonly at?: string;
  readonly mode?: string;
  readonly wrt?: string;
  readonly out?: string;
  readonly json: boolean;
}
const modes = ["value", "forward", "reverse"] as const;
const suffixes = [".svg", ".dot", ".mmd"];

export function addGraph(program: Command): void {
  program
    .command("graph")
    .description("a picture of an expression's graph, with values, tangents or adjoints")
    .argument("<expression>", "such as (a+b)*(b+1)")
    .option("--at <values>", "the point, such as a=2,b=1; without it, the graph only")
    .option("--mode <mode>", "value, forward or reverse (default: value)")
    .option("--wrt <name>", "in forward mode the variable to differentiate by (default: the first)")
    .option("--out <file>", "the picture: .svg, .dot or .mmd (default: DOT on stdout)")
    .option("--json", "print one JSON object", false)
    .addHelpText(
      "after",
      '\n.svg needs Graphviz as a package: npm i @viz-js/viz\n\nExample:\n  $ npx wengert graph "(a+b)*(b+1)" --at a=2,b=1 --mode reverse --out e.svg',
    )
    .action(graph);
}

async function graph(source: string, { at, mode: wanted, wrt, out, json }: Options): Promise<void> {
  const mode = modes.find((name) => name === (wanted ?? "value"));
  if (!mode) throw new UsageError(`--mode is ${modes.join(", ")}, not ${wanted}`);
  const suffix = out === undefined ? ".dot" : extname(out);
  if (!suffixes.includes(suffix)) throw new UsageError(`--out ends in ${suffixes.join(", ")}, not "${out}"`);
  if (wrt !== undefined && mode !== "forward") throw new UsageError("--wrt goes with --mode forward");
  const expression = readExpression(source);
  const { f, variables } = expression;

  const engine = await createEngine();
  const wrtAll = mode === "value" ? [] : readVariables(expression, wrt);
  if (wrt !== undefined && wrtAll.length > 1) throw new UsageError("--wrt takes one variable here");
  const point = at === undefined && mode === "value" ? undefined : readPoint(engine, expression, at);
  let options: DrawOptions = {};
  if (point) {
    const tangents = variables.map((x) => Number(x === wrtAll[0]));
    const plan = trace(f, variables, mode === "forward" ? { mode, tangents } : { mode });
    options = plan.options(engine.run(plan.nodes, point));
  }
  const picture =
    suffix === ".svg" ? await toSvg(f, options) : suffix === ".mmd" ? toMermaid(f, options) : toDot(f, options);
  if (out !== undefined) save(out, picture);
  const { text } = expression;
  if (json) printJson({ expression: text, mode, at: point, ...(out === undefined ? { dot: picture } : { file: out }) });
  else console.log(out === undefined ? picture.trimEnd() : `wrote ${out}`);
}
