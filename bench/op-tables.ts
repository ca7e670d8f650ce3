/** Times of single ops as tables. */
import { type Calibration, describeCalibration } from "./calibrate.ts";
import { machineLine } from "./machine.ts";
import type { OpCase } from "./op-cases.ts";
import type { OpTimes } from "./page-ops.ts";
import { type Column, markdownTable } from "./table.ts";

export interface TimedOp extends Omit<OpCase, "graph">, OpTimes {
  /** Vector instructions, where they bound the op and are known. */
  readonly instructions?: number;
}

/** What a gain is enough at, and what share of a limit. */
const [ENOUGH, CLOSE] = [3, 0.8];

/** The limit that takes longer, and its share of our time. */
function limitOf(
  { ours, copy, flops, instructions }: TimedOp,
  { peak, mulAdd }: Calibration,
): { readonly name: string; readonly share: number } {
  // A loop of as many multiplications as additions keeps all units busy.
  const rate = (mulAdd / 4) * 1e6;
  const arithmetic = flops ? flops / peak / 1e6 : instructions ? instructions / rate : 0;
  return arithmetic > copy ? { name: "arithmetic", share: arithmetic / ours } : { name: "copy", share: copy / ours };
}

const micros = (ms: number): string => (1000 * ms).toFixed(0);
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const gain = ({ stock, ours }: TimedOp): string => `${(stock / ours).toFixed(1)}×`;
const limitText = (op: TimedOp, machine: Calibration): string => {
  const { name, share } = limitOf(op, machine);
  return `${name} ${percent(share)}`;
};
const kernelsOf = ({ kernels }: TimedOp): string => kernels.join(", ") || "nothing to run";

export function textLine(op: TimedOp, machine: Calibration): string {
  const numbers = [op.stock, op.ours, op.unfused].map((x) => micros(x).padStart(8)).join(" ");
  return `${numbers} ${gain(op).padStart(6)}  ${limitText(op, machine).padEnd(16)}  ${op.name} (${kernelsOf(op)})`;
}

/** The share of a peak, in GFLOP/s, that a time is. */
const shareOf = ({ flops = 0 }: TimedOp, ms: number, peak: number): string => percent(flops / ms / 1e6 / peak);

const OP: readonly Column<TimedOp>[] = [
  { title: "op", cell: ({ name }) => name, words: true },
  { title: "kernels", cell: kernelsOf, words: true },
];

/** docs/ops.md */
export function opsMarkdown(all: readonly TimedOp[], machine: Calibration, engine: string): string {
  const convolutions = all.filter((op) => op.convolution);
  const others = all.filter((op) => !op.convolution);
  const open = others.filter((op) => op.stock / op.ours < ENOUGH && limitOf(op, machine).share < CLOSE);
  return [
    "# Single ops",
    "",
    `Made by \`npm run bench:ops -- --write\` on ${new Date().toISOString().slice(0, 10)}: ${machineLine()}, ${engine}.`,
    `Calibrated: ${describeCalibration(machine)}.`,
    "",
    "Stock tfjs wasm, Graphweld with and without fused multiply-add, and a copy take turns in one page, each for some milliseconds at a",
    "time, so that what fits the second-level cache is there; microseconds of whole calls, the best turn of each.",
    "",
    "## Convolutions",
    "",
    "Shares are of the calibrated peak, those without fused multiply-add of the peak of multiplications and additions; operations are those of",
    "the direct sum, of which Winograd's filtering does a half or a quarter.",
    "",
    markdownTable(
      [
        ...OP,
        { title: "stock µs", cell: (op) => micros(op.stock) },
        { title: "graphweld µs", cell: (op) => micros(op.ours) },
        { title: "gain", cell: gain },
        { title: "stock", cell: (op) => shareOf(op, op.stock, machine.peak) },
        { title: "graphweld", cell: (op) => shareOf(op, op.ours, machine.peak) },
        { title: "not fused", cell: (op) => shareOf(op, op.unfused, machine.mulAdd) },
      ],
      convolutions,
    ),
    "",
    "## Other ops",
    "",
    "The limit is the longer of two times, in per cent of Graphweld's: that of *copying*, which reads in sequence what the op reads,",
    "writes what it writes and computes nothing, in the same memory; and that of *arithmetic*, for products their operations at the calibrated peak, for",
    "functions of elements the vector instructions in their loops at the calibrated rate of instructions, division and conversion counting as any other.",
    "",
    markdownTable(
      [
        ...OP,
        { title: "stock µs", cell: (op) => micros(op.stock) },
        { title: "graphweld µs", cell: (op) => micros(op.ours) },
        { title: "not fused µs", cell: (op) => micros(op.unfused) },
        { title: "gain", cell: gain },
        { title: "of its limit", cell: (op) => limitText(op, machine) },
      ],
      others,
    ),
    "",
    ...(open.length === 0
      ? []
      : [
          `Less than ${ENOUGH} times as fast as stock, and less than ${100 * CLOSE} % of the limit:`,
          "",
          ...open.map((op) => `* *${op.name}*: ${op.why ?? "the reason is not known."}`),
          "",
        ]),
  ].join("\n");
}
