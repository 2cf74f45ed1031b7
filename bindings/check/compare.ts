// Derivative rules against differences.
import { hvp } from "../autodiff/forward.js";
import { gradients, vjp } from "../autodiff/reverse.js";
import { jacobian } from "../control/jacobian.js";
import { GraphError } from "../errors.js";
import { type Node, type Parameter, Placeholder } from "../graph/node.js";
import type { Engine } from "../runtime/engine.js";
import type { Feeds } from "../runtime/feeds.js";
import { elements } from "../shape.js";
import { Tensor, type Value } from "../tensor.js";
import { checkSteps, type DifferenceOptions, differentiate } from "./difference.js";
import { numericGradient } from "./numeric.js";
import { checkScalar, probe } from "./probe.js";

export type Mode = "reverse" | "forward";
const known: readonly Mode[] = ["reverse", "forward"];
/** An element of an input: its name, and the row-major index. */
export interface Place {
  readonly node: string;
  readonly index: number;
}

/** How far derivatives are from differences, and where they are furthest. */
export interface CheckReport {
  /** true if worstRelative is within the tolerance */
  readonly ok: boolean;
  /** how many derivatives were compared */
  readonly checked: number;
  /** the largest |analytic − numeric|; infinite where one of them is no finite number */
  readonly worstAbsolute: number;
  /** the largest |analytic − numeric| / max(1, |analytic|, |numeric|) */
  readonly worstRelative: number;
  /** the element of an x where that is; undefined if there are no elements */
  readonly at: Place | undefined;
  /** for second derivatives, the element along which the gradient at `at` was differentiated */
  readonly along: Place | undefined;
  /** 2 if the worst is a second derivative */
  readonly order: 1 | 2;
  /** the rules that gave the analytic value: by reverse or forward mode; for second derivatives the mode over reverse */
  readonly mode: Mode;
  /** the derivative there by the rules */
  readonly analytic: number;
  /** the derivative there by differences */
  readonly numeric: number;
}

export interface CheckOptions extends DifferenceOptions {
  /** 2 checks every second derivative as well: Hessian-vector products against differences of gradients. Default 1 */
  readonly order?: 1 | 2;
  /** the largest worstRelative that is `ok`. Default 1e-6 in f64, 1e-2 in f32 */
  readonly tolerance?: number;
  /** the modes to check, default both; leave one out where an op has no rule for it */
  readonly modes?: readonly Mode[];
}

/**
 * Compares the derivatives of a scalar with differences, element by element: `gradients` and, forward, `jacobian`; with
 * order 2 also Hessian-vector products, forward over reverse and reverse over reverse. In f64 a worstRelative below 1e-7
 * is what right rules give, in f32 below 1e-2; a wrong rule is usually off by more than 0.1. Kinks such as relu's at 0
 * differ.
 * @throws what numericGradient throws, and GraphError where there is no derivative and for options that are none
 */
export function checkGradients(
  engine: Engine,
  output: Node,
  wrt: readonly (Placeholder | Parameter)[],
  feeds: Feeds = {},
  options: CheckOptions = {},
): CheckReport {
  checkScalar("checkGradients", output);
  checkOptions(options);
  const tally = new Tally();
  const modes = options.modes ?? known;
  const numerics = numericGradient(engine, output, wrt, feeds, options);
  for (const mode of modes) {
    const analytics =
      mode === "reverse" ? gradients(output, wrt) : wrt.map((x) => jacobian(output, x, { mode: "forward" }));
    // the wrt themselves keep every feed known, even where their gradient is a constant
    const values = engine.run([...analytics, output, ...wrt], feeds) as readonly Tensor[];
    for (const [i, { data }] of numerics.entries())
      for (const [index, numeric] of data.entries())
        tally.compare(values[i]!.data[index]!, numeric, { mode, order: 1, at: { node: wrt[i]!.name, index } });
  }
  if (options.order === 2) compareSecond(tally, engine, output, wrt, feeds, { ...options, modes });
  const coarse = [output, ...wrt].some((node) => node.dtype === "f32");
  return tally.report(options.tolerance ?? (coarse ? 1e-2 : 1e-6));
}

