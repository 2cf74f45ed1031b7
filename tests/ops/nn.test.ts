// Activations and losses at their joints, where the pieces meet, and over sizes that are names.
import test from "ava";
import * as w from "wengert";
import { type Node, placeholder } from "wengert";

const engine = await w.Engine.create();
const x = placeholder("x", [5], "f64");

/** f, f′ and f″ at the elements of x. */
function orders(f: (x: Node<"f64">) => Node<"f64">, at: readonly number[]): number[][] {
  const y = f(x);
  const [first] = w.gradients(y, [x]);
  const nodes = [
    y,
    first,
    ...w.gradients(first, [x]),
    ...w.jvp(w.jvp([y], [x], [w.onesLike(x)]), [x], [w.onesLike(x)]),
  ];
  return engine.run(nodes, { x: at }).map((r) => r.toArray() as number[]);
}

test("elu at 0 has the slope and the curvature of its left piece, α", (t) => {
  const [y, slope, ...curvatures] = orders((v) => w.elu(v, 2), [-1, 0, 1, 800, -800]);
  t.deepEqual([y![1], y![2], y![3], y![4]], [0, 1, 800, -2]);
  t.deepEqual([slope![1], slope![2], slope![3], slope![4]], [2, 1, 1, 0]);
  t.true(Math.abs(slope![0]! - 2 * Math.exp(-1)) < 1e-15);
  for (const curvature of curvatures) t.deepEqual([curvature[1], curvature[2], curvature[3]], [2, 0, 0]);
});

test("huber is a parabola around 0: its curvature there is 1", (t) => {
  const [y, slope, ...curvatures] = orders(
    (v) => w.huber(v, w.zerosLike(v), { delta: 2, reduction: "none" }),
    [0, 1, -2, 3, -5],
  );
  t.deepEqual(
    [y, slope],
    [
      [0, 0.5, 2, 4, 8],
      [0, 1, -2, 2, -2],
    ],
  );
  for (const curvature of curvatures) t.deepEqual(curvature.map(Math.abs), [1, 1, 1, 0, 0]);
});

test("crossEntropy of smoothed distributions over a named number of classes", (t) => {
  const named = [
    placeholder("logits", ["batch", "classes"], "f64"),
    placeholder("target", ["batch", "classes"], "f64"),
  ];
  const fixed = [placeholder("logits", [2, 3], "f64"), placeholder("target", [2, 3], "f64")];
  const feeds = {
    logits: [
      [1, 2, -1],
      [0, 0.5, 3],
    ],
    target: [
      [0, 1, 0],
      [0.25, 0.25, 0.5],
    ],
  };
  const [got, want] = [named, fixed].map(([logits, target]) => {
    const loss = w.crossEntropy(logits as Node<"f64">, target!, { labelSmoothing: 0.1 });
    return engine.run([loss, ...w.gradients(loss, [logits!])], feeds).map((r) => r.toArray());
  });
  t.true(Number.isFinite(got![0]));
  t.deepEqual(got, want);
});
