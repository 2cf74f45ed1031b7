// wengert diff: derivatives as formulas, their values, and both traces.
import type { Command } from "commander";
import type { Engine } from "../bare.js";
import type { Node, Placeholder } from "../graph/node.js";
import { derivative, explain, toLatex, toText } from "../symbolic/index.js";
import { createEngine } from "./engine.js";
import { UsageError } from "./errors.js";
import { type Expression, type Point, readExpression, readPoint, readVariables } from "./expression.js";
import { type Entry, wengertList } from "./list.js";
import { printJson, show, table } from "./output.js";

interface Options {
  readonly wrt?: string;
  readonly at?: string;
  readonly order: string;
  readonly latex: boolean;
  readonly steps: boolean;
  readonly json: boolean;
}

interface Derivative {
  /** the variables, one for each order */
  readonly wrt: readonly string[];
  readonly text: string;
  readonly latex: string;
  readonly value?: number;
}

export function addDiff(program: Command): void {
  program
    .command("diff")
    .description("derivatives as formulas, their values at a point, and the forward and reverse traces there")
    .argument("<expression>", "such as log(x1) + x1*x2 - sin(x2)")
    .option("--wrt <names>", "variables to differentiate by, separated by commas (default: all)")
    .option("--at <values>", "the point, such as x1=2,x2=pi/4; without it, formulas only")
    .option("--order <n>", "1 to 5: derivatives up to this order", "1")
    .option("--latex", "write formulas in LaTeX", false)
    .option("--steps", "show the rules that lead to each derivative", false)
    .option("--json", "print one JSON object", false)
    .addHelpText("after", '\nExample:\n  $ npx wengert diff "log(x1) + x1*x2 - sin(x2)" --at x1=2,x2=5')
    .action(diff);
}

async function diff(source: string, options: Options): Promise<void> {
  const order = Number(options.order);
  if (!/^[1-5]$/.test(options.order))
    throw new UsageError(`--order is a whole number from 1 to 5, not ${options.order}`);
  const expression = readExpression(source);
  const { f, text } = expression;
  const xs = readVariables(expression, options.wrt);
  const engine = await createEngine();
  const point = options.at === undefined ? undefined : readPoint(engine, expression, options.at);

  const derivatives = derivativesOf(f, xs, order).map(
    ({ df, by }): Derivative => ({
      wrt: by.map((i) => xs[i]!.name),
      text: toText(df),
      latex: toLatex(df),
      ...(point ? { value: evaluate(engine, df, expression, point) } : {}),
    }),
  );
  const steps = options.steps
    ? xs.map((x) => ({
        wrt: x.name,
        steps: explain(f, x).map(({ rule, before, after }) => ({ rule, before, after })),
      }))
    : undefined;
  const value = point && evaluate(engine, f, expression, point);
  const list = point && wengertList(engine, expression, point, xs);

  if (options.json) {
    const traces = list && { forward: list.map(forwardRow), reverse: reached(list).map(reverseRow) };
    printJson({ expression: text, latex: toLatex(f), at: point, value, derivatives, steps, ...traces });
    return;
  }
  const blocks = [formulas(expression, derivatives, value, options.latex)];
  for (const { wrt, steps: rules } of steps ?? [])
    blocks.push(
      `Steps to df/d${wrt}\n${table(
        [{ title: "rule" }, { title: "of" }, { title: "gives" }],
        rules.map(({ rule, before, after }) => [rule, before, after]),
      )}`,
    );
  if (list)
    blocks.push(
      forwardTable(
        list,
        xs.map((x) => x.name),
      ),
      reverseTable(list),
    );
  console.log(blocks.join("\n\n"));
}

interface Partial {
  readonly df: Node<"f64">;
  /** which variables, none before an earlier one: the order of derivatives does not matter */
  readonly by: readonly number[];
}
// All derivatives up to an order, lower orders first.
function derivativesOf(f: Node<"f64">, xs: readonly Placeholder[], order: number): Partial[] {
  const all: Partial[] = [];
  let highest: readonly Partial[] = [{ df: f, by: [] }];
  for (let n = 1; n <= order; n++) {
    highest = highest.flatMap(({ df, by }) =>
      xs.flatMap((x, i) => (i < (by.at(-1) ?? 0) ? [] : [{ df: derivative(df, x), by: [...by, i] }])),
    );
    all.push(...highest);
  }
  return all;
}

