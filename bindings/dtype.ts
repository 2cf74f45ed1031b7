import { DTypeError } from "./errors.js";

/** Element types: two floats, a 32-bit integer, and a byte that holds 0 or 1. */
export type DType = "f32" | "f64" | "i32" | "bool";
export type Float = "f32" | "f64";

/** The typed array that holds each dtype. */
export interface Arrays {
  f32: Float32Array<ArrayBuffer>;
  f64: Float64Array<ArrayBuffer>;
  i32: Int32Array<ArrayBuffer>;
  bool: Uint8Array<ArrayBuffer>;
}
interface ArrayType<A> {
  new (length: number): A;
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): A;
  readonly BYTES_PER_ELEMENT: number;
}
/** The constructor of each dtype's typed array. */
export const arrayTypes: { readonly [D in DType]: ArrayType<Arrays[D]> } = {
  f32: Float32Array,
  f64: Float64Array,
  i32: Int32Array,
  bool: Uint8Array,
};
/** Bytes an element. */
export const byteSize: { readonly [D in DType]: 1 | 4 | 8 } = { f32: 4, f64: 8, i32: 4, bool: 1 };

export function isFloat(dtype: DType): dtype is Float {
  return dtype === "f32" || dtype === "f64";
}

/** Throws a DTypeError unless every dtype is the first one. */
export function sameDType(op: string, dtypes: readonly DType[]): void {
  const odd = dtypes.find((dtype) => dtype !== dtypes[0]);
  if (odd) throw new DTypeError(`${op}: operands have dtypes ${dtypes[0]} and ${odd}; cast one of them`);
}
