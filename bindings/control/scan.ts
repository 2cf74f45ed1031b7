// Loops over an axis. The body is a graph of its own: compiled once, run by the tape's repeat.
import { forward } from "../autodiff/forward.js";
import { dependents, reverse } from "../autodiff/reverse.js";
import { type Dim, normalizeDim } from "../dim.js";
import { byteSize, type DType } from "../dtype.js";
import { GraphError, ShapeError } from "../errors.js";
import type { Lowering, Pointer } from "../graph/lowering.js";
import { isDifferentiable, makeNode, type Node, type Placeholder, pick } from "../graph/node.js";
import type { Op, Typed } from "../graph/op.js";
import { sortUntil, topoSort } from "../graph/sort.js";
import { substitute } from "../graph/substitute.js";
import { add } from "../ops/arithmetic.js";
import { zerosLike } from "../ops/constant.js";
import { elements, sameShape, showShape } from "../shape.js";
import { capture, standIn } from "./body.js";
import { equalStandIns } from "./merge.js";
import { flattenTree, formOf, rebuildTree, type Tree } from "./tree.js";

// Operands and results of a scan's node: init…, xs…, captured… → last carry…, ys…, and the carries before each step.
interface Body {
  readonly carry: readonly Placeholder[];
  readonly slices: readonly Placeholder[];
  readonly captured: readonly Placeholder[];
  readonly next: readonly Node[];
  readonly ys: readonly Node[];
}

export interface ScanOptions {
  /** from the last slice to the first */
  readonly reverse?: boolean;
  /** number of steps; needed where xs is empty */
  readonly length?: Dim;
}

/**
 * A loop over axis 0 of xs: `f(carry, slice) → [next carry, y]`. Returns the last carry, and the ys stacked along a new
 * axis 0. Carry, xs and ys are trees of nodes; nodes from outside may be used inside. Derivatives of every order exist in
 * both modes: the reverse rule keeps the carries and computes the body again, step by step, from the last to the first.
 * @throws GraphError if the next carry has another form than the carry, ShapeError if it has another shape or dtype, or the
 * xs have differing lengths
 */
export function scan<C extends Tree, X extends Tree, Y extends Tree>(
  f: (carry: C, x: X) => readonly [C, Y],
  init: C,
  xs: X,
  options: ScanOptions = {},
): [C, Y] {
  const [first, stacked] = [flattenTree("scan", init), flattenTree("scan", xs)];
  const length = stepsOf(stacked, options.length);
  const carry = first.map((x, i) => standIn(`carry${i}`, x));
  const slices = stacked.map((x, i) => standIn(`slice${i}`, { shape: x.shape.slice(1), dtype: x.dtype }));
  const [nextTree, yTree] = f(rebuildTree(init, carry), rebuildTree(xs, slices));
  const [next, ys] = [flattenTree("scan", nextTree), flattenTree("scan", yTree)];
  const [form, nextForm] = [formOf(init), formOf(nextTree)];
  if (nextForm !== form) throw new GraphError(`scan: the carry has the form ${form}, the next one ${nextForm}`);
  for (const [i, x] of first.entries())
    if (next[i]!.dtype !== x.dtype || !sameShape(next[i]!.shape, x.shape))
      throw new ShapeError(
        `scan: carry ${i} is ${x.dtype}${showShape(x.shape)}, the next one ${next[i]!.dtype}${showShape(next[i]!.shape)}`,
        { node: next[i]!, origin: next[i]!.origin },
      );
  const inner = capture([...next, ...ys], [...carry, ...slices]);
  const results = runBody(
    {
      carry,
      slices,
      captured: inner.standIns,
      next: inner.results.slice(0, next.length),
      ys: inner.results.slice(next.length),
    },
    { init: first, xs: stacked, captured: inner.captured },
    length,
    options.reverse ?? false,
  );
  return [rebuildTree(nextTree, results.slice(0, next.length)), rebuildTree(yTree, results.slice(next.length))];
}

/** The number of steps: what is given, or the first axis of the xs, which they share. */
function stepsOf(xs: readonly Node[], given: Dim | undefined): Dim {
  if (given === undefined && xs.length === 0)
    throw new GraphError("scan: without xs, give the number of steps as `length`");
  const length = given === undefined ? xs[0]!.shape[0] : normalizeDim(given);
  for (const x of xs)
    if (length === undefined || x.shape[0] !== length)
      throw new ShapeError(`scan: ${x} has no first axis${length === undefined ? "" : ` of ${length}`}`, {
        node: x,
        origin: x.origin,
      });
  return length!;
}

interface Operands {
  readonly init: readonly Node[];
  readonly xs: readonly Node[];
  readonly captured: readonly Node[];
}

