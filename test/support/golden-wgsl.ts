/** The WGSL of one small call of each kernel family, for each kind of epilogue that it takes, as text. */
import type { KernelCall, KernelTensor } from "../../kernels/kernel.ts";
import { GPU_KERNELS } from "../../kernels/webgpu/index.ts";
import type { GpuKernel, GpuLowered } from "../../kernels/webgpu/kernel.ts";
import { ConstantTensor, sizeOf } from "../../src/graph/types.ts";
import { EPILOGUES, type EpilogueCase } from "../kernels/cases.ts";
import { limitsFor } from "./run-gpu.ts";

/** Families that take an epilogue, with the inputs that come before its operands. */
const ANCHORS: Readonly<Record<string, number>> = {
  conv2d: 2,
  depthwise: 2,
  matmul: 2,
  "transposed-conv": 2,
  pool: 1,
  reduce: 1,
  normalize: 1,
  resize: 1,
};

/** The call with another epilogue in place of its own. */
function withEpilogue(call: KernelCall, anchors: number, { expressions, operands }: EpilogueCase): KernelCall {
  const output = call.outputs[0] as KernelTensor;
  const extra = operands(output.shape).map(({ shape, constant }): KernelTensor => {
    const values = new Float32Array(sizeOf(shape)).fill(0.25);
    return { dtype: "float32", shape, constant: constant ? new ConstantTensor("float32", shape, values) : undefined };
  });
  return {
    ...call,
    attrs: { ...call.attrs, epilogue: expressions },
    inputs: [...call.inputs.slice(0, anchors), ...extra],
    outputs: expressions.map(() => output),
  };
}

/** Distinct shaders of a call, as on a device of one kind or the other, or the reason why it is refused. */
function shadersOf(call: KernelCall, software: boolean): readonly string[] | string {
  const kernel = GPU_KERNELS.find((k) => k.op === call.op) as GpuKernel;
  const lowered: GpuLowered | string = kernel.lower(call, limitsFor(software));
  return typeof lowered === "string" ? lowered : [...new Set(lowered.launches.map((l) => l.code))];
}

/**
 * The body of a file: the call's shaders in full, and for each further epilogue the lines that it brings.
 * Calls that a family refuses are told with its reason.
 */
function bodyOf(call: KernelCall): string {
  const anchors = ANCHORS[call.op];
  const plain = anchors ? withEpilogue(call, anchors, EPILOGUES[0] as EpilogueCase) : call;
  const parts: string[] = [];
  const seen = new Set<string>();
  for (const software of [false, true]) {
    const shaders = shadersOf(plain, software);
    if (typeof shaders === "string") parts.push(`// refused: ${shaders}`);
    else
      for (const code of shaders) {
        if (seen.has(code)) continue;
        seen.add(code);
        parts.push(`// as on a ${software ? "software device" : "GPU"}\n${code.trimEnd()}`);
      }
  }
  for (const epilogue of anchors ? EPILOGUES.slice(1) : []) {
    const shaders = shadersOf(withEpilogue(call, anchors as number, epilogue), false);
    parts.push(
      typeof shaders === "string"
        ? `// ${epilogue.name}: refused: ${shaders}`
        : `// ${epilogue.name}\n${newLines(shaders.join("\n"), seen).join("\n")}`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}

function newLines(code: string, seen: ReadonlySet<string>): string[] {
  const known = new Set([...seen].flatMap((text) => text.split("\n")));
  return code.split("\n").filter((line) => line.trim() !== "" && !known.has(line));
}

/** Golden files by name, from examples by file name. Left out are families that WebGPU does not have, and examples that wasm alone tells apart. */
export function wgslFiles(
  examples: Readonly<Record<string, { readonly name: string; readonly call: KernelCall }>>,
): [name: string, text: string][] {
  const seen = new Set<string>();
  return Object.entries(examples).flatMap(([file, { name, call }]): [string, string][] => {
    if (!GPU_KERNELS.some((k) => k.op === call.op)) return [];
    const body = bodyOf(call);
    if (seen.has(body)) return [];
    seen.add(body);
    return [[`${file}.wgsl`, `// ${name}\n\n${body}`]];
  });
}
