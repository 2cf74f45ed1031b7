// A plan in an engine's memory: addresses filled in, run in one call, faults explained.
import type { Arrays, DType } from "../dtype.js";
import { IndexError, NonFiniteError, type Origin, SingularError, type WengertError } from "../errors.js";
import type { Buffer, Instruction, KernelName, Pointer } from "../graph/lowering.js";
import { isInput, type Node, Parameter, type Placeholder } from "../graph/node.js";
import { nodeAt, type PlanData, printPlan } from "../plan/index.js";
import { elements } from "../shape.js";
import { type Heap, isTrap } from "./heap.js";

export class PlanInstance {
  readonly data: PlanData;
  readonly #heap: Heap;
  readonly #address: (parameter: Parameter) => number;
  // the block that the plan keeps: constants, results of the once section, and the tape
  #block = 0;
  #onceDone = false;
  // what the addresses in the tape were made for
  #arenaBase = -1;
  #views: { memory: ArrayBufferLike; inputs: Map<Placeholder, Arrays[DType]>; outputs: Arrays[DType][] } | undefined;

  constructor(data: PlanData, heap: Heap, address: (parameter: Parameter) => number) {
    this.data = data;
    this.#heap = heap;
    this.#address = address;
  }
  get loaded(): boolean {
    return this.#block !== 0;
  }
  get bytes(): number {
    return this.data.onceBytes + this.data.stepBytes + this.data.tape.words.byteLength;
  }

  /** Gives the plan its memory and makes its views valid. */
  prepare(): void {
    const { data } = this;
    const heap = this.#heap;
    heap.arena(data.stepBytes);
    if (!this.loaded) {
      this.#block = heap.alloc(data.onceBytes + data.tape.words.byteLength);
      this.#onceDone = false;
      this.#arenaBase = -1;
      for (const { buffer, bytes } of data.constants) heap.bytes(this.#block + buffer.place, bytes.length).set(bytes);
    }
    if (this.#arenaBase !== heap.arenaBase) this.#writeTape();
  }
  /** Gives the memory back. The plan can be prepared again. */
  unload(): void {
    if (this.loaded) this.#heap.free(this.#block);
    this.#block = 0;
    this.#views = undefined;
  }

  /** Runs the plan once. @throws IndexError, NonFiniteError; nothing is committed then */
  run(): void {
    this.prepare();
    const { start, words } = this.data.tape;
    const tape = this.#tape;
    try {
      this.#heap.run(tape + 4 * (this.#onceDone ? start.step : start.once), tape + 4 * words.length);
    } catch (error) {
      throw isTrap(error) ? this.#explain(error as Error) : error;
    }
    this.#onceDone = true;
  }

  input(placeholder: Placeholder): Arrays[DType] | undefined {
    return this.#view().inputs.get(placeholder);
  }
  output(i: number): Arrays[DType] {
    return this.#view().outputs[i]!;
  }
  toString(): string {
    return printPlan(this.data);
  }

  get #tape(): number {
    return this.#block + this.data.onceBytes;
  }
  #base(buffer: Buffer): number {
    if (buffer.region === "step") return this.#heap.arenaBase + buffer.place;
    if (buffer.region === "once") return this.#block + buffer.place;
    return buffer.parameter instanceof Parameter ? this.#address(buffer.parameter) : this.#heap.fault;
  }
  #writeTape(): void {
    const { words, addresses } = this.data.tape;
    for (const { at, buffer, offset } of addresses) words[at] = this.#base(buffer) + offset;
    this.#heap.view("i32", this.#tape, words.length).set(words);
    this.#arenaBase = this.#heap.arenaBase;
    this.#views = undefined;
  }
  #view(): { inputs: Map<Placeholder, Arrays[DType]>; outputs: Arrays[DType][] } {
    this.prepare();
    const memory = this.#heap.memory.buffer;
    if (this.#views?.memory === memory) return this.#views;
    const at = (pointer: Pointer) => this.#base(pointer.buffer) + pointer.offset;
    const inputs = new Map<Placeholder, Arrays[DType]>();
    for (const [p, pointer] of this.data.inputs) {
      const { bytes } = pointer.buffer;
      const dtype = p.dtype as DType;
      inputs.set(p, this.#heap.view(dtype, at(pointer), bytes / (dtype === "bool" ? 1 : dtype === "f64" ? 8 : 4)));
    }
    const outputs = this.data.outputs.map((o) => this.#heap.view(o.dtype, at(o.pointer), elements(o.shape)));
    this.#views = { memory, inputs, outputs };
    return this.#views;
  }

  // The kernel left position and value; the address of the instruction leads to the node.
  #explain(error: Error): Error {
    if (!/unreachable/i.test(error.message)) return error;
    const { pc, position, value } = this.#heap.readFault();
    const node = nodeAt(this.data.tape, (pc - this.#tape) / 4);
    if (!node) return error;
    const kernel = this.#kernelAt((pc - this.#tape) / 4);
    const about = { node, origin: node.origin };
    const [, explain] = faults.find(([prefix]) => kernel?.startsWith(prefix)) ?? ["", outOfRange];
    return explain(node, position, value, about);
  }
  #kernelAt(at: number): string | undefined {
    const index = this.data.tape.words[at];
    for (const section of ["once", "step", "commit"] as const)
      for (const instruction of this.data.sections[section])
        for (const kernel of kernelsOf(instruction)) if (this.#heap.index(kernel) === index) return kernel;
    return undefined;
  }
}

function kernelsOf(instruction: Instruction): KernelName[] {
  return "kernel" in instruction ? [instruction.kernel] : instruction.body.flatMap(kernelsOf);
}

type About = { readonly node: Node; readonly origin: Origin | undefined };
type Explain = (node: Node, position: number, value: number, about: About) => WengertError;

const nonFinite: Explain = (node, position, value, about) => {
  const fed = isInput(node);
  const subject = fed ? `${node.op} ${node.name} holds` : `${node.op} is the first to produce`;
  return new NonFiniteError(`${subject} ${value}, at position ${position} of ${node}; nothing was committed`, about);
};
const outOfRange: Explain = (node, position, value, about) =>
  new IndexError(
    `${node.op}: index ${value} at position ${position} is out of range${rangeOf(node)}; nothing was committed`,
    about,
  );
// position is the pivot, value the matrix in its batch
const singular =
  (rule: string, pivot: string): Explain =>
  (node, position, value, about) => {
    const subject = node.inputs[0]!.shape.length > 2 ? `matrix ${value} of the batch` : "the matrix";
    const text = `${node.op}: ${subject} is ${rule} (pivot ${position} is ${pivot}); nothing was committed`;
    return new SingularError(text, about);
  };
// What a fault says, by how the kernel's name begins. Of any other kernel it is an index out of range.
const faults: readonly (readonly [prefix: string, explain: Explain])[] = [
  ["check_finite", nonFinite],
  ["lu_", singular("singular", "0")],
  ["cholesky_", singular("not positive definite", "not positive")],
];
function rangeOf(node: Node): string {
  const [x] = node.inputs;
  if (!x) return "";
  const size = node.op.startsWith("crossEntropy")
    ? x.shape.at(-1)
    : (x.shape[Number(node.attributes.axis ?? 0)] ?? "?");
  return `, there are ${size}`;
}
