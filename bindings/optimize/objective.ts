// f, its gradient and its Hessian's products as functions of one vector. Each is compiled once.
import { hvp } from "../autodiff/forward.js";
import { gradients } from "../autodiff/reverse.js";
import { type DType, isFloat } from "../dtype.js";
import { DTypeError, NonFiniteError, ShapeError } from "../errors.js";
import { type Node, type Parameter, type Placeholder, placeholder } from "../graph/node.js";
import { placeholders as placeholdersOf } from "../graph/sort.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import { showShape } from "../shape.js";
import type { Tensor, Value } from "../tensor.js";
import type { Box } from "./box.js";
import { join, settledFeeds, type Variables } from "./variables.js";
import { largest } from "./vector.js";

/** A point and f there. Where f or a slope is no finite number, its value is infinite. */
export interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** the largest |∂f/∂x|, or |x − P(x − ∂f/∂x)| within bounds */
  readonly size: number;
}

/** How often each function ran. */
export interface Evaluations {
  /** of f, or of the residuals */
  readonly value: number;
  /** of the gradient, or of the residuals' Jacobian */
  readonly gradient: number;
  /** of the Hessian's product with a vector */
  readonly hessianVector: number;
}

export class Objective {
  readonly box: Box;
  /** what f may change by rounding alone, relative to its size */
  readonly precision: number;
  readonly #variables: Variables;
  readonly #counts = { value: 0, gradient: 0, hessianVector: 0 };
  readonly #run: () => readonly Tensor[];
  readonly #product: () => (v: Float64Array) => Float64Array;
  readonly #releases: (() => void)[] = [];
  #multiply: ((v: Float64Array) => Float64Array) | undefined;

  constructor(engine: Engine, f: Node, over: readonly Parameter[], feeds: Feeds, variables: Variables, box: Box) {
    const about = { node: f, origin: f.origin };
    if (f.shape.length) throw new ShapeError(`minimize: f is no scalar, it has shape ${showShape(f.shape)}`, about);
    if (!isFloat(f.dtype)) throw new DTypeError(`minimize: f is no float, ${f}`, about);
    this.box = box;
    this.#variables = variables;
    this.precision = f.dtype === "f32" ? 2 ** -23 : variables.precision;
    const slopes = gradients(f, over);
    const executor = engine.executor([f, ...slopes]);
    const fed = settledFeeds(executor.placeholders, feeds);
    this.#releases.push(() => executor.release());
    this.#run = () => executor.run(fed) as readonly Tensor[];
    this.#product = () => {
      const inputs = placeholdersOf(f);
      const names = inputs.map((p) => p.name);
      const vs = over.map((p) => {
        names.push(unused(`direction.${p.name}`, names));
        return placeholder(names[names.length - 1]!, p.shape, p.dtype) as Placeholder;
      });
      // what f alone reads may still give the derivatives their sizes
      const products = engine.executor(hvp(f, over, vs) as Node[], { inputs: [...inputs, ...vs] });
      this.#releases.push(() => products.release());
      const known = new Map(fed as ReadonlyMap<Node, Value>);
      return (v) => {
        const parts = this.#variables.split(v, (p) => p.dtype as DType);
        for (const [i, p] of over.entries()) known.set(vs[i]!, parts[p.name]!);
        return join(products.run(known) as readonly Tensor[]);
      };
    };
  }

  get evaluations(): Evaluations {
    return { ...this.#counts };
  }
  /** The parameters' values as the first point, moved into the box. @throws NonFiniteError if f is no finite number there */
  start(): Point {
    const point = this.evaluate(this.#variables.initial());
    if (Number.isFinite(point.value)) return point;
    const value = this.#run()[0]!.item();
    const at = point.gradient.findIndex((g) => !Number.isFinite(g));
    throw new NonFiniteError(
      Number.isFinite(value)
        ? `minimize: ∂f/∂${this.#variables.nameOf(at)} is ${point.gradient[at]} at the start`
        : `minimize: f is ${value} at the start`,
    );
  }
  /** f and its gradient at the point of the box, and of the parameters' dtypes, that is closest to the vector. */
  readonly evaluate = (vector: Float64Array): Point => {
    this.#counts.value++;
    this.#counts.gradient++;
    const x = this.#variables.write(this.box.project(vector));
    const [f, ...gs] = this.#run();
    const value = f!.item();
    const gradient = join(gs);
    const finite = Number.isFinite(value) && gradient.every(Number.isFinite);
    const size = largest(this.box.reduced(x, gradient));
    return { x, value: finite ? value : Number.POSITIVE_INFINITY, gradient, size };
  };
  /** ∂²f/∂x² · v at the point. */
  hessianVector(point: Point, v: Float64Array): Float64Array {
    this.#counts.hessianVector++;
    this.#variables.write(point.x);
    this.#multiply ??= this.#product();
    return this.#multiply(v);
  }
  /** By how much rounding alone may change f near a point. */
  readonly noise = (point: Point): number => 4 * this.precision * Math.abs(point.value);
  release(): void {
    for (const release of this.#releases) release();
  }
}

function unused(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? unused(`${name}'`, taken) : name;
}
