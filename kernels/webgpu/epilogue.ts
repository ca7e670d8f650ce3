/** Epilogues on WebGPU: a function of the shader that finishes and stores what a kernel has accumulated. */
import type { FloatType } from "../../src/codegen/wgsl/render.ts";
import { argument, argumentsOf } from "../../src/expr/expr.ts";
import { sameShape, sizeOf } from "../../src/graph/types.ts";
import type { Epilogue } from "../kernel.ts";
import { flopsOf } from "../loops.ts";
import { operandKind } from "../operands.ts";
import type { KernelCall } from "./kernel.ts";
import { type MovedAttrs, movedOperand } from "./moved.ts";
import type { Shader } from "./shader.ts";

export interface GpuEpilogue {
  /** The code that finishes an accumulator. Positions count elements of the type: from the output's first, and from the first channel. */
  store(accumulator: string, element: string, channel: string): string;
  readonly flops: number;
}

/** The type that a kernel accumulates in where its outputs are stored along the last axis. */
export const outputType = ({ outputs }: KernelCall): FloatType =>
  (outputs[0]?.shape.at(-1) ?? 1) % 4 === 0 ? "vec4<f32>" : "f32";

/**
 * Declares the function `finish`, or says why there can be none.
 * @param first the input that is argument 1
 * @param gives whether what is stored last is the value of the code
 */
export function gpuEpilogue(
  shader: Shader,
  call: KernelCall,
  first: number,
  type: FloatType,
  gives = false,
): GpuEpilogue | string {
  const epilogue = (call.attrs.epilogue ?? [argument(0)]) as Epilogue;
  const { resized, pooled } = call.attrs as MovedAttrs;
  const shape = call.outputs[0]?.shape ?? [];
  if (call.outputs.length !== epilogue.length)
    return `${epilogue.length} expressions do not make ${call.outputs.length} outputs`;
  if (call.outputs.some((o) => o.dtype !== "float32" || !sameShape(o.shape, shape)))
    return "outputs must be float32 of one shape";
  const lines: string[] = [];
  const values = new Map<number, string>([[0, "acc"]]);
  for (const index of argumentsOf(...epilogue)) {
    if (index === 0) continue;
    const input = first + index - 1;
    const operand = call.inputs[input];
    if (operand?.dtype !== "float32") return `the epilogue has no float32 operand ${index}`;
    const how = resized?.[index] ?? pooled?.[index];
    if (how) {
      const source = shader.buffer(`x${index}`, { input }, type);
      const problem = movedOperand(shader, type, index, how, source, operand.shape, shape);
      if (problem) return problem;
      lines.push(`let v${index} = moved${index}(element, channel);`);
      values.set(index, `v${index}`);
      continue;
    }
    const kind = operandKind(operand, shape);
    if (!kind) return `epilogue operand ${index} [${operand.shape}] is neither scalar, per channel nor like the output`;
    let code: string;
    if (kind === "narrow") {
      const width = type === "f32" ? 1 : 4;
      const own = (operand.shape.at(-1) as number) / width;
      if (!Number.isInteger(own)) return `epilogue operand ${index} ends within a vector of channels`;
      const u = shader.uniforms({ [`own${index}`]: own, [`all${index}`]: (shape.at(-1) as number) / width });
      const [c, all] = [u[`own${index}`], u[`all${index}`]];
      const buffer = shader.buffer(`x${index}`, { input }, type);
      code = `select(${type}(0), ${buffer}[element / ${all} * ${c} + min(channel, ${c} - 1u)], channel < ${c})`;
    } else if (kind === "scalar" && operand.constant)
      code = `${type}(${shader.uniform(`x${index}`, operand.constant.values[0] as number, "f32")})`;
    else {
      const buffer = shader.buffer(`x${index}`, { input }, kind === "scalar" ? "f32" : type);
      code = kind === "scalar" ? `${type}(${buffer}[0])` : `${buffer}[${kind === "channel" ? "channel" : "element"}]`;
    }
    lines.push(`let v${index} = ${code};`);
    values.set(index, `v${index}`);
  }
  const { statements, results } = shader.render(epilogue, type, (i) => values.get(i) as string);
  const stores = results.map((value, o) => `${shader.buffer(`y${o}`, { output: o }, type, true)}[element] = ${value};`);
  const body = [...lines, ...statements, ...stores, ...(gives ? [`return ${results.at(-1)};`] : [])].join("\n");
  shader.declare(`fn finish(acc: ${type}, element: u32, channel: u32)${gives ? ` -> ${type}` : ""} {\n${body}\n}`);
  return {
    store: (accumulator, element, channel) => `finish(${accumulator}, ${element}, ${channel})${gives ? "" : ";"}`,
    flops: flopsOf(...epilogue) * sizeOf(shape),
  };
}
