/** The tables of the WebGPU benchmark. */
import type { Column } from "../table.ts";
import type { Ceilings } from "./ceilings.ts";
import type { Gain, GpuMeasurement, GpuSide, Spread } from "./measure.ts";
import type { GpuWorld } from "./measurement.ts";

/** The larger the value, the fewer the digits. */
const short = (x: number): string => x.toFixed(x < 10 ? 2 : x < 100 ? 1 : 0);
const sides = ({ stock, fused }: GpuMeasurement, cell: (side: GpuSide) => string): string =>
  `${cell(stock)} → ${cell(fused)}`;
const spread = (s: Spread | undefined): string => (s ? `${short(s.median)} (${s.quartiles.map(short).join("–")})` : "");
const gain = (g: Gain | undefined): string =>
  g ? `${short(g.ratio)}× (${g.interval.map((x) => short(x)).join("–")})` : "";

/** What is gained over stock. */
export const GPU_GAINS: readonly Column<GpuMeasurement>[] = [
  { title: "model", cell: (m) => m.model, words: true },
  { title: "main thread µs: stock", cell: (m) => spread(m.stock.mainUs) },
  { title: "graphweld", cell: (m) => spread(m.fused.mainUs) },
  { title: "gain", cell: (m) => gain(m.main) },
  { title: "dispatches", cell: (m) => sides(m, (s) => String(s.dispatches)) },
  { title: "shipped fused", cell: ({ shippedFused: s }) => (s === undefined ? "" : `${(100 * s).toFixed(0)} %`) },
  { title: "pipelines", cell: (m) => sides(m, (s) => String(s.pipelines)) },
  { title: "MB moved", cell: (m) => sides(m, (s) => short(s.bytes / 1e6)) },
  { title: "end to end ms: stock", cell: (m) => spread(m.stock.endToEndMs) },
  { title: "graphweld", cell: (m) => spread(m.fused.endToEndMs) },
  { title: "gain", cell: (m) => gain(m.endToEnd) },
  {
    title: "first result ms: stock, graphweld, after warmup",
    cell: ({ cold }) => (cold ? [cold.stock, cold.call, cold.warmup].map(short).join(", ") : ""),
  },
  {
    title: "NMSE to cpu",
    cell: (m) => (m.fused.nmse === undefined ? "" : sides(m, (s) => (s.nmse ?? 0).toExponential(0))),
  },
  {
    title: "runs",
    cell: ({ tier, runs, reason, busyCores = 0 }) =>
      `${tier} × ${runs}${tier === "plan" ? "" : `: ${reason}`}${busyCores > 0.25 ? `, others used ${busyCores.toFixed(1)} cores` : ""}`,
    words: true,
  },
];

interface Row extends GpuMeasurement {
  readonly ceilings: Ceilings;
}
/** Rows of rates: models whose time on the device, and whose arithmetic, are known. */
export const ratedRows = ({ measurements, ceilings }: GpuWorld): Row[] =>
  measurements.filter((m) => m.fused.gpuMs && m.stock.gpuMs && m.work).map((m) => ({ ceilings, ...m }));

const flops = ({ work }: Row): number => (work ? work.dense + work.depthwise : 0);
const arithmetic = (row: Row, { gpuMs = 0 }: GpuSide): number => flops(row) / gpuMs / 1e6;
const bandwidth = ({ bytes, gpuMs = 0 }: GpuSide): number => bytes / gpuMs / 1e6;
const percent = (x: number): string => `${(100 * x).toFixed(x < 0.1 ? 1 : 0)} %`;

/** Time on the device beside what the device can do. */
export const GPU_RATES: readonly Column<Row>[] = [
  { title: "model", cell: (m) => m.model, words: true },
  { title: "GFLOP", cell: (m) => (flops(m) / 1e9).toFixed(3) },
  { title: "device ms", cell: (m) => sides(m, (s) => short(s.gpuMs ?? 0)) },
  { title: "gain", cell: ({ stock, fused }) => `${short((stock.gpuMs ?? 0) / (fused.gpuMs ?? 0))}×` },
  { title: "GFLOP/s", cell: (m) => sides(m, (s) => short(arithmetic(m, s))) },
  { title: "of the peak", cell: (m) => sides(m, (s) => percent(arithmetic(m, s) / m.ceilings.arithmetic)) },
  { title: "GB/s", cell: (m) => sides(m, (s) => short(bandwidth(s))) },
  { title: "of the copy", cell: (m) => sides(m, (s) => percent(bandwidth(s) / m.ceilings.bandwidth)) },
];

/** The ceilings in words. */
export const describeCeilings = ({ arithmetic: peak, bandwidth: copy }: Ceilings): string =>
  `${short(peak)} GFLOP/s of multiply-adds in registers, ${short(copy)} GB/s when copying`;
