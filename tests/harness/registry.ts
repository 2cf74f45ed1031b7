// Every op with an entry, and the parts of the library that tests need and users do not.
import type { Op } from "wengert";

function load<T>(path: string): Promise<T> {
  return import(new URL(`../../../dist/${path}.js`, import.meta.url).href) as Promise<T>;
}

export const ops = await load<typeof import("../../dist/ops/index.js")>("ops/index");
export const publicOps = await load<typeof import("../../dist/ops/public.js")>("ops/public");
export const { Constant, makeNode } = await load<typeof import("../../dist/graph/node.js")>("graph/node");
export const { colourColumns, colourStars, standsAlone } =
  await load<typeof import("../../dist/control/colouring.js")>("control/colouring");
export const dim = await load<typeof import("../../dist/dim.js")>("dim");
export const { broadcastShapes } = await load<typeof import("../../dist/shape.js")>("shape");

/** Entries of the registry by name. */
export const entries: ReadonlyMap<string, Op> = new Map(
  Object.values(ops).flatMap((f) => ("entry" in f ? [[f.entry.name, f.entry] as const] : [])),
);

/** A seed that depends on a name alone. */
export function seedOf(name: string): number {
  let hash = 2166136261;
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  return hash >>> 0;
}
