import test from "ava";
import fc from "fast-check";
import { FormatError, Tensor, type TensorLike, type Tensors } from "wengert";
import { decodeSafetensors, encodeSafetensors } from "wengert/io";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

// A file made by hand: the header as it is, padded, and the data behind it.
function file(header: string | Uint8Array, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const json = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}
const one = (dtype: string, shape: readonly number[], data: Uint8Array) =>
  file(JSON.stringify({ x: { dtype, shape, data_offsets: [0, data.length] } }), data);
const bytesOf = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const readOne = (dtype: string, data: ArrayBufferView & { length: number }) =>
  decodeSafetensors(one(dtype, [data.length], bytesOf(data))).tensors.x!;

test("known bytes", (t) => {
  const bytes = encodeSafetensors({ w: new Tensor([[1, 2]]) }, { by: "hand" });
  const header = '{"__metadata__":{"by":"hand"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8, " ");
  t.is(text(bytes.subarray(8, 8 + padded.length)), padded);
  t.deepEqual([...bytes.subarray(0, 8)], [padded.length, 0, 0, 0, 0, 0, 0, 0]);
  t.deepEqual([...bytes.subarray(8 + padded.length)], [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]);
});

test("no tensors, no metadata", (t) => {
  const bytes = encodeSafetensors({});
  t.is(text(bytes.subarray(8)), "{}      ");
  t.deepEqual(decodeSafetensors(bytes), { tensors: {}, metadata: {} });
});

test("descending alignment, then names by code point", (t) => {
  const scalar = (dtype: "f32" | "f64" | "i32" | "bool") => new Tensor(1, [], dtype);
  const bytes = encodeSafetensors({
    b: scalar("bool"),
    "\u{1f600}": scalar("f32"),
    "\uffee": scalar("f32"),
    i: scalar("i32"),
    2: scalar("f32"),
    10: scalar("f32"),
    z: scalar("f64"),
  });
  const names = [...text(bytes.subarray(8)).matchAll(/"([^"]+)":\{"dtype"/g)].map((match) => match[1]);
  t.deepEqual(names, ["z", "10", "2", "\uffee", "\u{1f600}", "i", "b"]);
});

test("a tensor may have any name, and comes back under it", (t) => {
  const names = ["", "__proto__", "constructor", 'a"b\\c', "\n\u0001", "7", "é.ü"];
  const tensors = Object.fromEntries(names.map((name, i) => [name, new Tensor([i])]));
  const back = decodeSafetensors(encodeSafetensors(tensors)).tensors;
  t.deepEqual(Object.keys(back).sort(), [...names].sort());
  for (const [i, name] of names.entries()) t.is(Object.getOwnPropertyDescriptor(back, name)!.value.item(), i);
});

const shapes = fc.array(fc.nat(4), { maxLength: 4 });
const tensor = fc.tuple(fc.constantFrom("f32", "f64", "i32", "bool"), shapes).chain(([dtype, shape]) => {
  const n = shape.reduce((a, b) => a * b, 1);
  const fixed = { minLength: n, maxLength: n };
  const data = {
    f32: () => fc.float32Array(fixed),
    f64: () => fc.float64Array(fixed),
    i32: () => fc.int32Array(fixed),
    bool: () => fc.uint8Array({ ...fixed, max: 1 }),
  }[dtype as "f32"]();
  return data.map((values) => new Tensor(values, shape, dtype as "f32") as TensorLike);
});
const names = fc.string({ unit: "grapheme" }).filter((name) => name !== "__metadata__" && name !== "__proto__");

test("round trip of any tensors and metadata, from any offset in a buffer", (t) => {
  fc.assert(
    fc.property(
      fc.dictionary(names, tensor, { noNullPrototype: true }),
      fc.dictionary(names, names, { noNullPrototype: true }),
      fc.nat(9),
      (tensors: Tensors, metadata, shift) => {
        const bytes = encodeSafetensors(tensors, metadata);
        const moved = new Uint8Array(bytes.length + shift + 3).fill(0xff);
        moved.set(bytes, shift);
        const back = decodeSafetensors(moved.subarray(shift, shift + bytes.length));
        t.deepEqual(back.metadata, metadata);
        t.deepEqual(Object.keys(back.tensors).sort(), Object.keys(tensors).sort());
        for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
          t.deepEqual({ ...back.tensors[name] }, { dtype, shape, data });
          t.deepEqual(bytesOf(back.tensors[name]!.data), bytesOf(data));
        }
        t.is((new DataView(bytes.buffer).getUint32(0, true) + 8) % 8, 0);
      },
    ),
    { seed: 17, numRuns: 200 },
  );
});

