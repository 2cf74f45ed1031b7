// Feeds to data and sizes: every value fits its placeholder without loss, every name has one size.

import { type Dim, dimNames, evalDim } from "../dim.js";
import type { Arrays, DType } from "../dtype.js";
import { FeedError } from "../errors.js";
import { type Node, Placeholder } from "../graph/node.js";
import { elements, showShape } from "../shape.js";
import { isTensorLike, toData, type Value } from "../tensor.js";

/** Values by name, or by placeholder. */
export type Feeds = Readonly<Record<string, Value>> | ReadonlyMap<Node, Value>;

/** A placeholder's data, row-major. */
export interface Fed {
  readonly placeholder: Placeholder;
  readonly data: Arrays[DType];
}

/** The value of each placeholder, in their order. @throws FeedError for a missing or an unknown one */
export function lookUp(
  feeds: Feeds,
  placeholders: readonly Placeholder[],
  byName: ReadonlyMap<string, Placeholder>,
): Value[] {
  const values: (Value | undefined)[] =
    feeds instanceof Map
      ? placeholders.map((p) => feeds.get(p))
      : placeholders.map((p) => (Object.hasOwn(feeds, p.name) ? (feeds as Record<string, Value>)[p.name] : undefined));
  const missing = placeholders.find((_, i) => values[i] === undefined);
  if (missing)
    throw new FeedError(`feed ${missing.name} is missing: ${missing} is needed`, {
      node: missing,
      origin: missing.origin,
    });
  const keys: (string | Node)[] = feeds instanceof Map ? [...feeds.keys()] : Object.keys(feeds);
  if (keys.length > placeholders.length)
    for (const key of keys) {
      const known = typeof key === "string" ? byName.has(key) : placeholders.includes(key as Placeholder);
      if (!known) {
        const name = key instanceof Placeholder ? key.name : String(key);
        throw new FeedError(
          `feed ${name} is unknown: the graph has ${[...byName.keys()].join(", ") || "no placeholders"}`,
        );
      }
    }
  return values as Value[];
}

/** Data and the sizes of all named dimensions. */
export function bindFeeds(
  placeholders: readonly Placeholder[],
  values: readonly Value[],
): { data: Arrays[DType][]; shapes: (readonly number[] | undefined)[]; sizes: Record<string, number> } {
  const sizes: Record<string, number> = {};
  const from: Record<string, Placeholder> = {};
  const parts = placeholders.map((p, i) => toData(values[i]!, p.dtype as DType, `feed ${p.name}`));
  const fail = (p: Placeholder, text: string): never => {
    throw new FeedError(`feed ${p.name}: ${text}`, { node: p, origin: p.origin });
  };
  const bind = (p: Placeholder, dim: Dim, size: number): void => {
    if (typeof dim === "number") {
      if (dim !== size) fail(p, `a size is ${size} where ${showShape(p.shape)} has ${dim}`);
    } else if (/^[A-Za-z_][\w.]*$/.test(dim)) {
      const known = sizes[dim];
      if (known !== undefined && known !== size)
        fail(p, `dimension ${dim} is ${size}, but ${known} in ${from[dim]!.name}`);
      sizes[dim] = size;
      from[dim] ??= p;
    }
  };
  // values that know their shape first, flat ones with what is known then
  const flat: number[] = [];
  for (const [i, p] of placeholders.entries()) {
    const { shape, data } = parts[i]!;
    if (shape === undefined || (shape.length === 1 && p.shape.length !== 1 && !isTensorLike(values[i]!))) {
      flat.push(i);
      continue;
    }
    if (shape.length !== p.shape.length) fail(p, `shape ${showShape(shape)} does not fit ${showShape(p.shape)}`);
    if (elements(shape) !== data.length)
      fail(p, `shape ${showShape(shape)} needs ${elements(shape)} elements, there are ${data.length}`);
    for (const [axis, dim] of p.shape.entries()) bind(p, dim, shape[axis]!);
  }
  for (const i of flat) {
    const p = placeholders[i]!;
    const n = parts[i]!.data.length;
    const open = p.shape.filter((dim) => dimNames(dim).some((name) => sizes[name] === undefined));
    const known = p.shape
      .filter((dim) => !open.includes(dim))
      .reduce<number>((size, dim) => size * evalDim(dim, sizes), 1);
    if (open.length > 1) fail(p, `a flat array leaves ${open.join(" and ")} open; give a Tensor with a shape`);
    const [dim] = open;
    if (dim !== undefined) {
      if (known === 0 || n % known !== 0)
        fail(p, `${n} elements do not fill ${showShape(p.shape)}: ${known} for each ${dim}`);
      bind(p, dim, n / known);
    } else if (known !== n) fail(p, `${n} elements were given, ${showShape(p.shape)} has ${known}`);
  }
  // expressions follow from the names
  for (const [i, p] of placeholders.entries()) {
    const open = p.shape.flatMap(dimNames).find((name) => sizes[name] === undefined);
    if (open) fail(p, `dimension ${open} has no size; it must stand alone in some placeholder`);
    const shape = p.shape.map((dim) => evalDim(dim, sizes));
    const given = parts[i]!.shape;
    const fits =
      given && !flat.includes(i)
        ? shape.every((size, axis) => size === given[axis])
        : elements(shape) === parts[i]!.data.length;
    if (!fits)
      fail(
        p,
        `shape ${showShape(given ?? [parts[i]!.data.length])} does not fit ${showShape(p.shape)}, which is ${showShape(shape)}`,
      );
  }
  return { data: parts.map((part) => part.data), shapes: parts.map((part) => part.shape), sizes };
}