// Every variable is fed, also where a derivative no longer depends on it.
function evaluate(engine: Engine, node: Node<"f64">, { variables }: Expression, point: Point): number {
  return engine.run([node, ...variables], point)[0]!.item() as number;
}

function formulas(
  { f, variables }: Expression,
  derivatives: readonly Derivative[],
  value: number | undefined,
  latex: boolean,
): string {
  const rows = [
    { left: "f", right: latex ? toLatex(f) : toText(f), value },
    ...derivatives.map(({ wrt, text, latex: tex, value }) => ({
      left: latex ? fraction(wrt.map((name) => toLatex(variables.find((x) => x.name === name)!))) : nameOf(wrt),
      right: latex ? tex : text,
      value,
    })),
  ];
  const columns = [{ title: "" }, { title: "formula" }, { title: "value", right: true }];
  if (value === undefined) {
    const width = Math.max(...rows.map(({ left }) => left.length));
    return rows.map(({ left, right }) => `  ${left.padEnd(width)} = ${right}`).join("\n");
  }
  return table(
    columns,
    rows.map((row) => [row.left, row.right, show(row.value!)]),
  );
}
// df/dx, d²f/dx², d³f/dx² dy
function nameOf(wrt: readonly string[]): string {
  const power = (n: number) => (n > 1 ? "²³⁴⁵"[n - 2]! : "");
  return `d${power(wrt.length)}f/${counted(wrt, (name, n) => `d${name}${power(n)}`).join(" ")}`;
}
// of variables in LaTeX
function fraction(wrt: readonly string[]): string {
  const power = (n: number) => (n > 1 ? `^{${n}}` : "");
  const below = counted(wrt, (name, n) => `\\partial ${name}${power(n)}`).join(" \\, ");
  return `\\frac{\\partial${power(wrt.length)} f}{${below}}`;
}
// A text for each variable and how often it stands there.
function counted(wrt: readonly string[], text: (name: string, count: number) => string): string[] {
  return [...new Set(wrt)].map((name) => text(name, wrt.filter((other) => other === name).length));
}

function forwardRow({ name, operation, value, tangents }: Entry): object {
  return { name, operation, value, tangents };
}
// The entries by way of which f depends on the variables, the result first.
function reached(list: readonly Entry[]): Entry[] {
  return list.filter(({ adjoint }) => adjoint !== undefined).reverse();
}
function reverseRow({ name, adjoint, terms }: Entry): object {
  return { name, adjoint, terms };
}
const right = true;

function forwardTable(list: readonly Entry[], xs: readonly string[]): string {
  const columns = [{ title: "" }, { title: "operation" }, { title: "value", right }];
  const rows = list.map(({ name, operation, value, tangents }) => [
    name,
    operation === name ? "variable" : operation,
    typeof value === "number" ? show(value) : String(value),
    ...xs.map((x) => show(tangents[x]!)),
  ]);
  return `Forward trace\n${table([...columns, ...xs.map((x) => ({ title: `d/d${x}`, right }))], rows)}`;
}

function reverseTable(list: readonly Entry[]): string {
  const rows = reached(list).map(({ name, adjoint, terms }) => [
    name,
    show(adjoint!),
    terms.map((term) => `${factor(term.adjoint)}·${factor(term.partial)}`).join(" + ") || "the result",
    terms.map(({ user }) => user).join(", "),
  ]);
  const columns = [
    { title: "" },
    { title: "adjoint", right },
    { title: "adjoint of user · local derivative" },
    { title: "used by" },
  ];
  return `Reverse trace\n${table(columns, rows)}`;
}
function factor(value: number): string {
  return value < 0 ? `(${show(value)})` : show(value);
}
