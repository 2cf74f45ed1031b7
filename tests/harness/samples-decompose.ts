// Samples of ops over square matrices, all of them well conditioned.
import type { DType, Node } from "wengert";
import * as w from "wengert";
import { indices, store } from "./plain.js";
import { makeNode, ops } from "./registry.js";
import type { Spec } from "./run.js";
import type { Sample, Samples } from "./samples.js";

type Shape = readonly number[];
/** A larger element in each row, on the diagonal or beside it so that rows are exchanged; symmetric if asked. */
function matrix(shape: Shape, dtype: DType, random: () => number, kind: "exchanged" | "diagonal" | "symmetric"): Spec {
  const n = shape.at(-1)!;
  const drawn = indices(shape).map((index) => {
    const [i, j] = index.slice(-2) as [number, number];
    return 2 * random() - 1 + ((kind === "exchanged" ? (i + 1) % n : i) === j ? n + 1 : 0);
  });
  const values = drawn.map((x, at) => {
    const [i, j] = [Math.floor(at / n) % n, at % n];
    return store(dtype, kind === "symmetric" && j > i ? drawn[at + (j - i) * (n - 1)]! : x);
  });
  return { shape, dtype, values };
}
const floats = (make: (dtype: "f64", random: () => number) => Sample[]): Samples => {
  return (dtype, random) => (dtype === "f32" || dtype === "f64" ? make(dtype as "f64", random) : []);
};
const shapes: readonly Shape[] = [
  [3, 3],
  [1, 1],
  [2, 2],
  [5, 5],
  [2, 4, 4],
  [2, 1, 3, 3],
  [0, 2, 2],
  [2, 0, 0],
];
const square = (build: (a: Node) => readonly Node[], kind: "exchanged" | "symmetric" = "exchanged"): Samples =>
  floats((dtype, random) =>
    shapes.map((shape) => ({
      title: `(${shape})`,
      inputs: [matrix(shape, dtype, random, kind)],
      build: (a: Node) => build(a),
    })),
  );
const systems: readonly (readonly [a: Shape, b: Shape])[] = [
  [
    [3, 3],
    [3, 2],
  ],
  [
    [4, 4],
    [4, 1],
  ],
  [[4, 4], [4]],
  [
    [2, 2],
    [3, 2, 5],
  ],
  [
    [2, 3, 3],
    [2, 3, 1],
  ],
  [
    [2, 3, 3],
    [2, 3],
  ],
  [
    [2, 1, 2, 2],
    [3, 2, 4],
  ],
  [
    [3, 2, 2],
    [2, 2],
  ],
  [
    [3, 3],
    [3, 0],
  ],
  [
    [0, 0],
    [0, 2],
  ],
];
const solving = (kind: "exchanged" | "diagonal", build: (a: Node, b: Node) => Node, title = ""): Samples =>
  floats((dtype, random) =>
    systems.map(([a, b]) => ({
      title: `(${a})⁻¹·(${b})${title}`,
      inputs: [matrix(a, dtype, random, kind), { shape: b, dtype }],
      build: (x: Node, y: Node) => [build(x, y)],
    })),
  );
/** An op that only others make, over [a, lu, pivot]. */
function overLU(name: string, a: Node): Node {
  const entry = w.topoSort(w.gradients(ops.det(a), [a])).find((node) => node.op === name)?.entry;
  if (!entry) throw new Error(`${name} is not made by det any more`);
  return makeNode(entry, ops.det(a).inputs);
}
const flags = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => ({
  lower: (bits & 1) > 0,
  transpose: (bits & 2) > 0,
  unitDiagonal: (bits & 4) > 0,
}));

/** By op name. */
export const decompose: Readonly<Record<string, Samples>> = {
  lu: square((a) => ops.det(a).inputs.slice(1)),
  det: square((a) => [w.det(a)]),
  cofactor: square((a) => [overLU("cofactor", a)]),
  inv: square((a) => [w.inv(a)]),
  // its derivative is that for symmetric changes
  cholesky: square((a) => [w.cholesky(w.mul(w.add(a, w.transpose(a)), 0.5))], "symmetric"),
  solve: solving("exchanged", w.solve),
  triangularSolve: (dtype, random) =>
    flags.flatMap((options) =>
      solving("diagonal", (a, b) => w.triangularSolve(a, b, options), ` ${JSON.stringify(options)}`)(dtype, random),
    ),
};
