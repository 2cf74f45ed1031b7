// Values outside the graph: what is fed, fetched, written into a graph as a constant, saved and read.
import { type Arrays, arrayTypes, type DType } from "./dtype.js";
import { FeedError } from "./errors.js";
import { elements, showShape, stridesOf } from "./shape.js";

export type Nested = number | boolean | readonly Nested[];
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Int16Array
  | Uint16Array;
/** What a tensor is made of; its structured clone is one too. */
export interface TensorLike<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: Arrays[D];
}
/** A value to feed or to write down: a number, nested arrays, a flat typed array, or a tensor. */
export type Value = Nested | TypedArray | TensorLike;
/** Tensors by name. */
export type Tensors = Readonly<Record<string, TensorLike>>;

/** An array of numbers with a shape. Row-major; `data` is the tensor's own. */
export class Tensor<D extends DType = DType> implements TensorLike<D> {
  readonly data: Arrays[D];
  readonly shape: readonly number[];
  readonly dtype: D;
  /**
   * @param data typed arrays are kept as they are if their type is the dtype's, else converted without loss
   * @param shape default: the nesting of `data`, or one axis
   * @param dtype default: the typed array's, or `"f32"`
   * @throws FeedError if the data does not fit the shape, or the dtype without loss
   */
  constructor(data: TypedArray | Nested, shape?: readonly number[], dtype?: D) {
    this.dtype = dtype ?? (naturalDType(data) as D);
    const value = toData(data, this.dtype, "Tensor");
    this.data = value.data;
    this.shape = [...(shape ?? value.shape ?? [value.data.length])];
    if (elements(this.shape) !== this.data.length)
      throw new FeedError(
        `Tensor: shape ${showShape(this.shape)} has ${elements(this.shape)} elements, data ${this.data.length}`,
      );
  }
  /** The only element; throws a FeedError if there are more. */
  item(): number {
    if (this.data.length !== 1)
      throw new FeedError(`item: the tensor has ${this.data.length} elements, shape ${showShape(this.shape)}`);
    return this.data[0]!;
  }
  /** Nested arrays; a number for a scalar. */
  toArray(): Nested {
    const strides = stridesOf(this.shape);
    const level = (axis: number, at: number): Nested =>
      axis === this.shape.length
        ? this.dtype === "bool"
          ? this.data[at] === 1
          : this.data[at]!
        : Array.from({ length: this.shape[axis]! }, (_, i) => level(axis + 1, at + i * strides[axis]!));
    return level(0, 0);
  }
  /** `f32(2,3) [1, 2, 3, …]`: at most eight elements. */
  toString(): string {
    const shown = Array.from(this.data.subarray(0, 8), (x) => Number(x.toPrecision(6)));
    return `${this.dtype}${showShape(this.shape)} [${shown.join(", ")}${this.data.length > 8 ? ", …" : ""}]`;
  }
}

export function isTensorLike(value: Value): value is TensorLike {
  return typeof value === "object" && "dtype" in value && "shape" in value && "data" in value;
}

// Which typed arrays convert into each dtype without loss.
const lossless: { readonly [D in DType]: readonly string[] } = {
  f32: ["Float32Array", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array"],
  f64: [
    "Float64Array",
    "Float32Array",
    "Int32Array",
    "Int8Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Int16Array",
    "Uint16Array",
  ],
  i32: ["Int32Array", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array"],
  bool: ["Uint8Array"],
};

function naturalDType(data: TypedArray | Nested): DType {
  if (data instanceof Float64Array) return "f64";
  if (data instanceof Int32Array) return "i32";
  return "f32";
}

/**
 * The value's data in the dtype, and its shape where the value has one. Number arrays are rounded to a float dtype; all
 * else must fit without loss. The data is the value's own array where no conversion is needed.
 * @throws FeedError beginning with `subject`
 */
export function toData<D extends DType>(
  value: Value,
  dtype: D,
  subject: string,
): { data: Arrays[D]; shape: readonly number[] | undefined } {
  if (ArrayBuffer.isView(value)) return { data: convert(value, dtype, subject), shape: undefined };
  if (typeof value === "object" && isTensorLike(value as Value)) {
    const tensor = value as TensorLike;
    if (tensor.dtype !== dtype)
      throw new FeedError(`${subject}: a tensor of ${tensor.dtype} was given, ${dtype} is needed`);
    if (tensor.data.length !== elements(tensor.shape))
      throw new FeedError(`${subject}: tensor of shape ${showShape(tensor.shape)} has ${tensor.data.length} elements`);
    return { data: convert(tensor.data, dtype, subject), shape: tensor.shape };
  }
  if (typeof value !== "number" && typeof value !== "boolean" && !Array.isArray(value))
    throw new FeedError(
      `${subject}: numbers, arrays or a tensor are needed, not ${value === null ? "null" : typeof value}`,
    );
  const { shape, numbers } = flatten(value, subject);
  const data = new arrayTypes[dtype](numbers.length);
  data.set(numbers);
  if (dtype === "i32" || dtype === "bool") {
    const at = numbers.findIndex((x, i) => data[i] !== x || (dtype === "bool" && x > 1));
    if (at >= 0) throw new FeedError(`${subject}: ${numbers[at]} at position ${at} does not fit ${dtype} without loss`);
  }
  return { data, shape };
}

function convert<D extends DType>(array: TypedArray, dtype: D, subject: string): Arrays[D] {
  const type = arrayTypes[dtype];
  const name = array[Symbol.toStringTag];
  if (name === type.name) return array as unknown as Arrays[D];
  if (!lossless[dtype].includes(name)) throw new FeedError(`${subject}: ${name} does not fit ${dtype} without loss`);
  const data = new type(array.length);
  data.set(array);
  return data;
}

// Depth first, with the shape taken from the first branch.
function flatten(value: Nested, subject: string): { shape: number[]; numbers: number[] } {
  const shape: number[] = [];
  for (let level: Nested = value; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const numbers: number[] = [];
  const visit = (part: Nested, depth: number): void => {
    const length = Array.isArray(part) ? part.length : undefined;
    if (length !== shape[depth])
      throw new FeedError(
        `${subject}: nested arrays have differing lengths, ${length ?? "a number"} where ${shape[depth] ?? "a number"} was first`,
      );
    if (Array.isArray(part)) for (const inner of part) visit(inner, depth + 1);
    else numbers.push(Number(part));
  };
  visit(value, 0);
  return { shape, numbers };
}
