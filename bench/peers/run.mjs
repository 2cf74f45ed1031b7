// node run.mjs [matmul] [gradients]: the same work in other engines and in wengert, in one run. `npm ci` here and
// `npm run build` in the repository come first.
import { run as gradients } from "./gradients.mjs";
import { run as matmul } from "./matmul.mjs";

const benchmarks = { matmul: [matmul, "GFLOP/s"], gradients: [gradients, "µs"] };
const names = process.argv.slice(2);
for (const name of names.length ? names : Object.keys(benchmarks)) {
  const [run, unit] = benchmarks[name] ?? [];
  if (!run) throw new Error(`there is no benchmark ${name}; there are ${Object.keys(benchmarks).join(", ")}`);
  console.log(`\n${name}, ${unit}, Node ${process.versions.node}`);
  console.table(await run());
}