/**
 * The results of a body as nodes: last carry…, ys…. What is equal in every step is carried once, and what the body does not
 * look at is left out.
 */
function runBody(body: Body, { init, xs, captured }: Operands, length: Dim, backwards: boolean): Node[] {
  const [carries, slices, outer] = [zip(body.carry, init), zip(body.slices, xs), zip(body.captured, captured)];
  const same = equalStandIns(carries, body.next, slices, outer);
  const results = substitute([...body.next, ...body.ys], same);
  const reached = new Set(topoSort(results));
  const kept = carries.map(([x]) => !same.has(x));
  const [walked, read] = [slices.filter(([x]) => reached.has(x)), outer.filter(([x]) => reached.has(x))];
  const carry = body.carry.filter((_, i) => kept[i]);
  // the carry before each step is a result too, for the reverse rule; what nobody reads is not stored
  const full: Body = {
    carry,
    slices: walked.map(([x]) => x),
    captured: read.map(([x]) => x),
    next: results.slice(0, body.next.length).filter((_, i) => kept[i]),
    ys: [...results.slice(body.next.length), ...carry],
  };
  const operands = [...init.filter((_, i) => kept[i]), ...walked.map(([, x]) => x), ...read.map(([, x]) => x)];
  const node = makeNode(scanOp(full), operands, { length, reverse: backwards });
  const carried = body.carry.map((x) => pick(node, carry.indexOf(same.get(x) ?? x)));
  return [...carried, ...body.ys.map((_, i) => pick(node, carry.length + i))];
}

function zip<A, B>(list: readonly A[], other: readonly B[]): [A, B][] {
  return list.map((x, i) => [x, other[i]!]);
}

function scanOp(body: Body): Op {
  const { carry, slices, captured, next, ys } = body;
  const inputs = [...carry, ...slices, ...captured];
  const outputs = [...next, ...ys];
  const typed = ({ shape, dtype }: Typed): Typed => ({ shape, dtype });

  return {
    name: "scan",
    infer: (_, { length }) => [
      ...next.map(typed),
      ...ys.map(({ shape, dtype }) => ({ shape: [length as Dim, ...shape], dtype })),
    ],
    derivative: { kind: "several", jvp, vjp },
    lower: (node, to) => lowerScan(node, to, body),
    print: (texts, node) => `scan(${texts.join(", ")}; ${node.attributes.length} steps)`,
  };

  // The operands that can move if the given ones do: a carry also moves if a step moves it.
  function moving(given: (i: number) => boolean): Set<number> {
    const ends = new Set<Node>(inputs);
    const order = sortUntil(next, (node) => ends.has(node));
    const moved = new Set(inputs.flatMap((_, i) => (given(i) ? [i] : [])));
    for (let size = -1; size !== moved.size; ) {
      size = moved.size;
      const reached = dependents(
        order,
        [...moved].map((i) => inputs[i]!),
      );
      for (const [i, x] of next.entries()) if (reached.has(x)) moved.add(i);
    }
    return moved;
  }

  // The body's tangents are carried along with its values.
  function jvp(dxs: readonly (Node | undefined)[], node: Node): readonly (Node | undefined)[] {
    const moved = moving((i) => dxs[i] !== undefined);
    const tangents = inputs.map((x, i) => (moved.has(i) ? standIn(`tangent${i}`, x) : undefined));
    const douts = forward(outputs, inputs, tangents, inputs);
    const among = <T>(list: readonly (T | undefined)[], from: number, count: number): T[] =>
      list.slice(from, from + count).filter((_, i): _ is T => moved.has(from + i));
    const [c, s] = [carry.length, slices.length];
    const starts = node.inputs.map((x, i) => dxs[i] ?? (isDifferentiable(x) ? zerosLike(x) : x));
    const dys = douts.slice(c);
    const results = runBody(
      {
        carry: [...carry, ...among(tangents, 0, c)],
        slices: [...slices, ...among(tangents, c, s)],
        captured: [...captured, ...among(tangents, c + s, captured.length)],
        next: [
          ...next,
          ...among(
            douts.map((d, i) => d ?? zerosLike(outputs[i]!)),
            0,
            c,
          ),
        ],
        ys: dys.filter((dy): dy is Node => dy !== undefined),
      },
      {
        init: [...node.inputs.slice(0, c), ...among(starts, 0, c)],
        xs: [...node.inputs.slice(c, c + s), ...among(starts, c, s)],
        captured: [...node.inputs.slice(c + s), ...among(starts, c + s, captured.length)],
      },
      node.attributes.length as Dim,
      node.attributes.reverse as boolean,
    );
    const dcarry = results.slice(c);
    let at = 0;
    const first = carry.map((_, i) => (moved.has(i) ? dcarry[at++] : undefined));
    return [...first, ...dys.map((dy) => (dy ? dcarry[at++] : undefined))];
  }

  // A scan the other way: it carries the adjoint of the carry and the sums of the adjoints of what was captured.
  function vjp(
    cts: readonly (Node | undefined)[],
    node: Node,
    needed: readonly boolean[],
  ): readonly (Node | undefined)[] {
    const [c, s] = [carry.length, slices.length];
    const moved = [...moving((i) => needed[i]!)].sort((i, k) => i - k);
    const carried = moved.filter((i) => i < c);
    const sliced = moved.filter((i) => i >= c && i < c + s);
    const shared = moved.filter((i) => i >= c + s);
    const read = ys.map((_, i) => c + i).filter((i) => cts[i]);

    const ctCarry = carried.map((i) => standIn(`adjoint${i}`, inputs[i]!));
    const sums = shared.map((i) => standIn(`sum${i}`, inputs[i]!));
    const ctYs = read.map((i) => standIn(`ct${i}`, ys[i - c]!));
    const innerCts = outputs.map((_, i) => ctCarry[carried.indexOf(i)] ?? ctYs[read.indexOf(i)]);
    const wanted = moved.map((i) => inputs[i]!);
    const adjoints = reverse(outputs, wanted, innerCts, inputs);
    const flows = (i: number): Node | undefined => adjoints[moved.indexOf(i)];
    const adjoint = (i: number): Node => flows(i) ?? zerosLike(inputs[i]!);
    const before = carry.map((_, i) => pick(node, next.length + ys.length - c + i));
    const results = runBody(
      {
        carry: [...ctCarry, ...sums],
        slices: [...carry, ...slices, ...ctYs],
        captured,
        next: [...carried.map(adjoint), ...shared.map((i, k) => (flows(i) ? add(sums[k]!, adjoint(i)) : sums[k]!))],
        ys: sliced.map(adjoint),
      },
      {
        init: [
          ...carried.map((i) => cts[i] ?? zerosLike(node.inputs[i]!)),
          ...shared.map((i) => zerosLike(node.inputs[i]!)),
        ],
        xs: [...before, ...node.inputs.slice(c, c + s), ...read.map((i) => cts[i]!)],
        captured: node.inputs.slice(c + s),
      },
      node.attributes.length as Dim,
      !node.attributes.reverse,
    );
    const order = [...carried, ...shared, ...sliced];
    return inputs.map((_, i) => results[order.indexOf(i)]);
  }
}

