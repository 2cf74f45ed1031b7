// The named scopes that a picture has frames for, and which of them are drawn as one box.
import { GraphError } from "../errors.js";

export interface Scope {
  readonly name: string;
  readonly path: string;
  readonly parent: Scope | undefined;
  readonly depth: number;
}

/** The scopes of a picture, made as nodes ask for theirs. */
export class Scopes {
  readonly root: Scope = { name: "", path: "", parent: undefined, depth: 0 };
  readonly byPath = new Map<string, Scope>();

  /** The scope of a path such as `encoder.attention`, and those around it. */
  enter(path: string): Scope {
    const known = path === "" ? this.root : this.byPath.get(path);
    if (known) return known;
    let scope = this.root;
    for (let start = 0; start <= path.length; ) {
      const dot = path.indexOf(".", start);
      const end = dot < 0 ? path.length : dot;
      const to = path.slice(0, end);
      const inner = this.byPath.get(to) ?? {
        name: path.slice(start, end),
        path: to,
        parent: scope,
        depth: scope.depth + 1,
      };
      this.byPath.set(to, inner);
      scope = inner;
      start = end + 1;
    }
    return scope;
  }
}

/**
 * The scope whose box a node of the given scope disappears into: the outermost one that is folded.
 * @throws GraphError for a scope that the graph does not have
 */
export function folding(
  subject: string,
  fold: number | readonly string[] | undefined,
  paths: readonly string[],
): (scope: Scope) => Scope | undefined {
  if (fold === undefined) return () => undefined;
  const known = new Set(paths);
  if (typeof fold !== "number")
    for (const path of fold)
      if (!known.has(path)) {
        const there = known.size ? `there are ${[...known].slice(0, 10).join(", ")}` : "it has no scopes";
        throw new GraphError(`${subject}: the graph has no scope "${path}" to fold; ${there}`);
      }
  const folded = typeof fold === "number" ? (scope: Scope) => scope.depth === fold : matcher(fold);
  const found = new Map<Scope, Scope | undefined>();
  return (scope) => {
    if (found.has(scope)) return found.get(scope);
    let outermost: Scope | undefined;
    for (let at: Scope | undefined = scope; at; at = at.parent) if (folded(at)) outermost = at;
    found.set(scope, outermost);
    return outermost;
  };
}

function matcher(paths: readonly string[]): (scope: Scope) => boolean {
  const set = new Set(paths);
  return (scope) => scope.depth > 0 && set.has(scope.path);
}
