// Reference data that stand beside the project, not in it: ../shared/oracle, or $WENGERT_SHARED/oracle.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The parsed file; undefined where it is not there, as in a fresh clone. */
export function sharedOracle<T>(name: string): T | undefined {
  const places = [process.env.WENGERT_SHARED, join(process.cwd(), "..", "shared")];
  for (const place of places) {
    if (!place) continue;
    try {
      return JSON.parse(readFileSync(join(place, "oracle", name), "utf8")) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return undefined;
}
