// Operands of a loop that are equal in every step. Nested forward mode makes many: the tangents of tangents would double
// with each order.
import { Interner } from "../graph/intern.js";
import type { Node, Placeholder } from "../graph/node.js";
import { substitute } from "../graph/substitute.js";
import { isConstant } from "./body.js";

type Pairs = readonly (readonly [standIn: Placeholder, operand: Node])[];

/**
 * Stand-ins of a body that can be replaced by others: those of slices or captured nodes for the same operand, and carries
 * that start equal and that each step, given that they are, keeps equal.
 */
export function equalStandIns(
  carry: Pairs,
  next: readonly Node[],
  slices: Pairs,
  captured: Pairs,
): Map<Placeholder, Placeholder> {
  const constants = new Interner();
  const firstOfEqual = (pairs: Pairs) =>
    firstOfEach(pairs.map(([x, operand]) => [x, [isConstant(operand) ? constants.intern(operand) : operand]]));
  const fixed = [...firstOfEqual(slices), ...firstOfEqual(captured)];
  // classes that start equal are split until no step tells their members apart
  let same = firstOfEqual(carry);
  for (let size = 0; size !== same.size; ) {
    size = same.size;
    const interner = new Interner();
    const after = substitute(next, new Map([...fixed, ...same])).map((x) => interner.intern(x));
    const before = same;
    same = firstOfEach(carry.map(([x], i) => [x, [before.get(x) ?? x, after[i]!]]));
  }
  return new Map([...fixed, ...same]);
}

/** Those that share all of their marks with an earlier one, with the first of these. */
function firstOfEach(
  marked: readonly (readonly [x: Placeholder, marks: readonly Node[]])[],
): Map<Placeholder, Placeholder> {
  const ids = new Map<Node, number>();
  const idOf = (node: Node): number => ids.get(node) ?? ids.set(node, ids.size).size - 1;
  const first = new Map<string, Placeholder>();
  const result = new Map<Placeholder, Placeholder>();
  for (const [x, marks] of marked) {
    const key = marks.map(idOf).join();
    const known = first.get(key);
    if (known) result.set(x, known);
    else first.set(key, x);
  }
  return result;
}
