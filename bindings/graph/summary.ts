// What a model is made of: its scopes, with what leaves them and the parameters in them.
import { byteSize, type DType } from "../dtype.js";
import { elements, type Shape, showShape } from "../shape.js";
import { Constant, isInput, type Node, Parameter } from "./node.js";
import { topoSort } from "./sort.js";
import { table } from "./table.js";

export interface Layer {
  /** the named scope that the nodes were built in, such as `encoder.attention`; "" for none */
  readonly scope: string;
  /** what nodes outside the scope take from it, or the summary was asked for */
  readonly outputs: readonly { readonly dtype: DType; readonly shape: Shape }[];
  readonly parameters: readonly {
    readonly name: string;
    readonly dtype: DType;
    readonly shape: Shape;
    readonly trainable: boolean;
  }[];
  /** operations in it, those of inner scopes not counted */
  readonly operations: number;
  /** numbers in all of its parameters */
  readonly count: number;
  readonly bytes: number;
}
export interface Summary {
  /** in the order in which their last nodes run */
  readonly layers: readonly Layer[];
  readonly count: number;
  readonly trainable: number;
  readonly bytes: number;
  /** a table: scope, shapes of outputs and parameters, numbers, bytes */
  toString(): string;
}

/** The scopes that the nodes depend on, with the shapes of outputs and parameters, counts and bytes. It prints as a table. */
export function summary(nodes: Node | readonly Node[]): Summary {
  const roots = Array.isArray(nodes) ? (nodes as readonly Node[]) : [nodes as Node];
  const order = topoSort(roots);
  const members = new Map<string, Node[]>();
  for (const node of order) {
    if (node instanceof Constant) continue;
    const list = members.get(node.scope) ?? [];
    list.push(node);
    members.delete(node.scope); // a scope stands where its last node does
    members.set(node.scope, list);
  }
  const leaving = outputsOf(order, roots);
  const layers = [...members].map(([scope, list]): Layer => {
    const parameters = list.filter((node): node is Parameter => node instanceof Parameter);
    return {
      scope,
      outputs: [...(leaving.get(scope) ?? [])].map(({ dtype, shape }) => ({ dtype, shape })),
      parameters: parameters.map(({ name, dtype, shape, trainable }) => ({ name, dtype, shape, trainable })),
      operations: list.filter((node) => !isInput(node)).length,
      count: total(parameters.map(numbersIn)),
      bytes: total(parameters.map((p) => numbersIn(p) * byteSize[p.dtype as DType])),
    };
  });
  const trainable = order.filter((node): node is Parameter => node instanceof Parameter && node.trainable);
  const sums = { count: total(layers.map((l) => l.count)), bytes: total(layers.map((l) => l.bytes)) };
  return { layers, ...sums, trainable: total(trainable.map(numbersIn)), toString: () => show(layers, sums) };
}

// The operations of each scope, inner ones included, that nodes outside of it take, or that were asked for.
function outputsOf(order: readonly Node[], roots: readonly Node[]): ReadonlyMap<string, Set<Node>> {
  const outputs = new Map<string, Set<Node>>();
  const leave = (node: Node, to: string | undefined): void => {
    if (isInput(node) || node instanceof Constant) return;
    for (const scope of around(node.scope)) {
      if (to !== undefined && (scope === "" || to === scope || to.startsWith(`${scope}.`))) continue;
      const set = outputs.get(scope) ?? new Set();
      outputs.set(scope, set.add(node));
    }
  };
  for (const node of order) for (const x of node.inputs) leave(x, node.scope);
  for (const root of roots) leave(root, undefined);
  return outputs;
}

// "a.b" → "a.b", "a", ""
function around(scope: string): string[] {
  const paths = [scope];
  for (let dot = scope.lastIndexOf("."); dot >= 0; dot = scope.lastIndexOf(".", dot - 1))
    paths.push(scope.slice(0, dot));
  return scope === "" ? paths : [...paths, ""];
}
function numbersIn({ shape }: Parameter): number {
  return elements(shape as readonly number[]);
}
function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0);
}

function show(layers: readonly Layer[], sums: { readonly count: number; readonly bytes: number }): string {
  const typed = ({ dtype, shape }: { readonly dtype: DType; readonly shape: Shape }) => `${dtype}${showShape(shape)}`;
  const rows = layers.map(({ scope, outputs, parameters, count, bytes }) => [
    scope,
    outputs.map(typed).join(", "),
    parameters.map((p) => `${p.name.slice(scope ? scope.length + 1 : 0)} ${typed(p)}`).join(", "),
    String(count),
    String(bytes),
  ]);
  const head = ["scope", "outputs", "parameters", "count", "bytes"];
  return table([head, ...rows, ["total", "", "", String(sums.count), String(sums.bytes)]], 3);
}
