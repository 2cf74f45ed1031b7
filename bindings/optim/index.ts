// Optimizers: functions from parameters and gradients to updates. Their state is parameters of the graph.
import { type DType, isFloat } from "../dtype.js";
import { GraphError } from "../errors.js";
import { type Node, Parameter } from "../graph/node.js";
import { add } from "../ops/arithmetic.js";
import { zeros } from "../ops/constant.js";
import { type Operand, scalar } from "../ops/define.js";
import { cast } from "../ops/movement.js";
import { parameter } from "../ops/parameter.js";
import { adamStep, momentumStep, sgdStep } from "../ops/update.js";

/** What an executor writes at the end of a run: a parameter and the node of its next value, each parameter once. */
export type Updates = Iterable<readonly [Parameter, Node]>;

export interface SgdOptions {
  /** learning rate: a number, or a scalar node such as a placeholder or a schedule */
  readonly lr: Operand;
  readonly momentum?: number;
  readonly dampening?: number;
  readonly weightDecay?: number;
  readonly nesterov?: boolean;
  /** prefix of the state's names; default `"sgd"` */
  readonly name?: string;
}
/**
 * Stochastic gradient descent as torch.optim.SGD: d = g + decay·w; v ← μ·v + (1 − dampening)·d; w ← w − lr·v. With
 * momentum, state `<name>.<parameter>.velocity` and `<name>.step`.
 */
export function sgd(params: readonly Parameter[], grads: readonly Node[], options: SgdOptions): Map<Parameter, Node> {
  check("sgd", params, grads);
  const { lr, momentum = 0, dampening = 0, weightDecay = 0, nesterov = false, name = "sgd" } = options;
  const updates = new Map<Parameter, Node>();
  if (nesterov && (momentum <= 0 || dampening !== 0))
    throw new GraphError("sgd: nesterov needs a momentum and no dampening");
  const step = momentum ? counter(name, updates) : undefined;
  for (const [i, w] of params.entries()) {
    const hyper = (value: Operand) => scalarLike(value, w.dtype);
    if (!step) updates.set(w, sgdStep(w, grads[i]!, hyper(lr), hyper(weightDecay)));
    else {
      const velocity = state(name, w, "velocity");
      const scalars = [step, hyper(lr), hyper(momentum), hyper(dampening), hyper(weightDecay)];
      const [next, v] = momentumStep([w, velocity, grads[i]!], scalars, nesterov);
      updates.set(w, next).set(velocity, v);
    }
  }
  return updates;
}

export interface AdamOptions {
  /** learning rate: a number, or a scalar node such as a placeholder or a schedule */
  readonly lr: Operand;
  /** decay of the first and second moment; default [0.9, 0.999] */
  readonly betas?: readonly [number, number];
  /** default 1e-8 */
  readonly eps?: number;
  readonly weightDecay?: number;
  /** prefix of the state's names; default `"adam"` */
  readonly name?: string;
}
/**
 * Adam (Kingma and Ba, 2015) as torch.optim.Adam, with bias correction; weight decay is added to the gradient. State
 * `<name>.<parameter>.m`, `<name>.<parameter>.v` and `<name>.step`.
 */
export function adam(params: readonly Parameter[], grads: readonly Node[], options: AdamOptions): Map<Parameter, Node> {
  return adamUpdates("adam", params, grads, options, false);
}
/** AdamW (Loshchilov and Hutter, 2019) as torch.optim.AdamW: weight decay (default 0.01) scales the parameter itself. */
export function adamw(
  params: readonly Parameter[],
  grads: readonly Node[],
  options: AdamOptions,
): Map<Parameter, Node> {
  return adamUpdates("adamw", params, grads, { weightDecay: 0.01, ...options }, true);
}

function adamUpdates(
  kind: string,
  params: readonly Parameter[],
  grads: readonly Node[],
  options: AdamOptions,
  decoupled: boolean,
): Map<Parameter, Node> {
  check(kind, params, grads);
  const { lr, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0, name = kind } = options;
  const updates = new Map<Parameter, Node>();
  const step = counter(name, updates);
  for (const [i, w] of params.entries()) {
    const [m, v] = [state(name, w, "m"), state(name, w, "v")];
    const scalars = [step, ...[lr, betas[0], betas[1], eps, weightDecay].map((value) => scalarLike(value, w.dtype))];
    const [next, m2, v2] = adamStep([w, m, v, grads[i]!], scalars, decoupled);
    updates.set(w, next).set(m, m2).set(v, v2);
  }
  return updates;
}

function check(kind: string, params: readonly Parameter[], grads: readonly Node[]): void {
  if (params.length !== grads.length)
    throw new GraphError(`${kind}: ${params.length} parameters but ${grads.length} gradients`);
  for (const p of params) {
    if (!(p instanceof Parameter)) throw new GraphError(`${kind}: ${p} is no parameter`);
    if (!isFloat(p.dtype)) throw new GraphError(`${kind}: parameter ${p} is no float`, { node: p, origin: p.origin });
  }
  const twice = params.find((p, i) => params.indexOf(p) !== i);
  if (twice)
    throw new GraphError(`${kind}: parameter ${twice.name} is given twice`, { node: twice, origin: twice.origin });
}
function state(name: string, w: Parameter, what: string): Parameter {
  return parameter(`${name}.${w.name}.${what}`, zeros(w.shape, w.dtype), { trainable: false });
}
// steps taken, shared by the parameters of one call
function counter(name: string, updates: Map<Parameter, Node>): Parameter<"i32"> {
  const step = parameter(`${name}.step`, zeros([], "i32"), { trainable: false });
  updates.set(step, add(step, 1));
  return step;
}
function scalarLike(value: Operand, dtype: DType): Node {
  if (typeof value === "number") return scalar(value, dtype);
  if (value.shape.length > 0)
    throw new GraphError(`a hyper-parameter is a scalar, not ${value}`, { node: value, origin: value.origin });
  return value.dtype === dtype ? value : cast(value, dtype);
}
