// Engines of both builds, seeded operands, and comparison with plain arrays.
import { readFileSync } from "node:fs";
import type { ExecutionContext } from "ava";
import type { DType, Node, Placeholder } from "wengert";
import * as w from "wengert";
import "./kernels.js";
import { elements, type Plain, roundoff, store } from "./plain.js";

/** An engine for each build of the kernels. */
export const engines: readonly { readonly name: string; readonly engine: w.Engine }[] = await Promise.all(
  ["simd", "relaxed"].map(async (name) => {
    const module = readFileSync(new URL(`../../../dist/wasm/${name}.wasm`, import.meta.url));
    return { name, engine: await w.Engine.create({ module }) };
  }),
);

/** An operand to draw. */
export interface Spec {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** where it is drawn; whole numbers include both ends */
  readonly domain?: readonly [number, number];
  /** instead of drawing */
  readonly values?: readonly number[];
}

/** How operands are drawn: anywhere, or on a lattice that keeps them apart from each other, from 0 and from whole numbers. */
export type Draw = (spec: Spec, random: () => number, i: number) => number[];

export const anywhere: Draw = ({ shape, dtype, domain = [-2, 2], values }, random) => {
  if (values) return [...values];
  const [low, high] = domain;
  const one = (): number => {
    const u = random();
    if (dtype === "bool") return Number(u < 0.5);
    return dtype === "i32" ? low + Math.floor(u * (high - low + 1)) : store(dtype, low + u * (high - low));
  };
  return Array.from({ length: elements(shape) }, one);
};

// Operand i takes 0.1·k + 0.1·(i + 1)/5 ± 0.005, each k once while they last: two elements differ by 0.01 or more, so
// that no kink lies between the points of a difference quotient.
export const apart: Draw = (spec, random, i) => {
  const { shape, dtype, domain = [-2, 2], values } = spec;
  if (values || dtype === "i32" || dtype === "bool") return anywhere(spec, random, i);
  const first = Math.ceil(domain[0] * 10);
  const count = Math.max(1, Math.floor(domain[1] * 10) - first);
  let left: number[] = [];
  return Array.from({ length: elements(shape) }, () => {
    if (left.length === 0) left = Array.from({ length: count }, (_, k) => first + k);
    const [k] = left.splice(Math.floor(random() * left.length), 1) as [number];
    return store(dtype, (k + ((i % 4) + 1) / 5 + 0.1 * (random() - 0.5)) / 10);
  });
};

/** Placeholders x0, x1, … for the specs, and their values. */
export function operandsFor(specs: readonly Spec[], random: () => number, draw: Draw, name = "x") {
  const xs = specs.map((spec, i) => w.placeholder(`${name}${i}`, spec.shape, spec.dtype) as Placeholder);
  const feeds = new Map<Node, Plain>(
    specs.map((spec, i) => [xs[i]!, { shape: spec.shape, dtype: spec.dtype, data: draw(spec, random, i) }]),
  );
  return { xs, feeds };
}

/** The feeds that nodes need, as tensors. */
export function tensors(nodes: readonly Node[], feeds: ReadonlyMap<Node, Plain>): Map<Node, w.Tensor> {
  const list = w.placeholders(nodes).map((p) => [p, tensor(feeds.get(p)!)] as const);
  return new Map(list);
}
export function tensor({ data, shape, dtype }: Plain): w.Tensor {
  const types = { f32: Float32Array, f64: Float64Array, i32: Int32Array, bool: Uint8Array };
  return new w.Tensor(types[dtype].from(data), shape, dtype);
}

export function run(engine: w.Engine, nodes: readonly Node[], feeds: ReadonlyMap<Node, Plain>): w.Tensor[] {
  return engine.run(nodes, tensors(nodes, feeds)) as w.Tensor[];
}

/** Fails, once, where `got` is not within the slack of `want` and its own rounding. */
export function same(t: ExecutionContext, got: w.Tensor, want: Plain, what: string): boolean {
  if (`${got.shape}` !== `${want.shape}` || got.dtype !== want.dtype) {
    t.fail(`${what}: ${got.dtype}(${got.shape}), not ${want.dtype}(${want.shape})`);
    return false;
  }
  const unit = got.dtype === "f32" || got.dtype === "f64" ? roundoff[got.dtype] : 0;
  for (const [i, x] of want.data.entries()) {
    const y = got.data[i]!;
    if (Object.is(x, y) || x === y || y === store(want.dtype, x)) continue;
    const slack =
      unit * ((want.slack?.[i] ?? 6 * Math.abs(x)) + Math.abs(x)) + (got.dtype === "f32" ? 2 ** -149 : 2 ** -1074);
    if (Math.abs(x - y) <= slack) continue;
    t.fail(`${what}, element ${i}: ${y}, not ${x}; off by ${Math.abs(x - y)}, ${slack} is allowed`);
    return false;
  }
  return true;
}
