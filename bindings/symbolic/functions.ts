// The functions that a text may call: every elementwise op that the library exports, found by its entry.
import type { Node } from "../graph/node.js";
import type { Op, Typed } from "../graph/op.js";
import * as ops from "../ops/public.js";

export interface Callable {
  /** the fewest and the most operands */
  readonly operands: readonly [number, number];
  readonly call: (...x: Node[]) => Node;
}

type Build = Callable["call"];

// What is made of other ops has no entry to be found by.
const composite = {
  gelu: (x) => ops.gelu(x!),
  elu: (x) => ops.elu(x!),
  leakyRelu: (x) => ops.leakyRelu(x!),
  logSigmoid: (x) => ops.logSigmoid(x!),
  rsqrt: (x) => ops.rsqrt(x!),
  silu: (x) => ops.silu(x!),
} satisfies Record<string, Build>;

// Other names in use. `max` and `min` of the library reduce a tensor; here they compare two numbers.
const aliases = { ln: "log", max: "maximum", min: "minimum", arcsin: "asin", arccos: "acos", arctan: "atan" };

/** Functions by name. */
export const callables: ReadonlyMap<string, Callable> = /* @__PURE__ */ collect();

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
  for (const [name, call] of Object.entries(composite)) found.set(name, { operands: [1, 1], call });
  found.set("greater", { operands: [2, 2], call: (x, y) => ops.greater(x!, y!) });
  found.set("greaterEqual", { operands: [2, 2], call: (x, y) => ops.greaterEqual(x!, y!) });
  found.set("notEqual", { operands: [2, 2], call: (x, y) => ops.notEqual(x!, y!) });
  for (const [alias, name] of Object.entries(aliases)) found.set(alias, found.get(name)!);
  return found;
}

// An op of `count` scalars whose one result is a scalar, in f64 or of masks.
function isElementwise(entry: Op, count: number): boolean {
  const { kind } = entry.derivative;
  if (kind !== "elementwise" && kind !== "zero" && kind !== "none") return false;
  const number: Typed = { shape: [], dtype: "f64" };
  const mask: Typed = { shape: [], dtype: "bool" };
  const operands = Array<Typed>(count).fill(number);
  return [operands, Array<Typed>(count).fill(mask), [mask, ...operands.slice(1)]].some((inputs) => {
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
