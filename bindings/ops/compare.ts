// Comparisons into bool, logic, and the choice between two operands. Their results carry no derivative; `where` does.
import { byteSize, type DType } from "../dtype.js";
import type { KernelName, Lowering, Pointer } from "../graph/lowering.js";
import { makeNode, type Node } from "../graph/node.js";
import { type Op, zero } from "../graph/op.js";
import { elements } from "../shape.js";
import { inferBroadcast, infix, numbers, type Operand, operands, requireDType } from "./define.js";
import { spread } from "./spread.js";

export type Comparison = (x: Operand, y: Operand) => Node<"bool">;

type ComparisonKernel = "equal" | "less" | "less_equal";

function comparison(kernel: ComparisonKernel, symbol: string, ref: (x: number, y: number) => boolean) {
  const name = symbol === "==" ? "equal" : symbol === "<" ? "less" : "lessEqual";
  const entry: Op = {
    name,
    infer: (inputs) => {
      for (const x of inputs) requireDType(name, x, kernel === "equal" ? [...numbers, "bool"] : numbers);
      return { shape: inferBroadcast(name, inputs).shape, dtype: "bool" };
    },
    derivative: zero,
    broadcasts: true,
    lower: (node, to) => lowerComparison(node, to, kernel),
    print: infix(symbol),
    tests: { ref: (x, y) => Number(ref(x!, y!)) },
  };
  const make: Comparison = (x, y) => makeNode(entry, operands(name, [x, y]));
  return Object.assign(make, { entry });
}

function lowerComparison(node: Node, to: Lowering, kernel: ComparisonKernel): void {
  const [a, b] = node.inputs as [Node, Node];
  const shape = to.shape(node);
  const n = elements(shape);
  const y = to.output(node);
  const dtype = a.dtype as "f32";
  const one = (x: Node) => elements(to.shape(x)) === 1;
  if (n > 1 && one(b) && a.dtype !== "bool") to.emit(`${kernel}_rows_s_${dtype}`, y, full(a), to.input(b), 1, n, 0, 0);
  else if (n > 1 && one(a) && kernel === "equal" && a.dtype !== "bool")
    to.emit(`equal_rows_s_${dtype}`, y, full(b), to.input(a), 1, n, 0, 0);
  else if (n > 1 && one(a) && kernel !== "equal")
    to.emit(`${kernel}_s_rows_${dtype}`, y, to.input(a), full(b), 1, n, 0, 0);
  else to.emit(`${kernel}_${dtype}`, y, full(a), full(b), n);

  function full(x: Node): Pointer {
    return spread(to, x, shape);
  }
}

/** x = y, elementwise with broadcasting; NaN equals nothing. */
export const equal = /* @__PURE__ */ comparison("equal", "==", (x, y) => x === y);
/** x < y. */
export const less = /* @__PURE__ */ comparison("less", "<", (x, y) => x < y);
/** x ≤ y. */
export const lessEqual = /* @__PURE__ */ comparison("less_equal", "<=", (x, y) => x <= y);
/** x > y. */
export const greater: Comparison = (x, y) => less(y, x);
/** x ≥ y. */
export const greaterEqual: Comparison = (x, y) => lessEqual(y, x);
/** x ≠ y; true where either is NaN. */
export const notEqual: Comparison = (x, y) => not(equal(x, y));

type Logic = (...x: Node<"bool">[]) => Node<"bool">;
function logic(kernel: "and_bool" | "or_bool" | "not_bool", ref: (...x: number[]) => number) {
  const name = kernel.slice(0, -5);
  const entry: Op = {
    name,
    infer: (inputs) => {
      for (const x of inputs) requireDType(name, x, ["bool"]);
      return inferBroadcast(name, inputs);
    },
    derivative: zero,
    broadcasts: true,
    lower: (node, to) => {
      const shape = to.shape(node);
      const xs = node.inputs.map((x) => spread(to, x, shape));
      to.emit(kernel as "and_bool", to.output(node), ...(xs as [Pointer, Pointer]), elements(shape));
    },
    tests: { ref },
  };
  const make: Logic = (...x) => makeNode(entry, x);
  return Object.assign(make, { entry });
}
/** Both, elementwise. */
export const and: (x: Node<"bool">, y: Node<"bool">) => Node<"bool"> = /* @__PURE__ */ logic(
  "and_bool",
  (x, y) => x! & y!,
);
/** Either, elementwise. */
export const or: (x: Node<"bool">, y: Node<"bool">) => Node<"bool"> = /* @__PURE__ */ logic(
  "or_bool",
  (x, y) => x! | y!,
);
/** Not, elementwise. */
export const not: (x: Node<"bool">) => Node<"bool"> = /* @__PURE__ */ logic("not_bool", (x) => 1 - x!);

function classify(kernel: "is_finite" | "is_nan", name: string, ref: (x: number) => boolean) {
  const entry: Op = {
    name,
    infer: ([x]) => {
      requireDType(name, x!, ["f32", "f64"]);
      return { shape: x!.shape, dtype: "bool" };
    },
    derivative: zero,
    lower: (node, to) => {
      const x = node.inputs[0]!;
      to.emit(`${kernel}_${x.dtype as "f32"}`, to.output(node), to.input(x), elements(to.shape(node)));
    },
    tests: { ref: (x) => Number(ref(x!)) },
  };
  const make = (x: Node): Node<"bool"> => makeNode(entry, [x]);
  return Object.assign(make, { entry });
}
/** Neither NaN nor infinite. */
export const isFinite = /* @__PURE__ */ classify("is_finite", "isFinite", Number.isFinite);
/** NaN. */
export const isNaN = /* @__PURE__ */ classify("is_nan", "isNaN", Number.isNaN);

// y = c ? a : b;  da = c ? ct : 0,  db = c ? 0 : ct
const whereOp: Op = {
  name: "where",
  infer: ([c, a, b]) => {
    requireDType("where", c!, ["bool"]);
    const { dtype } = inferBroadcast("where", [a!, b!]);
    return { shape: inferBroadcast("where", [{ shape: c!.shape, dtype }, a!, b!]).shape, dtype };
  },
  derivative: {
    kind: "elementwise",
    along: (d, node, i) => (i === 1 ? where(node.inputs[0]!, d, 0) : where(node.inputs[0]!, 0, d)),
  },
  lower: (node, to) => {
    const [c, a, b] = node.inputs as [Node<"bool">, Node, Node];
    const shape = to.shape(node);
    const n = elements(shape);
    const width = String(8 * byteSize[node.dtype as DType]) as "32";
    const one = (x: Node) => elements(to.shape(x)) === 1 && n > 1;
    const variant = one(b) && !one(a) ? "where_vs" : one(a) && !one(b) ? "where_sv" : "where";
    const mask = spread(to, c, shape);
    const x = variant === "where_sv" ? to.input(a) : spread(to, a, shape);
    const z = variant === "where_vs" ? to.input(b) : spread(to, b, shape);
    const y = to.output(node, 0, [a, b]);
    to.emit(`${variant}_${width}` satisfies KernelName, y, mask, x, z, n);
  },
  inPlace: true,
  broadcasts: true,
};

/** a where the mask is true, b elsewhere, with broadcasting. One of a and b may be a number. */
export function where<D extends DType>(mask: Node<"bool">, a: Node<D>, b: Operand<NoInfer<D>>): Node<D>;
export function where<D extends DType>(mask: Node<"bool">, a: number, b: Node<D>): Node<D>;
export function where(mask: Node<"bool">, a: Operand, b: Operand): Node {
  return makeNode(whereOp, [mask, ...operands("where", [a, b])]);
}
where.entry = whereOp;
