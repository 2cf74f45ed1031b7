import type { Dim } from "../dim.js";
import type { DType } from "../dtype.js";
import type { Lowering } from "./lowering.js";
import type { Node } from "./node.js";

/** What an op is told besides its operands. Strings are dimensions, except under `dtype`. */
export type Attribute = number | boolean | string | readonly Attribute[] | undefined;
export type Attributes = { readonly [name: string]: Attribute };

/** Shape and dtype of a result. */
export interface Typed {
  readonly shape: readonly Dim[];
  readonly dtype: DType;
}

/** The kinds of derivative. A rule is written in graph ops, so every order exists. */
export type Derivative =
  /** There is none: differentiating through the op is an error. */
  | { readonly kind: "none" }
  /** It is zero wherever it exists. */
  | { readonly kind: "zero" }
  /** The Jacobian is diagonal: `along(dx, node, i)` is its product with dx for operand i, in both modes. */
  | { readonly kind: "elementwise"; along(d: Node, node: Node, i: number): Node }
  /** Linear in the operands listed (default: all): forward mode applies the op itself, reverse mode its transpose. */
  | { readonly kind: "linear"; readonly of?: readonly number[]; transpose(ct: Node, node: Node, i: number): Node }
  /** Linear in each operand alone. */
  | { readonly kind: "bilinear"; transpose(ct: Node, node: Node, i: number): Node }
  /** Both rules by hand. `undefined` stands for a zero tangent or adjoint. */
  | {
      readonly kind: "rules";
      jvp(dxs: readonly (Node | undefined)[], node: Node): Node | undefined;
      vjp(ct: Node, node: Node): readonly (Node | undefined)[];
    }
  /** Rules of an op with several results, one tangent or cotangent each; `needed` tells whose adjoints are asked for. */
  | {
      readonly kind: "several";
      jvp(dxs: readonly (Node | undefined)[], node: Node): readonly (Node | undefined)[];
      vjp(cts: readonly (Node | undefined)[], node: Node, needed: readonly boolean[]): readonly (Node | undefined)[];
    }
  /** By the op's definition in other ops, a node a result. */
  | { readonly kind: "expand"; expand(node: Node): readonly Node[] };

/** How tests draw operands and what the result should be. Only tests read it. */
export interface Tests {
  /** f(x…) on numbers, for elementwise ops */
  readonly ref?: (...x: number[]) => number;
  /** where operands are drawn, for each operand or for all */
  readonly domain?: readonly [number, number] | readonly (readonly [number, number])[];
}

/** An op's entry: all that the library knows of it. */
export interface Op {
  readonly name: string;
  /** Results from operands; throws where they provably do not fit. */
  infer(inputs: readonly Typed[], attributes: Attributes): Typed | readonly Typed[];
  readonly derivative: Derivative;
  /** Instructions for concrete shapes. Leaves have none: the planner knows where their data stands. */
  lower?(node: Node, to: Lowering): void;
  /** The result may be written over any operand of its own shape, so that an update can be done in place at commit. */
  readonly inPlace?: boolean;
  /** The text of a call, given the operands' texts; default `name(a, b)`. */
  print?(inputs: readonly string[], node: Node): string;
  /** Operands of fewer or smaller axes are broadcast: a broadcastTo before the op can be left out. */
  readonly broadcasts?: boolean;
  /** A better node that has the same value, if there is one: transposes absorbed, neutral operands dropped. */
  rewrite?(node: Node): Node | undefined;
  /** Equal results for exact operands on numbers: scalar constants fold. */
  readonly exact?: (...x: number[]) => number;
  readonly tests?: Tests;
}

export const none: { readonly kind: "none" } = { kind: "none" };
export const zero: { readonly kind: "zero" } = { kind: "zero" };
