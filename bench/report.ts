/**
 * The committed figures: docs/benchmarks.json holds them all, docs/benchmarks.md, its plots and the README's table are made from it.
 * The benchmark of the models and the comparison of runtimes each replace their own part.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describeCalibration } from "./calibrate.ts";
import type { Ceiling } from "./ceiling.ts";
import { GAINS, gain, RATES } from "./columns.ts";
import { describeTaken, type Taken } from "./machine.ts";
import type { World } from "./measurement.ts";
import { type Network, PEER_COLUMNS, peerRows } from "./peers/columns.ts";
import { plotModels, plotPeers } from "./plot.ts";
import { writeFigures } from "./readme.ts";
import type { Accuracy } from "./reference.ts";
import type { Scaling } from "./scaling.ts";
import { markdownTable } from "./table.ts";

export interface ModelFigures extends Taken {
  /** Of plans; stock has as many where its threaded build takes them. */
  readonly threads: number;
  readonly worlds: readonly World[];
  readonly checks: readonly Accuracy[];
}
export interface ScalingFigures extends Taken {
  readonly threads: number;
  readonly worlds: readonly { readonly world: string; readonly scalings: readonly Scaling[] }[];
  /** Of the machine, before the models and after. */
  readonly ceilings: readonly Ceiling[];
}
export interface PeerFigures extends Taken {
  readonly browser: string;
  /** Names and versions. */
  readonly runtimes: readonly string[];
  readonly networks: readonly Network[];
}
export interface Figures {
  /** Of one thread. */
  readonly models?: ModelFigures;
  /** Of several. */
  readonly threads?: ModelFigures;
  readonly scaling?: ScalingFigures;
  readonly peers?: PeerFigures;
}

const inDocs = (name: string): string => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));

