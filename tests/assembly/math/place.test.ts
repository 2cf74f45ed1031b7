// A vector with one extreme number in it may take another path: the numbers beside it must not notice.
import test from "ava";
import { type Build, builds, generator } from "../../harness/kernels.js";

type Kernel = (...operands: number[]) => void;
const kernel = (build: Build, name: string): Kernel => (build.kernels as unknown as Record<string, Kernel>)[name]!;

const types = { f32: Float32Array, f64: Float64Array } as const;
const unary =
  "exp expm1 log log1p sin cos tan asin acos atan sinh cosh tanh sigmoid softplus erf exp2 log2 log10 asinh acosh atanh erfc".split(
    " ",
  );
const binary = "pow atan2 hypot logaddexp xlogy".split(" ");
// biome-ignore format: by kind
const extremes = [
  0, -0, Infinity, -Infinity, NaN, 1e300, -1e300, 3e38, -3e38, 1e-310, -1e-310, 1e-42, -1e-42, 5e-324, 1, -1, 2, -3, 1e9, 1647099, 30,
];

/** Ordinary numbers, every other an extreme one, in an order with seed 12. */
function mixed(type: "f32" | "f64", random: () => number): Float32Array | Float64Array {
  const ordinary = () => (random() - 0.4) * 10 ** (random() * 3 - 1);
  const values = Array.from({ length: 2000 }, (_, i) =>
    (i + (i >> 3)) % 2 ? ordinary() : extremes[Math.floor(random() * extremes.length)]!,
  );
  return types[type].from(values) as Float32Array | Float64Array;
}

for (const type of ["f32", "f64"] as const)
  test(`${type}: a number's value beside extreme ones = its value alone; seed 12`, (t) => {
    const random = generator(12);
    for (const build of builds)
      for (const [names, operands] of [
        [unary, 1],
        [binary, 2],
      ] as const)
        for (const name of names) {
          build.reset();
          const run = kernel(build, `${name}_${type}`);
          const [a, b] = [mixed(type, random), mixed(type, random)];
          const { length, BYTES_PER_ELEMENT: size } = a;
          const inputs = [build.put(a), build.put(b)].slice(0, operands);
          const [together, alone] = [build.room(length * size), build.room(length * size)];
          run(together, ...inputs, length);
          for (let i = 0; i < length; i++) run(alone + i * size, ...inputs.map((p) => p + i * size), 1);
          t.deepEqual(Array.from(build.get(a, together)), Array.from(build.get(a, alone)), `${build.name} ${name}`);
        }
  });
