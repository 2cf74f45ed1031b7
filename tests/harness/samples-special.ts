// Samples and references of running sums and products, of order, and of what BigInt fixed point computes.
import type { DType, Float, Node } from "wengert";
import * as w from "wengert";
import * as bigints from "./gamma.js";
import { elements, indices, type Plain, placeOf } from "./plain.js";
import type { Reference } from "./reference-structure.js";
import { ops } from "./registry.js";
import type { Sample, Samples } from "./samples.js";
import type { Exact } from "./ulp.js";

type Range = readonly [number, number];
const floats: readonly DType[] = ["f32", "f64"];
const numbers: readonly DType[] = ["f32", "f64", "i32"];
const shapes = [[], [0], [1], [7], [2, 3], [2, 1, 17]];

/** One operand a shape. */
const unary =
  (domain: Range, build: (x: Node) => Node): Samples =>
  (dtype) =>
    floats.includes(dtype)
      ? shapes.map((shape) => ({
          title: `(${shape})`,
          inputs: [{ shape, dtype, domain }],
          build: (x: Node) => [build(x)],
        }))
      : [];
const axes = [[0], [1], [5], [3, 4], [2, 3, 4], [2, 0, 3], [9, 2], [2, 33]];
/** Every axis of some shapes, with a flag. */
function alongAxes(
  dtypes: readonly DType[],
  operands: number,
  domain: Range,
  build: (x: readonly Node[], axis: number, flag: boolean) => Node,
): Samples {
  return (dtype) =>
    dtypes.includes(dtype)
      ? axes.flatMap((shape) =>
          [...shape.keys()].flatMap((axis) =>
            [false, true].map(
              (flag): Sample => ({
                title: `(${shape}) along ${axis}${flag ? ", the other way" : ""}`,
                inputs: Array.from({ length: operands }, () => ({ shape, dtype, domain })),
                build: (...x) => [build(x, axis, flag)],
              }),
            ),
          ),
        )
      : [];
}

export const specialSamples: Readonly<Record<string, Samples>> = {
  erfc: unary([-2, 3], w.erfc),
  lgamma: unary([0.3, 5], w.lgamma),
  polygamma: (dtype, random) =>
    [0, 1, 2, 5].flatMap((n) =>
      unary([1, 6], (x) => w.polygamma(n, x))(dtype, random).map((s) => ({ ...s, title: `${n}, ${s.title}` })),
    ),
  cumsum: alongAxes(numbers, 1, [-3, 3], ([x], axis, reverse) => w.cumsum(x!, axis, { reverse })),
  recurrence: alongAxes(floats, 2, [-1, 1], ([a, b], axis, reverse) =>
    ops.recurrence(a as Node<Float>, b as Node<Float>, axis, reverse),
  ),
  logcumsumexp: alongAxes(floats, 1, [-3, 3], ([x], axis) => w.logcumsumexp(x!, axis)),
  prod: alongAxes(numbers, 1, [-2, 2], ([x], axis, keepDims) => w.prod(x!, axis, { keepDims })),
  argsort: alongAxes(numbers, 1, [-2, 2], ([x], axis, descending) => w.argsort(x!, axis, descending)),
};

const number = ({ fixed, exponent }: Exact): number => (Number(fixed) / 2 ** 320) * 2 ** exponent;
const exactly =
  (f: (x: number, node: Node) => Exact, units: number): Reference =>
  ([x], node) => {
    const data = x!.data.map((v) => number(f(v, node)));
    return { ...x!, data, slack: data.map((y) => units * Math.abs(y)) };
  };

