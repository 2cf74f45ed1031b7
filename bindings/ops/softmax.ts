// Softmax and its kin over the last axis; other axes are permuted there.

import type { Dim } from "../dim.js";
import { sameDType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import { makeNode, type Node } from "../graph/node.js";
import type { Op } from "../graph/op.js";
import { elements, normalizeAxis, type Shape, sameShape, showShape } from "../shape.js";
import { mul, neg, sub } from "./arithmetic.js";
import { equal } from "./compare.js";
import { arange } from "./constant.js";
import { floats, requireDType } from "./define.js";
import { cast, permute, unsqueeze } from "./movement.js";
import { sum } from "./reduce.js";
import { exp } from "./transcendental.js";

const rowsOf = (shape: readonly number[]) => [elements(shape.slice(0, -1)), shape.at(-1)!] as const;
const total = (x: Node): Node => sum(x, -1, { keepDims: true });

function overRows(name: string, kernel: "softmax" | "log_softmax", derivative: Op["derivative"]): Op {
  return {
    name,
    infer: ([x]) => {
      requireDType(name, x!, floats);
      return { shape: x!.shape, dtype: x!.dtype };
    },
    derivative,
    lower: (node, to) => {
      const x = node.inputs[0]!;
      to.emit(`${kernel}_${x.dtype as "f32"}`, to.output(node, 0, [x]), to.input(x), ...rowsOf(to.shape(node)));
    },
  };
}
// the gradient of a row, from the result y and the cotangent: one kernel each, defined by `expand`
function rowGradient(
  name: string,
  kernel: "softmax_grad" | "log_softmax_grad",
  expand: (y: Node, ct: Node) => Node,
): Op {
  return {
    name,
    infer: ([y]) => y!,
    derivative: { kind: "expand", expand: ({ inputs: [y, ct] }) => [expand(y!, ct!)] },
    lower: (node, to) => {
      const [y, ct] = node.inputs as [Node, Node];
      to.emit(`${kernel}_${y.dtype as "f32"}`, to.output(node), to.input(y), to.input(ct), ...rowsOf(to.shape(node)));
    },
  };
}

// J = diag(y) − y·yᵀ is symmetric: y·(d − Σ y·d) serves both modes
const softmaxGradOp: Op = /* @__PURE__ */ rowGradient("softmaxGrad", "softmax_grad", (y, d) =>
  mul(y, sub(d, total(mul(y, d)))),
);
const softmaxOp: Op = /* @__PURE__ */ overRows("softmax", "softmax", {
  kind: "rules",
  jvp: ([dx], y) => makeNode(softmaxGradOp, [y, dx!]),
  vjp: (ct, y) => [makeNode(softmaxGradOp, [y, ct])],
});
// dy = dx − Σ eʸ·dx,   ct − eʸ·Σ ct
const logSoftmaxGradOp: Op = /* @__PURE__ */ rowGradient("logSoftmaxGrad", "log_softmax_grad", (y, ct) =>
  sub(ct, mul(exp(y), total(ct))),
);
const logSoftmaxOp: Op = /* @__PURE__ */ overRows("logSoftmax", "log_softmax", {
  kind: "rules",
  jvp: ([dx], y) => sub(dx!, total(mul(exp(y), dx!))),
  vjp: (ct, y) => [makeNode(logSoftmaxGradOp, [y, ct])],
});

function alongLast<D extends "f32" | "f64">(entry: Op, x: Node<D>, axis: number): Node<D> {
  const rank = x.shape.length;
  const at = normalizeAxis(entry.name, axis, rank);
  if (at === rank - 1) return makeNode(entry, [x]);
  const axes = x.shape.map((_, i) => i).filter((i) => i !== at);
  const back = x.shape.map((_, i) => (i === at ? rank - 1 : i < at ? i : i - 1));
  return permute(makeNode<D>(entry, [permute(x, [...axes, at])]), back);
}
/** eˣ / Σ eˣ along an axis, the last by default. */
export function softmax<D extends "f32" | "f64">(x: Node<D>, axis = -1): Node<D> {
  return alongLast(softmaxOp, x, axis);
}
softmax.entry = softmaxOp;
/** ln softmax x along an axis, the last by default, without overflow or underflow. */
export function logSoftmax<D extends "f32" | "f64">(x: Node<D>, axis = -1): Node<D> {
  return alongLast(logSoftmaxOp, x, axis);
}
logSoftmax.entry = logSoftmaxOp;

// softmax x − [c = label]
const residual = (x: Node, label: Node): Node => {
  const classes = arange(x.shape.at(-1) as Dim);
  return sub(softmax(x), cast(equal(classes, unsqueeze(label, -1)), x.dtype));
};
// dx = ct·(softmax x − onehot)
const crossEntropyGradOp: Op = {
  name: "crossEntropyGrad",
  infer: ([x]) => x!,
  derivative: {
    kind: "expand",
    expand: ({ inputs: [x, label, ct] }) => [mul(residual(x!, label!), unsqueeze(ct!, -1))],
  },
  lower: (node, to) => {
    const [x, label, ct] = node.inputs as [Node, Node, Node];
    const y = to.output(node, 0, [x]);
    to.emit(
      `cross_entropy_grad_${x.dtype as "f32"}`,
      y,
      to.input(x),
      to.input(label),
      to.input(ct),
      ...rowsOf(to.shape(x)),
      to.fault,
    );
  },
};
// y = ln Σ eˣ − x[label], a number a row
const crossEntropyOp: Op = {
  name: "crossEntropyRows",
  infer: ([x, label]) => {
    requireDType("crossEntropy", x!, floats);
    requireDType("crossEntropy: labels", label!, ["i32"]);
    const rows: Shape = x!.shape.slice(0, -1);
    if (
      rows.length !== label!.shape.length ||
      !rows.every((dim, i) => dim === label!.shape[i] || typeof dim !== typeof label!.shape[i])
    )
      throw new ShapeError(`crossEntropy: labels ${showShape(label!.shape)} do not fit logits ${showShape(x!.shape)}`);
    return { shape: rows, dtype: x!.dtype };
  },
  derivative: {
    kind: "rules",
    jvp: ([dx], node) => sum(mul(residual(node.inputs[0]!, node.inputs[1]!), dx!), -1),
    vjp: (ct, { inputs: [x, label] }) => [makeNode(crossEntropyGradOp, [x!, label!, ct]), undefined],
  },
  lower: (node, to) => {
    const [x, label] = node.inputs as [Node, Node];
    to.emit(
      `cross_entropy_${x.dtype as "f32"}`,
      to.output(node),
      to.input(x),
      to.input(label),
      ...rowsOf(to.shape(x)),
      to.fault,
    );
  },
};
/** −ln softmax(x)[label] for each row of x (…, classes) and label (…), i32. A label outside the classes is an IndexError. */
export function crossEntropyRows<D extends "f32" | "f64">(x: Node<D>, label: Node<"i32">): Node<D> {
  return makeNode(crossEntropyOp, [x, label]);
}
crossEntropyRows.entry = crossEntropyOp;

/** −Σ target·ln softmax(x) for each row; target is a distribution of x's shape, and may be a node with a derivative. */
export function softCrossEntropyRows<D extends "f32" | "f64">(x: Node<D>, target: Node<D>): Node<D> {
  sameDType("crossEntropy", [x.dtype, target.dtype]);
  if (!sameShape(x.shape, target.shape))
    throw new ShapeError(`crossEntropy: targets ${showShape(target.shape)} do not fit logits ${showShape(x.shape)}`);
  return neg(sum(mul(target, logSoftmax(x)), -1));
}
