/** The generated code of one small call of each kernel family, as text, which shows a reader every change of it. */
import wabt from "wabt";
import { KERNELS } from "../../kernels/index.ts";
import type { Kernel, KernelCall, Launch } from "../../kernels/kernel.ts";
import type { Features } from "../../src/codegen/wasm/features.ts";
import { ModuleBuilder } from "../../src/codegen/wasm/module.ts";
import { apply, argument, constant } from "../../src/expr/expr.ts";
import { BIAS_RELU6, matmulCase, windowCase } from "../kernels/cases.ts";
import { resizeCase } from "../kernels/element-builders.ts";
import { ELEMENT_CASES } from "../kernels/element-cases.ts";
import { bandsCase, pooledCase } from "../kernels/merged-cases.ts";
import { MOVE_CASES, transposeCase } from "../kernels/move-cases.ts";
import { ATTENTION_CASES, NORM_CASES, TRANSPOSED_CASES } from "../kernels/norm-cases.ts";
import { PLACED_CASES } from "../kernels/placed-cases.ts";
import { wgslFiles } from "./golden-wgsl.ts";

/** With relaxed SIMD, as current browsers have it. */
const FEATURES: Features = { simd: true, relaxedSimd: true };

interface Example {
  readonly name: string;
  readonly call: KernelCall;
}

/** By file name. What has no example of its own shows the first case of its conformance list with some vectors in a row. */
const EXAMPLES: Readonly<Record<string, Example>> = {
  conv2d: windowCase({ x: [1, 6, 6, 8], kernel: [3, 3], pads: "valid" }, 8, BIAS_RELU6),
  "conv2d-padded": windowCase({ x: [1, 6, 6, 8], kernel: [3, 3] }, 8, BIAS_RELU6),
  winograd: windowCase({ x: [1, 24, 24, 32], kernel: [3, 3] }, 32, BIAS_RELU6),
  "conv-pool": pooledCase({ x: [1, 12, 12, 3], kernel: [3, 3], stride: 2 }, 8, "max", BIAS_RELU6),
  "winograd-pool": pooledCase({ x: [1, 24, 24, 32], kernel: [3, 3] }, 32, "max", BIAS_RELU6),
  bands: bandsCase(
    windowCase({ x: [1, 128, 128, 4], kernel: [1, 1] }, 64, BIAS_RELU6),
    windowCase({ x: [1, 128, 128, 64], kernel: [3, 3], stride: 2, pads: "valid" }, undefined, BIAS_RELU6),
  ),
  depthwise: windowCase({ x: [1, 6, 6, 8], kernel: [3, 3], pads: "valid" }, undefined, BIAS_RELU6),
  matmul: matmulCase({ a: [12, 16], b: [16, 8] }),
  "matmul-narrow": matmulCase({ a: [8, 16], b: [16, 1], constant: true }),
  transpose: transposeCase([8, 16], [1, 0]),
  peaks: {
    name: "100 of the largest elements around them",
    call: {
      op: "peaks",
      attrs: {
        window: [3, 3],
        pads: [1, 1, 1, 1],
        epilogue: [apply("select", apply("equal", argument(0), argument(1)), argument(1), constant(0))],
      },
      inputs: [
        { dtype: "float32", shape: [1, 64, 32, 20] },
        { dtype: "float32", shape: [1, 64, 32, 20] },
      ],
      outputs: [
        { dtype: "float32", shape: [1, 100] },
        { dtype: "int32", shape: [1, 100] },
      ],
    },
  },
  integer: {
    name: "floor modulo by a row",
    call: {
      op: "integer",
      attrs: { fn: "FloorMod" },
      inputs: [
        { dtype: "int32", shape: [3, 11] },
        { dtype: "int32", shape: [11] },
      ],
      outputs: [{ dtype: "int32", shape: [3, 11] }],
    },
  },
  ...firsts([...ELEMENT_CASES, ...MOVE_CASES, ...NORM_CASES, ...TRANSPOSED_CASES, ...ATTENTION_CASES, ...PLACED_CASES]),
  "depthwise-pitched": pitched(
    windowCase({ x: [1, 6, 6, 8], kernel: [3, 3], pads: "valid" }, undefined, BIAS_RELU6),
    20,
  ),
  // Twice as large: blocks of two rows by two columns, and the border.
  resize: resizeCase("bilinear", [1, 6, 6, 8], [12, 12], [false, true]),
  "resize-pitched": pitched(firsts(ELEMENT_CASES).resize as Example, 70),
};

/** With its output in pixels of so many elements. */
function pitched({ name, call }: Example, pitch: number): Example {
  return { name: `${name}, in pixels of ${pitch}`, call: { ...call, attrs: { ...call.attrs, pitch } } };
}

function firsts(cases: readonly Example[]): Record<string, Example> {
  const ops = new Set(cases.map((c) => c.call.op));
  const long = ({ call }: Example): boolean => (call.inputs[0]?.shape.at(-1) ?? 0) >= 16;
  return Object.fromEntries(
    [...ops].map((op) => {
      const own = cases.filter((c) => c.call.op === op);
      return [op, (own.find(long) ?? own[0]) as Example];
    }),
  );
}

/** Ops of kernels that no example shows: none, as long as each has one. */
export const missing = (): string[] =>
  KERNELS.map((k) => k.op).filter((op) => !Object.values(EXAMPLES).some((e) => e.call.op === op));

/** The text of every golden file by its name. */
export async function goldenFiles(): Promise<Map<string, string>> {
  const { readWasm } = await wabt();
  return new Map([
    ...wgslFiles(EXAMPLES),
    ...Object.entries(EXAMPLES).map(([file, { name, call }]): [string, string] => {
      const launches = launchesOf(call);
      const builder = new ModuleBuilder();
      launches.forEach(({ emit }, i) => {
        builder.function(`f${i}`, ["i32"], emit);
      });
      const module = readWasm(builder.build(), { readDebugNames: false, simd: true, relaxed_simd: true });
      const text = module.toText({ foldExprs: true, inlineExport: true });
      module.destroy();
      const keys = launches.map(({ key }, i) => `;; f${i}: ${key}\n`).join("");
      return [`${file}.wat`, `;; ${name}\n${keys}${text}`];
    }),
  ]);
}

/** One launch for each function. */
function launchesOf(call: KernelCall): Launch[] {
  const lowered = (KERNELS.find((k) => k.op === call.op) as Kernel).lower(call, FEATURES);
  if (typeof lowered === "string") throw new Error(`${call.op}: ${lowered}`);
  return [...new Map(lowered.launches.map((l) => [l.key, l])).values()];
}
