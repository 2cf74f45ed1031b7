// The inputs and answers of ADBench (github.com/microsoft/ADBench, MIT), where they are: beside the project, or in
// $WENGERT_SHARED. They are no part of the project.
import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { constant, type Node, Tensor } from "wengert";

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

const named = process.env.WENGERT_SHARED;
const places = [
  ...(named ? [pathToFileURL(`${named}/`), pathToFileURL(`${named}/oracle/`)] : []),
  new URL("../../../../../shared/oracle/", import.meta.url),
];
const folder = places.find((place) => existsSync(new URL("adbench.json", place)));

/** undefined where the data is not at hand. */
export const answers: Answers | undefined =
  folder && (JSON.parse(readFileSync(new URL("adbench.json", folder), "utf8")) as Answers);

/** A file of the data's `adbench` folder. */
export function text(path: string): string {
  if (!folder) throw new Error("the data of ADBench is not at hand");
  return readFileSync(new URL(`data/adbench/${path}`, folder), "utf8");
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
