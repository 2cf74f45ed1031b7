// Random expressions as texts, smooth or not, whose values stay moderate; and their values by the engine in f64.
import fc from "fast-check";
import { Engine, type Node, topoSort } from "wengert";

/** Texts over x and y. With `kinks`, functions that have no derivative everywhere are among them. */
export function expressions(kinks = false): fc.Arbitrary<string> {
  const { any } = fc.letrec<{ any: string }>((tie) => {
    const u = tie("any");
    const call = (f: string) => u.map((x) => f.replaceAll("U", `(${x})`));
    const binary = (f: string) => fc.tuple(u, u).map(([x, y]) => f.replaceAll("U", `(${x})`).replaceAll("V", `(${y})`));
    const functions = ["sin(U)", "cos(U)", "tanh(U)", "atan(U)", "exp(sin(U))", "sqrt(1 + U^2)", "log(2 + U^2)", "-U"];
    const powers = [
      "U^2",
      "U^3",
      "U^0",
      "U^1",
      "(1.5 + sin(U))^(-1)",
      "(1.5 + sin(U))^0.5",
      "2^sin(U)",
      "U*U",
      "3*U",
      "U/4",
    ];
    const pairs = [
      "U + V",
      "U - V",
      "U*V",
      "U/(2 + sin(V))",
      "(1.5 + cos(U))^sin(V)",
      "atan2(U, 3 + cos(V))",
      "U + V + U",
    ];
    const edges = ["abs(U)", "relu(U)", "sqrt((U)^2)", "max(U, V)", "min(U, V)"];
    return {
      any: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom("x", "y", "x", "1", "2", "0.5", "3", "0", "pi"),
        ...[...functions, ...powers].map(call),
        ...[...pairs, ...pairs].map(binary),
        ...(kinks ? edges.map(binary) : []),
      ),
    };
  });
  return any;
}

/** Texts over x and y of quotients, powers, roots, exponentials, choices and what identities match, defined or not. */
export function quotients(): fc.Arbitrary<string> {
  const unary = [
    "sin",
    "cos",
    "sinh",
    "cosh",
    "exp",
    "log",
    "sqrt",
    "abs",
    "square",
    "reciprocal",
    "tanh",
    "asinh",
    "erf",
  ];
  const patterns = [
    "(U)/(1 + U) - V/(1 + U)^2",
    "V*cos(U)^2 + V*sin(U)^2",
    "V - V*sin(U)^2",
    "V*cosh(U)^2 - V*sinh(U)^2",
    "exp(U)*exp(V)",
    "sqrt(U)*sqrt(U)^3",
    "log(exp(U)) + log(sqrt(V))",
    "exp(2*log(U))",
    "abs(U*V^3)*sign(U)",
    "where(x < y, U, V) - where(x < y, V, 2)",
    "U/sqrt(V) + sqrt(V)",
  ];
  const { any } = fc.letrec<{ any: string }>((tie) => {
    const u = tie("any");
    const put = (f: string, x: string, y: string) => f.replaceAll("U", `(${x})`).replaceAll("V", `(${y})`);
    return {
      any: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom("x", "y", "x", "y", "1", "2", "1/3", "0.5", "3", "0", "pi", "e", "1 + x", "x - y", "1 - x"),
        fc.tuple(fc.constantFrom(...unary), u).map(([f, x]) => `${f}(${x})`),
        fc.tuple(fc.constantFrom("2", "-1", "-2", "0.5", "1/3", "-2/3"), u).map(([k, x]) => `(${x})^(${k})`),
        ...["U + V", "U - V", "U*V", "U/V", "2^U", "x^U"].map((f) => fc.tuple(u, u).map(([x, y]) => put(f, x, y))),
        fc.tuple(fc.constantFrom(...patterns), u, u).map(([f, x, y]) => put(f, x, y)),
      ),
    };
  });
  return any;
}

/** A number in (−2, 2), with digits that no rule expects. */
export const coordinate: fc.Arbitrary<number> = fc.integer({ min: -1999, max: 1999 }).map((n) => n / 1000 + 0.000137);

const engine = await Engine.create();

/** The values of the nodes where x and y are these, and the largest magnitude of any number on the way to the first, infinite if one is NaN. */
export function evaluate(nodes: readonly Node[], x: number, y: number): { values: number[]; largest: number } {
  const parts = topoSort([nodes[0]!]).filter((node) => node.dtype === nodes[0]!.dtype);
  const all = [...nodes, ...parts];
  const names = new Set(topoSort(all).map((node) => ("name" in node ? node.name : "")));
  const feeds = Object.fromEntries(Object.entries({ x, y }).filter(([name]) => names.has(name)));
  const tensors = engine.run(all, feeds) as { item(): number }[];
  const numbers = tensors.map((tensor) => Number(tensor.item()));
  return {
    values: numbers.slice(0, nodes.length),
    largest: Math.max(
      1,
      ...numbers.slice(nodes.length).map((v) => (Number.isNaN(v) ? Number.POSITIVE_INFINITY : Math.abs(v))),
    ),
  };
}