test("what is read does not share memory with the file", (t) => {
  const bytes = encodeSafetensors({ x: new Tensor([1, 2]) });
  const { tensors } = decodeSafetensors(bytes);
  bytes.fill(0);
  t.deepEqual(tensors.x!.toArray(), [1, 2]);
});

test("F16 and BF16 are widened exactly", (t) => {
  const halves = [0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x03ff, 0x0200, 0x7c00, 0xfc00, 0x7e00];
  const values = [0, -0, 1, -2, 65504, 2 ** -14, 2 ** -24, 1023 * 2 ** -24, 2 ** -15, Infinity, -Infinity, NaN];
  const half = readOne("F16", Uint16Array.from(halves));
  t.is(half.dtype, "f32");
  t.deepEqual([...half.data], values);
  const brain = readOne("BF16", Uint16Array.from([0x3f80, 0xc000, 0x7f7f, 0x0001, 0x7f80, 0x7fc0]));
  t.deepEqual([...brain.data], [1, -2, 255 * 2 ** 120, 2 ** -133, Infinity, NaN]);
});

test("every finite half is the number that its bits say", (t) => {
  const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const { data } = readOne("F16", bits);
  for (const h of bits) {
    const [e, f, sign] = [(h >>> 10) & 31, h & 1023, h >>> 15 ? -1 : 1];
    if (e === 31) continue;
    const value = sign * (e ? (1 + f / 1024) * 2 ** (e - 15) : f * 2 ** -24);
    if (!Object.is(data[h], value)) t.fail(`${h}: ${data[h]} ≠ ${value}`);
  }
  t.pass();
});

test("integers become i32 where they fit", (t) => {
  t.deepEqual([...readOne("I64", BigInt64Array.of(-(2n ** 31n), 2n ** 31n - 1n)).data], [-(2 ** 31), 2 ** 31 - 1]);
  t.deepEqual([...readOne("U64", BigUint64Array.of(7n)).data], [7]);
  t.deepEqual([...readOne("U32", Uint32Array.of(7)).data], [7]);
  t.deepEqual([...readOne("I16", Int16Array.of(-3)).data], [-3]);
  t.deepEqual([...readOne("U16", Uint16Array.of(65535)).data], [65535]);
  t.deepEqual([...readOne("I8", Int8Array.of(-3)).data], [-3]);
  const bytes = readOne("U8", Uint8Array.of(255));
  t.is(bytes.dtype, "i32");
  t.deepEqual([...bytes.data], [255]);
  const wide = "safetensors: x: 2147483648 at position 0 does not fit i32";
  t.throws(() => readOne("I64", BigInt64Array.of(2n ** 31n)), { instanceOf: FormatError, message: wide });
  t.throws(() => readOne("U64", BigUint64Array.of(2n ** 31n)), { instanceOf: FormatError, message: wide });
  t.throws(() => readOne("U32", Uint32Array.of(2 ** 31)), { instanceOf: FormatError, message: wide });
});

