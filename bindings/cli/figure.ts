// Plots as SVG. Every ink reads on white and on black, so that a plot on a transparent ground does.
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { SweepRow } from "../check/index.js";
import { grey, inks } from "../draw/theme.js";

export interface Curve {
  readonly name: string;
  readonly text: string;
  readonly values: readonly number[];
}
interface Series {
  readonly label: string;
  readonly points: readonly (readonly [number, number])[];
  readonly markers?: boolean;
}

const colours = [inks.placeholder, inks.adjoint, inks.operation, inks.tangent, inks.parameter, inks.folded];
const dashes = ["none", "7 3", "2 3", "8 3 2 3", "12 4", "4 2 1 2"];
const [width, line] = [720, 19];
const LONGEST = 88;
const namespace = 'xmlns="http://www.w3.org/2000/svg"';
const font = "Helvetica, Arial, sans-serif";

/** Curves over one axis. Where a value is not finite, the curve has a gap. */
export function curvesFigure(xs: readonly number[], curves: readonly Curve[], x: string): string {
  const range = rangeOf(curves);
  const height = range ? range[1] - range[0] : Number.POSITIVE_INFINITY;
  const series = curves.map(({ name, text, values }) => ({
    label: `${name} = ${text}`,
    // no line from one side of a pole to the other
    points: xs.flatMap((at, i) => {
      const value = values[i]!;
      const jumps = i > 0 && Math.abs(value - values[i - 1]!) > height;
      return jumps ? [[at, Number.NaN] as const, [at, value] as const] : [[at, value] as const];
    }),
  }));
  return figure(series, `Plot of ${curves.map(({ name }) => name).join(", ")}; f = ${curves[0]!.text}`, {
    x: { label: x },
    y: { label: null, ...(range ? { domain: range } : {}) },
    clip: true,
    marks: [Plot.ruleY([0], { stroke: grey, strokeOpacity: 0.6 })],
  });
}

/** Errors against the step, both axes logarithmic. */
export function sweepFigure(rows: readonly SweepRow[], title: string): string {
  const points = (key: "forwardError" | "centralError") =>
    rows.map((row) => [row.h, row[key] > 0 && Number.isFinite(row[key]) ? row[key] : Number.NaN] as const);
  const exponent = (value: number) => `1e${Math.round(Math.log10(value))}`;
  const powers = (values: readonly number[]) => {
    const logs = values.map(Math.log10).filter(Number.isFinite);
    if (logs.length === 0) return [1e-16, 1];
    const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
    return Array.from({ length: Math.ceil((high - low) / 2) + 1 }, (_, i) => Number(`1e${low + 2 * i}`));
  };
  const ticks = powers(rows.flatMap((row) => [row.forwardError, row.centralError]));
  return figure(
    [
      { label: "forward quotient (f(x + h) − f(x)) / h", points: points("forwardError"), markers: true },
      { label: "central quotient (f(x + h) − f(x − h)) / 2h", points: points("centralError"), markers: true },
    ],
    title,
    {
      x: { type: "log", label: "h", ticks: powers(rows.map(({ h }) => h)), tickFormat: exponent },
      y: {
        type: "log",
        label: "error",
        labelAnchor: "center",
        labelArrow: "none",
        ticks,
        tickFormat: exponent,
        domain: [ticks[0]!, ticks.at(-1)!],
      },
      marks: [],
    },
  );
}

function figure(series: readonly Series[], title: string, options: Plot.PlotOptions): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const marginTop = 26 + line * series.length;
  const made = Plot.plot({
    ...options,
    document,
    width,
    height: 360 + marginTop,
    marginTop,
    marginLeft: 64,
    marginBottom: 42,
    marginRight: 20,
    grid: true,
    style: { background: "transparent", color: grey, fontFamily: font, fontSize: "12px" },
    marks: [
      ...(options.marks ?? []),
      ...series.map(({ points }, i) =>
        Plot.line(points, { x: "0", y: "1", stroke: colours[i]!, strokeWidth: 2, strokeDasharray: dashes[i]! }),
      ),
      ...series.flatMap(({ points, markers }, i) =>
        markers ? [Plot.dot(points, { x: "0", y: "1", fill: colours[i]!, r: 3 })] : [],
      ),
    ],
  });
  const svg = made as unknown as { outerHTML: string };
  return standalone(svg.outerHTML, series, title);
}

// A file of its own: a name, a ground for screen readers, the legend; no reference to a page's colours.
function standalone(svg: string, series: readonly Series[], title: string): string {
  const legend = series.map(({ label }, i) => {
    const y = 16 + line * i;
    const text = label.length > LONGEST ? `${label.slice(0, LONGEST - 1)}…` : label;
    return (
      `<line x1="16" x2="48" y1="${y - 4}" y2="${y - 4}" stroke="${colours[i]}" stroke-width="2" stroke-dasharray="${dashes[i]}"/>` +
      `<text x="56" y="${y}" fill="${colours[i]}" font-size="13">${xml(text)}</text>`
    );
  });
  return svg
    .replace(/<style>.*?<\/style>/s, "")
    .replace(
      /<svg [^>]*>/,
      (open) => `${open}\n<title>${xml(title)}</title>\n<g text-anchor="start">${legend.join("")}</g>\n`,
    )
    .replace(/<svg [^>]*>/, (open) => `<svg ${namespace} role="img" font-family="${font}" ${sizesOf(open)}>`)
    .replaceAll('stroke-opacity="0.1"', 'stroke-opacity="0.25"')
    .replaceAll("currentColor", grey)
    .replaceAll("&nbsp;", " ");
}
function sizesOf(open: string): string {
  return open
    .match(/ (?:width|height|viewBox|fill|font-size|text-anchor)="[^"]*"/g)!
    .join("")
    .trim()
    .replace('font-size="10"', 'font-size="12"');
}
function xml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

// All values, unless a pole stretches them: then what lies near the middle half.
function rangeOf(curves: readonly Curve[]): [number, number] | undefined {
  const sorted = curves.flatMap(({ values }) => values.filter(Number.isFinite)).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const [low, high, spread] = [at(0), at(1), at(0.9) - at(0.1)];
  if (low === high) return [low - 1, high + 1];
  if (spread === 0 || high - low < 12 * spread) return undefined;
  return [Math.max(low, at(0.1) - spread), Math.min(high, at(0.9) + spread)];
}
