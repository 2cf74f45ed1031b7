// Concrete shapes of a program's nodes. What could not be proved when a node was built is checked here.
import { type Dim, evalPlace } from "../dim.js";
import { ShapeError, WengertError } from "../errors.js";
import type { Node } from "../graph/node.js";
import type { Attribute, Attributes, Typed } from "../graph/op.js";
import { type Shape, sameShape, showShape } from "../shape.js";

export type Sizes = Readonly<Record<string, number>>;

export class Shapes {
  readonly #known = new Map<Node, readonly (readonly number[])[]>();
  readonly #dims = new Map<string, number>();
  constructor(readonly sizes: Sizes) {}

  /** A place, which may be negative where an axis is empty. */
  place(dim: Dim): number {
    if (typeof dim === "number") return dim;
    const known = this.#dims.get(dim);
    if (known !== undefined) return known;
    const value = evalPlace(dim, this.sizes);
    this.#dims.set(dim, value);
    return value;
  }
  size(dim: Dim): number {
    const value = this.place(dim);
    if (value < 0) throw new ShapeError(`dimension ${dim} is ${value} for ${JSON.stringify(this.sizes)}`);
    return value;
  }
  of(node: Node, result = 0): readonly number[] {
    return this.#known.get(node)![result]!;
  }
  /** Takes in a node whose operands are in already. */
  add(node: Node): void {
    try {
      const shapes = node.results.map(({ shape }) => shape.map((dim) => this.size(dim)));
      this.#known.set(node, shapes);
      if (node.inputs.length && [node, ...node.inputs].some(symbolic)) this.#verify(node, shapes);
    } catch (error) {
      throw error instanceof WengertError ? error.at(node.origin, node) : error;
    }
  }
  // Infers again from numbers.
  #verify(node: Node, shapes: readonly (readonly number[])[]): void {
    const inputs = node.inputs.map((x) => {
      const results = x.results.map(({ dtype }, i) => ({ dtype, shape: this.of(x, i) }));
      return { ...results[0]!, results };
    });
    const typed = node.entry.infer(inputs as unknown as Node[], this.#attributes(node.attributes));
    const results: readonly Typed[] = "dtype" in typed ? [typed] : typed;
    for (const [i, { shape: inferred }] of results.entries()) {
      const shape = inferred.map((dim) => this.size(dim));
      if (!sameShape(shape, shapes[i]!))
        throw new ShapeError(
          `${node.op}: ${node.inputs.map((x) => showShape(x.shape)).join(" and ")} were taken to give ${showShape(node.results[i]!.shape)}, ` +
            `but with sizes ${JSON.stringify(this.sizes)} they give ${showShape(shape)}; sizes with different names must be equal to meet`,
        );
    }
  }
  #attributes(attributes: Attributes): Attributes {
    const evaluate = (value: Attribute): Attribute =>
      typeof value === "string" ? this.place(value) : Array.isArray(value) ? value.map(evaluate) : value;
    return Object.fromEntries(
      Object.entries(attributes).map(([name, v]) => [name, name === "dtype" ? v : evaluate(v)]),
    );
  }
}

function symbolic(node: Node): boolean {
  return node.results.some(({ shape }: { shape: Shape }) => shape.some((dim) => typeof dim === "string"));
}
