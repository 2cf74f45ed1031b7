// What each command computes, read from its JSON.
import test from "ava";
import { folder, json, run } from "./run.js";

interface Derivative {
  readonly wrt: readonly string[];
  readonly text: string;
  readonly latex: string;
  readonly value?: number | string;
}
interface Diff {
  readonly expression: string;
  readonly at?: Readonly<Record<string, number>>;
  readonly value?: number | string;
  readonly derivatives: readonly Derivative[];
  readonly forward?: readonly { readonly name: string; readonly value: number; readonly tangents: object }[];
  readonly reverse?: readonly {
    readonly name: string;
    readonly adjoint: number;
    readonly terms: readonly { readonly user: string; readonly adjoint: number; readonly partial: number }[];
  }[];
  readonly steps?: readonly { readonly wrt: string; readonly steps: readonly { readonly rule: string }[] }[];
}

test("diff: log(x1) + x1*x2 - sin(x2) at (2, 5) is 11.652, its derivatives 5.5 and 1.716, in both traces", (t) => {
  const words = ["diff", "log(x1) + x1*x2 - sin(x2)", "--wrt", "x1,x2", "--at", "x1=2,x2=5"];
  const { value, derivatives, forward, reverse } = json<Diff>(t, ...words);
  const near = (actual: unknown, wanted: number) => t.true(Math.abs((actual as number) - wanted) < 1e-12, `${actual}`);
  near(value, Math.log(2) + 10 - Math.sin(5));
  near(derivatives[0]!.value, 5.5);
  near(derivatives[1]!.value, 2 - Math.cos(5));
  t.deepEqual(
    forward!.map(({ name }) => name),
    ["x1", "x2", "v1", "v2", "v3", "v4", "v5"],
  );
  t.deepEqual(forward!.at(-1)!.tangents, { x1: derivatives[0]!.value, x2: derivatives[1]!.value });
  t.is(reverse![0]!.adjoint, 1);
  t.is(reverse!.find(({ name }) => name === "x1")!.adjoint, derivatives[0]!.value as number);
  t.is(reverse!.find(({ name }) => name === "x2")!.adjoint, derivatives[1]!.value as number);
});

test("diff: (a+b)*(b+1) at (2, 1) is 6, its derivatives 2 and 5; an adjoint is the sum of its terms", (t) => {
  const { value, derivatives, reverse } = json<Diff>(t, "diff", "(a+b)*(b+1)", "--at", "a=2,b=1");
  t.is(value, 6);
  t.deepEqual(
    derivatives.map((d) => d.value),
    [2, 5],
  );
  for (const { adjoint, terms } of reverse!.slice(1))
    t.is(
      terms.reduce((sum, term) => sum + term.adjoint * term.partial, 0),
      adjoint,
    );
});

test("diff: second derivatives are the upper half of the Hessian", (t) => {
  const { derivatives } = json<Diff>(t, "diff", "x^2*y^3", "--at", "x=2,y=3", "--order", "2");
  const second = derivatives.filter(({ wrt }) => wrt.length === 2);
  t.deepEqual(
    second.map(({ wrt, value }) => [wrt.join(), value]),
    [
      ["x,x", 54],
      ["x,y", 108],
      ["y,y", 72],
    ],
  );
});

test("diff: the reverse list has what the result depends on by way of --wrt, and nothing else", (t) => {
  const names = (...words: string[]) => json<Diff>(t, "diff", ...words).reverse!.map(({ name }) => name);
  t.deepEqual(names("x*2 + 3*y", "--wrt", "y", "--at", "x=1,y=2"), ["v3", "v2", "y"]);
  t.deepEqual(names("where(x < 1, x, 2*x)", "--at", "x=3"), ["v3", "v2", "x"]);
});

