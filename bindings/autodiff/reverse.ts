// Reverse mode: the graph is extended with nodes that compute adjoints, from the outputs to the inputs.
import type { DType } from "../dtype.js";
import { DTypeError, GraphError, ShapeError } from "../errors.js";
import { Interner } from "../graph/intern.js";
import { carries, isDifferentiable, isPick, Node } from "../graph/node.js";
import { inherit } from "../graph/scope.js";
import { sortUntil } from "../graph/sort.js";
import { add, mul } from "../ops/arithmetic.js";
import { onesLike, zerosLike } from "../ops/constant.js";
import { dropNeutral } from "../ops/define.js";
import { sumTo } from "../ops/reduce.js";
import { sameShape, showShape } from "../shape.js";

/** Nodes with the dtypes of the ones they belong to. */
export type Like<X> = { -readonly [K in keyof X]: X[K] extends Node<infer D extends DType> ? Node<D> : never };

/**
 * ∂y/∂x for each x, as nodes of x's shape: they print, draw, and can be differentiated again. A y that is no scalar
 * stands for sum(y). An x that y does not depend on gets zeros.
 * @param options.cotangent what to start from instead of ones, of y's shape
 * @throws GraphError if y or an x is no float, or the way from an x to y leads through an op without a derivative
 */
export function gradients<const X extends readonly Node[]>(
  y: Node,
  xs: X,
  options: { readonly cotangent?: Node } = {},
): Like<X> {
  requireFloats("gradients", [y, ...xs]);
  return vjp([y], xs, [options.cotangent ?? onesLike(y)]);
}

/**
 * Σ ∂yᵢ/∂x · ctᵢ for each x: one backward pass from several outputs at once. A ct has its y's shape and dtype.
 * @throws GraphError as for `gradients`, ShapeError or DTypeError for a ct of another shape or dtype
 */
export function vjp<const X extends readonly Node[]>(ys: readonly Node[], xs: X, cotangents: readonly Node[]): Like<X> {
  requireFloats("vjp", xs);
  requireAlike("vjp", "cotangent", cotangents, ys);
  const adjoints = reverse(ys, xs, cotangents);
  return xs.map((x, i) => adjoints[i] ?? zerosLike(x)) as Like<X>;
}

/** The function x… → gradients of f(x…), for functions of nodes. f's result must be a scalar. */
export function grad<X extends readonly Node[]>(f: (...x: X) => Node): (...x: X) => Like<X> {
  return (...x) => valueAndGrad(f)(...x)[1];
}
/** The function x… → [f(x…), gradients]. f's result must be a scalar. */
export function valueAndGrad<X extends readonly Node[], Y extends Node>(f: (...x: X) => Y): (...x: X) => [Y, Like<X>] {
  return (...x) => {
    const y = f(...x);
    requireFloats("grad", [y]);
    if (y.shape.length > 0)
      throw new ShapeError(`grad: the function's result is no scalar, it has shape ${showShape(y.shape)}`, {
        node: y,
        origin: y.origin,
      });
    return [y, gradients(y, x)];
  };
}

/** Throws unless the nodes are floats. */
export function requireFloats(op: string, nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (!(node instanceof Node)) throw new GraphError(`${op}: takes nodes, not ${typeof node}`);
    if (!isDifferentiable(node))
      throw new GraphError(`${op}: ${node} is no float and has no derivative`, { node, origin: node.origin });
  }
}
/** What is thrown where a derivative leads through an op that has none. */
export function noDerivative(node: Node): GraphError {
  const { origin } = node;
  return new GraphError(`${node.op} has no derivative; stopGradient says that you mean zero`, { node, origin });
}
/** Throws unless there is one tangent or cotangent for each node, of its shape and dtype. */
export function requireAlike(
  op: string,
  what: "tangent" | "cotangent",
  given: readonly Node[],
  nodes: readonly Node[],
): void {
  if (given.length !== nodes.length)
    throw new GraphError(`${op}: ${nodes.length} ${what}s are needed, not ${given.length}`);
  for (const [i, node] of nodes.entries()) {
    if (!(given[i] instanceof Node)) throw new GraphError(`${op}: a ${what} is a node, not ${typeof given[i]}`);
    const { shape, dtype } = given[i];
    const about = { node, origin: node.origin };
    if (!sameShape(shape, node.shape))
      throw new ShapeError(`${op}: the ${what} ${showShape(shape)} does not have the shape of ${node}`, about);
    if (dtype !== node.dtype)
      throw new DTypeError(`${op}: the ${what} is ${dtype}, not of the dtype of ${node}`, about);
  }
}

