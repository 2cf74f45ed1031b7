// Samples of optimizer steps: tensors of one shape, then scalars.
import type { DType, Node } from "wengert";
import { ops } from "./registry.js";
import type { Spec } from "./run.js";
import type { Sample, Samples } from "./samples.js";

const floats =
  (make: (dtype: DType) => Sample[]): Samples =>
  (dtype) =>
    dtype === "f32" || dtype === "f64" ? make(dtype) : [];
const hyper =
  (...values: number[]) =>
  (dtype: DType): Spec[] =>
    values.map((v) => ({ shape: [], dtype, values: [Math.fround(v)] }));
const step = (value: number): Spec => ({ shape: [], dtype: "i32", values: [value] });
const tensor = (shape: readonly number[], dtype: DType, domain: readonly [number, number] = [-1, 1]): Spec => ({
  shape,
  dtype,
  domain,
});
const sizes = [[], [0], [7], [3, 5]];

/** By op name. */
export const updates: Readonly<Record<string, Samples>> = {
  sgdStep: floats((dtype) =>
    sizes.map((shape) => ({
      title: `(${shape})`,
      inputs: [tensor(shape, dtype), tensor(shape, dtype), ...hyper(0.25, 0.125)(dtype)],
      build: (...x: Node[]) => [ops.sgdStep(x[0]!, x[1]!, x[2]!, x[3]!)],
    })),
  ),
  momentumStep: floats((dtype) =>
    sizes.flatMap((shape) =>
      [0, 3].flatMap((at) =>
        [false, true].map((nesterov) => ({
          title: `(${shape}) at ${at}${nesterov ? " nesterov" : ""}`,
          inputs: [
            ...Array.from({ length: 3 }, () => tensor(shape, dtype)),
            step(at),
            ...hyper(0.25, 0.875, nesterov ? 0 : 0.25, 0.125)(dtype),
          ],
          build: (a: Node, b: Node, c: Node, ...rest: Node[]) => ops.momentumStep([a, b, c], rest, nesterov),
        })),
      ),
    ),
  ),
  adamStep: floats((dtype) =>
    sizes.flatMap((shape) =>
      [0, 3].flatMap((at) =>
        [false, true].map((decoupled) => ({
          title: `(${shape}) at ${at}${decoupled ? " decoupled" : ""}`,
          inputs: [
            tensor(shape, dtype),
            tensor(shape, dtype),
            tensor(shape, dtype, [0.5, 2]),
            tensor(shape, dtype),
            step(at),
            ...hyper(0.25, 0.875, 0.75, 0.125, 0.125)(dtype),
          ],
          build: (a: Node, b: Node, c: Node, d: Node, ...rest: Node[]) => ops.adamStep([a, b, c, d], rest, decoupled),
        })),
      ),
    ),
  ),
};
