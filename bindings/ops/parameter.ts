// Parameters and their initial values. An initialiser is a function of a key, and the graph of what it returns.
import type { DType, Float } from "../dtype.js";
import { GraphError, ShapeError } from "../errors.js";
import { type AnyDType, Node, Parameter, Placeholder } from "../graph/node.js";
import { scopedName } from "../graph/scope.js";
import { placeholders } from "../graph/sort.js";
import { showShape } from "../shape.js";
import type { Value } from "../tensor.js";
import { mul } from "./arithmetic.js";
import { constant } from "./constant.js";
import { normal, orthogonalize, uniform } from "./random.js";

/** An initial value: a node without feeds, or a function of a random key. */
export type Init<D extends DType = AnyDType> = Node<D> | ((key: Node<"i32">) => Node<D>);

/**
 * A value that engines keep between runs. It belongs to the graph; each engine makes its own value at first use, from
 * the initial one. A function gets a key made of the engine's seed and the parameter's name.
 * @param name unique in an engine; scopes prefix it
 * @throws GraphError if the initial value needs feeds, ShapeError if its shape has names
 */
export function parameter<D extends DType>(
  name: string,
  init: Init<D>,
  options?: { trainable?: boolean },
): Parameter<D>;
export function parameter(name: string, init: Value, options?: { trainable?: boolean }): Parameter<"f32">;
export function parameter(
  name: string,
  init: Init | Value,
  { trainable = true }: { trainable?: boolean } = {},
): Parameter {
  const key = typeof init === "function" ? new Placeholder("key", { shape: [2], dtype: "i32" as const }) : undefined;
  const value = init instanceof Node ? init : typeof init === "function" ? init(key!) : constant(init);
  const full = scopedName(name);
  const feed = placeholders(value).find((x) => x !== key);
  if (feed)
    throw new GraphError(`parameter ${full}: the initial value needs the feed ${feed.name}`, {
      node: feed,
      origin: feed.origin,
    });
  if (value.shape.some((dim) => typeof dim !== "number"))
    throw new ShapeError(
      `parameter ${full}: shape ${showShape(value.shape)} has names; a parameter's sizes are numbers`,
      { origin: value.origin },
    );
  return new Parameter(full, trainable, { value, key });
}

type Initializer<D extends Float> = (key: Node<"i32">) => Node<D>;
interface Options<D extends Float> {
  readonly dtype?: D;
}

// Inputs and outputs of a weight: (inputs, outputs) for a matrix as matmul(x, w) takes it; (outputs, inputs, …kernel) beyond.
function fans(shape: readonly number[]): { inputs: number; outputs: number } {
  if (shape.length < 2) throw new ShapeError(`an initialiser by fan needs at least two axes, not ${showShape(shape)}`);
  if (shape.length === 2) return { inputs: shape[0]!, outputs: shape[1]! };
  const field = shape.slice(2).reduce((a, b) => a * b, 1);
  return { inputs: shape[1]! * field, outputs: shape[0]! * field };
}
const uniformIn =
  <D extends Float>(shape: readonly number[], limit: number, dtype?: D): Initializer<D> =>
  (key) =>
    uniform(key, shape, { low: -limit, high: limit, dtype: (dtype ?? "f32") as D });
const normalWith =
  <D extends Float>(shape: readonly number[], std: number, dtype?: D): Initializer<D> =>
  (key) =>
    normal(key, shape, { std, dtype: (dtype ?? "f32") as D });

/** Uniform in ±√(6 / (inputs + outputs)): Glorot and Bengio, 2010. */
export function glorotUniform<D extends Float = "f32">(
  shape: readonly number[],
  { dtype }: Options<D> = {},
): Initializer<D> {
  const { inputs, outputs } = fans(shape);
  return uniformIn(shape, Math.sqrt(6 / (inputs + outputs)), dtype);
}
/** Normal with variance 2 / (inputs + outputs): Glorot and Bengio, 2010. */
export function glorotNormal<D extends Float = "f32">(
  shape: readonly number[],
  { dtype }: Options<D> = {},
): Initializer<D> {
  const { inputs, outputs } = fans(shape);
  return normalWith(shape, Math.sqrt(2 / (inputs + outputs)), dtype);
}
/** Uniform in ±√(6 / inputs): He et al., 2015, for relu. */
export function heUniform<D extends Float = "f32">(
  shape: readonly number[],
  { dtype }: Options<D> = {},
): Initializer<D> {
  return uniformIn(shape, Math.sqrt(6 / fans(shape).inputs), dtype);
}
/** Normal with variance 2 / inputs: He et al., 2015, for relu. */
export function heNormal<D extends Float = "f32">(
  shape: readonly number[],
  { dtype }: Options<D> = {},
): Initializer<D> {
  return normalWith(shape, Math.sqrt(2 / fans(shape).inputs), dtype);
}
/** A matrix with orthonormal rows or columns, times `gain`: Saxe et al., 2014. */
export function orthogonal<D extends Float = "f32">(
  shape: readonly [number, number],
  { dtype, gain = 1 }: Options<D> & { readonly gain?: number } = {},
): Initializer<D> {
  return (key) => mul(orthogonalize(normal(key, shape, { dtype: (dtype ?? "f32") as D })), gain);
}
