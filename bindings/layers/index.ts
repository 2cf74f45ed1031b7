/**
 * Small layers: functions of nodes that own their parameters.
 * @module
 */
import { ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { reenter, scope } from "../graph/scope.js";
import { add } from "../ops/arithmetic.js";
import { zeros } from "../ops/constant.js";
import { gather } from "../ops/indexing.js";
import { matmul } from "../ops/linalg.js";
import { glorotUniform, parameter } from "../ops/parameter.js";
import { normal } from "../ops/random.js";

/** A function from node to node. What it is made of, it keeps: calling it twice shares the parameters. */
export type Layer = (x: Node) => Node;

/**
 * x · weight + bias, x (…, inputs) → (…, outputs), f32. The weight `<name>.weight` (inputs, outputs) begins as
 * `glorotUniform`, the bias `<name>.bias` (outputs) as zeros.
 * @throws ShapeError for sizes that are no whole numbers above zero, and where x does not end in `inputs`
 */
export function linear(
  name: string,
  inputs: number,
  outputs: number,
  { bias = true }: { readonly bias?: boolean } = {},
): Layer {
  checkSizes(`linear ${name}`, { inputs, outputs });
  const weight = scope(name, () => parameter("weight", glorotUniform([inputs, outputs])));
  if (!bias) return (x) => reenter(weight.scope, () => matmul(x, weight));
  const offset = scope(name, () => parameter("bias", zeros([outputs])));
  return (x) => reenter(weight.scope, () => add(matmul(x, weight), offset));
}

/**
 * The rows of a table at indices, x i32 of any shape → (…x, features), f32. The table `<name>.weight` (rows, features)
 * begins normal with variance 1, as PyTorch's. An index outside it is an IndexError when it runs.
 * @throws ShapeError for sizes that are no whole numbers above zero
 */
export function embedding(name: string, rows: number, features: number): Layer {
  checkSizes(`embedding ${name}`, { rows, features });
  const weight = scope(name, () => parameter("weight", (key) => normal(key, [rows, features])));
  return (x) => reenter(weight.scope, () => gather(weight, x));
}

/** The layers one after the other; activations such as `relu` are layers too. */
export function sequential(...layers: readonly Layer[]): Layer {
  return (x) => layers.reduce((y, layer) => layer(y), x);
}

function checkSizes(subject: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes))
    if (!Number.isInteger(size) || size < 1)
      throw new ShapeError(`${subject}: ${name} is a whole number above zero, not ${size}`);
}
