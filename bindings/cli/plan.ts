// wengert plan: the tape that computes an expression and its gradient.
import type { Command } from "commander";
import { gradients } from "../bare.js";
import { createEngine } from "./engine.js";
import { readExpression, readPoint, readVariables } from "./expression.js";
import { printJson, show } from "./output.js";

interface Options {
  readonly at?: string;
  readonly wrt?: string;
  readonly json: boolean;
}

export function addPlan(program: Command): void {
  program
    .command("plan")
    .description("the tape that computes an expression and its gradient: one line an instruction")
    .argument("<expression>", "such as (a+b)*(b+1)")
    .option("--wrt <names>", "variables to differentiate by, separated by commas (default: all)")
    .option("--at <values>", "run it at a point as well, such as a=2,b=1")
    .option("--json", "print one JSON object", false)
    .addHelpText(
      "after",
      '\nAn instruction is a kernel and its operands: label@offset in scratch, label#offset in what the plan keeps.\n\nExample:\n  $ npx wengert plan "(a+b)*(b+1)" --at a=2,b=1',
    )
    .action(plan);
}

async function plan(source: string, { at, wrt, json }: Options): Promise<void> {
  const expression = readExpression(source);
  const { f, text, variables } = expression;
  const xs = readVariables(expression, wrt);
  const engine = await createEngine();
  const point = at === undefined ? undefined : readPoint(engine, expression, at);
  const executor = engine.executor([f, ...gradients(f, xs)], { inputs: variables });
  const compiled = executor.plan({});
  const names = ["f", ...xs.map((x) => `df/d${x.name}`)];
  let values: number[] | undefined;
  if (point) {
    for (const { name } of executor.placeholders) compiled.input(name)?.fill(point[name]! as never);
    compiled.run();
    values = names.map((_, i) => Number(compiled.output(i)[0]));
  }
  const outputs = names.map((name, i) => ({ name, ...(values ? { value: values[i] } : {}) }));
  if (json) {
    printJson({ expression: text, at: point, bytes: compiled.bytes, tape: String(compiled).split("\n"), outputs });
    return;
  }
  // the plan numbers its outputs; here they have names
  const tape = String(compiled).replace(/^output (\d+):/gm, (_, i: string) => `output ${i}, ${names[Number(i)]}:`);
  console.log(tape);
  if (values) console.log(`\n${names.map((name, i) => `${name} = ${show(values[i]!)}`).join("\n")}`);
}