function lowerScan(node: Node, to: Lowering, { carry, slices, captured, next, ys }: Body): void {
  const steps = to.size(node.attributes.length as Dim);
  const bytesOf = (i: number): number => {
    const shape = to.shape(node, i);
    return elements(i < next.length ? shape : shape.slice(1)) * byteSize[node.results[i]!.dtype];
  };
  const copy = (y: Pointer, x: Pointer, bytes: number) => bytes && to.emit("copy_8", y, x, bytes);
  // the carry stands where its last value is fetched
  const state = carry.map((_, i) => to.output(node, i));
  for (const [i, y] of state.entries()) copy(y, to.input(node.inputs[i]!), bytesOf(i));
  const stacks = ys.map((_, j) => (to.isUsed(node, next.length + j) ? to.output(node, next.length + j) : undefined));
  const places = new Map<Node, Pointer>();
  to.repeat(steps, (loop) => {
    const along = (base: Pointer, bytes: number): Pointer =>
      node.attributes.reverse ? base.at((steps - 1) * bytes).by(loop, -bytes) : base.by(loop, bytes);
    for (const [i, c] of carry.entries()) places.set(c, state[i]!);
    for (const [i, x] of slices.entries()) {
      const source = node.inputs[carry.length + i]!;
      const bytes = elements(to.shape(source).slice(1)) * byteSize[x.dtype as DType];
      places.set(x, along(to.input(source), bytes));
    }
    for (const [i, x] of captured.entries()) places.set(x, to.input(node.inputs[carry.length + slices.length + i]!));
    const stored = ys.flatMap((y, j) => (stacks[j] ? [{ y, at: stacks[j], bytes: bytesOf(next.length + j) }] : []));
    const results = to.subgraph([...next, ...stored.map(({ y }) => y)], places);
    for (const [j, { at, bytes }] of stored.entries()) copy(along(at, bytes), results[next.length + j]!, bytes);
    // a next carry that stands in another carry is moved aside before that is written
    const safe = results.slice(0, next.length).map((x, i) => {
      if (!state.some((s, k) => k !== i && s.buffer === x.buffer)) return x;
      const aside = to.scratch(bytesOf(i));
      copy(aside, x, bytesOf(i));
      return aside;
    });
    for (const [i, x] of safe.entries()) if (x.buffer !== state[i]!.buffer) copy(state[i]!, x, bytesOf(i));
  });
}
