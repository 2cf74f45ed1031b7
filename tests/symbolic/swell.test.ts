// Expression swell: what a derivative weighs as a text, and what it weighs as a graph.
import { readFileSync } from "node:fs";
import test from "ava";
import * as w from "wengert";
import { type Node, placeholder } from "wengert";
import { derivative, graphSize, treeSize } from "wengert/symbolic";

interface Row {
  readonly n: number;
  readonly f: number;
  /** of the derivative written out, by the rules alone */
  readonly tree: bigint;
  /** of the same as a graph, f included */
  readonly graph: number;
}

// x1·x2·…·xn by each of its variables: n texts, or one backward pass
function product(n: number): Row {
  const xs = Array.from({ length: n }, (_, i) => placeholder(`x${i + 1}`, [], "f64"));
  const [first, second, ...rest] = xs as Node[] as [Node, Node, ...Node[]];
  const f = w.mul(first, second, ...rest);
  const texts = xs.map((x) => treeSize(derivative(f, x, { simplify: false })));
  const graph = new Set(w.topoSort(w.gradients(f, xs))).size;
  return { n, f: graphSize(f), tree: texts.reduce((sum, size) => sum + size, 0n), graph };
}

// n steps of l ↦ 4·l·(1 − l), by the first
function logistic(n: number): Row {
  const x = placeholder("x", [], "f64");
  let l: Node = x;
  for (let i = 0; i < n; i++) l = w.mul(4, l, w.sub(1, l));
  return row(n, l, x);
}

// sin(sin(…sin(x)))
function nested(n: number): Row {
  const x = placeholder("x", [], "f64");
  let y: Node = x;
  for (let i = 0; i < n; i++) y = w.sin(y);
  return row(n, y, x);
}

function row(n: number, f: Node, x: Node): Row {
  const d = derivative(f, x, { simplify: false });
  return { n, f: graphSize(f), tree: treeSize(d), graph: graphSize(d) };
}

const cases = {
  "x1·x2·…·xn, all n derivatives": product,
  "l ↦ 4·l·(1 − l), n times": logistic,
  "sin(sin(…sin(x)))": nested,
};
const sizes = [5, 10, 20, 40];

const rows = Object.entries(cases).flatMap(([name, make]) => sizes.map((n) => ({ name, ...make(n) })));
const table = rows.map(({ name, n, f, tree, graph }) => `| ${name} | ${n} | ${f} | ${grouped(tree)} | ${graph} |`);

test("the table of docs/symbolic.md is what is measured", (t) => {
  t.log(`\n${table.join("\n")}`);
  const page = readFileSync(new URL("../../../docs/symbolic.md", import.meta.url), "utf8");
  for (const line of table) t.true(page.includes(line), line);
});

for (const name of Object.keys(cases))
  test(`${name}: the graph grows linearly`, (t) => {
    const graphs = rows.filter((r) => r.name === name).map(({ graph }) => graph);
    const steps = graphs.slice(1).map((graph, i) => (graph - graphs[i]!) / (sizes[i + 1]! - sizes[i]!));
    for (const step of steps) t.true(Math.abs(step - steps[0]!) < 1, `${steps}`);
    t.true(steps[0]! < 12);
  });

test("written out, the logistic map's derivative grows exponentially, the other two quadratically", (t) => {
  const trees = (make: (n: number) => Row) => sizes.map((n) => Number(make(n).tree));
  const [l5, l10, l20, l40] = trees(logistic) as [number, number, number, number];
  t.true(l10 / l5 > 2 ** 5 && l20 / l10 > 2 ** 10 && l40 / l20 > 2 ** 20);
  for (const make of [product, nested]) {
    const [, , n20, n40] = trees(make) as [number, number, number, number];
    t.true(n40 / n20 > 3 && n40 / n20 < 5, `${n40 / n20}`);
  }
});

test("simplified, the derivative's graph still grows linearly", (t) => {
  const graphs = [100, 200, 400].map((n) => {
    const x = placeholder("x", [], "f64");
    let l: Node = x;
    for (let i = 0; i < n; i++) l = w.mul(4, l, w.sub(1, l));
    return graphSize(derivative(l, x));
  }) as [number, number, number];
  t.log(graphs.join(", "));
  t.true(graphs[2] - graphs[1] < 2.2 * (graphs[1] - graphs[0]));
  t.true(graphs[2] < 10 * 400);
});

function grouped(size: bigint): string {
  return size < 10n ** 9n
    ? String(size).replace(/\B(?=(\d{3})+$)/g, ",")
    : Number(size)
        .toExponential(1)
        .replace(/e\+(\d+)/, (_, e: string) => ` · 10^${e}`);
}
