// Sums of products by the names of their axes.
import type { Dim } from "../dim.js";
import type { Float } from "../dtype.js";
import { ParseError, ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { countOf, showShape } from "../shape.js";
import { mul } from "./arithmetic.js";
import { product } from "./linalg.js";
import { permute, reshape } from "./movement.js";
import { diagonal } from "./rearrange.js";
import { sum } from "./reduce.js";

/** A node and the letter of each axis, none twice. */
interface Labelled {
  readonly node: Node;
  readonly labels: readonly string[];
}

/**
 * The sum of products that Einstein's notation names, as in `einsum("bij,bjk->bik", a, b)`: a letter an axis; letters that
 * are missing on the right are summed over, letters that repeat within an operand take its diagonal. Without an arrow the
 * result has the letters that occur once, in alphabetical order. Operands are contracted from left to right.
 * @throws ParseError for an equation that is none, ShapeError where the shapes do not fit it
 */
export function einsum<D extends Float>(equation: string, ...operands: readonly Node<D>[]): Node<D> {
  const [inputs, output] = parse(equation, operands);
  const sizes = new Map<string, Dim>();
  for (const [i, labels] of inputs.entries())
    for (const [axis, label] of labels.entries()) {
      const size = operands[i]!.shape[axis]!;
      const known = sizes.get(label) ?? size;
      if (typeof known === "number" && typeof size === "number" && known !== size)
        throw new ShapeError(`einsum: ${label} in "${equation}" is ${known} and ${size}`);
      if (typeof known !== "number" || !sizes.has(label)) sizes.set(label, size);
    }
  const parts = operands.map((node, i) => distinct({ node, labels: inputs[i]! }));
  let result = parts[0]!;
  for (const [i, part] of parts.slice(1).entries()) {
    const later = new Set([...output, ...parts.slice(i + 2).flatMap(({ labels }) => labels)]);
    result = contract(result, part, later, sizes);
  }
  return arranged(sumOut(result, new Set(output)), output).node;
}

function parse(equation: string, operands: readonly Node[]): [inputs: string[][], output: string[]] {
  const match = equation.replaceAll(" ", "").match(/^([A-Za-z]*(?:,[A-Za-z]*)*)(?:->([A-Za-z]*))?$/);
  if (!match) throw new ParseError(`einsum: "${equation}" is no equation such as "ij,jk->ik"`);
  const inputs = match[1]!.split(",").map((part) => [...part]);
  if (inputs.length !== operands.length)
    throw new ParseError(`einsum: "${equation}" has ${inputs.length} operands, not ${operands.length}`);
  for (const [i, labels] of inputs.entries())
    if (labels.length !== operands[i]!.shape.length)
      throw new ShapeError(`einsum: "${labels.join("")}" does not name the axes of ${showShape(operands[i]!.shape)}`);
  const all = inputs.flat();
  const once = () => all.filter((label) => all.indexOf(label) === all.lastIndexOf(label)).sort();
  const output = match[2] === undefined ? once() : [...match[2]];
  const odd = output.find((label, i) => !all.includes(label) || output.indexOf(label) !== i);
  if (odd) throw new ParseError(`einsum: ${odd} on the right of "${equation}" is not on the left, or repeats`);
  return [inputs, output];
}

/** Diagonals taken where a letter repeats. */
function distinct({ node, labels }: Labelled): Labelled {
  const second = labels.findIndex((label, i) => labels.indexOf(label) !== i);
  if (second < 0) return { node, labels };
  const first = labels.indexOf(labels[second]!);
  const others = labels.map((_, i) => i).filter((i) => i !== first && i !== second);
  return distinct({
    node: diagonal(permute(node, [...others, first, second])),
    labels: [...others.map((i) => labels[i]!), labels[first]!],
  });
}
/** The axes whose letters are not kept summed over. */
function sumOut({ node, labels }: Labelled, kept: ReadonlySet<string>): Labelled {
  const axes = labels.flatMap((label, i) => (kept.has(label) ? [] : [i]));
  return axes.length === 0 ? { node, labels } : { node: sum(node, axes), labels: labels.filter((l) => kept.has(l)) };
}
function arranged({ node, labels }: Labelled, order: readonly string[]): Labelled {
  const axes = order.map((label) => labels.indexOf(label));
  return { node: axes.every((axis, i) => axis === i) ? node : permute(node, axes), labels: order };
}

/** The product of two, summed over the letters of both that nothing later needs: one matrix product a batch. */
function contract(a: Labelled, b: Labelled, later: ReadonlySet<string>, sizes: ReadonlyMap<string, Dim>): Labelled {
  const x = sumOut(a, new Set([...later, ...b.labels]));
  const y = sumOut(b, new Set([...later, ...a.labels]));
  const shared = x.labels.filter((label) => y.labels.includes(label));
  const batch = shared.filter((label) => later.has(label));
  const inner = shared.filter((label) => !later.has(label));
  const left = x.labels.filter((label) => !shared.includes(label));
  const right = y.labels.filter((label) => !shared.includes(label));
  const shape = (labels: readonly string[]): Dim[] => labels.map((label) => sizes.get(label)!);
  const count = (labels: readonly string[]): Dim => countOf(shape(labels));
  const [p, q] = [arranged(x, [...batch, ...left, ...inner]).node, arranged(y, [...batch, ...inner, ...right]).node];
  const rows = [...shape(batch), count(left)];
  const node =
    inner.length === 0
      ? mul(reshape(p, [...rows, 1]), reshape(q, [...shape(batch), 1, count(right)]))
      : product(
          reshape(p, [...rows, count(inner)]),
          reshape(q, [...shape(batch), count(inner), count(right)]),
          false,
          false,
        );
  const labels = [...batch, ...left, ...right];
  return { node: reshape(node, shape(labels)), labels };
}
