/** The benchmark's tables: what stands in each column. */
import { geometricMean } from "simple-statistics";
import type { Measurement } from "../src/cli/measure.ts";
import { floorMs } from "./floor.ts";
import type { ModelResult } from "./measurement.ts";
import type { Column } from "./table.ts";

export const gain = (measurements: readonly Measurement[]): number => geometricMean(measurements.map((m) => m.ratio));

const range = ([low, high]: readonly [number, number]): string => `${low.toFixed(2)}–${high.toFixed(2)}`;

/** What Graphweld gains over stock. */
export const GAINS: readonly Column<Measurement>[] = [
  { title: "model", cell: (m) => m.model, words: true },
  { title: "stock ms", cell: (m) => m.stock.medianMs.toFixed(2) },
  { title: "graphweld ms", cell: (m) => m.fused.medianMs.toFixed(2) },
  { title: "gain", cell: (m) => `${m.ratio.toFixed(2)}×` },
  { title: "95 %", cell: (m) => range(m.interval) },
  { title: "least ms", cell: (m) => `${m.stock.minMs.toFixed(2)} → ${m.fused.minMs.toFixed(2)}` },
  { title: "kernels", cell: (m) => `${m.launches.stock} → ${m.launches.fused}` },
  { title: "cold ms", cell: (m) => `${m.coldMs.stock.toFixed(0)} → ${m.coldMs.fused.toFixed(0)}` },
  { title: "MB", cell: (m) => `${(m.bytes.stock / 1e6).toFixed(1)} → ${(m.bytes.fused / 1e6).toFixed(1)}` },
  { title: "NMSE", cell: (m) => (m.nmse === 0 ? "0" : m.nmse.toExponential(0)) },
  { title: "runs", cell: (m) => (m.reason === undefined ? m.tier : `${m.tier}: ${m.reason}`), words: true },
];

type Side = "stock" | "fused";

/** GFLOP/s of a side's median run. */
const achieved = ({ work, ...m }: ModelResult, side: Side): number | undefined =>
  work && (work.dense + work.depthwise) / m[side].medianMs / 1e6;
const floor = ({ work, calibration }: ModelResult): number | undefined => work && floorMs(work, calibration);

const number = (x: number | undefined, digits: number): string => x?.toFixed(digits) ?? "";
const percent = (x: number | undefined): string => (x === undefined ? "" : `${(100 * x).toFixed(0)} %`);
const share = (part: number | undefined, whole: number): number | undefined => part && part / whole;

/** Rates beside what the engine can do. */
export const RATES: readonly Column<ModelResult>[] = [
  { title: "model", cell: (m) => m.model, words: true },
  { title: "GFLOP", cell: ({ work }) => number(work && (work.dense + work.depthwise) / 1e9, 3) },
  { title: "depthwise", cell: ({ work }) => percent(work && work.depthwise / (work.dense + work.depthwise)) },
  { title: "stock GFLOP/s", cell: (m) => number(achieved(m, "stock"), 1) },
  { title: "graphweld GFLOP/s", cell: (m) => number(achieved(m, "fused"), 1) },
  { title: "peak GFLOP/s", cell: (m) => m.calibration.peak.toFixed(1) },
  {
    title: "share of peak",
    cell: (m) =>
      (["stock", "fused"] as const).map((s) => percent(share(achieved(m, s), m.calibration.peak))).join(" → "),
  },
  { title: "floor ms", cell: (m) => number(floor(m), 2) },
  {
    title: "share of floor",
    cell: (m) => (["stock", "fused"] as const).map((s) => percent(share(floor(m), m[s].medianMs))).join(" → "),
  },
];