test("diff: --latex writes variables in LaTeX below the bar as well", (t) => {
  const { out } = run(folder(t), "diff", "alpha1*x_max", "--latex", "--order", "2");
  t.true(out.includes("\\frac{\\partial f}{\\partial \\alpha_{1}} "));
  t.true(out.includes("\\frac{\\partial^{2} f}{\\partial \\alpha_{1} \\, \\partial x_{\\mathrm{max}}} = 1\n"));
});

test("diff: a sum of 20,000 terms", (t) => {
  const { out, code } = run(folder(t), "diff", `x${" + x".repeat(20_000 - 1)}`, "--at", "x=1");
  t.is(code, 0);
  t.regex(out, /\n {2}df\/dx {2}20000 +20000\n/);
});

test("diff: derivatives of the third order, each mixed one once", (t) => {
  const { derivatives } = json<Diff>(t, "diff", "x^2*y^3", "--at", "x=2,y=3", "--order", "3");
  t.deepEqual(
    derivatives.map(({ wrt, value }) => [wrt.join(), value]),
    [
      ["x", 108],
      ["y", 108],
      ["x,x", 54],
      ["x,y", 108],
      ["y,y", 72],
      ["x,x,x", 0],
      ["x,x,y", 54],
      ["x,y,y", 72],
      ["y,y,y", 24],
    ],
  );
  const { out } = run(folder(t), "diff", "x^2*y^3", "--order", "3");
  for (const name of ["d³f/dx³", "d³f/dx² dy", "d³f/dx dy²", "d²f/dx dy"]) t.true(out.includes(`  ${name} `), name);
  const { out: latex } = run(folder(t), "diff", "x^2*y^3", "--order", "3", "--latex");
  t.true(latex.includes(String.raw`\frac{\partial^{3} f}{\partial x^{2} \, \partial y}`), latex);
});

test("diff: without a point there are formulas only; --steps ends in the simplified result", (t) => {
  const { value, derivatives, forward, steps } = json<Diff>(t, "diff", "x*sin(x)", "--steps");
  t.is(value, undefined);
  t.is(forward, undefined);
  t.is(derivatives[0]!.value, undefined);
  t.is(steps![0]!.steps[0]!.rule, "product rule");
  t.is(steps![0]!.steps.at(-1)!.rule, "simplified");
});

test("diff: an expression may begin with a minus, values may be expressions, and infinity is a string", (t) => {
  t.is(json<Diff>(t, "diff", "-x^2", "--at", "x=-3").value, -9);
  t.is(json<Diff>(t, "diff", "-(x)", "--at", "x=2*pi").value, -2 * Math.PI);
  t.is(json<Diff>(t, "diff", "--order", "2", "--at", "x=3", "-x^2").value, -9);
  t.is(json<Diff>(t, "diff", "--at", "h=3", "-h*1").value, -3);
  t.is(json<Diff>(t, "diff", "1/x", "--at", "x=0").value, "Infinity");
  t.is(json<Diff>(t, "diff", "x + max(1, 2)", "--at", "x=max(1, 5)").value, 7);
});

test("diff: a variable that a derivative no longer depends on, a mask, and an unused part", (t) => {
  t.is(json<Diff>(t, "diff", "x", "--at", "x=4").derivatives[0]!.value, 1);
  t.is(json<Diff>(t, "diff", "where(x < 1, x, 2*x)", "--at", "x=3").derivatives[0]!.value, 2);
  t.is(json<Diff>(t, "diff", "x + y^2", "--wrt", "x", "--at", "x=3,y=4").derivatives[0]!.value, 1);
});

interface Check {
  readonly ok: boolean;
  readonly derivatives: readonly { numeric: number; symbolic: number; forward: number; reverse: number }[];
}

test("check: four ways agree to 1e-9 on smooth functions", (t) => {
  const { ok, derivatives } = json<Check>(t, "check", "exp(x*y) + tanh(x)/y", "--at", "x=0.5,y=1.5");
  t.true(ok);
  t.is(derivatives.length, 2);
  for (const { numeric, symbolic, forward, reverse } of derivatives)
    for (const way of [numeric, forward, reverse]) t.true(Math.abs(way - symbolic) < 1e-9);
});

