/**
 * Times single ops, stock tfjs wasm against Graphweld: `npm run bench:ops -- [--write] [filter]`.
 *
 * Prints microseconds, the gain, and the share of a limit that ours reaches: the time to read the op's operands and write its
 * results, or that of its arithmetic at the highest rate that a loop in registers has, whichever is longer. All take turns in
 * one process; medians. `--write` makes docs/ops.md.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { dispose, type NamedTensorMap, randomUniform, type Tensor } from "@tensorflow/tfjs-core";
import { median } from "simple-statistics";
import { interleave } from "../src/cli/interleave.ts";
import { startBackend } from "../src/cli/node-backend.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { loadEngine, planners } from "../src/hook/planners.ts";
import type { Planner } from "../src/runtime/runner.ts";
import { graphModel } from "../test/support/graphdef.ts";
import { best, calibrate, describeCalibration } from "./calibrate.ts";
import { instructionsPerVector, traffic } from "./limits.ts";
import { machineLine } from "./machine.ts";
import { OP_CASES, type OpCase } from "./op-cases.ts";

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false } },
});
const filter = positionals[0] ?? "";
const BUDGET_MS = 400;
/** Kernels that only move elements, and those whose loops say how many instructions they take. */
const MOVES = new Set(["copy", "gather"]);
const COUNTED = new Set(["pointwise", "softmax"]);

/** What a gain is enough at, and what share of a limit. */
const [ENOUGH, CLOSE] = [3, 0.8];

// As in current browsers; Node 20 has it behind this flag.
setFlagsFromString("--experimental-wasm-relaxed-simd");
await startBackend("wasm");
await loadEngine("wasm");
const planner = planners.wasm as Planner;
const moves = traffic();

interface OpTimes {
  readonly name: string;
  /** Kernels that the plan launches. */
  readonly kernels: string;
  /** Milliseconds. */
  readonly stock: number;
  readonly ours: number;
  /** Ours without fused multiply-add. */
  readonly unfused: number;
  readonly copy: number;
  /** What bounds the arithmetic, where it is known. */
  readonly flops?: number;
  readonly instructions?: number;
  readonly why?: string;
}

const measured: OpTimes[] = [];
const calibrations = [calibrate()];
for (const test of OP_CASES.filter(({ name }) => name.includes(filter))) {
  const times = await measure(test);
  if (typeof times === "string") console.log(times);
  else measured.push(times);
}
calibrations.push(calibrate());
const machine = best(calibrations);
/** Vector instructions in a millisecond: a loop of as many multiplications as additions keeps all units busy. */
const RATE = (machine.mulAdd / 4) * 1e6;
console.log(describeCalibration(machine));
console.log("stock µs  ours µs  unfused   gain  limit");
for (const times of measured) console.log(textLine(times));
if (options.write) {
  if (filter) throw new Error("a table of some ops only is not written");
  await writeFile(fileURLToPath(new URL("../docs/ops.md", import.meta.url)), markdown(measured));
}

/** The limit that takes longer, and its share of our time. */
function limitOf({ ours, copy, flops, instructions }: OpTimes): { readonly name: string; readonly share: number } {
  const arithmetic = flops ? flops / machine.peak / 1e6 : instructions ? instructions / RATE : 0;
  return arithmetic > copy ? { name: "arithmetic", share: arithmetic / ours } : { name: "copy", share: copy / ours };
}

function cells(times: OpTimes): [string, string, string, string, string] {
  const { stock, ours, unfused } = times;
  const { name, share } = limitOf(times);
  return [
    (1000 * stock).toFixed(0),
    (1000 * ours).toFixed(0),
    (1000 * unfused).toFixed(0),
    `${(stock / ours).toFixed(1)}×`,
    `${name} ${(100 * share).toFixed(0)} %`,
  ];
}

function textLine(times: OpTimes): string {
  const [stock, ours, unfused, gain, limit] = cells(times);
  const numbers = [stock, ours, unfused].map((x) => x.padStart(8)).join(" ");
  return `${numbers} ${gain.padStart(6)}  ${limit.padEnd(16)}  ${times.name} (${times.kernels})`;
}

