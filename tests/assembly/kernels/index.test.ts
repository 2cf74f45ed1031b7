import test, { type ExecutionContext } from "ava";
import { type Build, builds, draw, generator } from "../../harness/kernels.js";
import { type ArrayType, output } from "../../harness/output.js";

const widths: Record<8 | 32 | 64, ArrayType> = { 8: Uint8Array, 32: Float32Array, 64: Float64Array };
const types: Record<"f32" | "f64" | "i32", ArrayType> = { f32: Float32Array, f64: Float64Array, i32: Int32Array };

const shapes: (readonly [outer: number, axis: number, inner: number, count: number])[] = [
  [1, 5, 1, 9],
  [3, 4, 1, 7],
  [2, 6, 3, 5],
  [2, 3, 8, 4],
  [2, 7, 37, 11],
  [0, 3, 4, 5],
  [2, 3, 0, 5],
  [2, 3, 4, 0],
  [2, 0, 4, 0],
];

// Every (position of the index array, o, j, i) of an array (outer, count, inner).
function* places([outer, , inner, count]: (typeof shapes)[number]) {
  for (let o = 0, p = 0; o < outer; o++)
    for (let j = 0; j < count; j++) for (let i = 0; i < inner; i++, p++) yield [p, o, j, i] as const;
}

function faults(t: ExecutionContext, build: Build, position: number, value: number, call: (fault: number) => void) {
  const fault = build.put(new Int32Array(4));
  t.throws(() => call(fault), { instanceOf: WebAssembly.RuntimeError });
  t.is(build.get(new Int32Array(0), fault + 4, 1)[0], position);
  t.is(build.get(new Float64Array(0), fault + 8, 1)[0], value);
}

for (const build of builds) {
  for (const width of [8, 32, 64] as const) {
    test(`${build.name}: gather_${width}, pick_${width} = reference`, (t) => {
      const random = generator(5);
      const type = widths[width];
      for (const shape of shapes) {
        build.reset();
        const [outer, axis, inner, count] = shape;
        const x = draw(type, outer * axis * inner, random, 0, 200);
        const rows = draw(Int32Array, count, random, 0, axis);
        const each = draw(Int32Array, outer * count * inner, random, 0, axis);
        const p = build.put(x, 1);
        for (const [op, index] of [
          ["gather", rows],
          ["pick", each],
        ] as const) {
          const y = output(build, type, outer * count * inner, width / 8);
          build.kernels[`${op}_${width}`](y.pointer, p, build.put(index, 2), outer, axis, inner, count, 0);
          const expected = new type(outer * count * inner);
          for (const [at, o, j, i] of places(shape)) {
            expected[at] = x[(o * axis + index[op === "gather" ? j : at]!) * inner + i]!;
          }
          t.deepEqual(y.read(t), expected, `${op} ${shape}`);
        }
      }
    });
  }

  for (const name of ["f32", "f64", "i32"] as const) {
    test(`${build.name}: scatter_add_${name}, place_add_${name} = reference, in order`, (t) => {
      const random = generator(6);
      const type = types[name];
      for (const shape of shapes) {
        build.reset();
        const [outer, axis, inner, count] = shape;
        const u = draw(type, outer * count * inner, random, -9, 9);
        const rows = draw(Int32Array, count, random, 0, axis);
        const each = draw(Int32Array, outer * count * inner, random, 0, axis);
        const p = build.put(u, 4);
        for (const [op, index] of [
          ["scatter_add", rows],
          ["place_add", each],
        ] as const) {
          const y = output(build, type, outer * axis * inner, 4);
          build.kernels[`${op}_${name}`](y.pointer, p, build.put(index), outer, axis, inner, count, 0);
          const expected = new type(outer * axis * inner);
          for (const [at, o, j, i] of places(shape)) {
            expected[(o * axis + index[op === "scatter_add" ? j : at]!) * inner + i]! += u[at]!;
          }
          t.deepEqual(y.read(t), expected, `${op} ${shape}`);
        }
      }
    });
  }

  test(`${build.name}: an index outside its axis is a fault, before y is written`, (t) => {
    const { kernels } = build;
    for (const bad of [-1, 4, -2147483648, 2147483647]) {
      build.reset();
      const x = build.put(new Float32Array(2 * 4 * 3));
      const index = build.put(Int32Array.of(0, 3, bad, 1, bad, 0));
      const y = output(build, Float32Array, 24);
      faults(t, build, 2, bad, (fault) => kernels.gather_32(y.pointer, x, index, 2, 4, 3, 4, fault));
      faults(t, build, 2, bad, (fault) => kernels.scatter_add_f32(y.pointer, x, index, 2, 4, 3, 4, fault));
      faults(t, build, 2, bad, (fault) => kernels.pick_32(y.pointer, x, index, 2, 4, 3, 1, fault));
      faults(t, build, 2, bad, (fault) => kernels.place_add_f32(y.pointer, x, index, 2, 4, 3, 1, fault));
      t.true(new Uint8Array(y.read(t).buffer).every((byte) => byte === 0xa5));
    }
  });
}
