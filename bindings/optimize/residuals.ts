// Residuals and their Jacobian as functions of one vector. Each is compiled once.
import { jacobian } from "../control/jacobian.js";
import { isFloat } from "../dtype.js";
import { DTypeError, NonFiniteError } from "../errors.js";
import type { Node, Parameter, Placeholder } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Executor, FeedsOf } from "../runtime/executor.js";
import type { Feeds } from "../runtime/feeds.js";
import { countOf, elements } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { Box } from "./box.js";
import type { Evaluations } from "./objective.js";
import { settledFeeds, type Variables } from "./variables.js";
import { largest, norm } from "./vector.js";

/** A point and its residuals. Where one is no finite number, their length is infinite. */
export interface Fit {
  readonly x: Float64Array;
  readonly residuals: Float64Array<ArrayBuffer>;
  readonly shape: readonly number[];
  /** ‖r‖₂ */
  readonly length: number;
}

export class Residuals {
  readonly box: Box;
  /** distance from 1 to the next number of the narrowest dtype */
  readonly precision: number;
  readonly #variables: Variables;
  readonly #over: readonly Parameter[];
  readonly #counts = { value: 0, gradient: 0, hessianVector: 0 };
  readonly #value: Executor<Node>;
  readonly #slopes: Executor<readonly Node[], readonly Placeholder[]>;
  readonly #feeds: Feeds;

  constructor(engine: Engine, r: Node, over: readonly Parameter[], feeds: Feeds, variables: Variables, box: Box) {
    if (!isFloat(r.dtype))
      throw new DTypeError(`leastSquares: the residuals are no floats, ${r}`, { node: r, origin: r.origin });
    this.box = box;
    this.precision = r.dtype === "f32" ? 2 ** -23 : variables.precision;
    this.#variables = variables;
    this.#over = over;
    // residuals of a size that only the feeds tell are taken to be more than parameters
    const options = typeof countOf(r.shape) === "number" ? {} : { mode: "forward" as const };
    this.#value = engine.executor(r);
    // what r alone reads may still give the slopes their sizes
    const inputs = this.#value.placeholders;
    this.#slopes = engine.executor(
      over.map((p) => jacobian(r, p, options)),
      { inputs },
    );
    this.#feeds = settledFeeds(inputs, feeds);
  }
  get evaluations(): Evaluations {
    return { ...this.#counts };
  }
  /**
   * The parameters' values as the first point, moved into the box, and ∂r/∂x there.
   * @throws NonFiniteError if a residual or a slope is no finite number
   */
  start(): { readonly fit: Fit; readonly jacobian: readonly Float64Array[] } {
    const fail = (what: string, value: number | undefined): never => {
      throw new NonFiniteError(`leastSquares: ${what} is ${value} at the start`);
    };
    const fit = this.evaluate(this.#variables.initial());
    const at = fit.residuals.findIndex((r) => !Number.isFinite(r));
    if (at >= 0) fail(`residual ${at}`, fit.residuals[at]);
    if (!Number.isFinite(fit.length)) fail("‖r‖", fit.length);
    const jacobian = this.#columns(fit);
    for (const [j, column] of jacobian.entries())
      if (!isFinite(column))
        fail(
          `∂r/∂${this.#variables.nameOf(j)}`,
          column.find((slope) => !Number.isFinite(slope)),
        );
    return { fit, jacobian };
  }
  /** The residuals at the point of the box, and of the parameters' dtypes, that is closest to the vector. */
  readonly evaluate = (vector: Float64Array): Fit => {
    this.#counts.value++;
    const x = this.#variables.write(this.box.project(vector));
    const { data, shape } = this.#value.run(this.#feeds) as Tensor;
    const residuals = Float64Array.from(data);
    const length = residuals.every(Number.isFinite) ? norm(residuals) : Number.POSITIVE_INFINITY;
    return { x, residuals, shape, length };
  };
  /** The columns of ∂r/∂x; undefined if one has an element that is no finite number. */
  jacobian(fit: Fit): readonly Float64Array[] | undefined {
    const columns = this.#columns(fit);
    return columns.every(isFinite) ? columns : undefined;
  }
  release(): void {
    this.#value.release();
    this.#slopes.release();
  }
  #columns({ x, residuals }: Fit): Float64Array[] {
    this.#counts.gradient++;
    this.#variables.write(x);
    const rows = residuals.length;
    // (rows, elements) for each parameter
    return (this.#slopes.run(this.#feeds as FeedsOf<readonly Placeholder[]>) as readonly Tensor[]).flatMap(
      ({ data }, k) => {
        const width = elements(this.#over[k]!.shape as readonly number[]);
        return Array.from({ length: width }, (_, j) => {
          const column = new Float64Array(rows);
          for (let i = 0; i < rows; i++) column[i] = data[i * width + j]!;
          return column;
        });
      },
    );
  }
}

function isFinite(column: Float64Array): boolean {
  return Number.isFinite(largest(column));
}
