// When each buffer is needed: from its first to its last instruction, counted over all sections.
import { type Buffer, type Instruction, Pointer } from "../graph/lowering.js";
import type { Lowered } from "./plan.js";

/**
 * Sets `first` and `last` of every buffer. Feeds are written before the first instruction and results read after the
 * last, so they keep their place throughout; what a repeat did not make itself lives through all its passes. What only
 * the once section uses needs no room of its own: it moves to the scratch of steps.
 */
export function setLifetimes({ sections, buffers, inputs, outputs, constants }: Lowered): void {
  let at = 0;
  const touch = (buffer: Buffer, from: number, to: number) => {
    buffer.first = buffer.first < 0 ? from : Math.min(buffer.first, from);
    buffer.last = Math.max(buffer.last, to);
  };
  const visit = (instruction: Instruction): Set<Buffer> => {
    const first = at;
    const touched = new Set<Buffer>();
    if ("kernel" in instruction) {
      for (const operand of instruction.operands)
        if (operand instanceof Pointer) {
          touch(operand.buffer, at, at);
          touched.add(operand.buffer);
        }
      at++;
      return touched;
    }
    for (const inner of instruction.body) for (const buffer of visit(inner)) touched.add(buffer);
    for (const buffer of touched) if (!buffer.loops.includes(instruction.loop)) touch(buffer, first, at);
    return touched;
  };
  for (const instruction of sections.once) visit(instruction);
  const onceEnd = at;
  for (const instruction of [...sections.step, ...sections.commit]) visit(instruction);

  const fetched = new Set(outputs.map((output) => output.pointer.buffer));
  const kept = new Set([...constants.map((c) => c.buffer), ...fetched]);
  for (const buffer of buffers)
    if (buffer.region === "once" && buffer.last < onceEnd && !kept.has(buffer)) buffer.region = "step";
  for (const { buffer } of inputs.values()) [buffer.first, buffer.last] = [0, at];
  for (const buffer of fetched)
    if (buffer.region === "step") [buffer.first, buffer.last] = [Math.max(buffer.first, 0), at];
}
