// Instructions to words, laid out as the interpreter reads them. Addresses are filled in when the plan's memory is known.
import { invariant } from "../errors.js";
import { type Buffer, type Instruction, type KernelName, type Loop, type Operand, Pointer } from "../graph/lowering.js";
import type { Node } from "../graph/node.js";

export type Section = "once" | "step" | "commit";

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
  // repeats that are being written: where their body starts, and the next free patch
  const open = new Map<Loop, { body: number; patch: number }>();

  const address = (at: number, { buffer, offset }: Pointer): void => {
    addresses.push({ at, buffer, offset });
  };
  // The innermost repeat that moves a pointer patches the operand; the next outer one patches that patch's start.
  const operand = (value: Operand): void => {
    let at = words.length;
    words.push(value instanceof Pointer ? 0 : value);
    if (!(value instanceof Pointer)) return;
    for (const { loop, bytes } of [...value.steps].reverse()) {
      const frame = open.get(loop);
      invariant(frame, "a pointer steps by a repeat that it is not in");
      words[frame.patch] = at - frame.body;
      words[frame.patch + 2] = bytes;
      at = frame.patch + 1;
      frame.patch += 3;
    }
    address(at, value);
  };
  const write = (instruction: Instruction): void => {
    origins.push({ at: words.length, node: instruction.node });
    if ("kernel" in instruction) {
      invariant(instruction.operands.length <= 24, `${instruction.kernel} has more than 24 operands`);
      words.push(index(instruction.kernel), instruction.operands.length);
      for (const value of instruction.operands) operand(value);
      return;
    }
    // [0, patches, count, body words, (word, start, stride) × patches, body …]
    const { loop, body } = instruction;
    const patches = body.reduce((n, inner) => n + patchesOf(inner, loop), 0);
    const head = words.length;
    const start = head + 4 + 3 * patches;
    words.push(0, patches, loop.count, 0);
    while (words.length < start) words.push(0);
    open.set(loop, { body: start, patch: head + 4 });
    for (const inner of body) write(inner);
    open.delete(loop);
    words[head + 3] = words.length - start;
  };
  const start = { once: 0, step: 0, commit: 0 };
  for (const section of ["once", "step", "commit"] as const) {
    start[section] = words.length;
    for (const instruction of sections[section]) write(instruction);
  }
  return { words: Int32Array.from(words), addresses, start, origins };
}

// Operands that a repeat moves, in its body and in repeats inside.
function patchesOf(instruction: Instruction, loop: Loop): number {
  if ("loop" in instruction) return instruction.body.reduce((n, inner) => n + patchesOf(inner, loop), 0);
  return instruction.operands.filter((x) => x instanceof Pointer && x.steps.some((step) => step.loop === loop)).length;
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
