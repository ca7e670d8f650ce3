/** The committed figures of WebGPU: docs/benchmarks-webgpu.json holds them, docs/benchmarks-webgpu.md is made from it. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describeTaken, type Taken } from "../machine.ts";
import { markdownTable, textTable } from "../table.ts";
import { describeCeilings, GPU_GAINS, GPU_RATES, ratedRows } from "./columns.ts";
import { type GpuWorld, meanGain, misses } from "./measurement.ts";

export interface GpuFigures extends Taken {
  readonly worlds: readonly GpuWorld[];
}

/** The figures that are committed. */
export const knownGpuFigures = async (): Promise<GpuFigures> =>
  JSON.parse(await readFile(inDocs("benchmarks-webgpu.json"), "utf8"));

const inDocs = (name: string): string => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));

export async function writeGpuFigures(figures: GpuFigures): Promise<void> {
  await writeFile(inDocs("benchmarks-webgpu.json"), `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(inDocs("benchmarks-webgpu.md"), gpuReport(figures));
}

/** The page about the figures, in Markdown. */
export function gpuReport({ worlds, ...taken }: GpuFigures): string {
  return [
    "# Benchmarks on WebGPU",
    `Made by \`npm run bench -- --backend webgpu --write\` ${describeTaken(taken)}`,
    `Stock tfjs and Graphweld run interleaved in one process or page, plans whether faster or not. "main thread" is the time until a call
returns, without reading: medians, and in brackets the quartiles, of 60 calls of each side that follow each other while the device is idle.
In browsers their commands are dropped where they would be submitted: the device is another process, whose threads, were it software, would take the
processor that the call is timed on. After 16 ms of rest, with caches cold, calls by stock take about twice as long, and those by plans three times.
Gains are ratios of medians, with where they lie with 95 % confidence (bootstrap over the rounds). "dispatches" and "pipelines" count what one inference encodes, "shipped fused" is the share of convolutions and products that the
model's file has in fused ops, whose biases and activations cost stock no dispatches, "MB moved" adds up the operands and results of its
kernels, and "end to end" is until all outputs are read. "first result" is from the first use of a loaded model in a fresh page, the median of up to three:
by stock, with Graphweld where the app calls at once, so that stock answers, and where it awaits \`warmup\` first. Slow models are timed in fewer
runs, and in runs of the benchmark of their own (\`--models\`); their shares are of what the device reached then.`,
    ...worlds.flatMap(worldSections),
  ]
    .join("\n\n")
    .concat("\n");
}

function worldSections(world: GpuWorld): string[] {
  const { measurements } = world;
  const rows = ratedRows(world);
  const missed = misses(world);
  const mean = (which: "main" | "endToEnd"): string => `${meanGain(measurements, which).toFixed(2)}×`;
  return [
    `## ${world.world}, ${world.device}`,
    markdownTable(GPU_GAINS, measurements),
    `Geometric means: main thread **${mean("main")}**, end to end **${mean("endToEnd")}**.`,
    ...(rows.length > 0
      ? [
          `Time in compute passes by the device's own timestamps, beside what the device reached in the same process:
${describeCeilings(world.ceilings)}. GFLOP are those of convolutions and matrix products of the model as loaded.`,
          markdownTable(GPU_RATES, rows),
        ]
      : []),
    ...(missed.length > 0
      ? [`Beyond doubt short of the goals:\n\n${missed.map((line) => `- ${line}`).join("\n")}`]
      : []),
  ];
}

/** A world's figures for a terminal. */
export function textReport(world: GpuWorld): string {
  const rows = ratedRows(world);
  const means = (["main", "endToEnd"] as const).flatMap((which) => {
    const mean = meanGain(world.measurements, which);
    return Number.isNaN(mean) ? [] : [`${which === "main" ? "main thread" : "end to end"} ${mean.toFixed(2)}×`];
  });
  return [
    `${world.world}, ${world.device}: ${describeCeilings(world.ceilings)}`,
    textTable(GPU_GAINS, world.measurements),
    `geometric means: ${means.join(", ")}`,
    ...(rows.length > 0 ? [textTable(GPU_RATES, rows)] : []),
    ...misses(world),
  ].join("\n\n");
}
