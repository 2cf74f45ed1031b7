// Sizes: arithmetic of dimension expressions, broadcasting as NumPy's, and graphs whose sizes have names.
import test from "ava";
import fc from "fast-check";
import type { Dim, Node } from "wengert";
import * as w from "wengert";
import { generator } from "./harness/kernels.js";
import { broadcastShapes, dim } from "./harness/registry.js";
import { anywhere, engines, operandsFor, run, tensor } from "./harness/run.js";

const { addDims, divDims, evalDim, floorDivDim, mulDims, normalizeDim, subDims } = dim;
const { engine } = engines[0]!;
const options = { seed: 1964, numRuns: 300 };
const holds = (property: fc.IRawProperty<unknown>) => (): void => fc.assert(property as fc.IProperty<unknown>, options);

// Expressions beside what they compute
interface Expression {
  readonly dim: Dim;
  value(sizes: Sizes): number;
}
type Sizes = Readonly<Record<string, number>>;
const names = ["batch", "h", "w", "len.of_x"] as const;
const sizes: fc.Arbitrary<Sizes> = fc.record({ batch: fc.nat(9), h: fc.nat(9), w: fc.nat(9), "len.of_x": fc.nat(9) });
const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc.nat(7).map((n) => ({ dim: n, value: () => n })),
  fc.constantFrom(...names).map((name) => ({ dim: name, value: (s: Sizes) => s[name]! })),
);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc
      .tuple(tie("expression"), tie("expression"))
      .map(([a, b]) => ({ dim: addDims(a.dim, b.dim), value: (s: Sizes) => a.value(s) + b.value(s) })),
    fc
      .tuple(tie("expression"), tie("expression"))
      .map(([a, b]) => ({ dim: subDims(a.dim, b.dim), value: (s: Sizes) => a.value(s) - b.value(s) })),
    fc
      .tuple(tie("expression"), leaf)
      .map(([a, b]) => ({ dim: mulDims(a.dim, b.dim), value: (s: Sizes) => a.value(s) * b.value(s) })),
    fc
      .tuple(tie("expression"), fc.integer({ min: 1, max: 5 }))
      .map(([a, n]) => ({ dim: floorDivDim(a.dim, n), value: (s: Sizes) => Math.floor(a.value(s) / n) })),
  ),
}));

test("dimension expressions compute what their operations say; a negative size is an error", (t) => {
  const property = fc.property(expression, sizes, (e, s) => {
    const want = e.value(s);
    // numbers alone stay numbers, which only a shape checks
    if (want >= 0 || typeof e.dim === "number") return evalDim(e.dim, s) === want;
    t.throws(() => evalDim(e.dim, s), { instanceOf: w.ShapeError });
    return true;
  });
  t.notThrows(holds(property));
});

test("equal polynomials print alike: sums and products in any order, what cancels, and their own text read again", (t) => {
  const property = fc.property(expression, expression, leaf, (a, b, c) => {
    const pairs: [Dim, Dim][] = [
      [addDims(a.dim, b.dim), addDims(b.dim, a.dim)],
      [mulDims(a.dim, c.dim), mulDims(c.dim, a.dim)],
      [mulDims(addDims(a.dim, b.dim), c.dim), addDims(mulDims(a.dim, c.dim), mulDims(b.dim, c.dim))],
      [subDims(addDims(a.dim, b.dim), b.dim), a.dim],
      [subDims(a.dim, a.dim), 0],
      ...(typeof a.dim === "string" ? [[normalizeDim(a.dim), a.dim] as [Dim, Dim]] : []),
      [floorDivDim(addDims(mulDims(a.dim, 3), 2), 3), a.dim],
    ];
    for (const [x, y] of pairs) if (x !== y) throw new Error(`${x} ≠ ${y}`);
  });
  t.notThrows(holds(property));
});

