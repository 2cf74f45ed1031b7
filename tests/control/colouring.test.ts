// Colourings of random patterns, by what they promise.
import test from "ava";
import { generator } from "../harness/kernels.js";
import { colourColumns, colourStars, standsAlone } from "../harness/registry.js";

test("no two columns of a colour meet in a row", (t) => {
  const random = generator(5);
  for (let round = 0; round < 50; round++) {
    const n = 1 + Math.floor(random() * 20);
    const pattern = Array.from({ length: 15 }, () =>
      Array.from({ length: n }, (_, i) => i).filter(() => random() < 0.2),
    );
    const { colours, count } = colourColumns(pattern, n);
    t.is(colours.length, n);
    t.is(count, Math.max(0, ...colours.map((colour) => colour + 1)));
    for (const row of pattern) t.is(new Set(row.map((column) => colours[column])).size, row.length);
  }
});

test("of (i, j) and (j, i) one stands alone in its row among the columns of its colour", (t) => {
  const random = generator(6);
  for (let round = 0; round < 50; round++) {
    const n = 1 + Math.floor(random() * 20);
    const edge = new Set<string>();
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) if (random() < 0.25) edge.add(`${i} ${j}`).add(`${j} ${i}`);
    const pattern = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => j).filter((j) => edge.has(`${i} ${j}`)),
    );
    const colouring = colourStars(pattern);
    for (const [i, row] of pattern.entries())
      for (const j of row) {
        const [colour, at] = standsAlone(pattern, colouring, i, j);
        const met = pattern[at]!.filter((k) => colouring.colours[k] === colour);
        t.deepEqual(met, [at === i ? j : i], `round ${round}: (${i}, ${j})`);
      }
  }
});

test("the colours of a path, of a star, of what is dense and of what is empty", (t) => {
  const path = Array.from({ length: 30 }, (_, i) => [i - 1, i, i + 1].filter((j) => j >= 0 && j < 30));
  const star = Array.from({ length: 30 }, (_, i) => (i === 0 ? path.map((_, j) => j) : [0, i]));
  const full = Array.from({ length: 30 }, () => path.map((_, j) => j));
  t.deepEqual(
    [path, star, full].map((p) => colourColumns(p, 30).count),
    [3, 30, 30],
  );
  t.deepEqual(
    [path, star, full].map((p) => colourStars(p).count),
    [3, 2, 30],
  );
  t.deepEqual(colourStars([]), { colours: [], count: 0 });
  t.deepEqual(colourColumns([[]], 2), { colours: [-1, -1], count: 0 });
});
