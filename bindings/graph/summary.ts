// What a model is made of: its parameters by scope.
import { byteSize, type DType } from "../dtype.js";
import { elements, type Shape, showShape } from "../shape.js";
import type { Node } from "./node.js";
import { parameters } from "./sort.js";

export interface Layer {
  /** the scope that the parameters' names begin with; "" for none */
  readonly scope: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly dtype: DType;
    readonly shape: Shape;
    readonly trainable: boolean;
  }[];
  /** numbers in all of them */
  readonly count: number;
  readonly bytes: number;
}
export interface Summary {
  readonly layers: readonly Layer[];
  readonly count: number;
  readonly trainable: number;
  readonly bytes: number;
  /** a table: scope, parameters with shapes, numbers, bytes */
  toString(): string;
}

/** The parameters that the nodes depend on, by scope, with their shapes, counts and bytes. It prints as a table. */
export function summary(nodes: Node | readonly Node[]): Summary {
  const byScope = new Map<string, { name: string; dtype: DType; shape: Shape; trainable: boolean }[]>();
  for (const { name, dtype, shape, trainable } of parameters(nodes)) {
    const scope = name.slice(0, Math.max(0, name.lastIndexOf(".")));
    byScope.set(scope, [...(byScope.get(scope) ?? []), { name, dtype, shape, trainable }]);
  }
  const count = (p: { shape: Shape }) => elements(p.shape as number[]);
  const total = (list: readonly { count: number; bytes: number }[], what: "count" | "bytes") =>
    list.reduce((sum, x) => sum + x[what], 0);
  const layers: Layer[] = [...byScope].map(([scope, list]) => ({
    scope,
    parameters: list,
    count: list.reduce((sum, p) => sum + count(p), 0),
    bytes: list.reduce((sum, p) => sum + count(p) * byteSize[p.dtype], 0),
  }));
  const all = layers.flatMap((layer) => layer.parameters);
  return {
    layers,
    count: total(layers, "count"),
    trainable: all.filter((p) => p.trainable).reduce((sum, p) => sum + count(p), 0),
    bytes: total(layers, "bytes"),
    toString: () => table(layers, total(layers, "count"), total(layers, "bytes")),
  };
}

function table(layers: readonly Layer[], count: number, bytes: number): string {
  const rows = layers.map((layer) => [
    layer.scope,
    layer.parameters
      .map((p) => `${p.name.slice(layer.scope ? layer.scope.length + 1 : 0)} ${p.dtype}${showShape(p.shape)}`)
      .join(", "),
    String(layer.count),
    String(layer.bytes),
  ]);
  const lines = [["scope", "parameters", "count", "bytes"], ...rows, ["total", "", String(count), String(bytes)]];
  const widths = [0, 1, 2, 3].map((k) => Math.max(...lines.map((line) => line[k]!.length)));
  const cell = (text: string, k: number) => (k < 2 ? text.padEnd(widths[k]!) : text.padStart(widths[k]!));
  return lines.map((line) => line.map(cell).join("  ").trimEnd()).join("\n");
}
