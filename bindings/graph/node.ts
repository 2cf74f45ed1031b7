import type { Dim } from "../dim.js";
import { type DType, isFloat } from "../dtype.js";
import { GraphError, type Origin, ShapeError, WengertError } from "../errors.js";
import { normalizeShape, type Shape, showShape } from "../shape.js";
import type { Attributes, Op, Typed } from "./op.js";
import { originNow, scopedName } from "./scope.js";

declare const brand: unique symbol;
// biome-ignore lint/suspicious/noExplicitAny: a node whose dtype is not known statically fits wherever a dtype is asked for
export type AnyDType = any;

/** A node of the graph: an operation on other nodes. It holds no value. Two nodes are the same only if they are `===`. */
export class Node<D extends DType = AnyDType> {
  declare readonly [brand]: D;
  constructor(
    /** @internal */ readonly entry: Op,
    readonly inputs: readonly Node[],
    readonly attributes: Attributes,
    /** @internal shape and dtype of each result */ readonly results: readonly Typed[],
    /** where the user's own call stands */ readonly origin: Origin | undefined,
  ) {}
  /** The operation's name. */
  get op(): string {
    return this.entry.name;
  }
  /** Sizes of the axes; numbers, names, or expressions of names. */
  get shape(): Shape {
    return this.results[0]!.shape;
  }
  get dtype(): D {
    return this.results[0]!.dtype as D;
  }
  /**
   * The named scope that it was built in, such as `encoder.attention`; "" outside. Placeholders and parameters tell theirs
   * by their names; what a derivative adds stands in the scope of the node that it differentiates.
   */
  get scope(): string {
    if (isInput(this)) return this.name.slice(0, Math.max(0, this.name.lastIndexOf(".")));
    return this.origin?.scope ?? "";
  }
  /** One line: name or operation, dtype, shape. */
  toString(): string {
    const name = isInput(this) ? this.name : this.op;
    return `${name} ${this.results.map((r) => `${r.dtype}${showShape(r.shape)}`).join(", ")}`;
  }
  /** What `console.log` prints in Node, Deno and Bun: a line, not all that the node is made of. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Node(${this})`;
  }
}

/** An input of the graph, fed by name or by node at each run. */
export class Placeholder<N extends string = string, D extends DType = AnyDType> extends Node<D> {
  readonly placeholder = true;
  constructor(
    readonly name: N,
    result: Typed,
  ) {
    super(placeholderOp, [], {}, [result], originNow());
  }
}

/** A value that an engine keeps between runs, and that updates change. */
export class Parameter<D extends DType = AnyDType> extends Node<D> {
  constructor(
    readonly name: string,
    readonly trainable: boolean,
    /** @internal the initial value, from a key or without one */
    readonly initial: { readonly value: Node; readonly key: Placeholder<string, "i32"> | undefined },
  ) {
    super(parameterOp, [], {}, [{ shape: initial.value.shape, dtype: initial.value.dtype }], originNow());
  }
}

/** A value written into the graph. */
export class Constant<D extends DType = AnyDType> extends Node<D> {
  constructor(
    /** @internal row-major */ readonly data: Float32Array | Float64Array | Int32Array | Uint8Array,
    result: Typed,
  ) {
    super(constantOp, [], {}, [result], originNow());
  }
}

/** True for what has a name of its own: placeholders and parameters. */
export function isInput(node: Node): node is Placeholder | Parameter {
  return node instanceof Placeholder || node instanceof Parameter;
}

const leaf = (name: string): Op => ({
  name,
  infer: () => {
    throw new Error(`internal: a ${name} is not made from operands`);
  },
  derivative: { kind: "zero" },
});
const placeholderOp: Op = /* @__PURE__ */ leaf("placeholder");
const parameterOp: Op = /* @__PURE__ */ leaf("parameter");
const constantOp: Op = /* @__PURE__ */ leaf("constant");

/** The node of an op over operands. Errors of inference point at the user's line. */
export function makeNode<D extends DType = AnyDType>(
  entry: Op,
  inputs: readonly Node[],
  attributes: Attributes = {},
): Node<D> {
  const origin = originNow();
  for (const [i, x] of inputs.entries())
    if (!(x instanceof Node))
      throw new GraphError(`${entry.name}: operand ${i} is ${typeof x}, not a node`, { origin });
  try {
    const typed = entry.infer(inputs, attributes);
    const results = "dtype" in typed ? [typed] : typed;
    for (const { shape } of results)
      if (shape.some((dim) => typeof dim === "number" && dim < 0))
        throw new ShapeError(`${entry.name}: the result would have shape ${showShape(shape)}`);
    return new Node<D>(entry, inputs, attributes, results, origin);
  } catch (error) {
    throw error instanceof WengertError ? error.at(origin) : error;
  }
}

/** The i-th result of a node that has several. */
export function pick<D extends DType = AnyDType>(tuple: Node, i: number): Node<D> {
  return makeNode(pickOp, [tuple], { i });
}
/** True for the nodes that `pick` makes. */
export function isPick(node: Node): boolean {
  return node.entry === pickOp;
}
// The drivers follow a pick to its tuple; in a plan it is a name for one of the tuple's buffers.
const pickOp: Op = {
  name: "pick",
  infer: ([x], { i }) => (x as Node).results[i as number]!,
  derivative: { kind: "zero" },
  print: ([x], node) => `${x}[${node.attributes.i}]`,
};

/**
 * An input of the graph.
 * @param name unique in an executor; scopes prefix it
 * @param shape numbers, names (`"batch"`) or expressions of names (`"len-1"`)
 * @param dtype default `"f32"`
 */
export function placeholder<const N extends string>(name: N, shape: readonly Dim[]): Placeholder<N, "f32">;
export function placeholder<const N extends string, D extends DType>(
  name: N,
  shape: readonly Dim[],
  dtype: D,
): Placeholder<N, D>;
export function placeholder(name: string, shape: readonly Dim[], dtype: DType = "f32"): Placeholder {
  return new Placeholder(scopedName(name), { shape: normalizeShape(shape), dtype });
}

/** True if a derivative with respect to the operands can differ from zero. */
export function carries(node: Node): boolean {
  return isDifferentiable(node) && (isPick(node) || node.entry.derivative.kind !== "zero");
}
/** True if derivatives can flow through the node: its dtype is a float. */
export function isDifferentiable(node: Node): boolean {
  return node.results.some((result) => isFloat(result.dtype));
}