test("divDims undoes mulDims, and is undefined rather than wrong", (t) => {
  const property = fc.property(expression, leaf, fc.nat(6), sizes, (a, c, k, s) => {
    const factor = mulDims(c.dim, k + 1);
    if (c.dim !== 0) {
      const back = divDims(mulDims(a.dim, factor), factor);
      if (back !== a.dim) throw new Error(`(${a.dim})·(${factor}) / (${factor}) = ${back}`);
    }
    const quotient = divDims(a.dim, factor);
    if (quotient === undefined) return;
    const [value, by] = [a.value(s), evalDim(factor, s)];
    if (value < 0 || by === 0) return;
    if (evalDim(quotient, s) * by !== value) throw new Error(`(${a.dim}) / (${factor}) = ${quotient}`);
  });
  t.notThrows(holds(property));
});

// NumPy: aligned at the end, a size of 1 repeats, all others must be equal
function numpy(shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const result: number[] = [];
  for (let axis = 1; axis <= rank; axis++) {
    const all = new Set(
      shapes.map((shape) => shape.at(-axis)).filter((size, i) => size !== undefined && axis <= shapes[i]!.length),
    );
    all.delete(1);
    if (all.size > 1) return undefined;
    result.unshift([...all][0] ?? 1);
  }
  return result;
}
test("broadcastShapes = NumPy's rule, for any number of shapes", (t) => {
  const shape = fc.array(fc.constantFrom(0, 1, 1, 2, 3), { maxLength: 4 });
  const property = fc.property(fc.array(shape, { minLength: 1, maxLength: 4 }), (shapes) => {
    const want = numpy(shapes);
    if (!want)
      t.throws(() => broadcastShapes("add", shapes), { instanceOf: w.ShapeError, message: /do not broadcast/ });
    else t.deepEqual(broadcastShapes("add", shapes), want, JSON.stringify(shapes));
  });
  t.notThrows(holds(property));
});

test("slices within the axis = Python's, with steps of both signs and negative places", (t) => {
  const place = fc.option(fc.integer({ min: -8, max: 8 }), { nil: undefined });
  const property = fc.property(fc.nat(8), place, place, fc.constantFrom(-3, -2, -1, 1, 2, 3), (n, from, to, step) => {
    const [first, end] = [from ?? (step > 0 ? 0 : n - 1), to];
    // within the axis, as the range's documentation wants it
    const wrap = (i: number) => (i < 0 ? i + n : i);
    if (n === 0 || wrap(first) < 0 || wrap(first) > n || (end !== undefined && (wrap(end) < 0 || wrap(end) > n)))
      return;
    if (step < 0 && wrap(first) === n) return;
    const want: number[] = [];
    const stop = end === undefined ? (step > 0 ? n : -1) : wrap(end);
    for (let i = wrap(first); step > 0 ? i < stop : i > stop; i += step) want.push(i);
    const y = w.slice(w.arange(n), [
      end === undefined && step > 0
        ? [first, n, step]
        : end === undefined
          ? [first, undefined as unknown as Dim, step]
          : [first, end, step],
    ]);
    t.deepEqual([...engine.run(y).data], want, `${n} [${from}:${to}:${step}]`);
  });
  t.notThrows(holds(property));
});

test("reshape finds the size that is left over, among numbers and names, and refuses what does not divide", (t) => {
  const property = fc.property(
    fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
    fc.nat(4),
    fc.boolean(),
    (shape, place, named) => {
      const x = w.placeholder("x", named ? ["n", ...shape] : shape);
      const sizes = [...shape];
      const at = Math.min(place, sizes.length);
      const rest: Dim[] = [...sizes.slice(0, at), -1, ...sizes.slice(at)];
      const y = w.reshape(x, rest);
      t.deepEqual(
        y.shape,
        rest.map((size) => (size === -1 ? (named ? "n" : 1) : size)),
      );
      t.throws(() => w.reshape(x, [7, -1]), { instanceOf: w.ShapeError });
    },
  );
  t.notThrows(holds(property));
});

