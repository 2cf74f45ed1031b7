// The safetensors format of Hugging Face:
//
//   8 bytes        n, little-endian
//   n bytes        JSON: {"__metadata__": {string: string}, name: {"dtype", "shape", "data_offsets": [begin, end]}, …},
//                  padded with spaces to a multiple of 8
//   the rest       the tensors' bytes, row-major, little-endian; offsets count from here, without holes or overlaps
import type { DType } from "../dtype.js";
import { FormatError } from "../errors.js";
import { elements, showShape } from "../shape.js";
import { Tensor, type TensorLike, type Tensors } from "../tensor.js";
import { repeatedKey } from "./json.js";
import { readers } from "./widen.js";

const METADATA = "__metadata__";
const LONGEST_HEADER = 100_000_000; // the limit of the reference implementation

// Written by descending alignment, and in the order that the reference implementation gives to equal ones.
const written: readonly { readonly dtype: DType; readonly name: string }[] = [
  { dtype: "f64", name: "F64" },
  { dtype: "f32", name: "F32" },
  { dtype: "i32", name: "I32" },
  { dtype: "bool", name: "BOOL" },
];

/**
 * Tensors as the bytes of a safetensors file: F32, F64, I32, BOOL. The bytes are the ones that the reference
 * implementation writes for the same tensors: sorted by descending alignment, then by name.
 * @param metadata strings that stand beside the tensors
 * @throws FormatError for a tensor named `__metadata__`, a name that is no Unicode text, data that does not fit its shape
 */
export function encodeSafetensors(
  tensors: Tensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const list = Object.entries(tensors).map(([name, tensor]) => ({ name, tensor, rank: rankOf(name, tensor) }));
  list.sort((a, b) => a.rank - b.rank || compareCodePoints(a.name, b.name));
  const entries: string[] = [];
  if (Object.keys(metadata).length) entries.push(`"${METADATA}":${metadataText(metadata)}`);
  let offset = 0;
  for (const { name, tensor, rank } of list) {
    const end = offset + tensor.data.byteLength;
    const shape = `[${tensor.shape.join(",")}]`;
    entries.push(
      `${textOf(name)}:{"dtype":"${written[rank]!.name}","shape":${shape},"data_offsets":[${offset},${end}]}`,
    );
    offset = end;
  }
  const json = new TextEncoder().encode(`{${entries.join(",")}}`);
  const length = Math.ceil(json.length / 8) * 8;
  if (length > LONGEST_HEADER) fail(`the header has ${length} bytes, more than ${LONGEST_HEADER}`);
  const bytes = new Uint8Array(8 + length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length).set(json, 8);
  let at = 8 + length;
  for (const { tensor } of list) {
    const { data } = tensor;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * The tensors of a safetensors file, copied out of it. F32, F64, I32 and BOOL are kept; F16 and BF16 become f32, which
 * holds them exactly; I8, U8, I16, U16, U32, I64 and U64 become i32.
 * @throws FormatError for anything that the format does not allow: a file that ends early or late, holes, overlaps,
 * repeated names, sizes that differ from the shape's; for other dtypes, and for integers that do not fit i32
 */
export function decodeSafetensors(bytes: Uint8Array): {
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
} {
  const { header, start } = readHeader(bytes);
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  const infos = entries.map(([name, value]) => readInfo(name, value));
  checkCover(infos, bytes.length - start);
  const tensors = infos.map(({ name, dtype, shape, begin, end }): [string, Tensor] => {
    const reader = readers.get(dtype)!;
    const data = reader.read(bytes.subarray(start + begin, start + end), elements(shape), `safetensors: ${name}`);
    return [name, new Tensor(data, shape, reader.dtype)];
  });
  return { tensors: Object.fromEntries(tensors), metadata: readMetadata(header[METADATA]) };
}

interface Info {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}
type Json = Readonly<Record<string, unknown>>;

function readHeader(bytes: Uint8Array): { header: Json; start: number } {
  if (!(bytes instanceof Uint8Array)) fail("bytes are needed, a Uint8Array");
  if (bytes.length < 8) fail(`the file ends inside the header's length: ${bytes.length} bytes of 8`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > LONGEST_HEADER) fail(`the header has ${length} bytes, more than ${LONGEST_HEADER}`);
  if (length > bytes.length - 8) fail(`the file ends inside the header: ${bytes.length - 8} bytes of ${length}`);
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.slice(8, 8 + length));
    header = JSON.parse(text);
  } catch (error) {
    fail(`the header is no JSON: ${(error as Error).message}`);
  }
  if (!isObject(header) || !text.startsWith("{")) fail("the header does not begin with an object");
  const repeated = repeatedKey(text);
  if (repeated !== undefined) fail(`${JSON.stringify(repeated)} stands in the header twice`);
  return { header, start: 8 + length };
}

