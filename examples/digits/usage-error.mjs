/** A flag, a value or a file that the user gave does not work: one line on stderr, exit code 2. */
export class UsageError extends Error {}
