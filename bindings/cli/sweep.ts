// The errors of difference quotients as text: a row for each step, errors on a logarithmic axis.
import type { SweepRow } from "../check/index.js";
import { showError, table } from "./output.js";

type Key = "forwardError" | "centralError";
const WIDTH = 46;

/**
 * The power of h by which an error falls: the slope of the logarithms from the largest step to the smallest error.
 * Undefined where it does not fall at all.
 */
export function slopeOf(rows: readonly SweepRow[], key: Key): number | undefined {
  const usable = rows.filter((row) => row[key] > 0 && Number.isFinite(row[key]));
  const least = usable.findIndex((row) => row[key] === Math.min(...usable.map((other) => other[key])));
  // the last step before the turn is half rounding already
  const falling = usable.slice(0, least);
  if (falling.length < 2) return undefined;
  const points = falling.map((row) => [Math.log10(row.h), Math.log10(row[key])] as const);
  const mean = (i: 0 | 1) => points.reduce((sum, point) => sum + point[i], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const along = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return along / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}

export function sweepText(
  rows: readonly SweepRow[],
  slopes: { readonly forward: number | undefined; readonly central: number | undefined },
): string {
  const logs = rows
    .flatMap((row) => [row.forwardError, row.centralError])
    .map(Math.log10)
    .filter(Number.isFinite);
  if (logs.length === 0) logs.push(-16, 0); // no error at all, or none that is finite
  const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  const place = (error: number) => {
    const at = (Math.log10(error) - low) / (high - low || 1);
    return Math.round(Math.min(1, Math.max(0, Number.isNaN(at) ? 0 : at)) * (WIDTH - 1));
  };
  const lines = rows.map(({ h, forwardError, centralError }) => {
    const line = Array<string>(WIDTH).fill(" ");
    line[place(centralError)] = "c";
    line[place(forwardError)] = line[place(forwardError)] === "c" ? "*" : "f";
    return [showError(h).replace(".0", ""), showError(forwardError), showError(centralError), `│${line.join("")}`];
  });
  const [left, right] = [`1e${low}`, `1e${high}`];
  const columns = [
    { title: "h", right: true },
    { title: "forward", right: true },
    { title: "central", right: true },
    { title: ` ${left}${right.padStart(WIDTH - left.length)}` },
  ];
  const falls = (["forward", "central"] as const).map((name) => {
    const slope = slopes[name];
    if (slope !== undefined) return `${name} falls as h^${slope.toFixed(2)}`;
    return `${name} ${rows.every((row) => row[`${name}Error`] === 0) ? "has none" : "does not fall"}`;
  });
  const until = slopes.forward === undefined && slopes.central === undefined ? "" : ", until rounding takes over";
  return `${table(columns, lines)}\n\nErrors: ${falls.join(", ")}${until}. f forward, c central, * both.`;
}
