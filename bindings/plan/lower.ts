// Nodes to instructions: each op writes its kernels, buffers are shared where a result may stand over an operand.

import type { Dim } from "../dim.js";
import { arrayTypes, byteSize, type DType, isFloat } from "../dtype.js";
import { invariant } from "../errors.js";
import {
  Buffer,
  type Instruction,
  type KernelName,
  Loop,
  type Lowering,
  type Operand,
  Pointer,
} from "../graph/lowering.js";
import { Constant, isInput, isPick, type Node, Parameter, Placeholder } from "../graph/node.js";
import { elements, sameShape } from "../shape.js";
import { simplify } from "../simplify/index.js";
import { commitCandidates, commitOrder, type Source, type Targets } from "./commit.js";
import type { Section } from "./encode.js";
import type { Lowered } from "./plan.js";
import type { Program } from "./program.js";
import { schedule } from "./schedule.js";
import { Shapes, type Sizes } from "./sizes.js";

export function lower(program: Program, sizes: Sizes): Lowered {
  return new Lowerer(program, sizes).run();
}

class Lowerer implements Lowering {
  readonly #program: Program;
  readonly #shapes: Shapes;
  readonly #sections = { once: [] as Instruction[], step: [] as Instruction[], commit: [] as Instruction[] };
  readonly #buffers: Buffer[] = [];
  readonly #pointers = new Map<Node, Pointer[]>();
  // uses of each buffer that are still to come; Infinity where its contents must stay
  readonly #pending = new Map<Buffer, number>();
  readonly #constants: { buffer: Buffer; bytes: Uint8Array }[] = [];
  readonly #constantOf = new Map<string, Pointer>();
  readonly #parameters = new Map<Parameter, Buffer>();
  readonly #faultBuffer = new Buffer("parameter", 16, "fault");
  readonly fault = new Pointer(this.#faultBuffer);
  readonly #fetched: Set<Node>;
  #commit: Targets = new Map();
  #section: Section = "step";
  #node!: Node;
  // bodies of the repeats that are being lowered, outermost first
  #bodies: { loop: Loop; list: Instruction[] }[] = [];
  // of the program, and of the subgraphs in it
  readonly #uses: Map<Node, number>;
  readonly #constant: Set<Node>;
  readonly #read: Set<string> = new Set();
  readonly #numbers = new Map<Node, number>();
  #given = new Set<Buffer>();

  constructor(program: Program, sizes: Sizes) {
    this.#program = program;
    this.#shapes = new Shapes(sizes);
    this.#uses = new Map(program.uses);
    this.#constant = new Set(program.constant);
    this.#notePicks(program.order);
    this.#fetched = new Set([...program.outputs, ...program.updates.map(([, next]) => next)]);
    for (const parameter of program.parameters) {
      const bytes = elements(parameter.shape as number[]) * byteSize[parameter.dtype as DType];
      this.#parameters.set(parameter, new Buffer("parameter", bytes, parameter.name, parameter));
    }
  }

  run(): Lowered {
    const { order, outputs, updates } = this.#program;
    for (const node of order) this.#shapes.add(node);
    const candidates = commitCandidates(this.#program);
    const last = (node: Node) => candidates.has(isPick(node) ? node.inputs[0]! : node);
    for (const node of order) if (!last(node)) this.#lower(node);
    const commit = commitOrder(candidates, (x, of) => this.#source(x, of));
    const staying = (node: Node) => commit.has(isPick(node) ? node.inputs[0]! : node);
    for (const node of order) if (last(node) && !staying(node)) this.#lower(node);

    // outputs and new values that stand in a parameter about to be written are copied first
    const written = new Set(updates.map(([p]) => this.#parameters.get(p)!));
    this.#section = "step";
    const stable = (node: Node): Pointer => {
      const pointer = this.input(node);
      if (!written.has(pointer.buffer)) return pointer;
      this.#node = node;
      const copy = this.#room("step", this.#bytes(node, 0), `${node.op} copy`);
      this.#copy(copy, pointer, copy.buffer.bytes);
      return copy;
    };
    const results = outputs.map((node) => ({
      pointer: stable(node),
      shape: this.shape(node),
      dtype: node.dtype as DType,
    }));
    const inPlace = new Set([...commit.values()].flat());
    const staged = updates.filter(([p]) => !inPlace.has(p)).map(([p, next]) => [p, next, stable(next)] as const);

    this.#section = "commit";
    this.#commit = commit;
    for (const node of commit.keys()) this.#lower(node);
    for (const [p, next, pointer] of staged) {
      this.#node = next;
      this.#copy(new Pointer(this.#parameters.get(p)!), pointer, this.#bytes(next, 0));
    }
    return {
      sections: this.#sections,
      buffers: this.#buffers,
      inputs: new Map(this.#program.placeholders.map((p) => [p, this.input(p)])),
      outputs: results,
      constants: this.#constants,
      parameters: this.#parameters,
      fault: this.#faultBuffer,
      shapes: this.#shapes,
    };
  }

  #lower(node: Node): void {
    if (this.#bodies.length && this.#constant.has(node)) {
      // what is constant is computed once, before any repeat
      const bodies = this.#bodies;
      this.#bodies = [];
      this.#lower(node);
      this.#bodies = bodies;
      return;
    }
    this.#node = node;
    this.#given = new Set();
    if (this.#section !== "commit") this.#section = this.#constant.has(node) ? "once" : "step";
    if (node instanceof Placeholder)
      this.#bindNew(node, this.#room("step", this.#bytes(node, 0), node.name), Number.POSITIVE_INFINITY);
    else if (node instanceof Parameter) this.bind(node, new Pointer(this.#parameters.get(node)!));
    else if (node instanceof Constant)
      this.bind(
        node,
        this.#data(new Uint8Array(node.data.buffer, node.data.byteOffset, node.data.byteLength), node.dtype),
      );
    else if (isPick(node))
      this.#setPointer(node, 0, this.#pointers.get(node.inputs[0]!)![node.attributes.i as number]!);
    else {
      invariant(node.entry.lower, `${node.op} has no lowering`);
      node.entry.lower(node, this);
    }
    for (const x of node.inputs)
      for (const { buffer } of this.#places(x)) {
        // the once section runs first, whatever the order of lowering: what a step reads of it stays
        const late = buffer.region === "once" && this.#section !== "once";
        this.#pending.set(buffer, late ? Number.POSITIVE_INFINITY : this.#pending.get(buffer)! - 1);
      }
    if (this.#program.checkFinite && this.#section !== "commit") this.#check(node);
  }
  #check(node: Node): void {
    if (isPick(node) || node instanceof Constant) return;
    for (const [i, { dtype }] of node.results.entries()) {
      const at = this.#pointers.get(node)?.[i];
      if (at && isFloat(dtype)) this.emit(`check_finite_${dtype}`, at, elements(this.shape(node, i)), this.fault);
    }
  }
  #source(x: Node, of: Node): Source {
    const { buffer, offset } = this.input(x);
    return {
      parameter: buffer.parameter as Parameter | undefined,
      whole: offset === 0 && sameShape(this.shape(x), this.shape(of)),
    };
  }

  // --- Lowering

  shape(x: Node, result = 0): readonly number[] {
    return this.#shapes.of(x, result);
  }
  size(dim: Dim): number {
    return this.#shapes.size(dim);
  }
  place(dim: Dim): number {
    return this.#shapes.place(dim);
  }
  input(x: Node): Pointer {
    const pointer = this.#pointers.get(x)?.[0];
    if (!pointer) throw new Error(`internal: ${x} is used before it has a value`);
    return pointer;
  }
  output(node: Node, i = 0, reuse: readonly Node[] = []): Pointer {
    const target = this.#commit.get(node)?.[i];
    if (target) {
      const pointer = new Pointer(this.#parameters.get(target)!);
      this.#setPointer(node, i, pointer);
      return pointer;
    }
    const bytes = this.#bytes(node, i);
    for (const x of reuse) {
      const { buffer, offset } = this.input(x);
      const readers = node.inputs.filter((input) => this.#places(input).some((p) => p.buffer === buffer));
      const free =
        this.#pending.get(buffer) === readers.length && buffer.region === this.#section && !this.#given.has(buffer);
      if (!free || offset !== 0 || buffer.bytes !== bytes) continue;
      if (!readers.every((input) => reuse.includes(input) && this.input(input).offset === 0)) continue;
      this.#setPointer(node, i, new Pointer(buffer));
      return new Pointer(buffer);
    }
    const pointer = this.#room(this.#section === "once" ? "once" : "step", bytes, node.op);
    this.#bindNew(node, pointer, 0, i);
    return pointer;
  }
  bind(node: Node, at: Pointer, i = 0): void {
    this.#setPointer(node, i, at);
  }
  scratch(bytes: number): Pointer {
    return this.#room(this.#section === "once" ? "once" : "step", bytes, `${this.#node.op} scratch`);
  }
  constant(values: readonly number[], dtype: DType): Pointer {
    const data = new arrayTypes[dtype](values.length);
    data.set(values);
    return this.#data(new Uint8Array(data.buffer, 0, data.byteLength), dtype);
  }
  emit(kernel: KernelName, ...operands: readonly Operand[]): void {
    this.#list().push({ kernel, operands, node: this.#node });
  }
  repeat(count: number, body: (loop: Loop) => void): void {
    const loop = new Loop(count);
    const list: Instruction[] = [];
    const node = this.#node;
    this.#bodies.push({ loop, list });
    body(loop);
    this.#bodies.pop();
    this.#node = node;
    this.#list().push({ loop, body: list, node });
  }
  subgraph(results: readonly Node[], at: ReadonlyMap<Node, Pointer>): Pointer[] {
    const [outer, section] = [this.#node, this.#section];
    const roots = simplify(results);
    const order = schedule(roots);
    for (const node of order) {
      this.#shapes.add(node);
      this.#uses.set(node, 0);
      const leaf = isInput(node);
      if (!leaf && (node instanceof Constant || node.inputs.every((x) => this.#constant.has(x))))
        this.#constant.add(node);
    }
    for (const node of order) for (const x of node.inputs) this.#uses.set(x, this.#uses.get(x)! + 1);
    for (const root of roots) this.#fetched.add(root);
    this.#notePicks(order);
    for (const node of order) {
      this.#pointers.delete(node);
      const place = at.get(node);
      // what stands outside is read in every pass, and never written over
      if (place) this.#bindNew(node, place, Number.POSITIVE_INFINITY);
      else this.#lower(node);
    }
    [this.#node, this.#section] = [outer, section];
    this.#given = new Set();
    return roots.map((root) => this.input(root));
  }
  isUsed(node: Node, i: number): boolean {
    return this.#read.has(`${this.#numbers.get(node)} ${i}`);
  }
  #notePicks(order: readonly Node[]): void {
    for (const node of order) {
      if (!isPick(node)) continue;
      const [tuple] = node.inputs as [Node];
      if (!this.#numbers.has(tuple)) this.#numbers.set(tuple, this.#numbers.size);
      this.#read.add(`${this.#numbers.get(tuple)} ${node.attributes.i}`);
    }
  }
  #list(): Instruction[] {
    return this.#bodies[this.#bodies.length - 1]?.list ?? this.#sections[this.#section];
  }

  // --- buffers

  // of a node's results; those that nobody reads may have none
  #places(x: Node): Pointer[] {
    return this.#pointers.get(x)!.filter((pointer) => pointer);
  }
  #bytes(node: Node, i: number): number {
    return elements(this.shape(node, i)) * byteSize[node.results[i]!.dtype];
  }
  #room(region: "once" | "step", bytes: number, label: string): Pointer {
    const buffer = new Buffer(region, bytes, label);
    if (region === "step") buffer.loops = this.#bodies.map(({ loop }) => loop);
    this.#buffers.push(buffer);
    this.#given.add(buffer);
    this.#pending.set(buffer, 0);
    return new Pointer(buffer);
  }
  #bindNew(node: Node, pointer: Pointer, pinned: number, i = 0): void {
    this.#pending.set(pointer.buffer, pinned);
    this.#setPointer(node, i, pointer);
  }
  #setPointer(node: Node, i: number, pointer: Pointer): void {
    const pointers = this.#pointers.get(node) ?? [];
    pointers[i] = pointer;
    this.#pointers.set(node, pointers);
    this.#given.add(pointer.buffer);
    const more = this.#fetched.has(node) ? Number.POSITIVE_INFINITY : this.#uses.get(node)!;
    this.#pending.set(pointer.buffer, (this.#pending.get(pointer.buffer) ?? 0) + more);
  }
  // Bytes that the plan keeps; equal small ones are kept once.
  #data(bytes: Uint8Array, dtype: DType): Pointer {
    const key = bytes.length <= 16 ? `${dtype} ${bytes}` : undefined;
    const known = key === undefined ? undefined : this.#constantOf.get(key);
    if (known) return known;
    const pointer = this.#room("once", bytes.length, "constant");
    this.#pending.set(pointer.buffer, Number.POSITIVE_INFINITY);
    this.#constants.push({ buffer: pointer.buffer, bytes });
    if (key !== undefined) this.#constantOf.set(key, pointer);
    return pointer;
  }
  #copy(y: Pointer, x: Pointer, bytes: number): void {
    if (bytes) this.emit("copy_8", y, x, bytes);
  }
}
