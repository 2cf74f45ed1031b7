import test from "ava";
import { add, Engine, exp, log, mul, placeholder, sin, sum } from "wengert";
import { type SweepRow, stepSweep } from "wengert/check";

const engine = await Engine.create();
type Key = "forwardError" | "centralError";

// the slope of log error over log h between two rows
const slope = (rows: readonly SweepRow[], key: Key, from: number, to: number): number =>
  Math.log10(rows[from]![key] / rows[to]![key]) / Math.log10(rows[from]!.h / rows[to]!.h);
const best = (rows: readonly SweepRow[], key: Key): number => rows.reduce((a, b) => (b[key] < a[key] ? b : a)).h;
const table = (rows: readonly SweepRow[]): string =>
  rows
    .map((r) => `${r.h.toExponential(0)}  ${r.forwardError.toExponential(1)}  ${r.centralError.toExponential(1)}`)
    .join("\n");

for (const [name, dtype] of [
  ["f64", "f64"],
  ["f32", "f32"],
] as const)
  test(`${name}: truncation falls as h and h², rounding grows as ε/h, the best steps are √ε and ∛ε`, (t) => {
    const x = placeholder("x", [3], dtype);
    const rows = stepSweep(engine, sum(mul(exp(sin(x)), x)), x, { x: [0.5, 1.25, -0.75] });
    t.log(`${"h"}      forward  central\n${table(rows)}`);
    t.deepEqual(
      rows.map((row) => row.h),
      Array.from({ length: 13 }, (_, i) => Number(`1e-${i + 1}`)),
    );
    const eps = dtype === "f64" ? 2 ** -52 : 2 ** -23;
    const last = { f64: { forward: 5, central: 3 }, f32: { forward: 2, central: 1 } }[dtype];
    t.true(Math.abs(slope(rows, "forwardError", 0, last.forward) - 1) < 0.15);
    t.true(Math.abs(slope(rows, "centralError", 0, last.central) - 2) < 0.15);
    t.true(Math.abs(Math.log10(best(rows, "forwardError") / Math.sqrt(eps))) <= 2);
    t.true(Math.abs(Math.log10(best(rows, "centralError") / Math.cbrt(eps))) <= 2);
    if (dtype === "f64") {
      // rounding: a decade of h is about a decade of error
      t.true(Math.abs(slope(rows, "forwardError", 9, 12) + 1) < 0.5);
      t.true(Math.abs(slope(rows, "centralError", 7, 12) + 1) < 0.5);
    }
  });

test("where a step leads nowhere or out of the domain the error is infinite", (t) => {
  const x = placeholder("x", [], "f64");
  const rows = stepSweep(engine, add(log(x), x), x, { x: 0.05 });
  t.is(rows[0]!.centralError, Number.POSITIVE_INFINITY);
  t.true(Number.isFinite(rows[0]!.forwardError));
  const y = placeholder("y", []);
  t.is(stepSweep(engine, log(y), y, { y: 1 }).at(-1)!.forwardError, Number.POSITIVE_INFINITY);
});
