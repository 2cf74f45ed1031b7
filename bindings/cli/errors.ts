// What goes wrong on the command line, as one message and an exit code.
import { EngineError, WengertError } from "../errors.js";

/** A flag or value that cannot be used. */
export class UsageError extends Error {}

/**
 * The message for the user, and the exit code: 2 for a wrong flag, value, expression or file, 1 for the rest. Undefined for
 * faults of the program itself, which keep their stack.
 */
export function explainError(error: unknown): { readonly message: string; readonly code: number } | undefined {
  if (error instanceof UsageError) return { message: error.message, code: 2 };
  // the line of code that built a node is this program's own
  if (error instanceof WengertError)
    return {
      message: withoutSubject(error.message.split("\n    built ", 1)[0]!),
      code: error instanceof EngineError ? 1 : 2,
    };
  // a folder or file that cannot be written
  if (error instanceof Error && "syscall" in error) return { message: error.message, code: 2 };
  return undefined;
}

// The functions that read expressions and draw name themselves first, and some advise programmers; here a command was called.
function withoutSubject(message: string): string {
  return message
    .replace(/^(?:parse|toSvg|toLatex|toText|derivative|explain|trace): /, "")
    .replace("; toText of wengert names the parts that are shared", "; plan lists it with what is shared")
    .replace(", or pass an instance of it", "");
}