/** The places of an index's fibre along the node's axis, in order or from the end. */
function fibre(index: readonly number[], x: Plain, axis: number, reverse: boolean): number[] {
  const n = x.shape[axis]!;
  const order = Array.from({ length: n }, (_, k) => (reverse ? n - 1 - k : k));
  return order.map((k) => placeOf([...index.slice(0, axis), k, ...index.slice(axis + 1)], x.shape));
}
/** y along every fibre from the places and their number; data and slack. */
function walk(node: Node, x: Plain, f: (places: readonly number[], k: number) => readonly [number, number]): Plain {
  const axis = node.attributes.axis as number;
  const [data, slack] = [new Array<number>(elements(x.shape)), new Array<number>(elements(x.shape))];
  for (const index of indices(x.shape)) {
    if (index[axis] !== 0) continue;
    const places = fibre(index, x, axis, node.attributes.reverse === true);
    for (const [k, place] of places.entries()) [data[place], slack[place]] = f(places, k) as [number, number];
  }
  return { shape: x.shape, dtype: node.dtype, data, slack };
}

export const specialReferences: Readonly<Record<string, Reference>> = {
  erfc: exactly((x) => bigints.erfc(x), 12),
  lgamma: exactly((x) => bigints.lgamma(x), 16),
  polygamma: exactly((x, node) => bigints.polygamma(Number(node.attributes.order ?? 0), x), 12),
  // terms cancel where the result is near 0
  logaddexp: ([x, y], node) => {
    const from = (p: Plain, i: number) => p.data[elements(p.shape) === 1 ? 0 : i]!;
    const all = indices(node.shape as number[]).map((index) => {
      const [a, b] = [x!, y!].map((p) => {
        const tail = index.slice(index.length - p.shape.length);
        return from(
          p,
          placeOf(
            tail.map((i, axis) => (p.shape[axis] === 1 ? 0 : i)),
            p.shape,
          ),
        );
      }) as [number, number];
      const value = node.entry.tests!.ref!(a, b);
      return [value, 6 * Math.max(Math.abs(a), Math.abs(b), 1)] as const;
    });
    return {
      shape: node.shape as number[],
      dtype: node.dtype,
      data: all.map((p) => p[0]),
      slack: all.map((p) => p[1]),
    };
  },
  cumsum: ([x], node) => {
    let [sum, size] = [0, 0];
    return walk(node, x!, (places, k) => {
      if (k === 0) [sum, size] = [0, 0];
      sum += x!.data[places[k]!]!;
      size += Math.abs(x!.data[places[k]!]!);
      return [sum, (k + 1) * size];
    });
  },
  recurrence: ([a, b], node) => {
    let [t, size] = [0, 0];
    const reverse = node.attributes.reverse === true;
    return walk(node, a!, (places, k) => {
      const link = k === 0 ? 0 : a!.data[places[reverse ? k - 1 : k]!]!;
      const term = b!.data[places[k]!]!;
      t = link * t + term;
      size = (k === 0 ? 0 : Math.abs(link) * size) + Math.abs(term);
      return [t, 3 * (k + 1) * size];
    });
  },
  logcumsumexp: ([x], node) =>
    walk(node, x!, (places, k) => {
      const row = places.slice(0, k + 1).map((place) => x!.data[place]!);
      const top = Math.max(...row);
      const y = top + Math.log(row.reduce((sum, v) => sum + Math.exp(v - top), 0));
      return [y, 8 + 2 * k + 6 * Math.abs(y) + 3 * Math.max(...row.map(Math.abs))];
    }),
  prod: ([x], node) => {
    const n = x!.shape.at(-1)!;
    const times = node.dtype === "i32" ? Math.imul : (a: number, b: number) => a * b;
    const data = indices(node.shape as number[]).map((_, r) => x!.data.slice(r * n, (r + 1) * n).reduce(times, 1));
    return { shape: node.shape as number[], dtype: node.dtype, data, slack: data.map((y) => (n + 1) * Math.abs(y)) };
  },
  argsort: ([x], node) => {
    const sign = node.attributes.descending ? -1 : 1;
    return walk(node, x!, (places, k) => {
      const order = [...places.keys()].sort((i, j) => sign * (x!.data[places[i]!]! - x!.data[places[j]!]!));
      return [order[k]!, 0];
    });
  },
};
