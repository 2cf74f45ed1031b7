// Scaled dot-product attention, a composite of matrix products and a softmax.
import { type Float, sameDType } from "../dtype.js";
import { DTypeError, ShapeError } from "../errors.js";
import type { Node } from "../graph/node.js";
import { showShape } from "../shape.js";
import { add, mul } from "./arithmetic.js";
import { lessEqual, where } from "./compare.js";
import { arange, dimension } from "./constant.js";
import { floats, requireDType, scalar } from "./define.js";
import { matmul } from "./linalg.js";
import { transpose, unsqueeze } from "./movement.js";
import { softmax } from "./softmax.js";
import { rsqrt } from "./transcendental.js";

export interface AttentionOptions<D extends Float = Float> {
  /** row i of q sees rows 0…i of k only */
  readonly causal?: boolean;
  /** of a shape that broadcasts to (…,rows of q,rows of k): bool, true where q may see k; or float, added to the scores */
  readonly mask?: Node<"bool"> | Node<D>;
  /** of the scores; default 1/√width */
  readonly scale?: number;
}

/**
 * softmax(scale·q·kᵀ + mask)·v of q (…,m,width), k (…,n,width), v (…,n,values): (…,m,values), f32 or f64; leading axes broadcast. A
 * row that may see nothing is NaN. Vaswani et al., 2017, eq. 1. Throws a ShapeError where the shapes do not fit, and a DTypeError
 * for a mask of another dtype.
 */
export function attention<D extends Float>(
  q: Node<D>,
  k: Node<NoInfer<D>>,
  v: Node<NoInfer<D>>,
  { causal = false, mask, scale }: AttentionOptions<NoInfer<D>> = {},
): Node<D> {
  requireDType("attention", q, floats);
  sameDType("attention", [q.dtype, k.dtype, v.dtype]);
  if ([q, k, v].some((x) => x.shape.length < 2))
    throw new ShapeError(
      `attention: takes matrices, not q ${showShape(q.shape)}, k ${showShape(k.shape)}, v ${showShape(v.shape)}`,
    );
  const [m, width] = q.shape.slice(-2) as [number, number];
  const factor = scale ?? (typeof width === "number" ? 1 / Math.sqrt(width) : rsqrt(dimension(width, q.dtype)));
  let scores: Node<D> = mul(matmul(q, transpose(k)), factor);
  const nothing: Node<D> = scalar(Number.NEGATIVE_INFINITY, q.dtype);
  const keep = (seen: Node<"bool">): Node<D> => where(seen, scores, nothing);
  if (causal) scores = keep(lessEqual(arange(k.shape.at(-2)!), unsqueeze(arange(m), 1)));
  if (mask && mask.dtype !== "bool" && mask.dtype !== q.dtype)
    throw new DTypeError(`attention: the mask is bool or ${q.dtype}, not ${mask.dtype}`);
  if (mask) scores = mask.dtype === "bool" ? keep(mask as Node<"bool">) : add(scores, mask as Node<D>);
  return matmul(softmax(scores), v);
}
