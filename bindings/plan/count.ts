// Work counted on a plan: operations on numbers, bytes that instructions name, length of the tape.
import type { Instruction } from "../graph/lowering.js";
import { Pointer } from "../graph/lowering.js";
import type { Node } from "../graph/node.js";
import { makePlan } from "./index.js";
import { makeProgram } from "./program.js";
import type { Sizes } from "./sizes.js";

export interface Counts {
  /** operations on numbers; a function such as exp counts as one, a product and its sum as two */
  readonly operations: number;
  /** bytes of all operands of all instructions, each time they run; the room to pack matrices in is not counted */
  readonly bytes: number;
  /** kernels called, repeats counted out */
  readonly instructions: number;
  /** 32-bit words of the tape */
  readonly words: number;
}

/** What one run of the nodes together takes, what is constant included. */
export function count(nodes: readonly Node[], sizes: Sizes): Counts {
  const { sections, tape } = makePlan(makeProgram(nodes, [], false), sizes, () => 1);
  const all = [...sections.once, ...sections.step, ...sections.commit].map(countsOf);
  const total = (what: "operations" | "bytes" | "instructions") => all.reduce((sum, c) => sum + c[what], 0);
  return {
    operations: total("operations"),
    bytes: total("bytes"),
    instructions: total("instructions"),
    words: tape.words.length,
  };
}

function countsOf(instruction: Instruction): Omit<Counts, "words"> {
  if ("loop" in instruction) {
    const inner = instruction.body.map(countsOf);
    const times = (what: "operations" | "bytes" | "instructions") =>
      instruction.loop.count * inner.reduce((sum, c) => sum + c[what], 0);
    return { operations: times("operations"), bytes: times("bytes"), instructions: times("instructions") };
  }
  const { kernel, operands } = instruction;
  const pointers = operands.filter((x) => x instanceof Pointer);
  // the last one is where panels are packed: a cache's worth of room, of which small products touch little
  if (/^matmul_packed_/.test(kernel)) pointers.pop();
  return {
    operations: operationsOf(
      kernel,
      operands.filter((x): x is number => typeof x === "number"),
    ),
    bytes: pointers.reduce((sum, pointer) => sum + bytesOf(pointer), 0),
    instructions: 1,
  };
}

// A pointer that a repeat moves meets a part of its buffer in each pass.
function bytesOf({ buffer, steps }: Pointer): number {
  return steps.reduce((bytes, { loop }) => bytes / Math.max(1, loop.count), buffer.bytes);
}

/** Operations of a kernel from its counts, in the order in which it takes them. */
function operationsOf(kernel: string, counts: readonly number[]): number {
  const family = families.find(([names]) => names.test(kernel));
  // elementwise kernels end with their count
  return Math.round(family ? family[1](...counts) : (counts.at(-1) ?? 0));
}

type Count = (...counts: number[]) => number;
const area =
  (each: number): Count =>
  (rows, cols) =>
    each * rows! * cols!;
const axis =
  (each: number): Count =>
  (outer, n, inner) =>
    each * outer! * n! * inner!;
const each =
  (operations: number): Count =>
  (...counts) =>
    operations * counts.at(-1)!;

// The first that fits counts. What a fused kernel counts is what its definition in plain operations would.
const families: readonly (readonly [names: RegExp, operations: Count])[] = [
  [/^(copy|fill|move|gather|pick|cast|arange|check|bits|split|permutation)_/, () => 0],
  [/^matmul_/, (m, n, k) => 2 * m! * n! * k!],
  [/^(vecmat|matvec)_/, area(2)],
  [/_rows(_s)?_[fi]|_s_rows_[fi]/, area(1)],
  [/^(softmax|log_softmax|cross_entropy)_grad_/, area(4)],
  [/^(softmax|log_softmax)_/, area(5)],
  [/^(logsumexp|cross_entropy)_/, area(4)],
  [/^(sum|max|min|prod|argmax|argmin|cumsum)_/, axis(1)],
  [/^recurrence_/, axis(2)],
  [/^logcumsumexp_/, axis(4)],
  [/^argsort_/, (outer, n, inner) => outer! * n! * inner! * Math.log2(Math.max(2, n!))],
  [/^(scatter_add|place_add)_/, (outer, _, inner, count) => outer! * inner! * count!],
  [/^(tanh|sigmoid)_grad_/, each(3)],
  [/^sgd_/, each(4)],
  [/^momentum_/, each(7)],
  [/^adam_/, each(14)],
  // square matrices (n,n), a batch of them, k columns on the right
  [/^lu_(det|sign|log_abs)_/, area(1)],
  [/^lu_cofactor_/, (n, batch) => 2 * n! ** 3 * batch!],
  [/^lu_solve_/, (n, k, batch) => 2 * n! ** 2 * k! * batch!],
  [/^triangular_solve_/, (n, k, batch) => n! ** 2 * k! * batch!],
  [/^lu_/, (n, batch) => (2 / 3) * n! ** 3 * batch!],
  [/^cholesky_/, (n, batch) => (1 / 3) * n! ** 3 * batch!],
  [/^orthogonal_/, (rows, cols) => 4 * rows! * cols! * Math.min(rows!, cols!)],
  [/^polygamma_/, (n) => n!],
];
