// The inputs and answers of ADBench (github.com/microsoft/ADBench, MIT), where they are at hand. They are no part of the
// project.
import { constant, type Node, Tensor } from "wengert";
import { sharedText } from "../shared.js";

export interface Gmm {
  readonly file: string;
  readonly d: number;
  readonly K: number;
  readonly n: number;
  readonly wishart: readonly [gamma: number, m: number];
  readonly torch: {
    readonly objective: number;
    readonly grad_alphas: readonly number[];
    readonly grad_means: readonly number[];
    readonly grad_icf: readonly number[];
  };
  readonly expected_upstream?: { readonly objective: number; readonly gradient_alphas_means_icf: readonly number[] };
}
export interface Answers {
  readonly gmm: readonly Gmm[];
  readonly ba: {
    readonly file: string;
    readonly torch: {
      readonly reproj_err: readonly number[];
      readonly w_err: number;
      readonly J_rows: readonly (readonly number[])[];
    };
    readonly expected_upstream: {
      readonly reproj_err: readonly number[];
      readonly w_err: number;
      readonly J_rows_cam11_X3_w1: readonly (readonly number[])[];
      readonly dw_err: number;
    };
  };
  readonly lstm: {
    readonly file: string;
    readonly torch: { readonly objective: number; readonly gradient_main_extra: readonly number[] };
    readonly expected_upstream: { readonly objective: number; readonly gradient_main_extra: readonly number[] };
  };
  readonly hand: {
    readonly expected_upstream: {
      readonly objective: readonly number[];
      readonly jacobian_colmajor_6x26: readonly number[];
    };
  };
}

/** A file of the data's `adbench` folder. */
export function text(path: string): string {
  const found = sharedText(`data/adbench/${path}`);
  if (found === undefined) throw new Error(`data/adbench/${path} is not beside adbench.json`);
  return found;
}
/** The numbers of each line that has any. */
export function rows(path: string): number[][] {
  return text(path)
    .split("\n")
    .map((line) => line.trim().split(/\s+/).filter(Boolean).map(Number))
    .filter((row) => row.length > 0);
}

export function tensor(data: readonly number[], shape: readonly number[]): Tensor<"f64"> {
  return new Tensor(Float64Array.from(data), shape, "f64");
}
/** Numbers, flat or nested, as an f64 node. */
export function values(data: readonly number[] | readonly (readonly number[])[]): Node<"f64"> {
  return constant(data, "f64");
}
/** The largest |got − want|; infinite if the lengths differ or one is no number. */
export function distance(got: Iterable<number>, want: readonly number[]): number {
  const list = [...got];
  if (list.length !== want.length) return Number.POSITIVE_INFINITY;
  const off = list.map((x, i) => Math.abs(x - want[i]!));
  return off.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(0, ...off);
}
