import type { ExecutionContext } from "ava";

type ErrorClass = new (...args: never[]) => Error;
/** The error of f: its class, the first line of its message, and that it points into a test file. */
export function fails(
  t: ExecutionContext,
  f: () => unknown,
  instanceOf: ErrorClass,
  first: string,
  line = true,
): Error {
  const error = t.throws(f, { instanceOf: instanceOf as never }) as Error;
  t.is(error.message.split("\n")[0], first);
  if (line) t.regex(error.message, /built at .*\.test\.[jt]s:\d+:\d+/);
  t.is(error.name, instanceOf.name);
  return error;
}
