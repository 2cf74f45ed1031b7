// Samples of ops that move elements.

import type { DType, Node } from "wengert";
import * as w from "wengert";
import { dim, makeNode, ops } from "./registry.js";
import type { Sample, Samples } from "./samples.js";

const all: readonly DType[] = ["f32", "f64", "i32", "bool"];

/** x of a shape, built into a node by each of a list of attributes. */
function each<A>(
  cases: readonly (readonly [shape: readonly number[], attribute: A])[],
  build: (x: Node, attribute: A) => Node,
): Samples {
  return (dtype) =>
    cases.map(([shape, attribute]) => ({
      title: `(${shape}) ${JSON.stringify(attribute)}`,
      inputs: [{ shape, dtype }],
      build: (x) => [build(x!, attribute)],
    }));
}
const numbersOnly =
  (samples: Samples): Samples =>
  (dtype, random) =>
    dtype === "bool" ? [] : samples(dtype, random);

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) =>
    Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]),
  );
}
const permuted = [[5], [3, 5], [2, 3, 5], [2, 1, 3], [3, 0, 2], [2, 3, 4, 5]].flatMap((shape) =>
  permutations(shape.length).map((axes) => [shape, axes] as const),
);
// biome-ignore format: a table
const broadcasts: (readonly [number[], number[]])[] = [
  [[], []], [[], [5]], [[], [2, 3]], [[1], [7]], [[5], [3, 5]], [[3, 1], [3, 5]], [[2, 1, 3], [2, 4, 3]],
  [[3, 1, 1], [2, 3, 4, 5]], [[1, 3, 1, 2], [2, 3, 4, 2]], [[1], [0]], [[0, 1], [2, 0, 3]],
  [[2, 1, 3, 1, 2], [2, 2, 3, 2, 2]], [[1, 2, 1, 2, 1, 2], [2, 2, 2, 2, 2, 2]],
];

// ranges as users write them, and where a slice is a view
// biome-ignore format: a table
const slices: (readonly [number[], w.Range[]])[] = [
  [[7], [[2, 5]]], [[7], [[-3]]], [[7], [[0, 7, 2]]], [[7], [[1, 7, 3]]], [[7], [[6, 0, -2]]], [[7], [[-1, 2, -1]]],
  [[7], [[3, 3]]], [[7], [[5, 2]]], [[3, 5], [[1, 2]]], [[3, 5], [null, [1, 4]]], [[3, 5], [[1, 3], [0, 5]]],
  [[3, 5], [[2, 0, -1], [4, 0, -2]]], [[4, 5, 6], [[1, 3], null, [0, 6, 5]]],
  [[4, 5, 6], [[3, 0, -1], [0, 5, 2], [1, 6, 2]]], [[2, 3, 2, 3, 2], [null, [0, 2], null, [0, 3, 2], [1, 0, -1]]],
  [[0, 3], [null, [1, 2]]], [[3, 5], [[2, 2], null]],
];
// biome-ignore format: a table
const widths: (readonly [number[], [number, number][]])[] = [
  [[3], [[0, 0]]], [[3], [[2, 1]]], [[2, 3], [[1, 0], [0, 2]]], [[2, 3, 2], [[0, 1], [1, 1], [2, 0]]],
  [[0, 2], [[1, 1], [0, 1]]], [[1], [[4, 4]]],
];

const concat: Samples = (dtype) =>
  (
    [
      [0, [[2], [3]]],
      [0, [[4]]],
      [
        0,
        [
          [0, 3],
          [2, 3],
          [1, 3],
        ],
      ],
      [
        1,
        [
          [2, 3],
          [2, 1],
          [2, 5],
        ],
      ],
      [
        2,
        [
          [2, 3, 1],
          [2, 3, 4],
        ],
      ],
      [
        1,
        [
          [2, 0, 3],
          [2, 2, 3],
        ],
      ],
      [
        -1,
        [
          [1, 1],
          [1, 1],
        ],
      ],
    ] as const
  ).map(([axis, shapes]) => ({
    title: `${shapes.map((shape) => `(${shape})`).join(" ")} along ${axis}`,
    inputs: shapes.map((shape) => ({ shape, dtype })),
    build: (...xs: Node[]) => [w.concat(xs, axis)],
  }));

// biome-ignore format: a table
const selections: readonly (readonly (readonly number[])[])[] = [
  [[], [], []], [[5], [5], [5]], [[5], [], [5]], [[5], [5], []], [[5], [], []], [[], [5], [5]], [[], [3], []],
  [[3, 1], [3, 5], [5]], [[5], [3, 1], [1, 5]], [[2, 1, 3], [4, 1], []], [[0], [1], [0]], [[1], [1], [1]],
  [[2, 3, 4, 5], [1, 3, 1, 1], [5]], [[3, 5], [1], [3, 5]],
];
const where: Samples = (dtype) =>
  selections.map(([mask, a, b]) => ({
    title: `(${mask}) ? (${a}) : (${b})`,
    inputs: [
      { shape: mask!, dtype: "bool" },
      { shape: a!, dtype },
      { shape: b!, dtype },
    ],
    build: (c: Node, x: Node, y: Node) => [w.where(c, x, y)],
  }));

const cast: Samples = (dtype) =>
  all.flatMap((to) =>
    [[], [0], [9]].map(
      (shape): Sample => ({
        title: `(${shape}) to ${to}`,
        inputs: [{ shape, dtype, domain: [-40, 40] }],
        build: (x) => [w.cast(x!, to)],
      }),
    ),
  );

/** By op name. */
export const movement: Readonly<Record<string, Samples>> = {
  reshape: each(
    [
      [[6], [2, 3]],
      [[2, 3], [-1]],
      [
        [2, 3, 4],
        [4, -1],
      ],
      [[], [1, 1]],
      [
        [0, 3],
        [3, 0],
      ],
      [[1], []],
    ],
    (x, shape) => w.reshape(x, shape),
  ),
  stopGradient: each(
    [
      [[], null],
      [[0], null],
      [[7], null],
    ],
    (x) => w.stopGradient(x),
  ),
  permute: each(permuted, (x, axes) => w.permute(x, axes)),
  slice: each(slices, (x, ranges) => w.slice(x, ranges)),
  embed: each(widths, (x, width) => w.pad(x, width)),
  concat,
  cast,
  where,
  broadcastTo: each(broadcasts, (x, shape) => makeNode(ops.broadcastTo.entry, [x], { shape })),
  sumTo: numbersOnly(
    each(
      broadcasts.map(([small, large]) => [large, small] as const),
      (x, shape) => makeNode(ops.sumTo.entry, [x], { shape }),
    ),
  ),
  arange: (dtype) =>
    dtype === "i32" ? [0, 1, 5, 33].map((n) => ({ title: `${n}`, inputs: [], build: () => [w.arange(n)] })) : [],
  size: (dtype) =>
    dtype === "i32"
      ? [[3], [2, 5]].map((shape) => ({
          title: `(${shape})`,
          inputs: [],
          build: () => [ops.dimension(dim.mulDims(shape[0]!, 1), dtype)],
        }))
      : [],
};
