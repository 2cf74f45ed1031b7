// How to try each op: operands and the node over them. Total over the registry, and over what only derivatives make.

import type { DType, Node, Op } from "wengert";
import * as w from "wengert";
import { entries, makeNode } from "./registry.js";
import type { Spec } from "./run.js";
import { structured } from "./samples-structured.js";

export interface Sample {
  readonly title: string;
  readonly inputs: readonly Spec[];
  build(...x: Node[]): readonly Node[];
}
/** The samples of an op in one dtype; empty where it does not take that. */
export type Samples = (dtype: DType, random: () => number) => Sample[];

/** Every pattern of broadcasting, with empty axes, axes of size 1, and lengths around a vector. */
export const patterns: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[], []],
  [[0], [0]],
  [[1], [1]],
  [[7], [7]],
  [
    [3, 5],
    [3, 5],
  ],
  [[33], []],
  [[], [6]],
  [[3, 5], [5]],
  [[5], [3, 5]],
  [
    [3, 5],
    [3, 1],
  ],
  [
    [3, 1],
    [3, 5],
  ],
  [
    [3, 1],
    [1, 5],
  ],
  [
    [1, 5],
    [3, 1],
  ],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [
    [4, 1],
    [2, 1, 3],
  ],
  [
    [2, 3, 4, 5],
    [1, 3, 1, 1],
  ],
  [
    [1, 3, 1, 1],
    [2, 3, 4, 5],
  ],
  [
    [2, 1, 3, 1, 2],
    [1, 4, 1, 5, 1],
  ],
  [
    [2, 3, 2, 2, 3],
    [3, 1, 2, 1],
  ],
  [[0, 3], [3]],
  [
    [2, 0, 3],
    [1, 3],
  ],
  [[1], [0]],
];
const shapes: readonly (readonly number[])[] = [[], [0], [1], [2, 3], [7], [3, 0, 2], [2, 1, 17]];

const text = (list: readonly (readonly number[])[]): string => list.map((shape) => `(${shape})`).join(" ");

/** Samples of an elementwise op from its entry: the reference's number of operands, the domain of each. */
function elementwise(entry: Op): Samples {
  const { ref, domain } = entry.tests ?? {};
  type Range = readonly [number, number];
  const domains = (i: number): Range | undefined =>
    domain && (typeof domain[0] === "number" ? (domain as Range) : (domain as readonly Range[])[i]);
  const integers = (range: readonly [number, number] = [-5, 5]) => [Math.floor(range[0]), Math.ceil(range[1])] as const;
  return (dtype, random) => {
    const arity = ref!.length;
    if (!accepts(entry, dtype, arity)) return [];
    const odd = [1 + Math.floor(random() * 40), 1 + Math.floor(random() * 9)];
    const lists = arity === 1 ? [...shapes, odd].map((shape) => [shape]) : [...patterns, [odd, odd.slice(1)]];
    return lists.map((list) => ({
      title: text(list),
      inputs: list.map((shape, i) => {
        const range = dtype === "i32" ? integers(domains(i)) : domains(i);
        return { shape, dtype, ...(range ? { domain: range } : {}) };
      }),
      build: (...x) => [makeNode(entry, x)],
    }));
  };
}
function accepts(entry: Op, dtype: DType, arity: number): boolean {
  try {
    entry.infer(
      Array.from({ length: arity }, () => ({ shape: [], dtype })),
      {},
    );
    return true;
  } catch (error) {
    if (error instanceof w.DTypeError) return false;
    throw error;
  }
}

/** The samples of an op; undefined where there are none, which is a gap. */
export function samplesOf(entry: Op): Samples | undefined {
  return structured[entry.name] ?? (entry.tests?.ref ? elementwise(entry) : undefined);
}

/** Every entry: those that are exported, and those that samples and their derivatives reach. */
export function reachable(): Map<string, Op> {
  const found = new Map(entries);
  for (const entry of found.values()) {
    const sample = samplesOf(entry)?.("f64", () => 0.5)[0];
    if (!sample) continue;
    const xs = sample.inputs.map(({ shape, dtype }, i) => w.placeholder(`x${i}`, shape, dtype));
    const ys = sample.build(...xs);
    for (const node of w.topoSort([...ys, ...derivatives(ys, xs)]))
      if (node.inputs.length && !found.has(node.op)) found.set(node.op, node.entry);
  }
  return found;
}
function derivatives(ys: readonly Node[], xs: readonly Node[]): Node[] {
  const floats = xs.filter((x) => x.dtype === "f64");
  const results = ys.filter((y) => y.dtype === "f64");
  if (!floats.length || !results.length || results.some((y) => y.entry.derivative.kind === "none")) return [];
  // directions of no known value, so that nothing of the derivative is simplified away
  const like = (name: string) => (x: Node, i: number) => w.placeholder(`${name}${i}`, x.shape, "f64");
  return [...w.vjp(results, floats, results.map(like("ct"))), ...w.jvp(results, floats, floats.map(like("t")))];
}
