/** Where a user's own call built a node. */
export interface Origin {
  /** one line of a stack trace, such as `at model (file:///app/net.ts:12:9)` */
  readonly line: string | undefined;
  /** the named scopes around the call, such as `encoder.attention`; "" for none */
  readonly scope: string;
}

/** The base of every error that wengert raises on purpose. Its message says subject, rule and values. */
export class WengertError extends Error {
  /** The node that the error is about, if there is one. */
  declare readonly node?: object;
  readonly #detail: string;
  constructor(message: string, about: { node?: object; origin?: Origin | undefined } = {}) {
    const line = about.origin?.line;
    super(line ? `${message}\n    built ${line}` : message);
    this.name = new.target.name;
    this.#detail = message;
    // not enumerable: runtimes print errors with all that is
    if (about.node) Object.defineProperty(this, "node", { value: about.node });
  }
  /** The same error, pointing at the user's line. An error that already has a line keeps it. */
  at(origin: Origin | undefined, node?: object): WengertError {
    if (this.message !== this.#detail) return this;
    const Class = this.constructor as new (message: string, about: object) => WengertError;
    return new Class(this.#detail, { origin, node: this.node ?? node });
  }
}
/** Shapes, ranks, axes or sizes do not fit together. */
export class ShapeError extends WengertError {}
/** An operation got a dtype that it does not take, or two that differ. */
export class DTypeError extends WengertError {}
/** A graph is put together wrongly: names that clash, updates that repeat, a derivative that does not exist. */
export class GraphError extends WengertError {}
/** A value that was fed is missing, unknown, or does not fit its placeholder without loss. */
export class FeedError extends WengertError {}
/** An integer that names a row or a class lies outside its axis. Nothing was committed. */
export class IndexError extends WengertError {}
/** NaN or infinity, found by `checkFinite`. Nothing was committed. */
export class NonFiniteError extends WengertError {}
/** A matrix is singular, or not positive definite. Nothing was committed. */
export class SingularError extends WengertError {}
/** Bytes that are not what their format says. */
export class FormatError extends WengertError {}
/** Text that does not parse. */
export class ParseError extends WengertError {}
/** The engine cannot be made, or has no memory left. It stays usable. */
export class EngineError extends WengertError {}

/** A fault of wengert itself, not of its user. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal: ${message}`);
}
