// wengert diff: derivatives as formulas, their values, and both traces.
import type { Command } from "commander";
import type { Engine } from "../bare.js";
import type { Node } from "../graph/node.js";
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
  /** the variables, one or two */
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
    .option("--order <n>", "1, or 2 for second derivatives as well", "1")
    .option("--latex", "write formulas in LaTeX", false)
    .option("--steps", "show the rules that lead to each derivative", false)
    .option("--json", "print one JSON object", false)
    .addHelpText("after", '\nExample:\n  $ npx wengert diff "log(x1) + x1*x2 - sin(x2)" --at x1=2,x2=5')
    .action(diff);
}

async function diff(source: string, options: Options): Promise<void> {
  if (options.order !== "1" && options.order !== "2") throw new UsageError(`--order is 1 or 2, not ${options.order}`);
  const expression = readExpression(source);
  const { f, text } = expression;
  const xs = readVariables(expression, options.wrt);
  const engine = await createEngine();
  const point = options.at === undefined ? undefined : readPoint(engine, expression, options.at);

  const first = xs.map((x) => derivative(f, x));
  const second = options.order === "2" ? xs.flatMap((x, i) => xs.slice(i).map((y) => [x, y] as const)) : [];
  const describe = (df: Node<"f64">, wrt: readonly string[]): Derivative => ({
    wrt,
    text: toText(df),
    latex: toLatex(df),
    ...(point ? { value: evaluate(engine, df, expression, point) } : {}),
  });
  const derivatives = [
    ...first.map((df, i) => describe(df, [xs[i]!.name])),
    ...second.map(([x, y]) => describe(derivative(first[xs.indexOf(x)]!, y), [x.name, y.name])),
  ];
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
// df/dx, d²f/dx², d²f/dx dy
function nameOf([x, y]: readonly string[]): string {
  if (y === undefined) return `df/d${x}`;
  return x === y ? `d²f/d${x}²` : `d²f/d${x} d${y}`;
}
// of variables in LaTeX
function fraction([x, y]: readonly string[]): string {
  if (y === undefined) return `\\frac{\\partial f}{\\partial ${x}}`;
  return `\\frac{\\partial^{2} f}{${x === y ? `\\partial ${x}^{2}` : `\\partial ${x} \\, \\partial ${y}`}}`;
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