const entry = (begin: number, end: number, shape = `[${end - begin}]`, dtype = "BOOL") =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;
const four = new Uint8Array(4);
const refused: readonly [what: string, bytes: Uint8Array, message: RegExp][] = [
  ["nothing", new Uint8Array(0), /ends inside the header's length: 0 bytes of 8/],
  ["half a length", new Uint8Array(5), /5 bytes of 8/],
  ["a header of no bytes", file(""), /no JSON/],
  [
    "a header behind the end",
    Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d),
    /ends inside the header: 2 bytes of 9/,
  ],
  ["a huge header", Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255), /more than 100000000/],
  ["no JSON", file("{x}"), /no JSON/],
  ["two values", file("{} {}"), /no JSON/],
  ["no UTF-8", file(Uint8Array.of(0x7b, 0xff, 0x7d)), /no JSON/],
  ["a byte order mark", file("\ufeff{}"), /no JSON/],
  ["a list", file("[]"), /does not begin with an object/],
  ["a space first", file(" {}"), /does not begin with an object/],
  ["a number for a tensor", file('{"x":1}'), /x: dtype, shape and data_offsets are needed, not 1/],
  ["nothing in a tensor", file('{"x":{}}'), /x: dtype missing/],
  ["an unknown dtype", file(`{"x":${entry(0, 4, "[4]", "F8_E4M3")}}`, four), /dtype "F8_E4M3" is none of F64/],
  ["a dtype of Object.prototype", file(`{"x":${entry(0, 4, "[4]", "constructor")}}`, four), /none of/],
  ["a negative size", file(`{"x":${entry(0, 4, "[-4]")}}`, four), /list of whole numbers, not \[-4\]/],
  ["half a size", file(`{"x":${entry(0, 4, "[0.5]")}}`, four), /list of whole numbers/],
  ["a size for a shape", file(`{"x":${entry(0, 4, "4")}}`, four), /list of whole numbers, not 4/],
  ["one offset", file('{"x":{"dtype":"F32","shape":[],"data_offsets":[0]}}', four), /two whole numbers, not \[0\]/],
  ["no offsets", file('{"x":{"dtype":"F32","shape":[]}}', four), /two whole numbers, not missing/],
  ["offsets backward", file(`{"x":${entry(4, 0, "[4]")}}`, four), /end before they begin/],
  [
    "shape × size ≠ bytes",
    file(`{"x":${entry(0, 4, "[3]")}}`, four),
    /BOOL\(3\) has 3 bytes, data_offsets \[0, 4\] have 4/,
  ],
  ["sizes beyond 2^53", file(`{"x":${entry(0, 4, "[9007199254740991,9007199254740991]")}}`, four), /has 8\.1/],
  ["an end beyond the data", file(`{"x":${entry(0, 5)}}`, four), /ends at 5, the data has 4 bytes/],
  ["bytes that are nobody's", file(`{"x":${entry(0, 3)}}`, four), /have 3 bytes, the data 4/],
  ["data without tensors", file("{}", four), /have 0 bytes, the data 4/],
  ["a hole", file(`{"x":${entry(0, 1)},"y":${entry(2, 4)}}`, four), /y: begins at 2, after a hole behind 1/],
  ["an overlap", file(`{"x":${entry(0, 3)},"y":${entry(2, 4)}}`, four), /y: begins at 2, inside 3/],
  ["an empty tensor in a hole", file(`{"x":${entry(0, 4)},"y":${entry(9, 9)}}`, four), /after a hole/],
  ["a name twice", file(`{"x":${entry(0, 4)},"x":${entry(0, 4)}}`, four), /"x" stands in the header twice/],
  ["a name twice, escaped", file(`{"x":${entry(0, 4)},"\\u0078" :${entry(0, 4)}}`, four), /"x" stands .* twice/],
  [
    "a field twice",
    file('{"x":{"dtype":"F32","dtype":"F32","shape":[],"data_offsets":[0,4]}}', four),
    /"dtype" .* twice/,
  ],
  ["metadata that is no object", file('{"__metadata__":[]}'), /object of strings, not \[\]/],
  ["metadata that is no string", file('{"__metadata__":{"a":1}}'), /a is no string, but 1/],
  ["a bool of 2", one("BOOL", [2], Uint8Array.of(1, 2)), /the byte 2 at position 1 is neither 0 nor 1/],
];
for (const [what, bytes, message] of refused)
  test(`refused: ${what}`, (t) => {
    const error = t.throws(() => decodeSafetensors(bytes), { instanceOf: FormatError, message });
    t.true(error?.message.startsWith("safetensors: "));
  });

test("a nested header of any depth is refused, not overflowed", (t) => {
  const deep = `{"x":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  t.throws(() => decodeSafetensors(file(deep)), { instanceOf: FormatError });
});

const sample = encodeSafetensors(
  { "a.weight": new Tensor([[1.5, -2]]), k: new Tensor([7], [1], "i32"), m: new Tensor([true], [1], "bool") },
  { note: 'é "x"' },
);

test("a file cut at any byte is a FormatError", (t) => {
  for (let n = 0; n < sample.length; n++)
    t.throws(() => decodeSafetensors(sample.subarray(0, n)), { instanceOf: FormatError }, `cut at ${n}`);
  t.notThrows(() => decodeSafetensors(sample));
});

test("a damaged file is read or a FormatError, never anything else", (t) => {
  const damage = fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(damage, (changes) => {
      const bytes = sample.slice();
      for (const [at, byte] of changes) bytes[at] = byte;
      try {
        decodeSafetensors(bytes);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }),
    { seed: 18, numRuns: 5000 },
  );
  t.pass();
});

test("encoding refuses what could not be read back", (t) => {
  const x = new Tensor([1, 2]);
  const bad = (tensors: Tensors, message: RegExp, metadata?: Record<string, string>) =>
    t.throws(() => encodeSafetensors(tensors, metadata), { instanceOf: FormatError, message });
  bad({ __metadata__: x }, /cannot be named __metadata__/);
  bad({ "\ud800": x }, /half a surrogate pair/);
  bad({ x: { dtype: "f32", shape: [3], data: x.data } as TensorLike }, /shape \(3\) does not have the 2 elements/);
  bad({ x: { dtype: "f16", shape: [2], data: x.data } as unknown as TensorLike }, /dtype f16 is none of/);
  bad({}, /a is no string, but number/, { a: 1 as unknown as string });
});
