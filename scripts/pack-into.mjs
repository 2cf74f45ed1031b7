// node scripts/pack-into.mjs <folder>: packs the package and installs the tarball into a folder with a lock file of its own.
import { execSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";

const folder = process.argv[2];
const run = (command, cwd) => execSync(command, { cwd, stdio: ["ignore", "pipe", "inherit"] }).toString();

mkdirSync("build/pack", { recursive: true });
const [{ filename }] = JSON.parse(run("npm pack --json --ignore-scripts --pack-destination build/pack"));
if (!existsSync(`${folder}/node_modules`)) run("npm ci --no-audit --no-fund", folder);
const tarball = JSON.stringify(resolve("build/pack", filename));
run(`npm install --no-save --no-package-lock --no-audit --no-fund ${tarball}`, folder);
