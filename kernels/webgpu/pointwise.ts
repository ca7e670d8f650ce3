/** Pointwise on WebGPU: one invocation computes one element, or four along the last axis. */
import { argumentsOf } from "../../src/expr/expr.ts";

import { sameShape, sizeOf } from "../../src/graph/types.ts";
import { broadcastStrides, collapse, flopsOf, stridesOf } from "../loops.ts";
import type { PointwiseAttrs } from "../pointwise.ts";
import { type GpuKernel, type GpuLimits, type GpuLowered, type KernelCall, NOTHING } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;

export const pointwise: GpuKernel = { op: "pointwise", lower };

function lower({ attrs, inputs, outputs }: KernelCall, limits: GpuLimits): GpuLowered | string {
  const { exprs } = attrs as unknown as PointwiseAttrs;
  const shape = outputs[0]?.shape ?? [];
  if (outputs.length !== exprs.length) return `${exprs.length} expressions do not make ${outputs.length} outputs`;
  if (outputs.some((o) => o.dtype !== "float32" || !sameShape(o.shape, shape)))
    return "outputs must be float32 of one shape";
  const size = sizeOf(shape);
  if (size === 0) return NOTHING;

  const used = argumentsOf(...exprs);
  const walks: number[][] = [];
  for (const i of used) {
    const input = inputs[i];
    if (!input) return `there is no operand ${i}`;
    if (input.dtype !== "float32" && input.dtype !== "int32") return `operand ${i} is ${input.dtype}`;
    const strides = broadcastStrides(input.shape, shape);
    if (!strides) return `operand ${i} [${input.shape}] does not broadcast to [${shape}]`;
    walks.push(strides);
  }
  const nest = collapse({ extents: shape, strides: [...walks, stridesOf(shape)] });
  const own = nest.strides.slice(0, -1);
  const inner = nest.extents.length - 1;
  const width = (nest.extents[inner] as number) % 4 === 0 && own.every((s) => fitsVectors(s, inner)) ? 4 : 1;
  const type = width === 4 ? "vec4<f32>" : "f32";
  const extents = nest.extents.map((n, d) => (d === inner ? n / width : n));

  const shader = new Shader();
  const count = shader.uniform("count", size / width);
  const needsIndices = own.some((s) => !s.every((x) => x === 0) && !linear(s, nest.extents));
  /** The code of an index along each axis, where operands need them one by one. */
  const steps = extents.map((n, d) => (needsIndices && d > 0 ? shader.uniform(`n${d}`, n) : ""));
  const lines: string[] = [];
  if (needsIndices) {
    lines.push("var rest = i;");
    for (let d = inner; d > 0; d--) lines.push(`let i${d} = rest % ${steps[d]}; rest = rest / ${steps[d]};`);
    lines.push("let i0 = rest;");
  }
  const values = used.map((i, n) => {
    const strides = own[n] as readonly number[];
    const integer = inputs[i]?.dtype === "int32";
    const scalar = strides.every((s) => s === 0);
    const vector = width === 4 && strides[inner] === 1;
    const constant = inputs[i]?.constant;
    if (scalar && constant) {
      lines.push(`let x${n} = ${type}(${shader.uniform(`s${n}`, constant.values[0] as number, "f32")});`);
      return `x${n}`;
    }
    const element = integer ? "i32" : vector ? "vec4<f32>" : "f32";
    const buffer = shader.buffer(`a${n}`, { input: i }, integer && vector ? "i32" : element);
    let at: string;
    if (scalar) at = "0u";
    else if (linear(strides, nest.extents)) at = "i";
    else
      at = strides
        .flatMap((s, d) => {
          const unit = vector ? (d === inner ? 1 : s / 4) : d === inner ? s * width : s;
          return s === 0 ? [] : [unit === 1 ? `i${d}` : `i${d} * ${shader.uniform(`t${n}_${d}`, unit)}`];
        })
        .join(" + ");
    if (integer && vector) {
      lines.push(`let p${n} = 4u * (${at});`);
      const parts = [0, 1, 2, 3].map((j) => `f32(${buffer}[p${n} + ${j}u])`);
      lines.push(`let x${n} = vec4<f32>(${parts.join(", ")});`);
    } else lines.push(`let x${n} = ${type}(${buffer}[${at}]);`);
    return `x${n}`;
  });
  const { statements, results } = shader.render(exprs, type, (i) => values[used.indexOf(i)] as string);
  const stores = results.map((value, o) => `${shader.buffer(`o${o}`, { output: o }, type, true)}[i] = ${value};`);
  const body = [`let i = ${flatIndex(SIZE)};`, `if (i >= ${count}) { return; }`, ...lines, ...statements, ...stores];
  const dispatch = shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(size / width, SIZE, limits), body.join("\n"));
  if (typeof dispatch === "string") return dispatch;
  return { launches: [dispatch], packed: [], flops: flopsOf(...exprs) * size };
}

/** Whether an operand can be read by vectors along the last axis, or has one value for all of one. */
const fitsVectors = (strides: readonly number[], inner: number): boolean =>
  strides[inner] === 0 || (strides[inner] === 1 && strides.slice(0, inner).every((s) => s % 4 === 0));

/** Whether an operand lies as the output does. */
const linear = (strides: readonly number[], extents: readonly number[]): boolean =>
  strides.every((s, d) => s === stridesOf(extents)[d]);
