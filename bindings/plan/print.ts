import { type Buffer, type Instruction, type Operand, Pointer } from "../graph/lowering.js";
import type { PlanData } from "./plan.js";

/** The plan as text: one line an instruction, buffers as `label@offset`, sections and memory by name. */
export function printPlan(plan: PlanData): string {
  const lines = [`plan: ${plan.stepBytes} bytes of scratch, ${plan.onceBytes} kept, ${plan.tape.words.length} words`];
  for (const section of ["once", "step", "commit"] as const) {
    if (plan.sections[section].length === 0) continue;
    lines.push(`${section}:`);
    for (const instruction of plan.sections[section]) print(instruction, "  ", lines);
  }
  for (const [i, { pointer, dtype, shape }] of plan.outputs.entries())
    lines.push(`output ${i}: ${name(pointer)} ${dtype}(${shape.join(",")})`);
  return lines.join("\n");
}

function print(instruction: Instruction, indent: string, lines: string[]): void {
  if ("loop" in instruction) {
    lines.push(`${indent}repeat ${instruction.loop.count}`);
    for (const inner of instruction.body) print(inner, `${indent}  `, lines);
  } else lines.push(`${indent}${instruction.kernel} ${instruction.operands.map(name).join(", ")}`);
}

function name(operand: Operand): string {
  if (!(operand instanceof Pointer)) return String(operand);
  const { buffer, offset, steps } = operand;
  return where(buffer, offset) + steps.map(({ bytes }) => ` += ${bytes}`).join("");
}
function where(buffer: Buffer, offset: number): string {
  if (buffer.region === "parameter") return offset ? `${buffer.label}+${offset}` : buffer.label;
  return `${buffer.label}${buffer.region === "once" ? "#" : "@"}${buffer.place + offset}`;
}