test("check: the numeric column holds where the large steps of an extrapolation do not", (t) => {
  for (const [f, at] of [
    ["sin(1000*x)", "x=1"],
    ["exp(x)", "x=700"],
    ["1/x", "x=0.001"],
  ] as const)
    t.true(json<Check>(t, "check", f, "--at", at).ok, f);
});

test("check: the exit code is 1 where differences and rules part, at a jump or a pole", (t) => {
  for (const [f, at] of [
    ["1/x", "x=0"],
    ["where(x < 1, 0, x)", "x=1"],
  ] as const) {
    const { code, out } = run(folder(t), "check", f, "--at", at, "--json");
    t.is(code, 1, f);
    t.false((JSON.parse(out) as Check).ok, f);
  }
});

interface Sweep {
  readonly rows: readonly { h: number; forwardError: number; centralError: number }[];
  readonly slopes: { forward: number; central: number };
}

test("check --sweep: forward errors fall as h, central ones as h², and rounding turns both", (t) => {
  const { rows, slopes } = json<Sweep>(t, "check", "exp(sin(x))", "--at", "x=1", "--sweep");
  t.true(Math.abs(slopes.forward - 1) < 0.1, `${slopes.forward}`);
  t.true(Math.abs(slopes.central - 2) < 0.1, `${slopes.central}`);
  t.true(rows.at(-1)!.centralError > 1e4 * Math.min(...rows.map((row) => row.centralError)));
});

interface Plan {
  readonly tape: readonly string[];
  readonly outputs: readonly { name: string; value?: number }[];
}

test("plan: the tape has a line an instruction, and runs", (t) => {
  const { tape, outputs } = json<Plan>(t, "plan", "(a+b)*(b+1)", "--at", "a=2,b=1");
  t.true(tape.some((line) => line.startsWith("  mul_f64 ")));
  t.deepEqual(outputs, [
    { name: "f", value: 6 },
    { name: "df/da", value: 2 },
    { name: "df/db", value: 5 },
  ]);
  t.deepEqual(json<Plan>(t, "plan", "a*b", "--wrt", "b").outputs, [{ name: "f" }, { name: "df/db" }]);
});

interface Plot {
  readonly x: readonly number[];
  readonly curves: readonly { readonly name: string; readonly text: string; readonly values: readonly number[] }[];
}

test("plot: points of a function and its derivatives", (t) => {
  const { x, curves } = json<Plot>(
    t,
    "plot",
    "a*x^3",
    "--at",
    "a=2",
    "--from",
    "0",
    "--to",
    "1",
    "--order",
    "2",
    "--samples",
    "3",
  );
  t.deepEqual(x, [0, 0.5, 1]);
  t.deepEqual(
    curves.map(({ name, values }) => [name, values]),
    [
      ["f", [0, 0.25, 2]],
      ["f′", [0, 1.5, 6]],
      ["f″", [0, 6, 12]],
    ],
  );
});

interface Bench {
  readonly peaks: readonly Readonly<Record<string, string | number>>[];
  readonly rows: readonly { readonly build: string; readonly kernel: string; readonly microseconds: number }[];
}

test("bench: every kernel has a time, and each build a peak", (t) => {
  const { peaks, rows } = json<Bench>(t, "bench", "--time", "2");
  t.deepEqual(
    peaks.map(({ build }) => build),
    [...new Set(rows.map(({ build }) => build))],
  );
  for (const { build, ...rates } of peaks) {
    t.is(Object.keys(rates).length, 4, String(build));
    for (const rate of Object.values(rates)) t.true((rate as number) > 0 && Number.isFinite(rate));
  }
  t.deepEqual([...new Set(rows.map(({ kernel }) => kernel))].sort(), ["add", "exp", "matmul", "sum"]);
  for (const { microseconds } of rows) t.true(microseconds > 0 && Number.isFinite(microseconds));
});
