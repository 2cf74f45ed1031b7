// Equal nodes made one: same op, same operands, same attributes. Leaves are equal only to themselves, except scalar
// constants of the same bits.
import { Constant, makeNode, type Node } from "./node.js";
import type { Attribute } from "./op.js";
import { inherit } from "./scope.js";
import { sortUntil } from "./sort.js";

export class Interner {
  readonly #ids = new Map<object, number>();
  readonly #table = new Map<string, Node>();
  readonly #canonical = new Map<Node, Node>();

  /** Takes nodes in as they are, operands before users: later equal ones become these. */
  seed(order: readonly Node[]): void {
    for (const node of order) {
      if (this.#canonical.has(node)) continue;
      const key = this.#key(node);
      this.#canonical.set(node, node);
      if (!this.#table.has(key)) this.#table.set(key, node);
    }
  }

  /** Takes a node in without what is below it, so that interning what is made of it does not walk there. */
  adopt(node: Node): void {
    if (!this.#canonical.has(node)) this.#canonical.set(node, this.#lookUp(node));
  }

  /** The canonical node equal to this one. `rewrite` may replace each new node before it is looked up. */
  intern(root: Node, rewrite: (node: Node) => Node = (node) => node): Node {
    const known = this.#canonical.get(root);
    if (known) return known;
    const isKnown = (node: Node) => this.#canonical.has(node);
    for (const node of root.inputs.every(isKnown) ? [root] : sortUntil([root], isKnown)) {
      if (this.#canonical.has(node)) continue;
      const inputs = node.inputs.map((x) => this.#canonical.get(x)!);
      const same = inputs.every((x, i) => x === node.inputs[i]);
      const copy = same ? node : inherit(node.origin, () => makeNode(node.entry, inputs, node.attributes));
      const better = inherit(node.origin, () => rewrite(copy));
      const result = better === copy ? this.#lookUp(copy) : this.intern(better, rewrite);
      this.#canonical.set(node, result);
      this.#canonical.set(copy, result);
    }
    return this.#canonical.get(root)!;
  }

  #lookUp(node: Node): Node {
    const key = this.#key(node);
    const known = this.#table.get(key);
    if (known) return known;
    this.#table.set(key, node);
    this.#canonical.set(node, node);
    return node;
  }
  #id(node: object): number {
    const known = this.#ids.get(node);
    if (known !== undefined) return known;
    this.#ids.set(node, this.#ids.size);
    return this.#ids.size - 1;
  }
  #key(node: Node): string {
    if (node instanceof Constant && node.data.length === 1)
      return `${node.dtype}${node.shape.length}:${Object.is(node.data[0], -0) ? "-0" : node.data[0]}`;
    if (node.inputs.length === 0 && node.entry.lower === undefined) return `#${this.#id(node)}`;
    // entries, not names: a loop has an entry of its own
    return `${this.#id(node.entry)}(${node.inputs.map((x) => this.#id(x)).join()})${attributeKey(node.attributes)}`;
  }
}

function attributeKey(value: Attribute | { readonly [name: string]: Attribute }): string {
  if (Array.isArray(value)) return `[${value.map(attributeKey).join()}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .map(([name, v]) => `${name}:${attributeKey(v)}`)
      .join()}}`;
  if (typeof value === "string") return JSON.stringify(value);
  return Object.is(value, -0) ? "-0" : String(value);
}
