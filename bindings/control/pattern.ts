// Which elements of y can depend on which elements of x: sets of x's elements, carried through the graph.
import { noDerivative } from "../autodiff/reverse.js";
import { ShapeError } from "../errors.js";
import { Constant, carries, isPick, type Node } from "../graph/node.js";
import { sortUntil } from "../graph/sort.js";
import { elements, showShape, stridesOf } from "../shape.js";

/** The elements of x that an element depends on, as bits; undefined for none. Sets are shared, never changed. */
type Bits = Uint32Array | undefined;

/**
 * For each element of y, row-major, the elements of x that its derivative can depend on, ascending. Elementwise ops, movement,
 * sums, extremes, products of matrices, and gathers and scatters with constant indices keep the structure, and so does what
 * is defined by them; through any other op, every element counts as depending on all that goes in. Shapes must be numbers.
 * @throws GraphError if the way from x to y leads through an op without a derivative
 */
export function dependencies(y: Node, x: Node): number[][] {
  const n = elements(concrete(x));
  const own = Array.from({ length: n }, (_, i) => {
    const bits = new Uint32Array((n + 31) >> 5);
    bits[i >> 5] = 1 << (i & 31);
    return bits;
  });
  const [result] = flow([y], new Map([[x, [own]]]));
  return Array.from(result!, (bits) => {
    const list: number[] = [];
    for (let i = 0; bits && i < n; i++) if (bits[i >> 5]! & (1 << (i & 31))) list.push(i);
    return list;
  });
}

/** Sets of the results of nodes, an array for each result. */
type Known = Map<Node, readonly Bits[][]>;

// The sets of ys, given those of some nodes; it does not look below these, nor where no derivative comes from.
function flow(ys: readonly Node[], given: Known): Bits[][] {
  const known: Known = new Map(given);
  for (const node of sortUntil(ys, (node) => given.has(node) || !carries(node)))
    if (!given.has(node) && carries(node) && node.inputs.some((x) => known.has(x)))
      known.set(node, through(node, known));
  return ys.map((y) => known.get(y)?.[0] ?? nothing(y));
}
function nothing(node: Node, result = 0): Bits[] {
  return new Array<Bits>(elements(concrete(node, result)));
}

function through(node: Node, known: Known): Bits[][] {
  const { derivative } = node.entry;
  const [first] = node.inputs as [Node];
  if (isPick(node)) return [known.get(first)![node.attributes.i as number]!];
  if (derivative.kind === "none") throw noDerivative(node);
  const of = (x: Node): Bits[] => known.get(x)?.[0] ?? nothing(x);
  if (derivative.kind === "expand")
    return flow(derivative.expand(node), new Map(node.inputs.map((x) => [x, known.get(x) ?? [nothing(x)]])));
  const shape = concrete(node);
  const size = elements(shape);
  const map = sourceOf(node, shape);
  if (map) return [Array.from({ length: size }, (_, i) => union(map(i).map(([x, at]) => of(x)[at])))];
  if (node.op === "matmul") return [throughMatmul(node, of)];
  const place = targetOf(node, shape);
  if (place) {
    const parts = Array.from({ length: size }, () => [] as Bits[]);
    for (const [i, bits] of of(node.inputs.at(-1)!).entries()) parts[place(i)]!.push(bits);
    return [parts.map(union)];
  }
  const all = union(node.inputs.flatMap((x) => of(x)));
  return node.results.map((_, i) => nothing(node, i).fill(all));
}

// Ops whose operand's elements, the last operand's, each go to one element of the result.
function targetOf(node: Node, shape: readonly number[]): ((i: number) => number) | undefined {
  const from = concrete(node.inputs.at(-1)!);
  switch (node.op) {
    case "sumTo":
      return broadcastIndex(shape, from);
    case "sum":
    case "max":
    case "min": {
      const axes = node.attributes.axes as number[];
      return broadcastIndex(
        from.map((size, axis) => (axes.includes(axis) ? 1 : size)),
        from,
      );
    }
    case "scatterAdd": {
      const [index] = node.inputs as [Node];
      if (!(index instanceof Constant)) return undefined;
      const axis = node.attributes.axis as number;
      const [inner, rows] = [elements(shape.slice(axis + 1)), index.data.length];
      return (i) => {
        const [outer, row] = [Math.floor(i / (inner * rows)), index.data[Math.floor(i / inner) % rows]!];
        return (outer * shape[axis]! + row) * inner + (i % inner);
      };
    }
    default:
      return undefined;
  }
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
function concrete(node: Node, result = 0): readonly number[] {
  const { shape } = node.results[result]!;
  if (shape.some((dim) => typeof dim !== "number"))
    throw new ShapeError(`dependencies: ${node} has sizes that are no numbers; ${showShape(shape)}`, {
      node,
      origin: node.origin,
    });
  return shape as readonly number[];
}
