/** `graphweld convert INPUT -o DIR`, and `graphweld optimize MODEL.json -o DIR` for what is a tfjs graph model already. */
import { type CommandDef, defineCommand } from "citty";
import type { ConversionOptions, Report } from "./conversion.ts";
import { Failure } from "./failure.ts";
import { print, printJson } from "./output.ts";
import { progress } from "./progress.ts";
import { times } from "./sites.ts";

const ARGS = {
  out: { type: "string", alias: "o", required: true, description: "folder to write to" },
  check: {
    type: "string",
    description: "compare with the source on this .npy array rather than on random input (--no-check: not at all)",
    negativeDescription: "write without comparing",
  },
  quantize: { type: "string", description: "store weights as float16, uint8 or uint16, and measure the error" },
  portable: {
    type: "boolean",
    default: false,
    description: "write stock ops only, which plain tfjs runs on every backend without Graphweld",
  },
  split: { type: "string", default: "4", description: "the largest file of weights, in MiB" },
  json: { type: "boolean", default: false, description: "print one JSON object" },
} as const;

interface Given {
  readonly model: string;
  readonly out: string;
  readonly check?: string | false;
  readonly quantize?: string;
  readonly portable: boolean;
  readonly split: string;
  readonly json: boolean;
}

/** The two commands differ in what they take, and in that only `convert` writes what cannot be rewritten. */
function command(name: string, description: string, takes: string, asItIs: boolean): CommandDef {
  return defineCommand({
    meta: { name, description },
    args: { model: { type: "positional", required: true, description: takes }, ...ARGS },
    async run({ args }) {
      const given = args as unknown as Given;
      const options: ConversionOptions = {
        model: given.model,
        out: given.out,
        check: given.check,
        portable: given.portable,
        asItIs,
        ...optionsOf(name, given),
      };
      const bar = progress("reading");
      try {
        const { convertModel } = await import("./conversion.ts");
        const report = await convertModel(options, bar);
        if (given.json) printJson(report);
        else print(describe(report));
      } finally {
        bar.stop();
      }
    },
  }) as unknown as CommandDef;
}

export const convert: CommandDef = command(
  "convert",
  'Converts a model of another form to a tfjs graph model, rewritten, with fused ops that run where an app has import "graphweld"; --portable does without.',
  "a .tflite, .h5 or .keras file, a SavedModel's folder, a frozen GraphDef (.pb), or the model.json of a tfjs graph or layers model",
  true,
);
export const optimize: CommandDef = command(
  "optimize",
  'Rewrites a tfjs graph model and writes it with fused ops, which run where an app has import "graphweld"; --portable does without.',
  "model.json, or the folder that holds it",
  false,
);

function optionsOf(name: string, { quantize, split }: Given): Pick<ConversionOptions, "quantize" | "shardBytes"> {
  const wrong = (text: string): Failure => new Failure(`${text}; see graphweld ${name} --help`, 2);
  if (quantize !== undefined && quantize !== "float16" && quantize !== "uint8" && quantize !== "uint16")
    throw wrong(`--quantize takes float16, uint8 or uint16, not "${quantize}"`);
  const mib = Number(split);
  // Less than a thousandth would be files of a few bytes, and more files than a folder holds.
  if (!(mib >= 0.001 && mib <= 2048)) throw wrong(`--split takes MiB from 0.001 to 2048, not "${split}"`);
  return { shardBytes: Math.round(mib * 2 ** 20), ...(quantize ? { quantize } : {}) };
}

const NEEDS_IMPORT =
  'an app must import "graphweld" before it loads this model; --portable writes one that plain tfjs runs without';

function describe(report: Report): string {
  const { model, format, nodes, parameters, weightBytes, flops, launches, rewrites, fired, notes, check } = report;
  const arrow = ({ before, after }: { before: number; after: number }, unit: (n: number) => string): string =>
    `${unit(before)} → ${unit(after)}`;
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  const million = (n: number): string => `${(n / 1e6).toFixed(2)} million`;
  const errors = (e: { nmse: number; maxAbsError: number }): string =>
    `NMSE ${e.nmse.toExponential(1)}, at most ${e.maxAbsError.toExponential(1)}`;
  const { quantized } = report;
  const fused = report.requires.length > 0;
  const wider = weightBytes.after > weightBytes.before * 1.1 && !quantized;
  return [
    `${model} (${format}): ${nodes.before} ops → ${nodes.after} by ${rewrites} rewrites`,
    ...fired.map(({ rule, count }) => `${times(count)} ${rule}`),
    ...(fused ? [`fused ops: ${report.fused.map(({ rule, count }) => `${count} ${rule}`).join(", ")}`] : []),
    `parameters: ${arrow(parameters, million)}`,
    `weights: ${arrow(weightBytes, mb)}${wider ? ", for quantised weights are written as float32" : ""}`,
    ...(flops ? [`arithmetic: ${arrow(flops, (n) => `${million(n)} FLOPs`)}`] : []),
    ...(launches
      ? [
          `kernels of a call: ${arrow(launches, String)} in tfjs's executor${fused ? ", fused ops among them" : ""}${launches.planned === undefined ? "" : `; ${launches.planned} in a plan of Graphweld's`}`,
        ]
      : []),
    ...notes,
    "skipped" in check
      ? `not compared with the source: ${check.skipped}`
      : `same as the source, on ${check.backend}: ${errors(check)}`,
    ...(quantized
      ? [
          `${quantized.tensors} tensors stored as ${quantized.as}: ${quantized.nmse === undefined ? "error not measured" : errors(quantized as { nmse: number; maxAbsError: number })}`,
        ]
      : []),
    `wrote ${report.files.length} files to ${report.out}`,
    ...(fused ? [NEEDS_IMPORT] : []),
  ].join("\n");
}
