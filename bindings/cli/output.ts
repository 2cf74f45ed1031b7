// What the commands print: tables, numbers, JSON and files.
import { writeFileSync } from "node:fs";

/** A number with at most eight significant digits. */
export function show(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(8)));
}
/** A number's size in two digits, for errors. */
export function showError(value: number): string {
  return Number.isFinite(value) && value !== 0 ? value.toExponential(1) : String(value);
}

export interface Column {
  readonly title: string;
  readonly right?: boolean;
}

// A longer cell moves the rest of its row, and no other row.
const WIDEST = 160;

/** Rows under titles, columns two spaces apart, indented by two. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) =>
    lines
      .map((line) => widthOf(line[i]!))
      .reduce((widest, width) => (width > WIDEST ? widest : Math.max(widest, width)), 0),
  );
  const rule = widths.map((width) => "─".repeat(width));
  return [lines[0]!, rule, ...rows]
    .map((line) =>
      line
        .map((text, i) => {
          const space = " ".repeat(Math.max(0, widths[i]! - widthOf(text)));
          return columns[i]!.right ? space + text : text + space;
        })
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join("\n");
}
// Marks over letters take no room of their own.
function widthOf(text: string): number {
  return [...text.replace(/\p{M}/gu, "")].length;
}

/** One JSON object on one line. JSON has no NaN and no infinity: they are strings there. */
export function printJson(value: object): void {
  console.log(JSON.stringify(value, (_, x) => (typeof x === "number" && !Number.isFinite(x) ? String(x) : x)));
}

/** Writes a whole file. */
export function save(path: string, text: string): void {
  writeFileSync(path, text.endsWith("\n") ? text : `${text}\n`);
}