function checkOptions(options: CheckOptions): void {
  checkSteps("checkGradients", options);
  const { order = 1, modes = known, tolerance = 0 } = options;
  if (order !== 1 && order !== 2) throw new GraphError(`checkGradients: order is 1 or 2, not ${order}`);
  if (modes.length === 0 || !modes.every((mode) => known.includes(mode)))
    throw new GraphError(`checkGradients: modes are some of ${known.join(", ")}, not [${modes.join(", ")}]`);
  if (!(tolerance >= 0)) throw new GraphError(`checkGradients: the tolerance is at least 0, not ${tolerance}`);
}

// A Hessian-vector product along each basis vector, beside the difference of the gradients there.
function compareSecond(
  tally: Tally,
  engine: Engine,
  output: Node,
  wrt: readonly (Placeholder | Parameter)[],
  feeds: Feeds,
  options: DifferenceOptions & { readonly modes: readonly Mode[] },
): void {
  const slopes = gradients(output, wrt);
  const vs = wrt.map((x, i) => new Placeholder(`check.v${i}`, { shape: x.shape, dtype: x.dtype }));
  const products = options.modes.flatMap((mode) =>
    mode === "forward" ? hvp(output, wrt, vs) : vjp(slopes, wrt, vs),
  ) as Node[];
  probe("checkGradients", engine, slopes, wrt, feeds, ({ xs, base, dtype, at }) => {
    const executor = engine.executor([...products, output, ...wrt, ...vs]);
    const fed = new Map<Node, Value>();
    for (const p of executor.placeholders)
      fed.set(p, (feeds instanceof Map ? feeds.get(p) : (feeds as Readonly<Record<string, Value>>)[p.name]) as Value);
    const zeros = xs.map((x) => new Tensor(x.data.slice().fill(0), x.shape, x.dtype));
    for (const [i, v] of vs.entries()) fed.set(v, zeros[i]!);
    const places = wrt.flatMap((x, i) =>
      Array.from({ length: elements(xs[i]!.shape) }, (_, index): Place => ({ node: x.name, index })),
    );
    try {
      for (const [i, x] of xs.entries())
        for (const [k, middle] of x.data.entries()) {
          const { slope } = differentiate((to) => at(i, k, to), { x: middle, values: base }, dtype, options);
          zeros[i]!.data[k] = 1;
          const results = executor.run(fed) as readonly Tensor[];
          zeros[i]!.data[k] = 0;
          const along = { node: wrt[i]!.name, index: k };
          for (const [m, mode] of options.modes.entries()) {
            const row = results.slice(m * wrt.length, (m + 1) * wrt.length).flatMap((r) => [...r.data]);
            for (const [j, analytic] of row.entries())
              tally.compare(analytic, slope[j]!, { mode, order: 2, at: places[j]!, along });
          }
        }
    } finally {
      executor.release();
    }
  });
}

interface Where {
  readonly mode: Mode;
  readonly order: 1 | 2;
  readonly at: Place | undefined;
  readonly along?: Place;
}

// Keeps the worst of all that is compared.
class Tally {
  #checked = 0;
  #absolute = 0;
  #relative = 0;
  #worst: Where & { analytic: number; numeric: number } = {
    mode: "reverse",
    order: 1,
    at: undefined,
    analytic: 0,
    numeric: 0,
  };

  compare(analytic: number, numeric: number, where: Where): void {
    this.#checked++;
    const difference = Math.abs(analytic - numeric);
    const absolute = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    const scale = Math.max(1, Math.abs(analytic), Math.abs(numeric));
    const relative = Number.isFinite(absolute) ? absolute / scale : absolute;
    this.#absolute = Math.max(absolute, this.#absolute);
    if (this.#worst.at && relative <= this.#relative) return;
    this.#relative = relative;
    this.#worst = { ...where, analytic, numeric };
  }
  report(tolerance: number): CheckReport {
    return {
      ok: this.#relative <= tolerance,
      checked: this.#checked,
      worstAbsolute: this.#absolute,
      worstRelative: this.#relative,
      along: undefined,
      ...this.#worst,
    };
  }
}
