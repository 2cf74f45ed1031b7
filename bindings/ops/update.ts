// The steps of optimizers, one kernel each. What they compute is said by `expand`, through which they differentiate too.
import { type Float, sameDType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import { makeNode, type Node, pick } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { elements, sameShape, showShape } from "../shape.js";
import { add, div, mul, square, sub } from "./arithmetic.js";
import { equal, where } from "./compare.js";
import { cast } from "./movement.js";
import { pow, sqrt } from "./transcendental.js";

// The first `tensors` operands have one shape, the others are scalars; the results are the first `results` operands' next values.
function updateOp(
  name: string,
  tensors: number,
  results: number,
  rest: Pick<Op, "lower"> & { expand(node: Node): readonly Node[] },
): Op {
  return {
    name,
    infer: (inputs) => {
      const same = inputs.slice(0, tensors);
      sameDType(
        name,
        same.map((x) => x.dtype),
      );
      for (const x of same)
        if (!sameShape(x.shape, same[0]!.shape))
          throw new ShapeError(`${name}: parameter ${showShape(same[0]!.shape)} and ${showShape(x.shape)} differ`);
      return same.slice(0, results).map(({ shape, dtype }) => ({ shape, dtype }));
    },
    derivative: { kind: "expand", expand: rest.expand },
    lower: rest.lower!,
    inPlace: true,
  };
}

// w′ = w − lr·(g + decay·w)
const sgdOp: Op = /* @__PURE__ */ updateOp("sgdStep", 2, 1, {
  expand: ({ inputs: [w, g, lr, decay] }) => [sub(w!, mul(lr!, add(g!, mul(decay!, w!))))],
  lower: (node, to) => {
    const [w, g, lr, decay] = node.inputs as [Node, Node, Node, Node];
    to.emit(
      `sgd_${w.dtype as Float}`,
      to.output(node, 0, [w]),
      to.input(w),
      to.input(g),
      to.input(lr),
      to.input(decay),
      elements(to.shape(w)),
    );
  },
});
export function sgdStep(w: Node, g: Node, lr: Node, decay: Node): Node {
  return makeNode(sgdOp, [w, g, lr, decay]);
}

// d = g + decay·w;  v′ = d at step 0, else mu·v + (1 − dampening)·d;  w′ = w − lr·(nesterov ? d + mu·v′ : v′)
const momentumOp: Op = /* @__PURE__ */ updateOp("momentumStep", 3, 2, {
  expand: (node) => {
    const [w, v, g, step, lr, mu, dampening, decay] = node.inputs as [Node, Node, Node, Node, Node, Node, Node, Node];
    const d = add(g, mul(decay, w));
    const next = where(equal(step, 0), d, add(mul(mu, v), mul(sub(1, dampening), d)));
    return [sub(w, mul(lr, node.attributes.nesterov ? add(d, mul(mu, next)) : next)), next];
  },
  lower: (node, to) => {
    const [w, v, g, ...scalars] = node.inputs as [Node, Node, Node, Node, Node, Node, Node, Node];
    const [step, lr, mu, dampening, decay] = scalars.map((x) => to.input(x));
    const outputs = [to.output(node, 0, [w]), to.output(node, 1, [v])] as const;
    const nesterov = Number(node.attributes.nesterov);
    to.emit(
      `momentum_${w.dtype as Float}`,
      ...outputs,
      to.input(w),
      to.input(v),
      to.input(g),
      step!,
      lr!,
      mu!,
      dampening!,
      decay!,
      nesterov,
      elements(to.shape(w)),
    );
  },
});
export function momentumStep(
  tensors: readonly [Node, Node, Node],
  scalars: readonly Node[],
  nesterov: boolean,
): [Node, Node] {
  const node = makeNode(momentumOp, [...tensors, ...scalars], { nesterov });
  return [pick(node, 0), pick(node, 1)];
}

// t = step + 1;  m′ = β₁m + (1 − β₁)g;  v′ = β₂v + (1 − β₂)g²;  w′ = w − lr·(m′/(1 − β₁ᵗ)) / (√(v′/(1 − β₂ᵗ)) + ε)
// decay·w is added to g, or (decoupled: AdamW) w is scaled by 1 − lr·decay first
const adamOp: Op = /* @__PURE__ */ updateOp("adamStep", 4, 3, {
  expand: (node) => {
    const [w, m, v, grad, step, lr, beta1, beta2, eps, decay] = node.inputs as [
      Node,
      Node,
      Node,
      Node,
      Node,
      Node,
      Node,
      Node,
      Node,
      Node,
    ];
    const decoupled = node.attributes.decoupled as boolean;
    const g = decoupled ? grad : add(grad, mul(decay, w));
    const base = decoupled ? mul(w, sub(1, mul(lr, decay))) : w;
    const t = cast(add(step, 1), w.dtype);
    const m2 = add(mul(beta1, m), mul(sub(1, beta1), g));
    const v2 = add(mul(beta2, v), mul(sub(1, beta2), square(g)));
    const size = add(sqrt(div(v2, sub(1, pow(beta2, t)))), eps);
    return [sub(base, mul(lr, div(div(m2, sub(1, pow(beta1, t))), size))), m2, v2];
  },
  lower: (node, to) => {
    const [w, m, v, g, ...scalars] = node.inputs as [Node, Node, Node, Node, ...Node[]];
    const [step, lr, beta1, beta2, eps, decay] = scalars.map((x) => to.input(x));
    const outputs = [to.output(node, 0, [w]), to.output(node, 1, [m]), to.output(node, 2, [v])] as const;
    const decoupled = Number(node.attributes.decoupled);
    to.emit(
      `adam_${w.dtype as Float}`,
      ...outputs,
      to.input(w),
      to.input(m),
      to.input(v),
      to.input(g),
      step!,
      lr!,
      beta1!,
      beta2!,
      eps!,
      decay!,
      decoupled,
      elements(to.shape(w)),
    );
  },
});
export function adamStep(
  tensors: readonly [Node, Node, Node, Node],
  scalars: readonly Node[],
  decoupled: boolean,
): [Node, Node, Node] {
  const node = makeNode(adamOp, [...tensors, ...scalars], { decoupled });
  return [pick(node, 0), pick(node, 1), pick(node, 2)];
}
sgdStep.entry = sgdOp;
momentumStep.entry = momentumOp;
adamStep.entry = adamOp;
