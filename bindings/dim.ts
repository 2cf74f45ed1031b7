// A dimension is a number, a name, or an expression of names in normal form: a polynomial with integer coefficients
// whose atoms are names and floor(p/n). Two dimensions are the same exactly when they are `===`.
import { ShapeError } from "./errors.js";

/** A size: a number, or an expression of named sizes such as `"batch"`, `"len-1"`, `"floor((h+1)/2)"`. */
export type Dim = number | string;

// monomial ("h*w"; "" for the constant) → coefficient; no zero is stored
type Poly = Map<string, number>;

/** The dimension in normal form; throws a ShapeError on a negative or fractional number and on text that is no expression. */
export function normalizeDim(dim: Dim): Dim {
  if (typeof dim === "string") return print(parse(dim));
  if (!Number.isInteger(dim) || dim < 0) throw new ShapeError(`a dimension is a whole number or a name, not ${dim}`);
  return dim;
}

export function addDims(a: Dim, b: Dim): Dim {
  return typeof a === "number" && typeof b === "number" ? a + b : print(sum(parse(a), parse(b), 1));
}
export function subDims(a: Dim, b: Dim): Dim {
  return typeof a === "number" && typeof b === "number" ? a - b : print(sum(parse(a), parse(b), -1));
}
export function mulDims(a: Dim, b: Dim): Dim {
  if (a === 1) return b;
  if (b === 1) return a;
  return typeof a === "number" && typeof b === "number" ? a * b : print(product(parse(a), parse(b)));
}
/** floor(a / n) for a positive whole n. */
export function floorDivDim(a: Dim, n: number): Dim {
  return typeof a === "number" ? Math.floor(a / n) : print(floorDiv(parse(a), n));
}
/** a / b where b is a number or a single product that divides every term of a; otherwise undefined. */
export function divDims(a: Dim, b: Dim): Dim | undefined {
  if (b === 1) return a;
  if (a === b) return 1;
  if (typeof a === "number" && typeof b === "number") return b !== 0 && a % b === 0 ? a / b : undefined;
  const [[key, scale] = ["", 0], ...more] = parse(b);
  if (more.length || scale === 0) return undefined;
  const quotient: Poly = new Map();
  for (const [monomial, coefficient] of parse(a)) {
    const atoms = split(monomial);
    for (const atom of split(key)) {
      const at = atoms.indexOf(atom);
      if (at < 0) return undefined;
      atoms.splice(at, 1);
    }
    if (coefficient % scale !== 0) return undefined;
    quotient.set(atoms.join("*"), coefficient / scale);
  }
  return print(quotient);
}

/** The names in a dimension. */
export function dimNames(dim: Dim): string[] {
  if (typeof dim === "number") return [];
  return [...new Set(dim.match(/[A-Za-z_][\w.]*/g) ?? [])].filter((name) => name !== "floor");
}

/** The dimension's value; throws a ShapeError for a name without a size or a negative result. */
export function evalDim(dim: Dim, sizes: Readonly<Record<string, number>>): number {
  if (typeof dim === "number") return dim;
  const value = evalPlace(dim, sizes);
  if (value < 0) throw new ShapeError(`dimension ${dim} is ${value} for ${JSON.stringify(sizes)}`);
  return value;
}

/** The value of a place such as a slice's start, which is −1 where a flipped axis is empty. */
export function evalPlace(dim: Dim, sizes: Readonly<Record<string, number>>): number {
  return typeof dim === "number" ? dim : (sizes[dim] ?? evaluate(parse(dim), sizes));
}

function evaluate(p: Poly, sizes: Readonly<Record<string, number>>): number {
  let total = 0;
  for (const [monomial, coefficient] of p) {
    let term = coefficient;
    for (const atom of split(monomial)) {
      const floor = atom.match(/^floor\((.*)\/(\d+)\)$/);
      const value = floor ? Math.floor(evaluate(parse(floor[1]!), sizes) / Number(floor[2])) : sizes[atom];
      if (value === undefined) throw new ShapeError(`dimension ${atom} has no size`);
      term *= value;
    }
    total += term;
  }
  return total;
}

