// Which elements of y can depend on which elements of x: sets of x's elements, carried through the graph.
import { ShapeError } from "../errors.js";
import { Constant, isDifferentiable, type Node } from "../graph/node.js";
import { topoSort } from "../graph/sort.js";
import { elements, showShape, stridesOf } from "../shape.js";

/** The elements of x that an element depends on, as bits; undefined for none. Sets are shared, never changed. */
type Bits = Uint32Array | undefined;

/**
 * For each element of y, row-major, the elements of x that it can depend on, ascending. Elementwise ops, movement, sums,
 * products of matrices and gathers with constant indices keep the structure; through any other op, every element counts
 * as depending on all that goes in. Shapes must be numbers.
 */
export function dependencies(y: Node, x: Node): number[][] {
  const known = new Map<Node, Bits[]>();
  const n = elements(concrete(x));
  for (const node of topoSort([y])) {
    if (node === x)
      known.set(
        x,
        Array.from({ length: n }, (_, i) => {
          const bits = new Uint32Array((n + 31) >> 5);
          bits[i >> 5] = 1 << (i & 31);
          return bits;
        }),
      );
    else if (isDifferentiable(node) && node.inputs.some((input) => known.has(input)))
      known.set(node, through(node, known));
  }
  const result = known.get(y) ?? new Array<Bits>(elements(concrete(y)));
  return Array.from(result, (bits) => {
    const list: number[] = [];
    for (let i = 0; bits && i < n; i++) if (bits[i >> 5]! & (1 << (i & 31))) list.push(i);
    return list;
  });
}

function through(node: Node, known: ReadonlyMap<Node, Bits[]>): Bits[] {
  const shape = concrete(node);
  const size = elements(shape);
  const of = (x: Node): Bits[] => known.get(x) ?? new Array<Bits>(elements(concrete(x)));
  const [first] = node.inputs as [Node];
  const { kind } = node.entry.derivative;
  if (kind === "zero" || kind === "none") return new Array<Bits>(size);
  const map = sourceOf(node, shape);
  if (map) return Array.from({ length: size }, (_, i) => union(map(i).map(([x, at]) => of(x)[at])));
  if (node.op === "sum" || node.op === "sumTo") {
    const results = new Array<Bits>(size);
    const target =
      node.op === "sumTo"
        ? shape
        : concrete(first).map((d, axis) => ((node.attributes.axes as number[]).includes(axis) ? 1 : d));
    const place = broadcastIndex(target, concrete(first));
    for (const [i, bits] of of(first).entries()) results[place(i)] = union([results[place(i)], bits]);
    return results;
  }
  if (node.op === "matmul") return throughMatmul(node, of);
  const all = union(node.inputs.flatMap((x) => [...of(x)]));
  return new Array<Bits>(size).fill(all);
}

