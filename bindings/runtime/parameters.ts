// The values of parameters in one engine: made at first use, read, written all or nothing.
import { byteSize, type DType } from "../dtype.js";
import { FeedError, GraphError } from "../errors.js";
import { Constant, type Node, type Parameter } from "../graph/node.js";
import { parameters as parametersOf } from "../graph/sort.js";
import { substitute } from "../graph/substitute.js";
import { elements, sameShape, showShape } from "../shape.js";
import { Tensor, type TensorLike, type Tensors, toData } from "../tensor.js";
import type { Heap } from "./heap.js";

interface Entry {
  readonly parameter: Parameter;
  readonly pointer: number;
}

export class ParameterStore {
  readonly #heap: Heap;
  readonly #seed: number;
  readonly #evaluate: (nodes: readonly Node[]) => readonly Tensor[];
  readonly #entries = new Map<string, Entry>();
  readonly #waiting = new Map<string, Tensor>();

  /** @param evaluate the values of nodes without feeds */
  constructor(heap: Heap, seed: number, evaluate: (nodes: readonly Node[]) => readonly Tensor[]) {
    this.#heap = heap;
    this.#seed = seed;
    this.#evaluate = evaluate;
  }

  /** Takes parameters in; new ones get the value that waits under their name, or their initial one. */
  adopt(list: readonly Parameter[]): void {
    const fresh: Parameter[] = [];
    for (const p of list) {
      const known = this.#entries.get(p.name)?.parameter ?? fresh.find((other) => other.name === p.name);
      if (known && known !== p)
        throw new GraphError(
          `two parameters are named ${p.name}; use scope or other names\n    one built ${known.origin?.line ?? "elsewhere"}`,
          { node: p, origin: p.origin },
        );
      if (!known) fresh.push(p);
    }
    if (fresh.length === 0) return;
    for (const p of fresh) {
      const value = this.#waiting.get(p.name);
      if (value) this.#check(p, value);
    }
    const initial = fresh.filter((p) => !this.#waiting.has(p.name));
    const nodes = initial.map((p) => {
      const { value, key } = p.initial;
      if (!key) return value;
      return substitute(value, new Map([[key, new Constant(keyOf(this.#seed, p.name), { shape: [2], dtype: "i32" })]]));
    });
    // an initial value may read other parameters
    this.adopt(parametersOf(nodes).filter((p) => !this.#entries.has(p.name)));
    const values = nodes.length ? this.#evaluate(nodes) : [];
    for (const p of fresh) {
      const value = this.#waiting.get(p.name) ?? values[initial.indexOf(p)]!;
      this.#entries.set(p.name, { parameter: p, pointer: this.#heap.alloc(value.data.byteLength) });
      this.#store(p, value);
      this.#waiting.delete(p.name);
    }
  }
  address(p: Parameter): number {
    return this.#entries.get(p.name)!.pointer;
  }
  get unclaimed(): readonly string[] {
    return [...this.#waiting.keys()];
  }
  read(which?: readonly Parameter[]): Record<string, Tensor> {
    if (which) this.adopt(which);
    const list = which ?? [...this.#entries.values()].map((entry) => entry.parameter);
    return Object.fromEntries(list.map((p) => [p.name, this.#load(p)]));
  }
  write(values: Tensors): void {
    const checked = Object.entries(values).map(([name, value]) => {
      const known = this.#entries.get(name)?.parameter;
      const tensor = copyOf(name, value);
      if (known) this.#check(known, tensor);
      return { name, known, tensor };
    });
    for (const { name, known, tensor } of checked) {
      if (known) this.#store(known, tensor);
      else this.#waiting.set(name, tensor);
    }
  }

  #check(p: Parameter, value: TensorLike): void {
    if (value.dtype !== p.dtype || !sameShape(value.shape, p.shape))
      throw new FeedError(
        `parameter ${p.name} is ${p.dtype}${showShape(p.shape)}, the value ${value.dtype}${showShape(value.shape)}; nothing was written`,
        { node: p, origin: p.origin },
      );
  }
  #store(p: Parameter, value: TensorLike): void {
    const { data } = value;
    this.#heap
      .bytes(this.address(p), data.byteLength)
      .set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  #load(p: Parameter): Tensor {
    const shape = p.shape as readonly number[];
    const data = this.#heap.view(p.dtype as DType, this.address(p), elements(shape)).slice();
    return new Tensor(data, shape, p.dtype as DType);
  }
}

function copyOf(name: string, value: TensorLike): Tensor {
  if (!(value?.dtype in byteSize)) throw new FeedError(`value ${name} is no tensor; nothing was written`);
  const { data } = toData(value, value.dtype, `value ${name}`);
  return new Tensor(data.slice(), value.shape, value.dtype);
}

// A key from the engine's seed and the parameter's name: two FNV-1a hashes of the name, over the seed's two words.
function keyOf(seed: number, name: string): Int32Array<ArrayBuffer> {
  const hash = (start: number): number => {
    let h = start;
    for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
    return h;
  };
  return Int32Array.of(hash(0x811c9dc5 ^ (seed | 0)), hash(0x9e3779b9 ^ (Math.floor(seed / 2 ** 32) | 0)));
}
