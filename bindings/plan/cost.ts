// What nodes cost to run, counted on their plan: operations on numbers, bytes that instructions name, length of the tape.
import type { Instruction, Operand } from "../graph/lowering.js";
import { Pointer } from "../graph/lowering.js";
import type { Node } from "../graph/node.js";
import { makePlan } from "./index.js";
import { makeProgram } from "./program.js";
import type { Sizes } from "./sizes.js";

export interface Cost {
  /** operations on numbers; a function such as exp counts as one, a product and its sum as two */
  readonly operations: number;
  /** bytes of all operands of all instructions, each time they run */
  readonly bytes: number;
  /** kernels called, repeats counted out */
  readonly instructions: number;
  /** 32-bit words of the tape */
  readonly words: number;
}

/**
 * The cost of one run of the nodes together, what is constant included. `sizes` gives the named sizes, such as
 * `{ batch: 32 }`.
 */
export function cost(nodes: Node | readonly Node[], sizes: Sizes = {}): Cost {
  const list = Array.isArray(nodes) ? (nodes as readonly Node[]) : [nodes as Node];
  const { sections, tape } = makePlan(makeProgram(list, [], false), sizes, () => 1);
  const all = [...sections.once, ...sections.step, ...sections.commit].map(costOf);
  const total = (what: "operations" | "bytes" | "instructions") => all.reduce((sum, c) => sum + c[what], 0);
  return {
    operations: total("operations"),
    bytes: total("bytes"),
    instructions: total("instructions"),
    words: tape.words.length,
  };
}

function costOf(instruction: Instruction): Omit<Cost, "words"> {
  if ("loop" in instruction) {
    const inner = instruction.body.map(costOf);
    const times = (what: "operations" | "bytes" | "instructions") =>
      instruction.loop.count * inner.reduce((sum, c) => sum + c[what], 0);
    return { operations: times("operations"), bytes: times("bytes"), instructions: times("instructions") };
  }
  const { kernel, operands } = instruction;
  const pointers = operands.filter((x) => x instanceof Pointer);
  return {
    operations: operationsOf(
      kernel,
      operands.filter((x): x is number => typeof x === "number"),
    ),
    bytes: pointers.reduce((sum, { buffer }) => sum + buffer.bytes, 0),
    instructions: 1,
  };
}

/** Operations of a kernel from its counts, in the order in which it takes them. */
function operationsOf(kernel: string, counts: readonly Operand[]): number {
  const n = counts as readonly number[];
  const product = (...list: (number | undefined)[]) => list.reduce<number>((a, b) => a * (b ?? 1), 1);
  if (/^(copy|fill|move|gather|pick|cast|arange|check|bits|split|permutation)_/.test(kernel)) return 0;
  if (/^matmul_/.test(kernel)) return 2 * product(n[0], n[1], n[2]);
  if (/^(vecmat|matvec)_/.test(kernel)) return 2 * product(n[0], n[1]);
  if (/_rows(_s)?_f|_s_rows_f|_rows(_s)?_i/.test(kernel)) return product(n[0], n[1]);
  if (/^(sum|max|min|prod|argmax|argmin)_/.test(kernel)) return product(n[0], n[1], n[2]);
  if (/^(softmax|log_softmax|logsumexp|cross_entropy)/.test(kernel)) return 3 * product(n[0], n[1]);
  if (/^(scatter_add|place_add)_/.test(kernel)) return product(n[0], n[2], n[3]);
  // what works along an axis or on square matrices: its counts multiplied
  if (/^(cum|recurrence|argsort)/.test(kernel)) return product(...n);
  if (/^(lu|cholesky|triangular)/.test(kernel)) return product(n[0], n[1], n[1], n[1]);
  // elementwise kernels end with their count
  return n.at(-1) ?? 0;
}
