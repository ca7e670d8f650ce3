/** Measurements as a table, for terminals and for Markdown. */
import { geometricMean } from "simple-statistics";
import type { Measurement } from "../src/cli/measure.ts";

const COLUMNS: readonly (readonly [title: string, cell: (m: Measurement) => string])[] = [
  ["model", (m) => m.model],
  ["stock ms", (m) => m.stock.medianMs.toFixed(2)],
  ["graphweld ms", (m) => m.fused.medianMs.toFixed(2)],
  ["gain", (m) => `${m.ratio.toFixed(2)}×`],
  ["kernels", (m) => `${m.launches.stock} → ${m.launches.fused}`],
  ["cold ms", (m) => `${m.coldMs.stock.toFixed(0)} → ${m.coldMs.fused.toFixed(0)}`],
  ["MB", (m) => `${(m.bytes.stock / 1e6).toFixed(1)} → ${(m.bytes.fused / 1e6).toFixed(1)}`],
  ["NMSE", (m) => (m.nmse === 0 ? "0" : m.nmse.toExponential(0))],
  ["runs", (m) => (m.tier === "plan" ? "plan" : `${m.tier}: ${m.reason}`)],
];

export const gain = (measurements: readonly Measurement[]): number => geometricMean(measurements.map((m) => m.ratio));

/** Columns padded to a width, numbers to the right. */
export function textTable(measurements: readonly Measurement[]): string {
  const rows = [COLUMNS.map(([title]) => title), ...measurements.map((m) => COLUMNS.map(([, cell]) => cell(m)))];
  const widths = COLUMNS.map((_, c) => Math.max(...rows.map((r) => (r[c] as string).length)));
  const last = COLUMNS.length - 1;
  return rows
    .map((r) =>
      r
        .map((cell, c) =>
          c === 0 || c === last
            ? cell.padEnd(c === last ? 0 : (widths[c] as number))
            : cell.padStart(widths[c] as number),
        )
        .join("  "),
    )
    .join("\n");
}

export function markdownTable(measurements: readonly Measurement[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(COLUMNS.map(([title]) => title)),
    line(COLUMNS.map((_, c) => (c === 0 || c === COLUMNS.length - 1 ? "---" : "---:"))),
    ...measurements.map((m) => line(COLUMNS.map(([, cell]) => cell(m)))),
  ].join("\n");
}
