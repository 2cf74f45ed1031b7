// What the entries of many ops share: constants, operand checks, the elementwise kinds, broadcasting to kernels.
import { arrayTypes, byteSize, type DType, isFloat, sameDType } from "../dtype.js";
import { DTypeError } from "../errors.js";
import type { KernelName, Lowering, Pointer } from "../graph/lowering.js";
import { type AnyDType, Constant, makeNode, Node } from "../graph/node.js";
import type { Derivative, Op, Tests, Typed } from "../graph/op.js";
import { broadcastShapes, elements, type Shape, sameShape } from "../shape.js";

/** A node, or a number that takes the other operand's dtype. */
export type Operand<D extends DType = AnyDType> = Node<D> | number;
export type Unary = <D extends DType>(x: Node<D>) => Node<D>;
export type Binary = {
  <D extends DType>(x: Node<D>, y: Operand<NoInfer<D>>): Node<D>;
  <D extends DType>(x: number, y: Node<D>): Node<D>;
};
export type Variadic = {
  <D extends DType>(x: Node<D>, ...rest: Operand<NoInfer<D>>[]): Node<D>;
  <D extends DType>(x: number, y: Node<D>, ...rest: Operand<NoInfer<D>>[]): Node<D>;
};

/** A scalar constant. Throws a DTypeError where the dtype cannot hold the number. */
export function scalar<D extends DType>(value: number, dtype: D): Node<D> {
  const data = new arrayTypes[dtype](1);
  data[0] = value;
  if (!isFloat(dtype) && data[0] !== value)
    throw new DTypeError(`the number ${value} does not fit beside ${dtype}; cast the node first`);
  return new Constant(data, { shape: [], dtype });
}

/** Operands as nodes: numbers take the dtype of the first node among them. */
export function operands(op: string, xs: readonly Operand[]): Node[] {
  const dtype = xs.find((x) => x instanceof Node)?.dtype;
  if (dtype === undefined) throw new DTypeError(`${op}: at least one operand must be a node`);
  return xs.map((x) => (typeof x === "number" ? scalar(x, dtype) : x));
}

/** Throws a DTypeError unless x has one of the dtypes. */
export function requireDType(op: string, x: Typed, dtypes: readonly DType[]): void {
  if (!dtypes.includes(x.dtype)) throw new DTypeError(`${op}: takes ${dtypes.join(" or ")}, not ${x.dtype}`);
}
export const floats: readonly DType[] = ["f32", "f64"];
export const numbers: readonly DType[] = ["f32", "f64", "i32"];

// Kernel families by the names that the compiler lists, so that a misspelt one does not compile.
type Base<K, Suffix extends string> = K extends `${infer Name}_${Suffix}` ? Name : never;
/** Ops with a kernel for f32 and f64. */
export type FloatKernel = Base<KernelName, "f32"> & Base<KernelName, "f64">;
/** Binary ops with the broadcasting variants. */
export type RowsKernel = Base<FloatKernel, "rows_s">;

interface Elementwise extends Tests {
  /** ∂y/∂xᵢ, from the operands and the result y: `(x, y) => [1 − y²]` */
  readonly partials?: (...x: Node[]) => readonly Node[];
  /** ∂y/∂xᵢ · d, where that is no plain product: a mask is `where(mask, d, 0)`, since 0·∞ is NaN */
  readonly along?: (d: Node, i: number, x: readonly Node[], y: Node) => Node;
  /** stated where there is no derivative, or it is zero wherever it exists */
  readonly derivative?: Extract<Derivative, { kind: "none" | "zero" }>;
  readonly dtypes?: readonly DType[];
  /** equal results for exact operands: constants fold */
  readonly exact?: boolean;
  readonly print?: Op["print"];
  readonly rewrite?: Op["rewrite"];
}

function derivativeOf({ partials, along, derivative }: Elementwise): Derivative {
  if (along) return { kind: "elementwise", along: (d, y, i) => along(d, i, y.inputs, y) };
  if (partials) return { kind: "elementwise", along: (d, y, i) => mul(partials(...y.inputs, y)[i]!, d) };
  return derivative!;
}

function elementwiseEntry(
  kernel: string,
  options: Elementwise,
  rest: Pick<Op, "infer" | "lower" | "broadcasts" | "rewrite">,
): Op {
  return {
    name: camel(kernel),
    ...rest,
    derivative: derivativeOf(options),
    inPlace: true,
    ...(options.print ? { print: options.print } : {}),
    ...(options.exact && options.ref ? { exact: options.ref } : {}),
    tests: options,
  };
}

