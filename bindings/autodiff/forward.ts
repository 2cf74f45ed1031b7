// Forward mode: tangents are carried along with the values, from the inputs to the outputs.
import { Interner } from "../graph/intern.js";
import { carries, isPick, makeNode, type Node } from "../graph/node.js";
import { inherit } from "../graph/scope.js";
import { sortUntil } from "../graph/sort.js";
import { add } from "../ops/arithmetic.js";
import { zerosLike } from "../ops/constant.js";
import { broadcastTo } from "../ops/reduce.js";
import { gradients, type Like, noDerivative, requireAlike, requireFloats } from "./reverse.js";

/**
 * Σ ∂y/∂xᵢ · tᵢ for each y: the derivative along a direction, as nodes of y's shape. A tangent has its x's shape and dtype.
 * An x may depend on another: its own tangent is added to the one that it gets from there.
 * @throws GraphError if an x is no float, or the way from an x to a y leads through an op without a derivative; ShapeError or
 * DTypeError for a tangent of another shape or dtype
 */
export function jvp<const Y extends readonly Node[]>(ys: Y, xs: readonly Node[], tangents: readonly Node[]): Like<Y> {
  requireFloats("jvp", xs);
  requireAlike("jvp", "tangent", tangents, xs);
  const results = forward(ys, xs, tangents);
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
  leaves: readonly Node[] = [],
): (Node | undefined)[] {
  const ends = new Set(leaves);
  const order = sortUntil(ys, (node) => ends.has(node));
  const interner = new Interner();
  interner.seed(order);
  for (const t of tangents) if (t) interner.adopt(t);
  const known = new Map<Node, (Node | undefined)[]>();
  for (const [i, x] of xs.entries()) known.set(x, [addAll([known.get(x)?.[0], tangents[i]])]);
  // what only feeds nodes whose derivative is zero needs no tangent
  const needed = new Set(ys);
  for (const node of [...order].reverse())
    if (needed.has(node) && carries(node)) for (const x of node.inputs) needed.add(x);
  for (const node of order) {
    if (!needed.has(node) || !carries(node) || ends.has(node)) continue;
    const dxs = node.inputs.map((x) => known.get(x)?.[isPick(node) ? (node.attributes.i as number) : 0]);
    const own = known.get(node)?.[0];
    if (isPick(node)) known.set(node, [addAll([own, dxs[0]])]);
    else if (node.inputs.some((x) => known.get(x)?.some((t) => t !== undefined))) {
      const dys = inherit(node.origin, () => tangentOf(node, dxs));
      known.set(
        node,
        dys.map((dy, i) => {
          const through = dy && interner.intern(broadcastTo(dy, node.results[i]!.shape));
          return i === 0 ? addAll([own, through]) : through;
        }),
      );
    }
  }
  return ys.map((y) => known.get(y)?.[0]);
}

function tangentOf(node: Node, dxs: readonly (Node | undefined)[]): (Node | undefined)[] {
  const rule = node.entry.derivative;
  switch (rule.kind) {
    case "none":
      throw noDerivative(node);
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
        inputs,
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
