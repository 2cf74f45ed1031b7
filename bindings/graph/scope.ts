// The only module state of the library: the name prefix of `scope`, and the origin that derived nodes inherit. Both are
// set around a synchronous call and restored after it.
import { GraphError, type Origin } from "../errors.js";

let prefix = "";
let inherited: Origin | undefined;

/**
 * Builds inside a named scope: placeholders and parameters made by `build` get the prefix `name.`, and every node knows
 * its `scope`. Scopes nest.
 * `build` is synchronous; a promise is refused, since the prefix would leak into other builds.
 */
export function scope<T>(name: string, build: () => T extends PromiseLike<unknown> ? never : T): T {
  return prefixed(`${prefix}${name}.`, () => {
    const result = build();
    if (result instanceof Promise)
      throw new GraphError(`scope "${name}": build returned a promise; build synchronously`);
    return result;
  });
}

/** Builds in the scope of this whole path, whatever the scopes around the call are. */
export function reenter<T>(path: string, build: () => T): T {
  return prefixed(path && `${path}.`, build);
}

function prefixed<T>(inner: string, build: () => T): T {
  const outer = prefix;
  prefix = inner;
  try {
    return build();
  } finally {
    prefix = outer;
  }
}

/** The name with the prefix of the scopes around the call. */
export function scopedName(name: string): string {
  return prefix + name;
}

/** Runs `build` so that the nodes it makes inherit `origin` instead of recording a line of their own. */
export function inherit<T>(origin: Origin | undefined, build: () => T): T {
  const outer = inherited;
  inherited = origin ?? outer;
  try {
    return build();
  } finally {
    inherited = outer;
  }
}

/** The origin of a node made now: inherited inside a driver, the user's own line and scope otherwise. */
export function originNow(): Origin {
  return inherited ?? new Line();
}

// Stack frames are read only if an error needs them.
class Line implements Origin {
  readonly #error = new Error();
  readonly #prefix = prefix;
  get scope(): string {
    return this.#prefix.slice(0, -1);
  }
  get line(): string | undefined {
    const frames = (this.#error.stack ?? "").split("\n").filter((line) => /:\d+:\d+\)?$/.test(line));
    const frame = frames.find((line) => !library || !line.includes(library)) ?? frames[frames.length - 1];
    return frame?.trim();
  }
}

// The folder that holds this library's files, as stack frames spell it; undefined in a bundle.
const library = new Error().stack?.match(/((?:file|https?):\/\/[^\s()]*?|\/[^\s():]*?)\/graph\/scope\.[jt]s:/)?.[1];