/** An op's function with its entry: the registry reads the entry. */
export type WithEntry<F> = F & { readonly entry: Op };

/** y = f(x), by the kernels `<kernel>_<dtype>(y, x, n)`. */
export function elementwise(kernel: FloatKernel, options: Elementwise): WithEntry<Unary> {
  const name = camel(kernel);
  const entry = elementwiseEntry(kernel, options, {
    infer: ([x]) => {
      requireDType(name, x!, options.dtypes ?? floats);
      return { shape: x!.shape, dtype: x!.dtype };
    },
    lower: (node, to) => {
      const x = node.inputs[0]!;
      to.emit(`${kernel}_${x.dtype}` as "neg_f32", to.output(node, 0, [x]), to.input(x), elements(to.shape(node)));
    },
  });
  return Object.assign(((x: Node) => makeNode(entry, [x])) as Unary, { entry });
}

/** y = f(a, b) with broadcasting, by the variants of `<kernel>_<variant>_<dtype>`; one operand may be a number. */
export function broadcasting(kernel: RowsKernel, options: Elementwise & { commutes?: boolean }): WithEntry<Binary> {
  const name = camel(kernel);
  const entry = elementwiseEntry(kernel, options, {
    infer: (inputs) => {
      for (const x of inputs) requireDType(name, x, options.dtypes ?? numbers);
      return inferBroadcast(name, inputs);
    },
    lower: (node, to) => lowerBinary(node, to, kernel, options.commutes ?? false),
    broadcasts: true,
    ...(options.rewrite ? { rewrite: options.rewrite } : {}),
  });
  return Object.assign(((x: Operand, y: Operand) => makeNode(entry, operands(entry.name, [x, y]))) as Binary, {
    entry,
  });
}

/**
 * ∂y/∂x·d in one kernel `<kernel>(y, x, d, n)`, x and d of one shape. `expand` says what it computes: derivatives of
 * higher order go through that, and `print` shows it.
 */
export function fusedPartial(
  kernel: "tanh_grad" | "sigmoid_grad" | "relu_grad",
  expand: (x: Node, d: Node) => Node,
  print: NonNullable<Op["print"]>,
): (x: Node, d: Node) => Node {
  const entry: Op = {
    name: camel(kernel),
    infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
    derivative: { kind: "expand", expand: ({ inputs: [x, d] }) => [expand(x!, d!)] },
    lower: (node, to) => {
      const [x, d] = node.inputs as [Node, Node];
      const y = to.output(node, 0, [x, d]);
      to.emit(`${kernel}_${x.dtype as "f32"}`, y, to.input(x), to.input(d), elements(to.shape(node)));
    },
    print,
  };
  return (x, d) => (isNumber(d, 1) ? expand(x, d) : makeNode(entry, [x, d]));
}

/** The n-ary form of an associative op, from left to right. */
export function variadic(op: WithEntry<Binary>): WithEntry<Variadic> {
  const fold = (x: Operand, ...rest: Operand[]): Node => {
    const [first, ...others] = operands(op.entry.name, [x, ...rest]) as [Node, ...Node[]];
    return others.reduce((left, right) => op(left, right), first);
  };
  return Object.assign(fold as Variadic, { entry: op.entry });
}

/** x·y·…, with broadcasting. It stands here because partial derivatives are multiplied with it. */
export const mul: WithEntry<Variadic> = /* @__PURE__ */ variadic(
  /* @__PURE__ */ broadcasting("mul", {
    ref: (x, y) => x * y,
    partials: (x, y) => [y, x],
    commutes: true,
    exact: true,
    rewrite: (node) => dropNeutral(node, 1, true),
    print: /* @__PURE__ */ infix("*"),
  }),
);

/** The operand that is left where the other is the neutral number: x·1 = x, 1·x = x, x − 0 = x. */
export function dropNeutral(node: Node, neutral: number, commutes: boolean): Node | undefined {
  const [a, b] = node.inputs as [Node, Node];
  if (isNumber(b, neutral) && sameShape(a.shape, node.shape)) return a;
  if (commutes && isNumber(a, neutral) && sameShape(b.shape, node.shape)) return b;
  return undefined;
}
/** True for a constant, or a broadcast of one, that is this number everywhere. */
export function isNumber(node: Node, value: number): boolean {
  const source = node.op === "broadcastTo" ? node.inputs[0]! : node;
  return source instanceof Constant && source.data.length === 1 && Object.is(source.data[0], value);
}

