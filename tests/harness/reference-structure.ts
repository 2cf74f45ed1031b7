// References of ops that move, select and sum elements.
import type { DType, Node } from "wengert";
import { accumulate, at, broadcastAt, indices, type Plain, placeOf, tabulate, under } from "./plain.js";

export type Reference = (xs: readonly Plain[], node: Node) => Plain;

const shapeOf = (node: Node): readonly number[] => node.shape as readonly number[];
const dtypeOf = (node: Node): DType => node.dtype;
const attribute = <T>(node: Node, name: string): T => node.attributes[name] as T;
const axisOf = (node: Node): number => attribute<number>(node, "axis");
const same: Reference = ([x], node) => ({ ...x!, shape: shapeOf(node) });
const exact = (y: Plain): Plain => ({ ...y, slack: y.data.map(() => 0) });
const tabulated = (node: Node, f: (index: number[]) => number) => exact(tabulate(shapeOf(node), dtypeOf(node), f));

/** Index with its part along an axis replaced. */
function along(index: readonly number[], axis: number, ...parts: readonly number[]): number[] {
  return [...index.slice(0, axis), ...parts, ...index.slice(axis + 1)];
}
/** What is left of an index without the reduced axes, or with 0 in their place. */
function without(index: readonly number[], axes: readonly number[], keepDims: boolean): number[] {
  return index.flatMap((i, axis) => (axes.includes(axis) ? (keepDims ? [0] : []) : [i]));
}

// NaN is larger and smaller than every number
const beats = { max: (a: number, b: number) => a > b, min: (a: number, b: number) => a < b };
const extreme =
  (which: "max" | "min"): Reference =>
  ([x], node) => {
    const shape = shapeOf(node);
    const best = new Array<number | undefined>(indices(shape).length).fill(undefined);
    for (const [k, index] of indices(x!.shape).entries()) {
      const place = placeOf(without(index, attribute(node, "axes"), attribute(node, "keepDims")), shape);
      const [value, known] = [x!.data[k]!, best[place]];
      if (known === undefined || Number.isNaN(value) || beats[which](value, known))
        best[place] = Number.isNaN(known) ? known : value;
    }
    return exact({ shape, dtype: x!.dtype, data: best as number[] });
  };
const placeOfExtreme =
  (which: "max" | "min"): Reference =>
  ([x], node) =>
    tabulated(node, (index) => {
      const axis = axisOf(node);
      let best = 0;
      const value = (i: number) => at(x!, [...index.slice(0, axis), i, ...index.slice(axis)]);
      for (let i = 1; i < x!.shape[axis]!; i++) {
        if (Number.isNaN(value(best))) break;
        if (Number.isNaN(value(i)) || beats[which](value(i), value(best))) best = i;
      }
      return best;
    });

function castTo(from: DType, to: DType, x: number): number {
  if (to === "bool") return Number(x !== 0);
  if (to === "f32") return Math.fround(x);
  if (to !== "i32" || from === "bool") return x;
  return Number.isNaN(x) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(x)));
}

/** By op name. Attributes and operands are those of the op's entry. */
export const structure: Readonly<Record<string, Reference>> = {
  reshape: same,
  stopGradient: same,
  cast: ([x], node) =>
    exact({ shape: x!.shape, dtype: dtypeOf(node), data: x!.data.map((v) => castTo(x!.dtype, dtypeOf(node), v)) }),
  arange: (_, node) => tabulated(node, ([i]) => i!),
  size: (_, node) => tabulated(node, () => Number(attribute(node, "dim"))),
  permute: ([x], node) => {
    const axes = attribute<number[]>(node, "axes");
    return tabulated(node, (index) =>
      at(
        x!,
        axes.map((_, axis) => index[axes.indexOf(axis)]!),
      ),
    );
  },
  slice: ([x], node) => {
    const [start, step] = [attribute<number[]>(node, "start"), attribute<number[]>(node, "step")];
    return tabulated(node, (index) =>
      at(
        x!,
        index.map((i, axis) => start[axis]! + i * step[axis]!),
      ),
    );
  },
  embed: ([x], node) => {
    const [start, step] = [attribute<number[]>(node, "start"), attribute<number[]>(node, "step")];
    return exact(accumulate(shapeOf(node), x!, (index) => index.map((i, axis) => start[axis]! + i * step[axis]!)));
  },
  concat: (xs, node) =>
    tabulated(node, (index) => {
      let i = index[axisOf(node)]!;
      for (const x of xs) {
        if (i < x.shape[axisOf(node)]!) return at(x, along(index, axisOf(node), i));
        i -= x.shape[axisOf(node)]!;
      }
      throw new Error("concat: an index beyond the operands");
    }),
  broadcastTo: ([x], node) => tabulated(node, (index) => broadcastAt(x!, index)),
  where: ([mask, a, b], node) => tabulated(node, (index) => broadcastAt(broadcastAt(mask!, index) ? a! : b!, index)),
  sumTo: ([x], node) => accumulate(shapeOf(node), x!, (index) => under(index, shapeOf(node))),
  sum: ([x], node) =>
    accumulate(shapeOf(node), x!, (index) => without(index, attribute(node, "axes"), attribute(node, "keepDims"))),
  max: extreme("max"),
  min: extreme("min"),
  argmax: placeOfExtreme("max"),
  argmin: placeOfExtreme("min"),
  gather: ([x, which], node) => {
    const axis = axisOf(node);
    const rank = which!.shape.length;
    return tabulated(node, (index) =>
      at(x!, [...index.slice(0, axis), at(which!, index.slice(axis, axis + rank)), ...index.slice(axis + rank)]),
    );
  },
  scatterAdd: ([which, u], node) => {
    const axis = axisOf(node);
    const rank = which!.shape.length;
    return accumulate(shapeOf(node), u!, (index) => [
      ...index.slice(0, axis),
      at(which!, index.slice(axis, axis + rank)),
      ...index.slice(axis + rank),
    ]);
  },
  takeAlong: ([x, which], node) => tabulated(node, (index) => at(x!, along(index, axisOf(node), at(which!, index)))),
  putAlong: ([which, u], node) =>
    accumulate(shapeOf(node), u!, (index) => along(index, axisOf(node), at(which!, index))),
};