// Ops whose elements each come from known elements of their operands.
function sourceOf(node: Node, shape: readonly number[]): ((i: number) => (readonly [Node, number])[]) | undefined {
  const [x] = node.inputs as [Node];
  const from = concrete(x);
  const { attributes } = node;
  if (node.entry.derivative.kind === "elementwise") {
    const places = node.inputs.map((input) => broadcastIndex(concrete(input), shape));
    return (i) => node.inputs.map((input, k) => [input, places[k]!(i)] as const);
  }
  const strides = stridesOf(from);
  const at = (index: readonly number[]): number => index.reduce((sum, v, axis) => sum + v * strides[axis]!, 0);
  const single = (f: (index: number[]) => number | undefined) => (i: number) => {
    const place = f(indexOf(i, shape));
    return place === undefined ? [] : [[x, place] as const];
  };
  switch (node.op) {
    case "reshape":
    case "cast":
      return (i) => [[x, i]];
    case "broadcastTo": {
      const place = broadcastIndex(from, shape);
      return (i) => [[x, place(i)]];
    }
    case "permute": {
      const axes = attributes.axes as number[];
      return single((index) => axes.reduce((sum, axis, k) => sum + index[k]! * strides[axis]!, 0));
    }
    case "slice": {
      const [start, step] = [attributes.start as number[], attributes.step as number[]];
      return single((index) => at(index.map((v, axis) => start[axis]! + v * step[axis]!)));
    }
    case "embed": {
      const [start, step] = [attributes.start as number[], attributes.step as number[]];
      return single((index) => {
        const inner = index.map((v, axis) => (v - start[axis]!) / step[axis]!);
        return inner.every((v, axis) => Number.isInteger(v) && v >= 0 && v < from[axis]!) ? at(inner) : undefined;
      });
    }
    case "concat": {
      const axis = attributes.axis as number;
      return (i) => {
        const index = indexOf(i, shape);
        for (const input of node.inputs) {
          const part = concrete(input);
          if (index[axis]! < part[axis]!)
            return [[input, stridesOf(part).reduce((sum, s, k) => sum + s * index[k]!, 0)]];
          index[axis]! -= part[axis]!;
        }
        return [];
      };
    }
    case "gather": {
      const [, picked] = node.inputs as [Node, Node];
      if (!(picked instanceof Constant)) return undefined;
      const axis = attributes.axis as number;
      const inner = elements(from.slice(axis + 1));
      const rows = picked.data.length;
      return (i) => [
        [
          x,
          (Math.floor(i / (inner * rows)) * from[axis]! + picked.data[Math.floor(i / inner) % rows]!) * inner +
            (i % inner),
        ],
      ];
    }
    default:
      return undefined;
  }
}

// y[…,i,j] depends on row i of op(a) and column j of op(b)
function throughMatmul(node: Node, of: (x: Node) => Bits[]): Bits[] {
  const [a, b] = node.inputs as [Node, Node];
  const shape = concrete(node);
  const [m, n] = shape.slice(-2) as [number, number];
  const lines = (x: Node, t: boolean, rows: boolean) => {
    const [bits, from] = [of(x), concrete(x)];
    const [r, c] = from.slice(-2) as [number, number];
    const along = rows === t ? "column" : "row";
    const batches = elements(from.slice(0, -2));
    const count = along === "row" ? r : c;
    const sets = Array.from({ length: batches * count }, (_, i) => {
      const [batch, line] = [Math.floor(i / count), i % count];
      const places = Array.from(
        { length: along === "row" ? c : r },
        (_, k) => batch * r * c + (along === "row" ? line * c + k : k * c + line),
      );
      return union(places.map((place) => bits[place]));
    });
    const place = broadcastIndex(from.slice(0, -2), shape.slice(0, -2));
    return (batch: number, line: number) => sets[place(batch) * count + line];
  };
  const [rows, columns] = [
    lines(a, node.attributes.ta as boolean, true),
    lines(b, node.attributes.tb as boolean, false),
  ];
  return Array.from({ length: elements(shape) }, (_, i) => {
    const batch = Math.floor(i / (m * n));
    return union([rows(batch, Math.floor(i / n) % m), columns(batch, i % n)]);
  });
}

function union(sets: readonly Bits[]): Bits {
  let result: Bits;
  let own = false;
  for (const bits of sets) {
    if (!bits || bits === result) continue;
    if (!result) result = bits;
    else {
      if (!own) result = result.slice();
      own = true;
      for (const [i, word] of bits.entries()) result[i]! |= word;
    }
  }
  return result;
}

function indexOf(i: number, shape: readonly number[]): number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(i / stride) % shape[axis]!);
}
/** The place in `from` that element i of `shape` is broadcast from. */
function broadcastIndex(from: readonly number[], shape: readonly number[]): (i: number) => number {
  const strides = stridesOf(from);
  const shift = shape.length - from.length;
  return (i) =>
    indexOf(i, shape).reduce(
      (sum, v, axis) => (axis < shift || from[axis - shift] === 1 ? sum : sum + v * strides[axis - shift]!),
      0,
    );
}
function concrete(node: Node): readonly number[] {
  if (node.shape.some((dim) => typeof dim !== "number"))
    throw new ShapeError(`dependencies: ${node} has sizes that are no numbers; ${showShape(node.shape)}`, {
      node,
      origin: node.origin,
    });
  return node.shape as readonly number[];
}
