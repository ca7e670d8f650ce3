/** The table of the comparison: a row for each network and runtime. */
import type { Work } from "../../src/cli/work.ts";
import type { Column } from "../table.ts";
import type { PeersMeasurement, RuntimeError, RuntimeTimes } from "./page.ts";
import type { RuntimeId } from "./runtimes.ts";

export interface Network extends PeersMeasurement {
  readonly model: string;
  readonly input: readonly number[];
  readonly work?: Work;
}

export interface PeerRow {
  readonly network: Network;
  readonly runtime: RuntimeId;
  readonly first: boolean;
  readonly result: RuntimeTimes | RuntimeError;
}

export const RUNTIME_NAMES: Readonly<Record<RuntimeId, string>> = {
  stock: "stock tfjs wasm",
  graphweld: "Graphweld",
  converted: "Graphweld, converted",
  litert: "LiteRT.js",
  onnxruntime: "onnxruntime-web",
};

export const peerRows = (networks: readonly Network[]): PeerRow[] =>
  networks.flatMap((network) =>
    (Object.entries(network.runtimes) as [RuntimeId, RuntimeTimes | RuntimeError][]).map(([runtime, result], i) => ({
      network,
      runtime,
      first: i === 0,
      result,
    })),
  );

/** Outputs that differ from stock's by more are another network's. */
const MOST_ERROR = 1e-3;

const span = (interval: readonly number[]): string => interval.map((x) => x.toFixed(2)).join("–");
const timed = (cell: (times: RuntimeTimes, row: PeerRow) => string) => (row: PeerRow) =>
  "error" in row.result ? "" : cell(row.result, row);
const rate = ({ medianMs }: RuntimeTimes, { work }: Network): number | undefined =>
  work && (work.dense + work.depthwise) / medianMs / 1e6;

export const PEER_COLUMNS: readonly Column<PeerRow>[] = [
  {
    title: "network",
    cell: ({ first, network }) => (first ? `${network.model} ${network.input.slice(1, 3).join("×")}` : ""),
    words: true,
  },
  { title: "runtime", cell: ({ runtime }) => RUNTIME_NAMES[runtime], words: true },
  { title: "ms", cell: timed((t) => t.medianMs.toFixed(2)) },
  { title: "least ms", cell: timed((t) => t.minMs.toFixed(2)) },
  { title: "cold ms", cell: timed((t) => (t.startMs + t.firstMs).toFixed(0)) },
  { title: "GFLOP/s", cell: timed((t, { network }) => rate(t, network)?.toFixed(1) ?? "") },
  {
    title: "share of peak",
    cell: timed((t, { network }) => {
      const achieved = rate(t, network);
      return achieved === undefined ? "" : `${((100 * achieved) / network.calibration.peak).toFixed(0)} %`;
    }),
  },
  { title: "Graphweld is", cell: timed((t, { runtime }) => (runtime === "graphweld" ? "" : `${t.ratio.toFixed(2)}×`)) },
  {
    title: "95 %",
    cell: timed((t, { runtime }) => (runtime === "graphweld" ? "" : span(t.interval))),
  },
  { title: "converted is", cell: timed(({ converted }) => (converted ? `${converted.ratio.toFixed(2)}×` : "")) },
  { title: "of that 95 %", cell: timed(({ converted }) => (converted ? span(converted.interval) : "")) },
  {
    title: "max error",
    cell: timed((t, { runtime }) => (runtime === "stock" ? "" : t.agreement.maxAbsError.toExponential(0))),
  },
  {
    title: "NMSE",
    cell: timed((t, { runtime }) => (runtime === "stock" ? "" : t.agreement.nmse.toExponential(0))),
  },
  {
    title: "outputs",
    cell: ({ result }) => ("error" in result ? `does not run: ${result.error}` : outputs(result)),
    words: true,
  },
  {
    title: "converted differs by",
    cell: timed(({ converted }) =>
      converted ? (converted.agreement.maxAbsError / Math.max(1, converted.largest)).toExponential(0) : "",
    ),
  },
];

function outputs({ agreement: { heads, of, nmse }, note }: RuntimeTimes): string {
  const same = heads === 0 || nmse > MOST_ERROR ? ", another network's" : "";
  return `${heads} of ${of}${same}${note === undefined ? "" : `; ${note}`}`;
}