function sum(a: Poly, b: Poly, sign: 1 | -1): Poly {
  const result = new Map(a);
  for (const [key, value] of b) addTerm(result, key, sign * value);
  return result;
}
function product(a: Poly, b: Poly): Poly {
  const result: Poly = new Map();
  for (const [p, x] of a) for (const [q, y] of b) addTerm(result, [...split(p), ...split(q)].sort().join("*"), x * y);
  return result;
}
// floor((n·q + r)/n) = q + floor(r/n): whole multiples come out, so that equal sizes print alike
function floorDiv(a: Poly, n: number): Poly {
  const whole: Poly = new Map();
  const rest: Poly = new Map();
  for (const [key, value] of a) {
    const quotient = Math.floor(value / n);
    addTerm(whole, key, quotient);
    addTerm(rest, key, value - n * quotient);
  }
  const inner = print(rest);
  if (typeof inner === "number") addTerm(whole, "", Math.floor(inner / n));
  else addTerm(whole, `floor(${rest.size > 1 ? `(${inner})` : inner}/${n})`, 1);
  return whole;
}
function addTerm(p: Poly, key: string, value: number): void {
  const total = (p.get(key) ?? 0) + value;
  if (total === 0) p.delete(key);
  else p.set(key, total);
}
// "h*floor((w+1)/2)" → its atoms; a "*" inside parentheses does not split
function split(monomial: string): string[] {
  const atoms: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= monomial.length; i++) {
    if (monomial[i] === "(") depth++;
    else if (monomial[i] === ")") depth--;
    else if (depth === 0 && (monomial[i] === "*" || i === monomial.length)) {
      if (i > start) atoms.push(monomial.slice(start, i));
      start = i + 1;
    }
  }
  return atoms;
}

function print(p: Poly): Dim {
  const keys = [...p.keys()].sort((a, b) => (a === "" ? 1 : b === "" ? -1 : a < b ? -1 : 1));
  if (keys.length === 0) return 0;
  if (keys.length === 1 && keys[0] === "") return p.get("")!;
  let text = "";
  for (const key of keys) {
    const value = p.get(key)!;
    const size = Math.abs(value);
    const sign = value < 0 ? "-" : text ? "+" : "";
    text += sign + (key === "" ? size : size === 1 ? key : `${size}*${key}`);
  }
  return text;
}

// expression = term (± term)*;  term = factor (* factor)*;  factor = number | name | (expression) | floor(expression/number)
function parse(dim: Dim): Poly {
  if (typeof dim === "number") return dim === 0 ? new Map() : new Map([["", dim]]);
  if (/^[A-Za-z_][\w.]*$/.test(dim)) return new Map([[dim, 1]]);
  const tokens = dim.match(/[A-Za-z_][\w.]*|\d+|[-+*/()]|\S/g) ?? [];
  let at = 0;
  const fail = (): never => {
    throw new ShapeError(`"${dim}" is no dimension: use names, whole numbers, + - * and floor(…/n)`);
  };
  const expect = (token: string): void => {
    if (tokens[at++] !== token) fail();
  };
  const expression = (): Poly => {
    let result = tokens[at] === "-" ? new Map<string, number>() : term();
    while (tokens[at] === "+" || tokens[at] === "-")
      result = sum(result, tokens[at++] === "+" ? term() : negate(term()), 1);
    return result;
  };
  const negate = (p: Poly): Poly => sum(new Map(), p, -1);
  const term = (): Poly => {
    let result = factor();
    while (tokens[at] === "*") {
      at++;
      result = product(result, factor());
    }
    return result;
  };
  const factor = (): Poly => {
    const token = tokens[at++] ?? fail();
    if (/^\d+$/.test(token)) return parse(Number(token));
    if (token === "(") {
      const inner = expression();
      expect(")");
      return inner;
    }
    if (token === "floor" && tokens[at] === "(") {
      at++;
      const inner = expression();
      expect("/");
      const n = Number(tokens[at++]);
      if (!Number.isInteger(n) || n < 1) fail();
      expect(")");
      return floorDiv(inner, n);
    }
    if (!/^[A-Za-z_]/.test(token)) fail();
    return new Map([[token, 1]]);
  };
  const result = expression();
  if (at !== tokens.length) fail();
  return result;
}
