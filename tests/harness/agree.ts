// Derivatives against differences where each operand has a domain, or values, of its own.
import type { ExecutionContext } from "ava";
import type { Engine, Node } from "wengert";
import { checkSample } from "./differences.js";

/** An operand: its shape, and where it is drawn, [−2, 2] by default, or its values. */
export interface Operand {
  readonly shape: readonly number[];
  readonly domain?: readonly [number, number];
  readonly values?: readonly number[];
}
export function agree(
  t: ExecutionContext,
  engine: Engine,
  f: (...x: Node[]) => Node,
  operands: readonly Operand[],
  seed: number,
): void {
  const prepare = (x: Float64Array, i: number): void => {
    const { domain: [low, high] = [-2, 2], values } = operands[i]!;
    // drawn from [−1, 1]
    x.set(values ?? x.map((v) => low + ((v + 1) / 2) * (high - low)));
  };
  const shapes = operands.map(({ shape }) => shape);
  checkSample(t, engine, { name: t.title, shapes, f: (x) => f(...x), prepare }, seed);
}
