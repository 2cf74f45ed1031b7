// Instructions to words, laid out as the interpreter reads them. Addresses are filled in when the plan's memory is known.
import { invariant } from "../errors.js";
import { type Buffer, type Instruction, type KernelName, type Operand, Pointer } from "../graph/lowering.js";
import type { Node } from "../graph/node.js";
import type { Section } from "./lower.js";

/** A tape without addresses: `words[at[i]]` becomes `bases(buffer) + offset`. */
export interface Tape {
  readonly words: Int32Array<ArrayBuffer>;
  readonly addresses: readonly { readonly at: number; readonly buffer: Buffer; readonly offset: number }[];
  /** first word of each section, and the end */
  readonly start: { readonly [S in Section]: number };
  /** the first word of each instruction and the node it belongs to, ascending */
  readonly origins: readonly { readonly at: number; readonly node: Node }[];
}

/** @param index the place of each kernel in the function table; 0 is the repeat instruction */
export function encode(
  sections: { readonly [S in Section]: readonly Instruction[] },
  index: (kernel: KernelName) => number,
): Tape {
  const words: number[] = [];
  const addresses: { at: number; buffer: Buffer; offset: number }[] = [];
  const origins: { at: number; node: Node }[] = [];

  const word = (value: Operand): void => {
    if (value instanceof Pointer) {
      addresses.push({ at: words.length, buffer: value.buffer, offset: value.offset });
      words.push(0);
    } else words.push(value);
  };
  const write = (instruction: Instruction): void => {
    origins.push({ at: words.length, node: instruction.node });
    if ("kernel" in instruction) {
      invariant(instruction.operands.length <= 24, `${instruction.kernel} has more than 24 operands`);
      words.push(index(instruction.kernel), instruction.operands.length);
      for (const operand of instruction.operands) word(operand);
      return;
    }
    // [0, patches, count, body words, (word, start, stride) × patches, body …]
    const patches: { at: number; start: Pointer }[] = [];
    let length = 0;
    for (const inner of instruction.body) {
      invariant("kernel" in inner, "repeats do not nest");
      for (const [i, operand] of inner.operands.entries())
        if (operand instanceof Pointer && operand.step !== 0) patches.push({ at: length + 2 + i, start: operand });
      length += 2 + inner.operands.length;
    }
    words.push(0, patches.length, instruction.repeat, length);
    for (const { at, start } of patches) {
      words.push(at);
      word(start);
      words.push(start.step);
    }
    for (const inner of instruction.body) write(inner);
  };
  const start = { once: 0, step: 0, commit: 0 };
  for (const section of ["once", "step", "commit"] as const) {
    start[section] = words.length;
    for (const instruction of sections[section]) write(instruction);
  }
  return { words: Int32Array.from(words), addresses, start, origins };
}

/** The node whose instruction holds the word. */
export function nodeAt(tape: Tape, at: number): Node | undefined {
  let low = 0;
  for (let high = tape.origins.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (tape.origins[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return tape.origins[low - 1]?.node;
}
