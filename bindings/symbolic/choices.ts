// where, max and min: what can be chosen before anything is known.
import type { Node } from "../graph/node.js";
import { topoSort } from "../graph/sort.js";
import { substitute } from "../graph/substitute.js";
import { add, mul } from "../ops/arithmetic.js";
import { where } from "../ops/compare.js";
import { type Algebra, type Exponent, isRational, isSum } from "./algebra.js";
import { product, productOf, rationalOf } from "./product.js";
import { one, type Rational, valueOf } from "./rational.js";
import { put, sum, type Terms, termsOf } from "./sum.js";

export function sameOperands(node: Node): Node | undefined {
  const [x, y, z] = node.inputs;
  if (node.op === "where") return y === z ? y : undefined;
  return (node.op === "maximum" || node.op === "minimum") && x === y ? x : undefined;
}

const comparisons: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  less: (x, y) => x < y,
  lessEqual: (x, y) => x <= y,
  equal: (x, y) => x === y,
};

/** where(1 < 2, x, y) = x. */
export function chosen(node: Node, a: Algebra): Node | undefined {
  if (node.op !== "where") return undefined;
  const [mask, x, y] = node.inputs as [Node, Node, Node];
  const compare = Object.hasOwn(comparisons, mask.op) ? comparisons[mask.op] : undefined;
  const numbers = compare && mask.inputs.map((operand) => rationalOf(a, operand));
  if (!numbers?.every((number) => number !== undefined)) return undefined;
  const [left, right] = numbers.map(valueOf) as [number, number];
  return compare!(left, right) ? x : y;
}

/** Inside a branch of where(c, …), c is decided. */
export function decided(node: Node, a: Algebra): Node | undefined {
  if (node.op !== "where" || a.size(node) > a.largest) return undefined;
  const [mask, ...branches] = node.inputs as [Node, Node, Node];
  const [x, y] = branches.map((branch, i) => {
    const inner = topoSort([branch]).filter((part) => part.op === "where" && part.inputs[0] === mask);
    return inner.length ? substitute(branch, new Map(inner.map((part) => [part, part.inputs[i + 1]!]))) : branch;
  }) as [Node, Node];
  return x === branches[0] && y === branches[1] ? undefined : where(mask, x, y);
}

/** c·r·where(m, x, y) + d·s·where(m, u, v) = where(m, c·r·x + d·s·u, c·r·y + d·s·v). */
export function mergedChoices(node: Node, a: Algebra): Node | undefined {
  if (!isSum(node)) return undefined;
  const terms = termsOf(a, node);
  const groups = new Map<Node, { readonly term: Node; readonly choice: Node; readonly c: Rational }[]>();
  for (const [term, c] of terms)
    for (const [base, e] of productOf(a, term).factors) {
      if (base.op !== "where" || !isRational(e) || valueOf(e) !== 1) continue;
      const mask = base.inputs[0]!;
      const group = groups.get(mask) ?? [];
      if (!group.some((other) => other.term === term)) groups.set(mask, [...group, { term, choice: base, c }]);
    }
  for (const [mask, group] of groups) {
    if (group.length < 2) continue;
    const [x, y] = [1, 2].map((i) => {
      const parts = group.map(({ term, choice, c }) => {
        const rest = new Map<Node, Exponent>(productOf(a, term).factors);
        rest.delete(choice);
        return a.take(mul(choice.inputs[i]!, product(a, { coefficient: c, factors: rest })));
      });
      return sum(
        a,
        termsOf(
          a,
          parts.reduce((left, part) => a.take(add(left, part))),
        ),
      );
    }) as [Node, Node];
    const left: Terms = new Map(terms);
    for (const { term } of group) left.delete(term);
    put(a, left, a.take(where(mask, x, y)), one);
    const merged = sum(a, left);
    if (a.size(merged) < a.size(node)) return merged;
  }
  return undefined;
}
