// Variables of an expression replaced by other expressions.
import { GraphError } from "../errors.js";
import { Node } from "../graph/node.js";
import { placeholders } from "../graph/sort.js";
import { substitute as replace } from "../graph/substitute.js";
import { scalar } from "../ops/define.js";
import { variableOf } from "./derivative.js";
import { parse } from "./parse.js";

/**
 * f with variables replaced, all at once: `{ x: y, y: x }` swaps them. A replacement is a node, a number, or a text, in which
 * names of f's variables mean these.
 * @throws GraphError if f has no variable of a name, ParseError for a text that does not parse, ShapeError for a node of
 * another shape or dtype than the variable
 */
export function substitute<T extends Node>(f: T, replacements: Readonly<Record<string, Node | number | string>>): T {
  const variables = new Map(placeholders(f).map((x) => [x.name, x as Node]));
  const map = new Map<Node, Node>();
  for (const [name, value] of Object.entries(replacements)) {
    const x = variableOf("substitute", f, name);
    if (value instanceof Node) map.set(x, value);
    else if (typeof value === "number") map.set(x, scalar(value, x.dtype));
    else if (typeof value === "string") map.set(x, parse(value, { dtype: x.dtype, variables }));
    else throw new GraphError(`substitute: ${name} becomes a node, a number or a text, not ${typeof value}`);
  }
  return replace(f, map);
}
