// Reverse mode: the graph is extended with nodes that compute adjoints, from the outputs to the inputs.
import type { DType } from "../dtype.js";
import { GraphError, ShapeError } from "../errors.js";
import { Interner } from "../graph/intern.js";
import { carries, isDifferentiable, isPick, type Node } from "../graph/node.js";
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
 * @throws GraphError if the way from an x to y leads through an op without a derivative
 */
export function gradients<const X extends readonly Node[]>(
  y: Node,
  xs: X,
  options: { readonly cotangent?: Node } = {},
): Like<X> {
  if (!isDifferentiable(y))
    throw new GraphError(`gradients: ${y} is no float and has no derivative`, { node: y, origin: y.origin });
  return vjp([y], xs, [options.cotangent ?? onesLike(y)]);
}

/** Σ ∂yᵢ/∂x · ctᵢ for each x: one backward pass from several outputs at once. A ct has its y's shape. */
export function vjp<const X extends readonly Node[]>(ys: readonly Node[], xs: X, cotangents: readonly Node[]): Like<X> {
  const adjoints = reverse(ys, xs, cotangents, false);
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
    if (y.shape.length > 0)
      throw new ShapeError(`grad: the function's result is no scalar, it has shape ${showShape(y.shape)}`, {
        node: y,
        origin: y.origin,
      });
    return [y, gradients(y, x)];
  };
}

/**
 * The adjoints of xs; undefined where nothing flows. With `leaves`, the xs are taken as inputs even where one depends on
 * another: that is how an op's expansion is differentiated.
 */
export function reverse(
  ys: readonly Node[],
  xs: readonly Node[],
  cotangents: readonly (Node | undefined)[],
  leaves: boolean,
): (Node | undefined)[] {
  const targets = new Set(xs);
  const order = sortUntil(ys, (node) => leaves && targets.has(node));
  const active = new Set<Node>();
  for (const node of order)
    if (targets.has(node) || (carries(node) && node.inputs.some((x) => active.has(x)))) active.add(node);

  const interner = new Interner();
  interner.seed(order);
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
    const sum = interner.intern(inherit(node.origin, () => add(...(list as [Node, ...Node[]]))));
    adjoints.get(node)![result] = [sum];
    return sum;
  };

  for (const [i, y] of ys.entries()) {
    const ct = cotangents[i];
    if (ct && !sameShape(ct.shape, y.shape))
      throw new ShapeError(`vjp: the cotangent ${showShape(ct.shape)} does not have the shape of ${y}`, {
        node: y,
        origin: y.origin,
      });
    push(y, ct);
  }
  for (const node of order.reverse()) {
    if (!active.has(node) || !adjoints.has(node) || !node.inputs.some((x) => active.has(x))) continue;
    if (isPick(node)) push(node.inputs[0]!, total(node), node.attributes.i as number);
    else if (!(leaves && targets.has(node))) inherit(node.origin, () => propagate(node));
  }
  return xs.map((x) => total(x));

  function propagate(node: Node): void {
    const rule = node.entry.derivative;
    const ct = total(node);
    switch (rule.kind) {
      case "none":
        throw new GraphError(`${node.op} has no derivative; stopGradient says that you mean zero`, {
          node,
          origin: node.origin,
        });
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
        for (const [i, dx] of rule.vjp(cts, node).entries()) push(node.inputs[i]!, dx);
        return;
      }
      case "expand": {
        const inputs = [...new Set(node.inputs)];
        const cts = node.results.map((_, i) => total(node, i));
        for (const [i, dx] of reverse(rule.expand(node), inputs, cts, true).entries()) push(inputs[i]!, dx);
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
