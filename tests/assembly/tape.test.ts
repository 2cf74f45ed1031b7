import test, { type ExecutionContext } from "ava";
import { type Build, builds, draw, generator } from "../harness/kernels.js";
import { output } from "../harness/output.js";

type KernelName = "neg_f32" | "fill_32" | "copy_32" | "arange_i32" | "move_32" | "gather_32" | "check_finite_f32";
type Patch = readonly [word: number, start: number, stride: number];

// The table index of a kernel, which it gets at first use.
const indices = new Map<Build, Map<KernelName, number>>();
function indexOf(build: Build, name: KernelName): number {
  const known = indices.get(build) ?? new Map<KernelName, number>();
  indices.set(build, known);
  const index = known.get(name) ?? build.kernels.table.grow(1);
  build.kernels.table.set(index, build.kernels[name]);
  known.set(name, index);
  return index;
}
const call = (build: Build, name: KernelName, ...operands: number[]): number[] => [
  indexOf(build, name),
  operands.length,
  ...operands,
];
const repeat = (count: number, patches: Patch[], body: number[]): number[] => [
  0,
  patches.length,
  count,
  body.length,
  ...patches.flat(),
  ...body,
];

// Runs a tape; returns the addresses of the tape and of the fault record.
function run(build: Build, tape: number[]): { pc: number; fault: number } {
  const pc = build.put(Int32Array.from(tape));
  const fault = build.put(new Float64Array(2));
  build.kernels.run(pc, pc + tape.length * 4, fault);
  return { pc, fault };
}
function record(build: Build, fault: number) {
  const [pc, position] = build.get(new Int32Array(0), fault, 2);
  return { pc, position, value: build.get(new Float64Array(0), fault + 8, 1)[0] };
}
function usable(t: ExecutionContext, build: Build) {
  const y = output(build, Int32Array, 5);
  run(build, call(build, "arange_i32", y.pointer, 5));
  t.deepEqual([...y.read(t)], [0, 1, 2, 3, 4]);
}

for (const build of builds) {
  test(`${build.name}: an empty tape does nothing, a tape runs its kernels in order`, (t) => {
    build.reset();
    run(build, []);
    const x = draw(Float32Array, 9, generator(15));
    const [y, z] = [output(build, Float32Array, 9), output(build, Float32Array, 9)];
    const tape = [
      ...call(build, "neg_f32", y.pointer, build.put(x), 9),
      ...call(build, "copy_32", z.pointer, y.pointer, 9),
      ...call(build, "neg_f32", y.pointer, y.pointer, 9),
    ];
    run(build, tape);
    t.deepEqual(y.read(t), x);
    t.deepEqual(
      z.read(t),
      x.map((v) => -v),
    );
  });

  test(`${build.name}: a kernel with 14 operands gets them in order`, (t) => {
    build.reset();
    const x = draw(Int32Array, 60, generator(16), 0, 99);
    const y = output(build, Int32Array, 60);
    run(build, call(build, "move_32", y.pointer, build.put(x), 3, 1, 4, 5, 20, 20, 5, 1, 1, 0, 15, 3));
    for (let i = 0; i < 60; i++) t.is(y.read(t)[i], x[Math.floor(i / 20) + 3 * (i % 20)]);
  });

  test(`${build.name}: nested repeats patch their bodies before every pass`, (t) => {
    build.reset();
    // y[i,j,:] = x[j·3 + i], an outer pass for i, an inner for j: the outer patches the starts of the inner's patches.
    const x = draw(Float32Array, 12, generator(17));
    const [p, y] = [build.put(x), output(build, Float32Array, 3 * 4 * 2)];
    const inner = repeat(
      4,
      [
        [2, y.pointer, 8],
        [3, p, 12],
      ],
      call(build, "fill_32", 0, 0, 2),
    );
    const outer = repeat(
      3,
      [
        [5, y.pointer, 32],
        [8, p, 4],
      ],
      inner,
    );
    run(build, [...outer, ...call(build, "neg_f32", y.pointer, y.pointer, 2)]);
    const result = y.read(t);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 4; j++) {
        const expected = x[j * 3 + i]! * (i === 0 && j === 0 ? -1 : 1);
        t.deepEqual([...result.subarray((i * 4 + j) * 2, (i * 4 + j) * 2 + 2)], [expected, expected]);
      }
  });

  test(`${build.name}: a repeat of count 0 skips its body`, (t) => {
    build.reset();
    const y = output(build, Int32Array, 4);
    run(build, [
      ...repeat(0, [[2, 0, 0]], call(build, "arange_i32", 0, 4)),
      ...call(build, "arange_i32", y.pointer, 4),
    ]);
    t.deepEqual([...y.read(t)], [0, 1, 2, 3]);
  });

  test(`${build.name}: a fault names its instruction, position and value, and the engine stays usable`, (t) => {
    for (let round = 0; round < 100; round++) {
      build.reset();
      const y = build.put(new Float32Array(4));
      const x = build.put(new Float32Array(4));
      const good = call(build, "neg_f32", y, x, 4);
      const tape = [...good, ...call(build, "gather_32", y, x, build.put(Int32Array.of(3, 1, -7)), 1, 4, 1, 3, 0)];
      const pc = build.put(Int32Array.from([...tape, ...good]));
      const fault = build.put(new Float64Array(2));
      new Int32Array(build.kernels.memory.buffer)[pc / 4 + good.length + 9] = fault;
      t.throws(() => build.kernels.run(pc, pc + (tape.length + good.length) * 4, fault), {
        instanceOf: WebAssembly.RuntimeError,
      });
      t.deepEqual(record(build, fault), { pc: pc + good.length * 4, position: 2, value: -7 });
      usable(t, build);
    }
  });

  test(`${build.name}: a fault inside nested repeats names the instruction in the body`, (t) => {
    build.reset();
    const x = new Float32Array(12);
    x[7] = Number.POSITIVE_INFINITY;
    const [p, fault] = [build.put(x), build.put(new Float64Array(2))];
    const body = call(build, "check_finite_f32", 0, 3, fault);
    const tape = repeat(2, [[5, p, 24]], repeat(2, [[2, 0, 12]], body));
    const pc = build.put(Int32Array.from(tape));
    t.throws(() => build.kernels.run(pc, pc + tape.length * 4, fault), { instanceOf: WebAssembly.RuntimeError });
    const at = pc + (tape.length - body.length) * 4;
    t.deepEqual(record(build, fault), { pc: at, position: 1, value: Number.POSITIVE_INFINITY });
    usable(t, build);
  });

  test(`${build.name}: more than 24 operands, or an empty table entry, trap`, (t) => {
    build.reset();
    t.throws(() => run(build, [indexOf(build, "neg_f32"), 25, ...Array(25).fill(0)]), {
      instanceOf: WebAssembly.RuntimeError,
    });
    const empty = build.kernels.table.grow(1);
    t.throws(() => run(build, [empty, 3, 0, 0, 0]), { instanceOf: WebAssembly.RuntimeError });
    usable(t, build);
  });
}
