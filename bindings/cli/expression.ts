// Expressions, points and lists of variables, as they stand on the command line.

import type { Engine } from "../bare.js";
import { ParseError } from "../errors.js";
import type { Node, Placeholder } from "../graph/node.js";
import { freeVariables, parse } from "../symbolic/index.js";
import { UsageError } from "./errors.js";

export interface Expression {
  readonly text: string;
  readonly f: Node<"f64">;
  /** in the order in which they occur */
  readonly variables: readonly Placeholder[];
}
/** A value for each variable, by its name. */
export type Point = Readonly<Record<string, number>>;

/** @throws ParseError with the place */
export function readExpression(source: string): Expression {
  const text = source.trim();
  const f = parse(text);
  return { text, f, variables: freeVariables(f) };
}

/** The variables named in `--wrt a,b`; all of the expression's if it is not given. @throws UsageError if f is no number */
export function readVariables({ f, variables }: Expression, wrt: string | undefined): readonly Placeholder[] {
  if (f.dtype !== "f64") throw new UsageError(`the expression is true or false (${f.dtype}), and has no derivative`);
  if (variables.length === 0) throw new UsageError("the expression has no variable to differentiate by");
  if (wrt === undefined) return variables;
  const names = wrt.split(",").map((name) => name.trim());
  return names.map((name, i) => {
    if (names.indexOf(name) !== i) throw new UsageError(`--wrt names ${name} twice`);
    return known(variables, name, "--wrt");
  });
}

/**
 * The point of `--at x=2,y=pi/4`: a value for every variable but those in `free`. Values are expressions without variables.
 */
export function readPoint(
  engine: Engine,
  { variables }: Expression,
  at: string | undefined,
  free: readonly Placeholder[] = [],
): Point {
  const values = new Map<string, number>();
  for (const part of at?.trim() ? at.split(/,(?=[^,=]*=)/) : []) {
    const [, name, text] = /^\s*([^=\s]+)\s*=\s*(.+?)\s*$/s.exec(part) ?? [];
    if (!name || !text) throw new UsageError(`--at takes values such as x=2,y=0.5, not "${part.trim()}"`);
    known(variables, name, "--at");
    if (values.has(name)) throw new UsageError(`--at gives ${name} twice`);
    if (free.some((x) => x.name === name)) throw new UsageError(`--at gives ${name}, which runs from --from to --to`);
    values.set(name, readNumber(engine, text, `--at ${name}`));
  }
  const missing = variables.filter((x) => !values.has(x.name) && !free.includes(x)).map((x) => x.name);
  if (missing.length)
    throw new UsageError(
      `--at gives no value for ${missing.join(", ")}; for example --at ${missing.map((name) => `${name}=1`).join(",")}`,
    );
  return Object.fromEntries(values);
}

/** A number, or an expression of numbers such as `2*pi`. */
export function readNumber(engine: Engine, text: string, flag: string): number {
  const { f, variables } = readPart(text, flag);
  if (variables.length || f.dtype !== "f64") throw new UsageError(`${flag} is a number, not "${text}"`);
  return engine.run(f).item() as number;
}
// An error in it names the flag.
function readPart(text: string, flag: string): Expression {
  try {
    return readExpression(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new UsageError(`${flag}: ${error.message.replace(/^parse: /, "")}`);
  }
}

function known(variables: readonly Placeholder[], name: string, flag: string): Placeholder {
  const found = variables.find((x) => x.name === name);
  if (found) return found;
  const names = variables.map((x) => x.name).join(", ");
  throw new UsageError(
    `${flag}: the expression has no variable "${name}"; ${names ? `it has ${names}` : "it has none at all"}`,
  );
}
