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
    description: "hold the result to ops that plain tfjs has on every backend, and compare on its cpu backend",
  },
  fused: {
    type: "boolean",
    default: false,
    description: "write fused ops of Graphweld's, which run where it is imported: by its kernels on wasm and WebGPU",
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
  readonly fused: boolean;
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
        fused: given.fused,
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
  "Converts a model of another form to a tfjs graph model, and rewrites it.",
  "a .tflite, .h5 or .keras file, a SavedModel's folder, a frozen GraphDef (.pb), or the model.json of a tfjs graph or layers model",
  true,
);
export const optimize: CommandDef = command(
  "optimize",
  "Rewrites a model and writes it as a tfjs graph model of stock ops or, with --fused, of ours.",
  "model.json, or the folder that holds it",
  false,
);

function optionsOf(
  name: string,
  { quantize, split, portable, fused }: Given,
): Pick<ConversionOptions, "quantize" | "shardBytes"> {
  const wrong = (text: string): Failure => new Failure(`${text}; see graphweld ${name} --help`, 2);
  if (portable && fused) throw wrong("--fused and --portable exclude each other");
  if (quantize !== undefined && quantize !== "float16" && quantize !== "uint8" && quantize !== "uint16")
    throw wrong(`--quantize takes float16, uint8 or uint16, not "${quantize}"`);
  const mib = Number(split);
  // Less than a thousandth would be files of a few bytes, and more files than a folder holds.
  if (!(mib >= 0.001 && mib <= 2048)) throw wrong(`--split takes MiB from 0.001 to 2048, not "${split}"`);
  return { shardBytes: Math.round(mib * 2 ** 20), ...(quantize ? { quantize } : {}) };
}

function describe(report: Report): string {
  const { model, format, nodes, parameters, weightBytes, flops, launches, rewrites, fired, fused, notes, check } =
    report;
  const arrow = ({ before, after }: { before: number; after: number }, unit: (n: number) => string): string =>
    `${unit(before)} → ${unit(after)}`;
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  const million = (n: number): string => `${(n / 1e6).toFixed(2)} million`;
  const errors = (e: { nmse: number; maxAbsError: number }): string =>
    `NMSE ${e.nmse.toExponential(1)}, at most ${e.maxAbsError.toExponential(1)}`;
  const { quantized } = report;
  const wider = weightBytes.after > weightBytes.before * 1.1 && !quantized;
  return [
    `${model} (${format}): ${nodes.before} ops → ${nodes.after} by ${rewrites} rewrites`,
    ...fired.map(({ rule, count }) => `${times(count)} ${rule}`),
    ...(fused ? [`fused ops: ${fused.map(({ rule, count }) => `${count} ${rule}`).join(", ") || "none"}`] : []),
    `parameters: ${arrow(parameters, million)}`,
    `weights: ${arrow(weightBytes, mb)}${wider ? ", for quantised weights are written as float32" : ""}`,
    ...(flops ? [`arithmetic: ${arrow(flops, (n) => `${million(n)} FLOPs`)}`] : []),
    ...(launches
      ? [
          `kernels of a call: ${arrow(launches, String)} on stock tfjs${launches.planned === undefined ? "" : `, ${launches.planned} with Graphweld`}`,
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
  ].join("\n");
}
