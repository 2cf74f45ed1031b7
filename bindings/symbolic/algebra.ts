// The table of one simplification: equal nodes are one node, and each knows its size and its place in the order.
import type { DType } from "../dtype.js";
import { Interner } from "../graph/intern.js";
import { Constant, isInput, type Node } from "../graph/node.js";
import { scalar } from "../ops/define.js";
import { type Rational, valueOf } from "./rational.js";
import { nameOf } from "./write.js";

/** A number, or a node that is none. */
export type Exponent = Rational | Node;
export function isRational(e: Exponent): e is Rational {
  return "n" in e;
}
/** A product: its number, and each base once with its exponent. */
export interface Product {
  readonly coefficient: Rational;
  readonly factors: ReadonlyMap<Node, Exponent>;
}

/** What the order of terms and factors goes by. */
export interface Rank {
  /** 0 numbers, 1 variables, 2 functions, 3 sums */
  readonly kind: number;
  /** the beginning of its text in prefix form, and a hash of the whole: equal for equal structure */
  readonly key: string;
  readonly hash: number;
}

const KEY = 48;
// Parts of more nodes than this, written out, are not taken apart where they are shared: graphs stay graphs.
const LARGEST = 200;

export class Algebra {
  readonly one: Node;
  readonly zero: Node;
  /** Euler's number: exp(x) is a power of it */
  readonly e: Node;
  /** products as coefficient and factors, by node */
  readonly products = new Map<Node, Product>();
  /** sums, and the sums of the opposites of their terms, both ways */
  readonly opposites = new Map<Node, Node>();
  /** sums whose terms are all negative */
  readonly negative = new Set<Node>();
  /** nodes to take apart, whatever their size: nothing else uses them */
  readonly open = new Set<Node>();
  readonly #interner = new Interner();
  readonly #sizes = new Map<Node, number>();
  readonly #ranks = new Map<Node, Rank>();

  /** how many nodes a part may have, written out, to be taken apart inside another; larger ones stay shared */
  readonly largest: number;
  /** sums are being multiplied out: nothing brings them together again */
  readonly expanding: boolean;

  constructor(
    readonly dtype: DType,
    { largest = LARGEST, expanding = false }: { readonly largest?: number; readonly expanding?: boolean } = {},
  ) {
    this.largest = largest;
    this.expanding = expanding;
    this.zero = this.number(0);
    this.one = this.number(1);
    this.e = this.number(Math.E);
  }

  number(value: number): Node {
    return this.take(scalar(value + 0, this.dtype));
  }
  /** The one node equal to this one. Its operands are in the table, or few. */
  take(node: Node): Node {
    return this.#interner.intern(node);
  }
  /** The finite number that a scalar constant holds; `pi` and `e` count as names. */
  numberOf(node: Node): number | undefined {
    if (!(node instanceof Constant) || node.data.length !== 1 || node.dtype !== this.dtype) return undefined;
    const value = node.data[0]!;
    return Number.isFinite(value) && nameOf(node) === undefined ? value : undefined;
  }
  /** True if the dtype holds the number: it is not too large, and 0 only if it is none. */
  holds(r: Rational): boolean {
    const size = Math.abs(valueOf(r));
    const [least, most] = this.dtype === "f32" ? [2 ** -126, 2 ** 127] : [2 ** -1022, Number.MAX_VALUE];
    return r.n === 0 || (size >= least && size <= most);
  }
  /** True if the part is taken apart where it stands in a sum or product. */
  flattens(node: Node): boolean {
    return node.op === "neg" || this.open.has(node) || this.size(node) <= this.largest;
  }

  /** Nodes of the part as a tree; Infinity beyond what a double holds. */
  size(node: Node): number {
    return this.#known(this.#sizes, node, (x) => 1 + x.inputs.reduce((n, y) => n + this.#sizes.get(y)!, 0));
  }
  rank(node: Node): Rank {
    return this.#known(this.#ranks, node, (x) => {
      const ranks = x.inputs.map((y) => this.#ranks.get(y)!);
      const head = titleOf(x);
      const key = ranks.length ? `${head}(${ranks.map((r) => r.key).join()})` : head;
      const hash = ranks.reduce((h, r) => Math.imul(h, 31) + r.hash, hashOf(head)) | 0;
      return { kind: kindOf(x), key: key.slice(0, KEY), hash };
    });
  }
  // A value of a node that follows from those of its operands, without recursion.
  #known<T>(table: Map<Node, T>, root: Node, make: (node: Node) => T): T {
    const known = table.get(root);
    if (known !== undefined) return known;
    const stack = [root];
    while (stack.length) {
      const node = stack[stack.length - 1]!;
      const missing = node.inputs.filter((x) => !table.has(x));
      if (missing.length) stack.push(...missing);
      else {
        stack.pop();
        if (!table.has(node)) table.set(node, make(node));
      }
    }
    return table.get(root)!;
  }
}

export function isSum(node: Node): boolean {
  return node.op === "add" || node.op === "sub";
}

function kindOf(node: Node): number {
  if (node instanceof Constant) return 0;
  if (node.inputs.length === 0) return 1;
  return isSum(node) ? 3 : 2;
}
// Names in natural order: x2 before x10.
function titleOf(node: Node): string {
  if (isInput(node)) return node.name.replace(/\d+/g, (n: string) => n.padStart(6, "0"));
  return node instanceof Constant ? `${node.data.length === 1 ? node.data[0] : node.shape.join("×")}` : node.op;
}
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