function markdown(all: readonly OpTimes[]): string {
  const open = all.filter((t) => t.stock / t.ours < ENOUGH && limitOf(t).share < CLOSE);
  return [
    "# Single ops",
    "",
    `Made by \`npm run bench:ops -- --write\` on ${new Date().toISOString().slice(0, 10)}: ${machineLine()}, Node ${process.versions.node} with relaxed SIMD, as browsers`,
    `have it. Calibrated: ${describeCalibration(machine)}.`,
    "",
    "Stock tfjs wasm, Graphweld with and without fused multiply-add, and a copy take turns in one process; medians in microseconds of whole",
    "calls. The limit is the longer of two times, in per cent of Graphweld's: that of *copying*, which reads in sequence what the op reads,",
    "writes what it writes and computes nothing, in the same memory; and that of *arithmetic*, for products their operations at the calibrated peak, for",
    "functions of elements the vector instructions in their loops at the calibrated rate of instructions, division and conversion counting as any other.",
    "",
    "| op | kernels | stock µs | graphweld µs | not fused µs | gain | of its limit |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ...all.map((times) => `| ${[times.name, times.kernels, ...cells(times)].join(" | ")} |`),
    "",
    ...(open.length === 0
      ? []
      : [
          `Less than ${ENOUGH} times as fast as stock, and less than ${100 * CLOSE} % of the limit:`,
          "",
          ...open.map((t) => `* *${t.name}*: ${t.why ?? "the reason is not known."}`),
          "",
        ]),
  ].join("\n");
}

/** The times, or why there is no plan. */
async function measure({ name, graph, flops, why }: OpCase): Promise<OpTimes | string> {
  const model = graphModel(graph) as unknown as GraphModel;
  const inputs: NamedTensorMap = Object.fromEntries(
    model.inputs.map(({ name, shape }, i) => [name, randomUniform(shape as number[], 0.1, 2, "float32", i + 1)]),
  );
  const planned = [true, false].map((relaxedSimd) =>
    recorded(() => planFor(model, inputs, { simd: true, relaxedSimd })),
  ) as [ReturnType<typeof recorded<Planned>>, ReturnType<typeof recorded<Planned>>];
  const [plan, unfused] = planned.map((p) => p.result) as [Planned, Planned];
  if ("reason" in plan) return `${name}: ${plan.reason}`;
  if ("reason" in unfused) return `${name}: ${unfused.reason}`;
  const [output] = plan.run(inputs) as [Tensor];
  const { shape, dtype, size } = output;
  dispose(output);
  const kernels = [...new Set(plan.stats.launches.map((l) => (l.runs === "stock" ? `stock ${l.op}` : l.op)))];
  const operands = Object.values(inputs);
  const read = operands.reduce((n, t) => n + t.size, 0);
  // What only moves elements reads no more of them than it writes.
  const share = kernels.every((k) => MOVES.has(k)) ? Math.min(1, size / read) : 1;
  const run = (side: () => Tensor | Tensor[]) => (): void => dispose(side());
  const samples = await interleave(
    {
      stock: run(() => model.execute(inputs, "y")),
      ours: run(() => plan.run(inputs)),
      unfused: run(() => unfused.run(inputs)),
      copy: run(() => moves.run(operands, share, shape, dtype)),
    },
    { runs: 400, warmup: 12, budgetMs: BUDGET_MS },
  );
  const code = kernels.length === 1 && COUNTED.has(kernels[0] as string) ? planned[0].code[0] : undefined;
  const instructions = code && ((await instructionsPerVector(code)) * size) / 4;
  for (const p of [plan, unfused]) p.dispose();
  dispose(inputs);
  model.dispose();
  return {
    name,
    kernels: kernels.join(", ") || "nothing to run",
    stock: median(samples.stock),
    ours: median(samples.ours),
    unfused: median(samples.unfused),
    copy: median(samples.copy),
    ...(flops ? { flops } : {}),
    ...(instructions ? { instructions } : {}),
    ...(why ? { why } : {}),
  };
}

type Planned = ReturnType<Planner>;

function planFor(model: GraphModel, inputs: NamedTensorMap, features: Features): Planned {
  const shapes = Object.entries(inputs).map(([n, { dtype, shape }]) => [n, { dtype, shape }] as const);
  return planner(model, { inputs: Object.fromEntries(shapes), outputs: ["y"] }, { threads: 1, features });
}

/** Runs `body` and records the WebAssembly code that is compiled meanwhile. */
function recorded<T>(body: () => T): { readonly result: T; readonly code: readonly Uint8Array<ArrayBuffer>[] } {
  const code: Uint8Array<ArrayBuffer>[] = [];
  const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      code.push(bytes as Uint8Array<ArrayBuffer>);
    }
  };
  try {
    return { result: body(), code };
  } finally {
    WebAssembly.Module = Module;
  }
}
