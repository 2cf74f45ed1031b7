// Strided copies: the one place that lowers a change of layout to kernels.
import { byteSize, type DType } from "../dtype.js";
import type { Lowering, Pointer } from "../graph/lowering.js";
import type { Node } from "../graph/node.js";
import { elements, stridesOf } from "../shape.js";

/** x's data broadcast to `shape`: x itself where it has that shape already, a copy in scratch otherwise. */
export function spread(to: Lowering, x: Node, shape: readonly number[]): Pointer {
  const from = to.shape(x);
  if (elements(from) === elements(shape)) return to.input(x);
  const y = to.scratch(elements(shape) * byteSize[x.dtype as DType]);
  emitMove(to, x.dtype, shape, y, stridesOf(shape), to.input(x), broadcastStrides(from, shape));
  return y;
}

/** Strides that read `from` as if it had `shape`. */
export function broadcastStrides(from: readonly number[], shape: readonly number[]): number[] {
  const strides = stridesOf(from);
  const shift = shape.length - from.length;
  return shape.map((_, axis) => (axis < shift || from[axis - shift] === 1 ? 0 : strides[axis - shift]!));
}

/** y[Σ iⱼ·yStridesⱼ] = x[Σ iⱼ·xStridesⱼ] for every index of `shape`; strides in elements. */
export function emitMove(
  to: Lowering,
  dtype: DType,
  shape: readonly number[],
  y: Pointer,
  yStrides: readonly number[],
  x: Pointer,
  xStrides: readonly number[],
): void {
  const bytes = byteSize[dtype];
  const width = String(8 * bytes) as "32";
  if (elements(shape) === 0) return;
  // axes of size 1 dropped, neighbours that are one run in both merged
  const axes: { n: number; y: number; x: number }[] = [];
  for (const [axis, n] of shape.entries()) {
    if (n === 1) continue;
    const next = { n, y: yStrides[axis]!, x: xStrides[axis]! };
    const last = axes[axes.length - 1];
    if (last && last.y === next.y * n && last.x === next.x * n)
      axes[axes.length - 1] = { n: last.n * n, y: next.y, x: next.x };
    else axes.push(next);
  }
  emit(axes, y, x);

  function emit(list: typeof axes, y: Pointer, x: Pointer): void {
    const only = list[0] ?? { n: 1, y: 1, x: 1 };
    if (list.length <= 1 && only.y === 1 && only.x === 1) to.emit(`copy_${width}`, y, x, only.n);
    else if (list.length <= 1 && only.y === 1 && only.x === 0) to.emit(`fill_${width}`, y, x, only.n);
    else if (list.length <= 4) {
      const padded = [...Array.from({ length: 4 - list.length }, () => ({ n: 1, y: 0, x: 0 })), ...list];
      const [a, b, c, d] = padded as [typeof only, typeof only, typeof only, typeof only];
      to.emit(`move_${width}`, y, x, a.n, b.n, c.n, d.n, a.y, b.y, c.y, d.y, a.x, b.x, c.x, d.x);
    } else if (list.length === 5)
      to.repeat(only.n, (loop) => emit(list.slice(1), y.by(loop, only.y * bytes), x.by(loop, only.x * bytes)));
    else for (let i = 0; i < only.n; i++) emit(list.slice(1), y.at(i * only.y * bytes), x.at(i * only.x * bytes));
  }
}
