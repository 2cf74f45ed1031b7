// The functions that a text may call: every elementwise op that the library exports, found by its entry.
import { GraphError } from "../errors.js";
import { Constant, type Node } from "../graph/node.js";
import type { Op, Typed } from "../graph/op.js";
import * as ops from "../ops/public.js";

export interface Callable {
  /** the fewest and the most operands */
  readonly operands: readonly [number, number];
  readonly call: (...x: Node[]) => Node;
}

type Build = Callable["call"];

// What is made of other ops has no entry to be found by; masks have operands of their own kind, and some operands are plain
// numbers.
const others: Readonly<Record<string, readonly [number, Build]>> = {
  gelu: [1, (x) => ops.gelu(x!)],
  elu: [1, (x) => ops.elu(x!)],
  leakyRelu: [1, (x) => ops.leakyRelu(x!)],
  logSigmoid: [1, (x) => ops.logSigmoid(x!)],
  rsqrt: [1, (x) => ops.rsqrt(x!)],
  silu: [1, (x) => ops.silu(x!)],
  relu6: [1, (x) => ops.relu6(x!)],
  hardSigmoid: [1, (x) => ops.hardSigmoid(x!)],
  hardSwish: [1, (x) => ops.hardSwish(x!)],
  clamp: [3, (x, low, high) => ops.clamp(x!, numberIn("clamp", low!), numberIn("clamp", high!))],
  digamma: [1, (x) => ops.digamma(x!)],
  polygamma: [2, (n, x) => ops.polygamma(numberIn("polygamma", n!), x!)],
  greater: [2, (x, y) => ops.greater(x!, y!)],
  greaterEqual: [2, (x, y) => ops.greaterEqual(x!, y!)],
  notEqual: [2, (x, y) => ops.notEqual(x!, y!)],
  and: [2, (x, y) => ops.and(x!, y!)],
  or: [2, (x, y) => ops.or(x!, y!)],
  not: [1, (x) => ops.not(x!)],
};

// Other names in use. `max` and `min` of the library reduce a tensor; here they compare two numbers.
const aliases = { ln: "log", max: "maximum", min: "minimum", arcsin: "asin", arccos: "acos", arctan: "atan" };

/** Functions by name. */
export const callables: ReadonlyMap<string, Callable> = /* @__PURE__ */ collect();

function numberIn(name: string, node: Node): number {
  if (node instanceof Constant && node.data.length === 1) return node.data[0]!;
  throw new GraphError(`${name}: takes a number here, not ${node}`);
}

function collect(): Map<string, Callable> {
  const found = new Map<string, Callable>();
  for (const [name, f] of Object.entries(ops)) {
    if (typeof f !== "function" || !("entry" in f)) continue;
    const entry = f.entry as Op;
    // a variadic function declares one operand beside the rest
    const count = entry.broadcasts && f.length === 1 ? 2 : f.length;
    if (!isElementwise(entry, count)) continue;
    found.set(name, { operands: [count, f.length === count ? count : Number.POSITIVE_INFINITY], call: f as Build });
  }
  for (const [name, [count, call]] of Object.entries(others)) found.set(name, { operands: [count, count], call });
  for (const [alias, name] of Object.entries(aliases)) found.set(alias, found.get(name)!);
  return found;
}

// An op of `count` scalars, the first perhaps a mask, whose one result is a scalar, in f64 or a mask.
function isElementwise(entry: Op, count: number): boolean {
  const { kind } = entry.derivative;
  if (count === 0 || (kind !== "elementwise" && kind !== "zero" && kind !== "none")) return false;
  const numbers = Array<Typed>(count).fill({ shape: [], dtype: "f64" });
  return [numbers, [{ shape: [], dtype: "bool" } as const, ...numbers.slice(1)]].some((inputs) => {
    try {
      const result = entry.infer(inputs, {});
      return "dtype" in result && result.shape.length === 0 && (result.dtype === "f64" || result.dtype === "bool");
    } catch {
      return false;
    }
  });
}

/** The known function whose name is nearest, if it is near: by the number of letters to change, add, drop or swap. */
export function nearest(name: string): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 2)) + 1;
  for (const known of callables.keys()) {
    const d = distance(name.toLowerCase(), known.toLowerCase());
    if (d < least) [best, least] = [known, d];
  }
  return best;
}

// Damerau and Levenshtein's, with neighbours swapped as one step.
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const [above, row] = [rows[i - 1]!, [i]];
    for (let j = 1; j <= b.length; j++) {
      const changed = above[j - 1]! + Number(a[i - 1] !== b[j - 1]);
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, changed);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
