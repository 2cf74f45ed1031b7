import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Writes the file whole or not at all: an old one stays until the new one is complete. */
export function replaceFile(path, data) {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, data, { flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