const builders: Readonly<Record<string, (x: Node<"f64">, y: Node<"f64">) => Node>> = {
  "row and column broadcasts": (x) => w.add(w.sum(x, 0), w.sum(x, 1, { keepDims: true })),
  "matmul with its own transpose": (x) => w.matmul(w.transpose(x), x),
  "a mean, a variance": (x) => w.add(w.mean(x, 0), w.variance(x, 0)),
  "a slice to the end, a flip": (x) => w.sub(w.slice(x, [[1]]), w.flip(w.slice(x, [[0, -1]]), [0])),
  "concat, split by names": (x, y) => w.concat([x, y, x]),
  "reshape to a flat row and back": (x) => w.mul(w.reshape(w.reshape(x, [-1]), x.shape), 3),
  "windows of two": (x) => w.slice(x, [[0, undefined, 2] as unknown as w.Range]),
  "softmax, its cross-entropy": (x) => w.crossEntropy(x, w.softmax(x)),
  padding: (x) =>
    w.pad(x, [
      [1, 2],
      [0, 1],
    ]),
};
for (const [title, build] of Object.entries(builders))
  test(`named sizes, ${title}: the same values and gradients as with numbers, one executor for many sizes`, (t) => {
    const named = ["rows", "cols"].map((_, i) =>
      w.placeholder(`x${i}`, i === 0 ? ["rows", "cols"] : ["more", "cols"], "f64"),
    );
    const nodesOf = ([x, y]: readonly Node[]) => {
      const z = build(x as Node<"f64">, y as Node<"f64">);
      return [z, ...w.gradients(w.square(z), [x!, y!]), ...w.jvp([z], [x!], [w.onesLike(x!)])] as Node[];
    };
    const nodes = nodesOf(named);
    // a gradient of zeros has the size of an operand that nothing else reads
    const executor = engine.executor(nodes, { inputs: named });
    for (const [rows, cols] of [
      [3, 5],
      [2, 1],
      [4, 4],
      [3, 5],
      [7, 2],
      [1, 3],
    ] as const) {
      const specs = [
        [rows, cols],
        [rows + 1, cols],
      ].map((shape) => ({ shape, dtype: "f64" }) as const);
      const { xs, feeds } = operandsFor(specs, generator(rows * 10 + cols), anywhere);
      const want = run(engine, nodesOf(xs), feeds);
      const got = executor.run(new Map(named.map((p, i) => [p, tensor(feeds.get(xs[i]!)!)])));
      t.deepEqual(got, want as typeof got, `${rows} × ${cols}`);
    }
  });

test("a flip of an axis that turns out empty is empty; a padding or slice that turns out to lie outside is an error", (t) => {
  const x = w.placeholder("x", ["n", 2], "f64");
  const flipped = w.flip(w.slice(x, [["n-1"]]), [0]);
  const nodes = [w.flip(x, [0]), flipped, ...w.gradients(flipped, [x])];
  t.deepEqual(
    engine
      .run(nodes, {
        x: [
          [1, 2],
          [3, 4],
        ],
      })
      .map((y) => y.toArray()),
    [
      [
        [3, 4],
        [1, 2],
      ],
      [[3, 4]],
      [
        [0, 0],
        [1, 1],
      ],
    ],
  );
  t.deepEqual(engine.run(w.flip(x, [0]), { x: new w.Tensor(new Float64Array(0), [0, 2]) }).shape, [0, 2]);
  const outside = { instanceOf: w.ShapeError };
  t.throws(
    () =>
      engine.run(
        w.pad(x, [
          ["n-3", 5],
          [0, 0],
        ]),
        { x: [[1, 2]] },
      ),
    outside,
  );
  t.throws(() => engine.run(w.slice(x, [["n-3", "n"]]), { x: [[1, 2]] }), outside);
});
