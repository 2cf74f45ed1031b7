// Samples of ops that read and add by index.

import type { Node } from "wengert";
import * as w from "wengert";
import { elements } from "./plain.js";
import type { Spec } from "./run.js";
import type { Samples } from "./samples.js";

type Case = readonly [shape: readonly number[], index: readonly number[], axis: number];
// biome-ignore format: a table
const slices: readonly Case[] = [
  [[5], [3], 0], [[5], [], 0], [[5], [0], 0], [[4, 3], [6], 0], [[4, 3], [2, 2], 0], [[4, 3], [5], 1],
  [[2, 5, 3], [4], 1], [[2, 3, 1], [2, 1], -1], [[0, 3], [0], 0], [[3, 0], [2], 0], [[1, 7], [9], 0],
];
// biome-ignore format: a table
const elementwise: readonly Case[] = [
  [[5], [3], 0], [[5], [0], 0], [[3, 4], [3, 2], 1], [[3, 4], [5, 4], 0], [[2, 5, 3], [2, 1, 3], 1],
  [[2, 3, 4], [2, 3, 6], -1], [[0, 4], [0, 2], 1],
];

const withAxis = ([shape, index, axis]: Case): string => `(${shape}) at (${index}) along ${axis}`;
function indexSpec([shape, index, axis]: Case, random: () => number): Spec {
  const size = shape.at(axis)!;
  return {
    shape: index,
    dtype: "i32",
    values: Array.from({ length: elements(index) }, () => Math.floor(random() * size)),
  };
}
/** The shape of what is gathered. */
function gathered([shape, index, axis]: Case): number[] {
  const at = axis < 0 ? axis + shape.length : axis;
  return [...shape.slice(0, at), ...index, ...shape.slice(at + 1)];
}

const gather: Samples = (dtype, random) =>
  slices.map((c) => ({
    title: withAxis(c),
    inputs: [{ shape: c[0], dtype }, indexSpec(c, random)],
    build: (x: Node, index: Node) => [w.gather(x, index, c[2])],
  }));
const scatterAdd: Samples = (dtype, random) =>
  dtype === "bool"
    ? []
    : slices.map((c) => ({
        title: withAxis(c),
        inputs: [indexSpec(c, random), { shape: gathered(c), dtype }],
        build: (index: Node, u: Node) => [w.scatterAdd(c[0], index, u, c[2])],
      }));
const takeAlong: Samples = (dtype, random) =>
  elementwise.map((c) => ({
    title: withAxis(c),
    inputs: [{ shape: c[0], dtype }, indexSpec(c, random)],
    build: (x: Node, index: Node) => [w.takeAlong(x, index, c[2])],
  }));
const putAlong: Samples = (dtype, random) =>
  dtype === "bool"
    ? []
    : elementwise.map((c) => ({
        title: withAxis(c),
        inputs: [indexSpec(c, random), { shape: c[1], dtype }],
        build: (index: Node, u: Node) => [w.putAlong(c[0], index, u, c[2])],
      }));

/** By op name. */
export const indexing: Readonly<Record<string, Samples>> = { gather, scatterAdd, takeAlong, putAlong };