/** Those of `order`, operands before users, whose derivative with respect to xs can differ from zero, and xs. */
export function dependents(order: readonly Node[], xs: readonly Node[]): Set<Node> {
  const active = new Set(xs);
  for (const node of order) if (carries(node) && node.inputs.some((x) => active.has(x))) active.add(node);
  return active;
}

/**
 * The adjoints of xs; undefined where nothing flows. What is below `leaves` is not looked at: that is how an op's
 * expansion is differentiated, whose inputs may depend on each other.
 */
export function reverse(
  ys: readonly Node[],
  xs: readonly Node[],
  cotangents: readonly (Node | undefined)[],
  leaves: readonly Node[] = [],
): (Node | undefined)[] {
  const ends = new Set(leaves);
  const order = sortUntil(ys, (node) => ends.has(node));
  const active = dependents(order, xs);

  const interner = new Interner();
  interner.seed(order);
  for (const ct of cotangents) if (ct) interner.adopt(ct);
  // the partial adjoints of each node, a list for each of its results; summed once
  const adjoints = new Map<Node, Node[][]>();
  const push = (node: Node, ct: Node | undefined, result = 0): void => {
    if (!ct || !active.has(node)) return;
    const lists = adjoints.get(node) ?? node.results.map(() => []);
    adjoints.set(node, lists);
    lists[result]!.push(
      interner.intern(
        inherit(node.origin, () => sumTo(ct, node.results[result]!.shape)),
        withoutOne,
      ),
    );
  };
  const total = (node: Node, result = 0): Node | undefined => {
    const list = adjoints.get(node)?.[result] ?? [];
    if (list.length < 2) return list[0];
    const sum = interner.intern(inherit(node.origin, () => list.reduce((left, right) => add(left, right))));
    adjoints.get(node)![result] = [sum];
    return sum;
  };

  for (const [i, y] of ys.entries()) push(y, cotangents[i]);
  for (const node of order.reverse()) {
    if (!active.has(node) || !adjoints.has(node) || !node.inputs.some((x) => active.has(x))) continue;
    if (isPick(node)) push(node.inputs[0]!, total(node), node.attributes.i as number);
    else if (!ends.has(node)) inherit(node.origin, () => propagate(node));
  }
  return xs.map((x) => total(x));

  function propagate(node: Node): void {
    const rule = node.entry.derivative;
    const ct = total(node);
    switch (rule.kind) {
      case "none":
        throw noDerivative(node);
      case "zero":
        return;
      case "elementwise":
        for (const [i, x] of node.inputs.entries()) if (active.has(x)) push(x, rule.along(ct!, node, i));
        return;
      case "linear":
      case "bilinear":
        for (const [i, x] of node.inputs.entries()) if (active.has(x)) push(x, rule.transpose(ct!, node, i));
        return;
      case "rules":
        for (const [i, dx] of rule.vjp(ct!, node).entries()) push(node.inputs[i]!, dx);
        return;
      case "several": {
        const cts = node.results.map((_, i) => total(node, i));
        const needed = node.inputs.map((x) => active.has(x));
        for (const [i, dx] of rule.vjp(cts, node, needed).entries()) push(node.inputs[i]!, dx);
        return;
      }
      case "expand": {
        const inputs = [...new Set(node.inputs)].filter((x) => active.has(x));
        const cts = node.results.map((_, i) => total(node, i));
        for (const [i, dx] of reverse(rule.expand(node), inputs, cts, node.inputs).entries()) push(inputs[i]!, dx);
        return;
      }
      default:
        rule satisfies never;
    }
  }
}

// One is neutral: the seed of a gradient multiplies nothing.
function withoutOne(node: Node): Node {
  return node.entry === mul.entry ? (dropNeutral(node, 1, true) ?? node) : node;
}
