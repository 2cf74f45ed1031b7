import test from "ava";
import type { Node } from "wengert";
import * as w from "wengert";
import { agree, type Operand } from "../harness/agree.js";

const engine = await w.Engine.create();
type F = (...x: Node<"f64">[]) => Node;
const over = (low: number, high: number): Operand[] => [{ shape: [2, 3], domain: [low, high] }];
const pair = (a: readonly [number, number], b: readonly [number, number]): Operand[] => [
  { shape: [2, 1, 3], domain: a },
  { shape: [4, 1], domain: b },
];
const x23 = over(-2, 2);

const cases: Readonly<Record<string, [F, readonly Operand[]]>> = {
  exp2: [w.exp2, x23],
  log2: [w.log2, over(0.3, 4)],
  log10: [w.log10, over(0.3, 4)],
  asinh: [w.asinh, x23],
  acosh: [w.acosh, over(1.2, 4)],
  atanh: [w.atanh, over(-0.8, 0.8)],
  erfc: [w.erfc, x23],
  lgamma: [w.lgamma, over(0.3, 5)],
  "lgamma below 0": [w.lgamma, over(-1.8, -1.2)],
  digamma: [w.digamma, over(0.5, 5)],
  "digamma below 0": [w.digamma, over(-2.7, -2.3)],
  "polygamma 2": [(x) => w.polygamma(2, x!), over(1, 5)],
  "polygamma 1 below 0": [(x) => w.polygamma(1, x!), over(-3.7, -3.3)],
  relu6: [w.relu6, over(1, 5)],
  hardSigmoid: [w.hardSigmoid, x23],
  hardSwish: [w.hardSwish, x23],
  hypot: [w.hypot as F, pair([0.3, 2], [-2, -0.3])],
  logaddexp: [w.logaddexp as F, pair([-2, 2], [-2, 2])],
  "logaddexp of equals": [(x) => w.logaddexp(x!, w.neg(w.neg(x!))), x23],
  "x + y beyond a tie": [
    w.logaddexp as F,
    [
      { shape: [2], values: [1, 2] },
      { shape: [2], values: [1, 2] },
    ],
  ],
  xlogy: [w.xlogy as F, pair([-2, 2], [0.3, 3])],
  "xlogy at x = 0": [
    w.xlogy as F,
    [
      { shape: [2], values: [0, 1] },
      { shape: [2], domain: [0.5, 2] },
    ],
  ],
  fmod: [
    w.fmod as F,
    [
      { shape: [4], values: [5.3, -5.3, 5.3, -5.3] },
      { shape: [4], values: [3.1, 3.1, -3.1, -3.1] },
    ],
  ],
  remainder: [
    w.remainder as F,
    [
      { shape: [4], values: [5.3, -5.3, 5.3, -5.3] },
      { shape: [4], values: [3.1, 3.1, -3.1, -3.1] },
    ],
  ],
  "norm 1": [(x) => w.norm(x!, 1, 1), over(0.3, 2)],
  "norm 2": [(x) => w.norm(x!, 2, [0, 1]), x23],
  "norm 3": [(x) => w.norm(x!, 3, -1, { keepDims: true }), x23],
  "norm 4 with a zero": [(x) => w.norm(x!, 4), [{ shape: [3], values: [1, 0, 2] }]],
  "norm 1.5": [(x) => w.norm(x!, 1.5, 0), over(0.3, 2)],
  "norm ∞": [(x) => w.norm(x!, Number.POSITIVE_INFINITY), [{ shape: [3], values: [1, -2.5, 2] }]],
};
for (const [name, [f, operands]] of Object.entries(cases))
  test(`${name}: first and second derivatives in both modes = central differences; seed 11`, (t) => {
    agree(t, engine, f, operands, 11);
  });

test("hypot and norm: every derivative at 0 is 0, to the third", (t) => {
  const x = w.placeholder("x", [2], "f64");
  for (const f of [
    (v: Node<"f64">) => w.norm(v),
    (v: Node<"f64">) => w.norm(v, 1),
    (v: Node<"f64">) => w.norm(v, 3),
    (v: Node<"f64">) => w.hypot(...(w.unbind(v) as [Node<"f64">, Node<"f64">])),
  ]) {
    let g: Node<"f64"> = f(x);
    for (let order = 1; order <= 3; order++) {
      [g] = w.gradients(g, [x]);
      t.deepEqual(
        [...engine.run(g, w.placeholders([g]).length ? { x: [0, 0] } : {}).data].map(Math.abs),
        [0, 0],
        `order ${order}`,
      );
    }
  }
});

test("a slope of remainder belongs to its value where x/y rounds up to a whole number", (t) => {
  const y = w.placeholder("y", [], "f64");
  for (const f of [w.fmod, w.remainder]) {
    const r = f(w.constant(1, "f64"), y);
    const [value, slope] = engine.run([r, w.gradients(r, [y])[0]], { y: 0.1 });
    t.is(value!.item(), 1 % 0.1);
    t.is(slope!.item(), -9);
  }
});

test("f32: values next to f64's", (t) => {
  const x = [0.3, 1, 1.7, 6.5];
  for (const f of [w.exp2, w.log2, w.log10, w.asinh, w.erfc, w.lgamma, w.digamma, w.hardSwish]) {
    const [a, b] = (["f32", "f64"] as const).map((dtype) => {
      const p = w.placeholder("x", [4], dtype);
      return engine.run(f(p as Node<"f64">), {
        x: Array.from(dtype === "f32" ? Float32Array.from(x) : x, Math.fround),
      });
    });
    for (const [i, v] of b!.data.entries()) t.true(Math.abs(a!.data[i]! - v) <= 2e-7 * Math.max(1, Math.abs(v)));
  }
});

test("what does not fit is refused with its subject, rule and values", (t) => {
  const x = w.placeholder("x", [3]);
  t.throws(() => w.polygamma(-1, x), { instanceOf: w.GraphError, message: /polygamma: the order is .* not -1/ });
  t.throws(() => w.polygamma(171, x), { instanceOf: w.GraphError });
  t.throws(() => w.norm(x, 0), { instanceOf: w.ShapeError, message: /norm: p is positive, not 0/ });
  t.throws(() => w.lgamma(w.cast(x, "i32")), { instanceOf: w.DTypeError });
  t.throws(() => w.hypot(w.cast(x, "i32"), 1), { instanceOf: w.DTypeError });
});
