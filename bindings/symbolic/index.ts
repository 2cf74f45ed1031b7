/**
 * Derivatives as expressions.
 * @module
 */
import { gradients } from "../autodiff/reverse.js";
import { ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { showShape } from "../shape.js";
import { simplify } from "../simplify/index.js";

export { toText } from "../graph/print.js";

/**
 * ∂f/∂x, simplified: a node of x's shape to print, draw or differentiate again. Zeros where f does not depend on x.
 * @throws ShapeError if f is no scalar, GraphError if the way to x leads through an op without a derivative
 */
export function derivative<D extends Node>(f: Node, x: D): Node<D["dtype"]> {
  if (f.shape.length)
    throw new ShapeError(`derivative: f is no scalar, it has shape ${showShape(f.shape)}`, {
      node: f,
      origin: f.origin,
    });
  return simplify(gradients(f, [x]))[0]!;
}
