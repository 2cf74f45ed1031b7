/** Rows as text, columns two spaces apart: the first `left` of them aligned left, the rest right. */
export function table(rows: readonly (readonly string[])[], left: number): string {
  const widths = (rows[0] ?? []).map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  const cell = (text: string, k: number) => (k < left ? text.padEnd(widths[k]!) : text.padStart(widths[k]!));
  return rows.map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}