function readInfo(name: string, value: unknown): Info {
  if (!isObject(value)) fail(`${name}: dtype, shape and data_offsets are needed, not ${show(value)}`);
  const { dtype, shape, data_offsets: offsets } = value;
  const reader = typeof dtype === "string" ? readers.get(dtype) : undefined;
  if (!reader) fail(`${name}: dtype ${show(dtype)} is none of ${[...readers.keys()].join(", ")}`);
  if (!isCounts(shape)) fail(`${name}: shape is a list of whole numbers, not ${show(shape)}`);
  if (!isCounts(offsets) || offsets.length !== 2)
    fail(`${name}: data_offsets are two whole numbers, not ${show(offsets)}`);
  const [begin, end] = offsets as [number, number];
  if (begin > end) fail(`${name}: data_offsets [${begin}, ${end}] end before they begin`);
  const needed = elements(shape) * reader.size;
  if (end - begin !== needed)
    fail(
      `${name}: ${dtype}${showShape(shape)} has ${needed} bytes, data_offsets [${begin}, ${end}] have ${end - begin}`,
    );
  return { name, dtype: dtype as string, shape, begin, end };
}

// Every byte after the header belongs to exactly one tensor.
function checkCover(infos: readonly Info[], size: number): void {
  let at = 0;
  for (const { name, begin, end } of [...infos].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) fail(`${name}: begins at ${begin}, ${begin < at ? "inside" : "after a hole behind"} ${at}`);
    if (end > size) fail(`${name}: ends at ${end}, the data has ${size} bytes`);
    at = end;
  }
  if (at !== size) fail(`the tensors have ${at} bytes, the data ${size}`);
}

function readMetadata(value: unknown = {}): Record<string, string> {
  if (!isObject(value)) fail(`${METADATA} is an object of strings, not ${show(value)}`);
  for (const [key, text] of Object.entries(value))
    if (typeof text !== "string") fail(`${METADATA}: ${key} is no string, but ${show(text)}`);
  return value as Record<string, string>;
}

function rankOf(name: string, { dtype, shape, data }: TensorLike): number {
  if (name === METADATA) fail(`a tensor cannot be named ${METADATA}`);
  const rank = written.findIndex((entry) => entry.dtype === dtype);
  if (rank < 0) fail(`${name}: dtype ${dtype} is none of ${written.map((entry) => entry.dtype).join(", ")}`);
  if (!isCounts(shape) || elements(shape) !== data.length)
    fail(`${name}: shape ${showShape(shape)} does not have the ${data.length} elements of the data`);
  return rank;
}

function metadataText(metadata: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(metadata).map(([key, value]) => {
    if (typeof value !== "string") fail(`${METADATA}: ${key} is no string, but ${typeof value}`);
    return `${textOf(key)}:${textOf(value)}`;
  });
  return `{${pairs.join(",")}}`;
}

function textOf(text: string): string {
  if (/\p{Surrogate}/u.test(text)) fail(`${JSON.stringify(text)} is no Unicode text: half a surrogate pair`);
  return JSON.stringify(text);
}

// The order of UTF-8 bytes, which UTF-16 units do not have.
function compareCodePoints(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  const at = x.findIndex((c, i) => c !== y[i]);
  if (at < 0) return x.length - y.length;
  return x[at]!.codePointAt(0)! - (y[at]?.codePointAt(0) ?? -1);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
// A value of a header in an error: short, however deep or long it is.
function show(value: unknown): string {
  if (isObject(value)) return "an object";
  if (!Array.isArray(value)) return JSON.stringify(value)?.slice(0, 40) ?? "missing";
  const parts = value.slice(0, 8).map((part) => (typeof part === "object" && part !== null ? "…" : show(part)));
  return `[${parts.join(", ")}${value.length > 8 ? ", …" : ""}]`;
}
function fail(detail: string): never {
  throw new FormatError(`safetensors: ${detail}`);
}
