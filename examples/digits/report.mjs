// What a run prints for people.
import { plot } from "asciichart";
import { SingleBar } from "cli-progress";

const COLUMNS = 72;

/** A bar on a terminal; silent where stdout is none. */
export function progressBar(total, done) {
  const bar = new SingleBar({
    format: "training [{bar}] {value}/{total} steps, epoch {epoch}, loss {loss}",
    stream: process.stdout,
    barsize: 30,
    barCompleteChar: "=",
    barIncompleteChar: " ",
    linewrap: true, // the terminal stays as it is, so that an interrupted run leaves nothing to restore
    clearOnComplete: true,
  });
  bar.start(total, done, { epoch: "-", loss: "-" });
  return bar;
}

export function report(result) {
  const { accuracy, confusion, gradientCheck: check, microseconds, files } = result;
  const tests = confusion.flat().reduce((a, b) => a + b, 0);
  const right = Math.round(accuracy * tests);
  const from = result.resumedAt === null ? "" : `, resumed after epoch ${result.resumedAt}`;
  const lines = [
    `64-32-10 relu network, seed ${result.seed}, ${result.epochs} epochs${from}`,
    "",
    `loss by epoch (last: ${result.losses.at(-1).toPrecision(4)})`,
    plot(thin(result.losses), { height: 10, format: (value) => value.toFixed(3).padStart(8) }).replace(/ +$/gm, ""),
    "",
    "confusion of test digits (row: digit, column: prediction)",
    `    ${[...confusion.keys()].map((digit) => String(digit).padStart(4)).join("")}`,
    ...confusion.map((row, digit) => `   ${digit}${row.map((n) => (n ? String(n) : "·").padStart(4)).join("")}`),
    "",
    `test accuracy   ${(100 * accuracy).toFixed(2)} % (${right} of ${tests})`,
    `gradient check  worst relative error ${check.error.toExponential(1)} over ${check.count} parameters, f64, at ${check.parameter}[${check.index}]`,
  ];
  if (result.calls)
    lines.push(
      `WebAssembly     ${result.calls} calls for ${result.steps} training steps: forward, backward and Adam in one call`,
      `time a step     ${microseconds.median.toFixed(1)} µs median, ${microseconds.best.toFixed(1)} µs best`,
    );
  else lines.push("training        nothing left to train");
  lines.push(`written         ${files.join(", ")}`);
  console.log(lines.join("\n"));
}

// as many points as fit on a line, the first and the last among them
function thin(values) {
  if (values.length <= COLUMNS) return values;
  return Array.from({ length: COLUMNS }, (_, i) => values[Math.round((i * (values.length - 1)) / (COLUMNS - 1))]);
}
