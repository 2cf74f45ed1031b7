// Element types of files that the engine does not have, as the nearest one that it has. Nothing is rounded: floats are
// widened, integers checked. Files and every WebAssembly host are little-endian.
import { type Arrays, arrayTypes, type DType } from "../dtype.js";
import { FormatError } from "../errors.js";

/** How a file's dtype is read: bytes an element, and the typed array made of `n` elements. */
export interface Reader<D extends DType = DType> {
  readonly dtype: D;
  readonly size: 1 | 2 | 4 | 8;
  read(bytes: Uint8Array, n: number, subject: string): Arrays[D];
}

const same = <D extends DType>(dtype: D, size: 1 | 4 | 8): Reader<D> => ({
  dtype,
  size,
  read: (bytes, n) => {
    const data = new arrayTypes[dtype](n);
    new Uint8Array(data.buffer).set(bytes);
    return data;
  },
});

// bits of 16 → bits of an f32
const wideFloat = (bitsOf: (half: number) => number): Reader<"f32"> => ({
  dtype: "f32",
  size: 2,
  read: (bytes, n) => {
    const view = viewOf(bytes);
    const data = new Float32Array(n);
    const bits = new Uint32Array(data.buffer);
    for (let i = 0; i < n; i++) bits[i] = bitsOf(view.getUint16(2 * i, true));
    return data;
  },
});

const whole = (size: 1 | 2 | 4 | 8, get: (view: DataView, at: number) => number | bigint): Reader<"i32"> => ({
  dtype: "i32",
  size,
  read: (bytes, n, subject) => {
    const view = viewOf(bytes);
    const data = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const value = get(view, size * i);
      if (value < -0x80000000 || value > 0x7fffffff)
        throw new FormatError(`${subject}: ${value} at position ${i} does not fit i32`);
      data[i] = Number(value);
    }
    return data;
  },
});

const bool: Reader<"bool"> = {
  dtype: "bool",
  size: 1,
  read: (bytes, n, subject) => {
    const at = bytes.findIndex((byte) => byte > 1);
    if (at >= 0) throw new FormatError(`${subject}: the byte ${bytes[at]} at position ${at} is neither 0 nor 1`);
    return same("bool", 1).read(bytes, n, subject);
  },
};

/** By the names that safetensors gives to dtypes. */
export const readers: ReadonlyMap<string, Reader> = /* @__PURE__ */ new Map<string, Reader>([
  ["F64", same("f64", 8)],
  ["F32", same("f32", 4)],
  ["F16", wideFloat(halfToSingle)],
  ["BF16", wideFloat((half) => half << 16)],
  ["I32", same("i32", 4)],
  ["I64", whole(8, (view, at) => view.getBigInt64(at, true))],
  ["U64", whole(8, (view, at) => view.getBigUint64(at, true))],
  ["U32", whole(4, (view, at) => view.getUint32(at, true))],
  ["I16", whole(2, (view, at) => view.getInt16(at, true))],
  ["U16", whole(2, (view, at) => view.getUint16(at, true))],
  ["I8", whole(1, (view, at) => view.getInt8(at))],
  ["U8", whole(1, (view, at) => view.getUint8(at))],
  ["BOOL", bool],
]);

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// IEEE 754 binary16, sign·5·10, → binary32, sign·8·23; the bias grows by 112
function halfToSingle(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // a subnormal half is a normal single: move its leading one out of the fraction
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
