// Reference data that stand beside the project, not in it: ../shared/oracle, or $WENGERT_SHARED/oracle.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";

/** The text of a file; undefined where it is not there, as in a fresh clone. */
export function sharedText(name: string): string | undefined {
  const places = [process.env.WENGERT_SHARED, join(process.cwd(), "..", "shared")];
  for (const place of places) {
    if (!place) continue;
    try {
      return readFileSync(join(place, "oracle", name), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return undefined;
}

/** The parsed file; undefined where it is not there, and a skipped test says so. */
export function sharedOracle<T>(name: string): T | undefined {
  const text = sharedText(name);
  if (text !== undefined) return JSON.parse(text) as T;
  test.skip(`oracle/${name} is neither in ../shared nor in $WENGERT_SHARED`, (t) => t.fail());
  return undefined;
}