/** Replaces a part of the figures and writes all that is made from them. */
export async function updateFigures(part: Figures): Promise<void> {
  const figures: Figures = { ...(JSON.parse(await readFile(inDocs("benchmarks.json"), "utf8")) as Figures), ...part };
  await writeFile(inDocs("benchmarks.json"), `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(inDocs("benchmarks.md"), report(figures));
  if (figures.models) {
    await writeFile(inDocs("benchmarks.svg"), plotModels(figures.models.worlds));
    await writeFigures(figures.models.worlds, figures.models.machine);
  }
  if (figures.peers) await writeFile(inDocs("benchmarks-peers.svg"), plotPeers(figures.peers.networks));
}

/** The page about the figures, in Markdown. */
export function report({ models, threads, scaling, peers }: Figures): string {
  return [
    "# Benchmarks",
    ...(models ? modelSections(models) : []),
    ...(threads ? threadSections(threads) : []),
    ...(scaling ? scalingSections(scaling) : []),
    ...(peers ? peerSections(peers) : []),
  ]
    .join("\n\n")
    .concat("\n");
}

const taken = (command: string, figures: Taken): string => `Made by \`${command}\` ${describeTaken(figures)}`;

function modelSections(figures: ModelFigures): string[] {
  return [
    `${taken("npm run bench -- --check --write", figures)} Stock tfjs wasm (SIMD) and Graphweld run
interleaved in one process or page. Times are medians in milliseconds, gains are ratios of medians, and "95 %" is where the gain lies
with that confidence (bootstrap over the rounds). "kernels" counts what one inference launches, "cold" is from the start of loading
to the first result, in Chromium the median of eight fresh pages, "MB" is the most that wasm memory holds during an inference, NMSE is against stock wasm on the same input.`,
    "![How much faster Graphweld is, per model](benchmarks.svg)",
    ...figures.worlds.flatMap(worldSections),
    ...accuracy(figures.checks),
  ];
}

function threadSections(figures: ModelFigures): string[] {
  return [
    "## Threads",
    `${taken(`npm run bench -- --threads ${figures.threads} --write`, figures)} Plans divide their launches among worker threads; in
Chromium stock runs tfjs's threaded build, in Node tfjs has none.`,
    ...figures.worlds.flatMap(({ world, measurements }) => [
      `### ${world}, ${figures.threads} threads`,
      markdownTable(GAINS, measurements),
      `Geometric mean: **${gain(measurements).toFixed(2)}×**.`,
    ]),
  ];
}

function scalingSections(figures: ScalingFigures): string[] {
  const rows = figures.worlds.flatMap(({ world, scalings }) => scalings.map((s) => ({ world, ...s })));
  const times = (title: string, key: "medianMs" | "minMs") => [
    {
      title,
      cell: ({ one, many }: Scaling) => `${one[key].toFixed(2)} → ${many[key].toFixed(2)}`,
    },
    { title: "gain", cell: ({ one, many }: Scaling) => `${(one[key] / many[key]).toFixed(2)}×` },
  ];
  const ceilings = figures.ceilings.map(
    ({ one, many, ratio }) => `${one.toFixed(1)} → ${many.toFixed(1)} GFLOP/s, ${ratio.toFixed(2)}×`,
  );
  return [
    `### From one thread to ${figures.threads}`,
    `${taken("npm run bench:threads -- --write", figures)} Plans for one thread and for ${figures.threads} take turns. What the
machine's processors can gain: arithmetic in registers, which shares nothing, by one thread and by ${figures.threads} at once, gave
${ceilings.join(" before, and ")} after.`,
    markdownTable(
      [
        { title: "model", cell: (r) => r.model, words: true },
        { title: "in", cell: (r) => r.world, words: true },
        ...times("median ms", "medianMs"),
        ...times("least ms", "minMs"),
        { title: "same outputs", cell: (r) => (r.same ? "yes" : "no"), words: true },
      ],
      rows,
    ),
  ];
}

function worldSections({ world, measurements, calibration }: World): string[] {
  return [
    `## ${world}`,
    markdownTable(GAINS, measurements),
    `Geometric mean: **${gain(measurements).toFixed(2)}×**.`,
    `What the arithmetic is worth: multiply-adds of convolutions and matrix products, counted as two operations each over the model as
loaded, per second of the median run. The peak is what generated loops reached in the same page or process, right before the model's runs or after
them, whichever was more; the most in all was ${describeCalibration(calibration)}.
The floor is the time of that arithmetic at the peak, of depthwise convolutions at their own rate, with all else free; Winograd's convolutions
do with less. What stands before an arrow is stock's.`,
    markdownTable(RATES, measurements),
  ];
}

function accuracy(checks: readonly Accuracy[]): string[] {
  if (checks.length === 0) return [];
  return [
    "## Accuracy",
    "NMSE of the worst output against tfjs's cpu backend, on random input.",
    markdownTable(
      [
        { title: "model", cell: (c) => c.model, words: true },
        { title: "Graphweld", cell: (c) => c.fused.toExponential(1) },
        { title: "stock wasm", cell: (c) => c.stock.toExponential(1) },
      ],
      checks,
    ),
  ];
}

function peerSections(figures: PeerFigures): string[] {
  return [
    "## Other runtimes",
    `${taken("npm --prefix bench run peers -- --write", figures)} ${figures.browser}; ${figures.runtimes.join(", ")}.`,
    "![How much faster Graphweld is than other runtimes, per network](benchmarks-peers.svg)",
    `The same networks in the formats of other runtimes, as npm packages ship them. All run in one page per network, interleaved, on the
same input, one thread each, on WebAssembly. "Graphweld is" tells how many times as fast it is as the row's runtime; "cold" is from
starting the runtime to the first result with the model in memory; errors are against stock tfjs, and "outputs" counts those that
stock has too, of all. "Graphweld, converted" runs what \`graphweld convert\` makes of LiteRT.js's own file: "converted is" tells how many
times as fast that is as LiteRT.js, and "converted differs by" the largest difference of their outputs, beside a largest value of 1.`,
    markdownTable(PEER_COLUMNS, peerRows(figures.networks)),
  ];
}
