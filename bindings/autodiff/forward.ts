// Forward mode: tangents are carried along with the values, from the inputs to the outputs.
import { GraphError, ShapeError } from "../errors.js";
import { Interner } from "../graph/intern.js";
import { carries, isPick, makeNode, type Node } from "../graph/node.js";
import { inherit } from "../graph/scope.js";
import { sortUntil } from "../graph/sort.js";
import { add } from "../ops/arithmetic.js";
import { zerosLike } from "../ops/constant.js";
import { broadcastTo } from "../ops/reduce.js";
import { sameShape, showShape } from "../shape.js";
import { gradients, type Like } from "./reverse.js";

/**
 * Σ ∂y/∂xᵢ · tᵢ for each y: the derivative along a direction, as nodes of y's shape. A tangent has its x's shape.
 * @throws GraphError if the way from an x to a y leads through an op without a derivative
 */
export function jvp<const Y extends readonly Node[]>(ys: Y, xs: readonly Node[], tangents: readonly Node[]): Like<Y> {
  const results = forward(ys, xs, tangents, false);
  return ys.map((y, i) => results[i] ?? zerosLike(y)) as Like<Y>;
}

/** The product of the Hessian of a scalar y with vs, forward over reverse: its cost does not grow with the number of inputs. */
export function hvp<const X extends readonly Node[]>(y: Node, xs: X, vs: readonly Node[]): Like<X> {
  return jvp(gradients(y, xs), xs, vs) as unknown as Like<X>;
}

/** The tangents of ys; undefined where they are zero. `leaves` as for `reverse`. */
export function forward(
  ys: readonly Node[],
  xs: readonly Node[],
  tangents: readonly (Node | undefined)[],
  leaves: boolean,
): (Node | undefined)[] {
  const known = new Map<Node, (Node | undefined)[]>();
  for (const [i, x] of xs.entries()) {
    const t = tangents[i];
    if (t && !sameShape(t.shape, x.shape))
      throw new ShapeError(`jvp: the tangent ${showShape(t.shape)} does not have the shape of ${x}`, {
        node: x,
        origin: x.origin,
      });
    known.set(x, [t]);
  }
  const order = sortUntil(ys, (node) => leaves && known.has(node));
  // what only feeds nodes whose derivative is zero needs no tangent
  const needed = new Set(ys);
  for (const node of [...order].reverse())
    if (needed.has(node) && carries(node)) for (const x of node.inputs) needed.add(x);
  const interner = new Interner();
  interner.seed(order);
  for (const node of order) {
    if (known.has(node) || !needed.has(node) || !carries(node)) continue;
    const dxs = node.inputs.map((x) =>
      isPick(node) ? known.get(x)?.[node.attributes.i as number] : known.get(x)?.[0],
    );
    if (isPick(node)) known.set(node, [dxs[0]]);
    else if (node.inputs.some((x) => known.get(x)?.some((t) => t !== undefined))) {
      const dys = inherit(node.origin, () => tangentOf(node, dxs));
      known.set(
        node,
        dys.map((dy, i) => dy && interner.intern(broadcastTo(dy, node.results[i]!.shape))),
      );
    }
  }
  return ys.map((y) => known.get(y)?.[0]);
}

function tangentOf(node: Node, dxs: readonly (Node | undefined)[]): (Node | undefined)[] {
  const rule = node.entry.derivative;
  switch (rule.kind) {
    case "none":
      throw new GraphError(`${node.op} has no derivative; stopGradient says that you mean zero`, {
        node,
        origin: node.origin,
      });
    case "zero":
      return [undefined];
    case "elementwise":
      return [addAll(dxs.map((dx, i) => dx && rule.along(dx, node, i)))];
    case "linear": {
      const inputs = node.inputs.map((x, i) => (rule.of && !rule.of.includes(i) ? x : (dxs[i] ?? zerosLike(x))));
      return [makeNode(node.entry, inputs, node.attributes)];
    }
    case "bilinear":
      return [
        addAll(
          dxs.map(
            (dx, i) =>
              dx &&
              makeNode(
                node.entry,
                node.inputs.map((x, k) => (k === i ? dx : x)),
                node.attributes,
              ),
          ),
        ),
      ];
    case "rules":
      return [rule.jvp(dxs, node)];
    case "several":
      return [...rule.jvp(dxs, node)];
    case "expand": {
      const inputs = [...new Set(node.inputs)];
      return forward(
        rule.expand(node),
        inputs,
        inputs.map((x) => dxs[node.inputs.indexOf(x)]),
        true,
      );
    }
    default:
      return rule satisfies never;
  }
}

function addAll(terms: readonly (Node | undefined)[]): Node | undefined {
  const [first, ...rest] = terms.filter((term): term is Node => term !== undefined);
  return first && rest.length ? add(first, ...rest) : first;
}
