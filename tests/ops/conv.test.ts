import test from "ava";
import type { Float, Node } from "wengert";
import * as w from "wengert";
import { checkSample, type Sample } from "../harness/differences.js";
import { draw, generator } from "../harness/kernels.js";

const engine = await w.Engine.create();
type X = Node<Float>[];
const conv =
  (options: w.ConvOptions) =>
  ([x, k, bias]: X): Node =>
    w.conv2d(x!, k!, { ...options, ...(bias ? { bias } : {}) });

const samples: readonly Sample[] = [
  {
    name: "conv1d",
    shapes: [
      [2, 2, 5],
      [3, 2, 2],
    ],
    f: ([x, k]) => w.conv1d(x!, k!, { stride: 2, padding: 1 }),
  },
  { name: "conv2d with a bias", shapes: [[2, 2, 4, 3], [2, 2, 3, 2], [2]], f: conv({ padding: 1 }) },
  {
    name: "conv2d, strides and dilations",
    shapes: [
      [1, 1, 6, 5],
      [2, 1, 2, 2],
    ],
    f: conv({ stride: [2, 1], dilation: [1, 2] }),
  },
  {
    name: "conv2d, groups",
    shapes: [
      [2, 4, 3, 3],
      [4, 2, 2, 2],
    ],
    f: conv({ groups: 2, padding: "same" }),
  },
  {
    name: "conv3d",
    shapes: [
      [1, 1, 2, 3, 2],
      [1, 1, 2, 2, 2],
    ],
    f: ([x, k]) => w.conv3d(x!, k!, { padding: [0, 1, 0] }),
  },
  {
    name: "convTranspose1d",
    shapes: [
      [1, 2, 3],
      [2, 1, 3],
    ],
    f: ([x, k]) => w.convTranspose1d(x!, k!, { stride: 3 }),
  },
  {
    name: "convTranspose2d, groups",
    shapes: [[1, 4, 2, 3], [4, 1, 2, 2], [2]],
    f: ([x, k, bias]) =>
      w.convTranspose2d(x!, k!, { stride: 2, groups: 2, padding: 1, outputPadding: [1, 0], bias: bias! }),
  },
  { name: "maxPool2d", shapes: [[1, 2, 5, 4]], f: ([x]) => w.maxPool2d(w.mul(x!, x!), 3, { stride: 2, padding: 1 }) },
  { name: "maxPool1d, ceil", shapes: [[1, 2, 5]], f: ([x]) => w.maxPool1d(w.exp(x!), 2, { ceil: true }) },
  {
    name: "avgPool2d",
    shapes: [[1, 2, 5, 4]],
    f: ([x]) => w.avgPool2d(w.exp(x!), 3, { stride: 2, padding: 1, countPadding: false }),
  },
  { name: "avgPool1d", shapes: [[1, 2, 6]], f: ([x]) => w.avgPool1d(w.exp(x!), 2) },
];
for (const [i, sample] of samples.entries())
  test(`${sample.name}: derivatives of first and second order are differences, in both modes`, (t) =>
    checkSample(t, engine, sample, 200 + i));

