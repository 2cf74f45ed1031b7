// The smoke program and the SIMD128 build's bytes as a module, in a folder of their own.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export function writeSources(folder, packageFolder) {
  mkdirSync(folder, { recursive: true });
  for (const file of ["entry.mjs", "worker.mjs", "edge.mjs", "smoke.mjs"])
    copyFileSync(path.join(import.meta.dirname, file), path.join(folder, file));
  const bytes = readFileSync(path.join(packageFolder, "dist/wasm/simd.wasm")).toString("base64");
  const decode = "Uint8Array.from(atob(text), (c) => c.charCodeAt(0))";
  writeFileSync(path.join(folder, "simd.mjs"), `const text = "${bytes}";\nexport default ${decode};\n`);
}

/** The result that a program printed. */
export function parseResult(text) {
  const match = text.match(/SMOKE (\{.*\})/);
  if (!match) throw new Error(text.slice(0, 600) || "no output");
  return JSON.parse(match[1]);
}

/** Sums of checks, and the bits that all runs of the SIMD128 build must agree on. */
export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;
  #bits;
  add(name, result, note = "") {
    const fails = [...result.fails];
    if (result.bits !== undefined) {
      this.#bits ??= { bits: result.bits, name };
      if (result.bits === this.#bits.bits) this.passed++;
      else fails.push(`SIMD128 trained to ${result.bits}, to ${this.#bits.bits} in ${this.#bits.name}`);
    }
    this.passed += result.passed;
    this.failed += fails.length;
    const own = result.ownBits === result.bits ? "SIMD128" : "relaxed";
    console.log(`${fails.length ? "FAIL" : "ok  "} ${name.padEnd(20)} bits ${result.bits}, own ${own} ${note}`);
    for (const fail of fails) console.log(`       ${fail}`);
  }
  fail(name, error) {
    this.failed++;
    const text = String(error?.stack ?? error);
    // a bundle is one long line: what it was and how it ended
    console.log(`FAIL ${name}: ${text.length > 1500 ? `${text.slice(0, 500)} … ${text.slice(-1000)}` : text}`);
  }
  skip(name, reason) {
    this.skipped++;
    console.log(`SKIP ${name}: ${reason}`);
  }
  /** Prints the sums and sets the exit code. */
  end() {
    console.log(`${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`);
    process.exitCode = this.failed || !this.passed ? 1 : 0;
  }
}
