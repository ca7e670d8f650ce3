/** Tables for terminals and for Markdown, from one list of columns. */

export interface Column<T> {
  readonly title: string;
  /** Empty where there is nothing to say. */
  readonly cell: (row: T) => string;
  /** Words stand to the left, numbers to the right. */
  readonly words?: true;
}

/** Columns padded to a width. */
export function textTable<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const cells = [columns.map((c) => c.title), ...rows.map((row) => columns.map((c) => c.cell(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => (line[i] as string).length)));
  const pad = (cell: string, i: number): string =>
    columns[i]?.words ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number);
  return cells.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

export function markdownTable<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map((c) => c.title)),
    line(columns.map((c) => (c.words ? "---" : "---:"))),
    ...rows.map((row) => line(columns.map((c) => c.cell(row).replaceAll("|", "\\|").replaceAll("\n", " ")))),
  ].join("\n");
}
