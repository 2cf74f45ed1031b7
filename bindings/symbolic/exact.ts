// Functions of numbers, where the result is a number without rounding.
import type { Node } from "../graph/node.js";
import type { Algebra } from "./algebra.js";
import { constant, rationalOf } from "./product.js";
import { minus, valueOf } from "./rational.js";

const values: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  sin: { 0: 0 },
  cos: { 0: 1 },
  tan: { 0: 0 },
  asin: { 0: 0 },
  acos: { 1: 0 },
  atan: { 0: 0 },
  sinh: { 0: 0 },
  cosh: { 0: 1 },
  tanh: { 0: 0 },
  asinh: { 0: 0 },
  acosh: { 1: 0 },
  atanh: { 0: 0 },
  sigmoid: { 0: 0.5 },
  erf: { 0: 0 },
  erfc: { 0: 1 },
  exp: { 0: 1 },
  expm1: { 0: 0 },
  log: { 1: 0 },
  log1p: { 0: 0 },
  log10: { 1: 0, 10: 1 },
};
const exact: Readonly<Record<string, (...x: number[]) => number>> = {
  sqrt: (x) => (Number.isSafeInteger(Math.sqrt(x!)) ? Math.sqrt(x!) : Number.NaN),
  exp2: (x) => (Number.isInteger(x) && Math.abs(x!) <= 64 ? 2 ** x! : Number.NaN),
  log2: (x) => (Number.isInteger(Math.log2(x!)) ? Math.log2(x!) : Number.NaN),
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  relu: (x) => Math.max(x!, 0),
  maximum: Math.max,
  minimum: Math.min,
};

export function exactValue(node: Node, a: Algebra): Node | undefined {
  const table = Object.hasOwn(values, node.op) ? values[node.op] : undefined;
  const f = Object.hasOwn(exact, node.op) ? exact[node.op] : undefined;
  if (!table && !f) return undefined;
  const numbers = node.inputs.map((x) => rationalOf(a, x));
  if (!numbers.every((x) => x !== undefined)) return undefined;
  const value = table ? table[valueOf(numbers[0]!)] : f!(...numbers.map(valueOf));
  if (value === undefined || Number.isNaN(value)) return undefined;
  // max(1/3, 0) is 1/3, not 0.3333333333333333
  const same = numbers.find((x) => Math.abs(valueOf(x)) === Math.abs(value));
  return same ? constant(a, valueOf(same) === value ? same : minus(same)) : a.number(value);
}