/** Text of an infix call, `(x + y)`. */
export function infix(symbol: string): NonNullable<Op["print"]> {
  return (x) => `(${x.join(` ${symbol} `)})`;
}

export function inferBroadcast(op: string, inputs: readonly Typed[]): { shape: Shape; dtype: DType } {
  sameDType(
    op,
    inputs.map((x) => x.dtype),
  );
  return {
    shape: broadcastShapes(
      op,
      inputs.map((x) => x.shape),
    ),
    dtype: inputs[0]!.dtype,
  };
}

// An axis of the result, merged with its neighbours of the same kind: which operands vary along it.
interface Run {
  size: number;
  a: boolean;
  b: boolean;
}

/** The result's axes with those of size 1 dropped and neighbours merged. */
function runs(shape: readonly number[], a: readonly number[], b: readonly number[]): Run[] {
  const result: Run[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const varies = (x: readonly number[]) => (x[axis - (shape.length - x.length)] ?? 1) !== 1;
    const run = { size, a: varies(a), b: varies(b) };
    const last = result[result.length - 1];
    if (last && last.a === run.a && last.b === run.b) last.size *= size;
    else result.push(run);
  }
  return result;
}

function lowerBinary(node: Node, to: Lowering, kernel: RowsKernel, commutes: boolean): void {
  const [a, b] = node.inputs as [Node, Node];
  const shape = to.shape(node);
  const bytes = byteSize[node.dtype as DType];
  const dtype = node.dtype as "f32";
  const full = (x: Node) => elements(to.shape(x)) === elements(shape);
  const y = to.output(node, 0, [a, b].filter(full));
  if (elements(shape) === 0) return;
  emitRuns(runs(shape, to.shape(a), to.shape(b)), y, to.input(a), to.input(b));

  function emitRuns(axes: readonly Run[], y: Pointer, a: Pointer, b: Pointer): void {
    if (axes.length > 2) {
      // outer axes: each pass does one slice
      const [outer, ...inner] = axes as [Run, ...Run[]];
      const span = (has: (run: Run) => boolean) => bytes * inner.reduce((n, run) => (has(run) ? n * run.size : n), 1);
      const [sy, sa, sb] = [span(() => true), outer.a ? span((r) => r.a) : 0, outer.b ? span((r) => r.b) : 0];
      if (axes.length === 3)
        to.repeat(outer.size, (loop) => emitRuns(inner, y.by(loop, sy), a.by(loop, sa), b.by(loop, sb)));
      else for (let i = 0; i < outer.size; i++) emitRuns(inner, y.at(i * sy), a.at(i * sa), b.at(i * sb));
      return;
    }
    const inner = axes[axes.length - 1] ?? { size: 1, a: true, b: true };
    const outer = axes.length === 2 ? axes[0]! : { size: 1, a: false, b: false };
    const [rows, cols] = [outer.size, inner.size];
    if (inner.a && inner.b) {
      if (rows === 1) to.emit(`${kernel}_${dtype}` as "add_f32", y, a, b, cols);
      else
        to.emit(
          `${kernel}_rows_${dtype}` as "add_rows_f32",
          y,
          a,
          b,
          rows,
          cols,
          outer.a ? cols : 0,
          outer.b ? cols : 0,
        );
    } else if (inner.a)
      to.emit(
        `${kernel}_rows_s_${dtype}` as "add_rows_s_f32",
        y,
        a,
        b,
        rows,
        cols,
        outer.a ? cols : 0,
        outer.b ? 1 : 0,
      );
    else if (commutes)
      to.emit(
        `${kernel}_rows_s_${dtype}` as "add_rows_s_f32",
        y,
        b,
        a,
        rows,
        cols,
        outer.b ? cols : 0,
        outer.a ? 1 : 0,
      );
    else
      to.emit(
        `${kernel}_s_rows_${dtype}` as "sub_s_rows_f32",
        y,
        a,
        b,
        rows,
        cols,
        outer.a ? 1 : 0,
        outer.b ? cols : 0,
      );
  }
}

/** "less_equal" → "lessEqual" */
export function camel(kernel: string): string {
  return kernel.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
