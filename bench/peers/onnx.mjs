// The bytes of an ONNX model with one MatMul, written by hand: protobuf messages of onnx.proto3, opset 13.

const varint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)]);
const int = (field, value) => [...varint(field << 3), ...varint(value)];
const bytes = (field, value) => [...varint((field << 3) | 2), ...varint(value.length), ...value];
const text = (field, value) => bytes(field, new TextEncoder().encode(value));

const FLOAT = 1;

// ValueInfoProto: the name and type of a float tensor.
function value(name, shape) {
  const dims = shape.flatMap((n) => bytes(1, int(1, n)));
  const tensor = [...int(1, FLOAT), ...bytes(2, dims)];
  return [...text(1, name), ...bytes(2, bytes(1, tensor))];
}

/** ModelProto of c = a·b, all (n,n). */
export function matmulModel(n) {
  const node = [...text(1, "a"), ...text(1, "b"), ...text(2, "c"), ...text(4, "MatMul")];
  const inputs = ["a", "b"].flatMap((name) => bytes(11, value(name, [n, n])));
  const graph = [...bytes(1, node), ...text(2, "matmul"), ...inputs, ...bytes(12, value("c", [n, n]))];
  const opset = [...text(1, ""), ...int(2, 13)];
  return new Uint8Array([...int(1, 8), ...bytes(7, graph), ...bytes(8, opset)]);
}
