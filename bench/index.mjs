// node bench/index.mjs [--json] [peak] [matmul] [elementwise] [plans]: runs the named benchmarks, or all. Needs `npm run build`.
import { run as elementwise } from "./elementwise.mjs";
import { run as matmul } from "./matmul.mjs";
import { run as peak } from "./peak.mjs";
import { run as plans } from "./plans.mjs";

const benchmarks = { peak, matmul, elementwise, plans };
const words = process.argv.slice(2);
const json = words.includes("--json");
const names = words.filter((word) => word !== "--json");
const unknown = names.find((name) => !(name in benchmarks));
if (unknown) throw new Error(`bench: no benchmark "${unknown}"; there are ${Object.keys(benchmarks).join(", ")}`);

const round = (value) => (typeof value === "number" ? Number(value.toPrecision(3)) : value);
const results = {};
for (const [name, run] of Object.entries(benchmarks)) {
  if (names.length > 0 && !names.includes(name)) continue;
  results[name] = (await run()).map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, round(value)])),
  );
  if (json) continue;
  console.log(`\n${name}, Node ${process.versions.node}`);
  console.table(results[name]);
}
if (json) console.log(JSON.stringify({ node: process.versions.node, ...results }));