/** conv2d by its definition. */
function plain(
  x: Float64Array,
  k: Float64Array,
  [n, c, h, l]: number[],
  [o, i, kh, kl]: number[],
  s: number,
  p: number,
  d: number,
): number[] {
  const groups = c! / i!;
  const size = (a: number, b: number) => Math.floor((a + 2 * p - d * (b - 1) - 1) / s) + 1;
  const y: number[] = [];
  for (let b = 0; b < n!; b++)
    for (let to = 0; to < o!; to++)
      for (let r = 0; r < size(h!, kh!); r++)
        for (let q = 0; q < size(l!, kl!); q++) {
          let sum = 0;
          for (let from = 0; from < i!; from++)
            for (let u = 0; u < kh!; u++)
              for (let v = 0; v < kl!; v++) {
                const channel = Math.floor(to / (o! / groups)) * i! + from;
                const [row, column] = [r * s - p + u * d, q * s - p + v * d];
                if (row < 0 || row >= h! || column < 0 || column >= l!) continue;
                sum += x[((b * c! + channel) * h! + row) * l! + column]! * k[((to * i! + from) * kh! + u) * kl! + v]!;
              }
          y.push(sum);
        }
  return y;
}
test("conv2d agrees with its definition; its transpose is its adjoint, groups, strides, paddings and dilations together", (t) => {
  const random = generator(30);
  for (const groups of [1, 2])
    for (const stride of [1, 2, 3])
      for (const padding of [0, 1, 2])
        for (const dilation of [1, 2]) {
          const [shape, kernel] = [
            [2, 4, 6, 7],
            [6, 4 / groups, 3, 2],
          ];
          const [x, k] = [shape, kernel].map((s) =>
            draw(
              Float64Array,
              s.reduce((a, b) => a * b),
              random,
            ),
          ) as [Float64Array, Float64Array];
          const options = { stride, padding, dilation, groups };
          const weight = w.reshape(w.constant(k, "f64"), kernel);
          const y = engine.run(w.conv2d(w.reshape(w.constant(x, "f64"), shape), weight, options));
          const want = plain(x, k, shape, kernel, stride, padding, dilation);
          t.is(y.data.length, want.length);
          for (const [i, value] of want.entries()) t.true(Math.abs(y.data[i]! - value) < 1e-12);
          // ⟨conv x, u⟩ = ⟨x, convᵀ u⟩
          const u = draw(Float64Array, want.length, random);
          const rest = shape.slice(2).map((n, i) => (n + 2 * padding - dilation * (kernel[i + 2]! - 1) - 1) % stride);
          const back = w.convTranspose2d(w.reshape(w.constant(u, "f64"), y.shape), weight, {
            ...options,
            outputPadding: rest,
          });
          t.deepEqual(back.shape, shape);
          const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
            Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
          t.true(Math.abs(dot(want, u) - dot(x, engine.run(back).data)) < 1e-10);
        }
});
test("sizes may have names: the batch, the height and the width", (t) => {
  const x = w.placeholder("x", ["batch", 1, "h", "w"]);
  const k = w.ones([1, 1, 3, 3]);
  const y = w.maxPool2d(w.conv2d(x, k, { padding: "same" }), 2);
  t.deepEqual(y.shape, ["batch", 1, "floor(h/2)", "floor(w/2)"]);
  const image = (h: number, l: number) => new w.Tensor(new Float32Array(2 * h * l).fill(1), [2, 1, h, l]);
  // windows of ones: 9 wherever one lies inside
  t.deepEqual([...engine.run(y, { x: image(4, 3) }).data], [9, 9, 9, 9]);
  t.deepEqual([...engine.run(y, { x: image(2, 5) }).data], [6, 6, 6, 6]);
});
test("what does not fit is an error when built", (t) => {
  const x = w.placeholder("x", [1, 3, 4, 4]);
  const message = (f: () => unknown, text: RegExp) => t.throws(f, { instanceOf: w.ShapeError, message: text });
  message(() => w.conv2d(x, w.ones([2, 2, 3, 3])), /^conv2d: x \(1,3,4,4\) and w \(2,2,3,3\) do not fit with 1 groups/);
  message(
    () => w.conv2d(x, w.ones([2, 3, 5, 5])),
    /^conv2d: a window that reaches over 5 does not fit axis 2 of size 4/,
  );
  message(() => w.conv2d(x, w.ones([2, 3, 3])), /^conv2d: w has 4 axes/);
  message(() => w.conv2d(x, w.ones([2, 3, 3, 3]), { stride: 0 }), /^conv2d: stride is a whole number from 1/);
  message(
    () => w.conv2d(x, w.ones([2, 3, 3, 3]), { stride: 2, padding: "same" }),
    /^conv2d: padding "same" needs stride 1/,
  );
  message(() => w.maxPool2d(x, 2, { padding: 2 }), /^maxPool2d: padding \[2,2\] is more than half the window/);
  t.throws(() => w.conv2d(x, w.ones([2, 3, 3, 3], "f64") as unknown as Node<"f32">), { instanceOf: w.DTypeError });
});
