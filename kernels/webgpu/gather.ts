/** Gathers slices on WebGPU by indices that are known only at run time. An index out of range reads the nearest slice. */
import { sizeOf } from "../../src/graph/types.ts";
import type { GatherAttrs } from "../gather.ts";
import { type GpuKernel, NOTHING } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;

export const gather: GpuKernel = {
  op: "gather",
  lower({ attrs, inputs, outputs }, limits) {
    const { axis, batchDims = 0, depth } = attrs as unknown as GatherAttrs;
    const [input, indices, output] = [inputs[0], inputs[1], outputs[0]];
    if (!input || !output || input.dtype !== output.dtype || !/^(float|int)32$/.test(input.dtype))
      return "elements must have 4 bytes";
    if (indices?.dtype !== "int32") return "indices must be int32";
    const { shape } = input;
    const extents = shape.slice(axis, axis + (depth ?? 1));
    if (extents.length === 0 || extents.length < (depth ?? 1) || axis < batchDims) return `there is no axis ${axis}`;
    if (sizeOf(output.shape) === 0) return NOTHING;
    if (sizeOf(extents) === 0) return "there is nothing to gather";
    const inner = sizeOf(shape.slice(axis + extents.length));
    const width = inner % 4 === 0 ? 4 : 1;
    const type = width === 4 ? "vec4<u32>" : "u32";
    const total = sizeOf(output.shape) / width;
    const shader = new Shader();
    const a = shader.buffer("a", { input: 0 }, type);
    const b = shader.buffer("b", { input: 1 }, "i32");
    const y = shader.buffer("y", { output: 0 }, type, true);
    const u = shader.uniforms({
      total,
      inner: inner / width,
      count: sizeOf(indices.shape.slice(batchDims)) / (depth ?? 1),
      outer: sizeOf(shape.slice(batchDims, axis)),
      slice: (sizeOf(extents) * inner) / width,
    });
    const steps = extents.map((n, j) => {
      const last = shader.uniform(`last${j}`, n - 1, "i32");
      const step = shader.uniform(`step${j}`, (inner * sizeOf(extents.slice(j + 1))) / width);
      return `at += u32(clamp(${b}[entry + ${j}u], 0, ${last})) * ${step};`;
    });
    const body = `let i = ${flatIndex(SIZE)};
if (i >= ${u.total}) { return; }
let rest = i / ${u.inner};
let block = rest / ${u.count};
let entry = (block / ${u.outer} * ${u.count} + rest % ${u.count}) * ${extents.length}u;
var at = block * ${u.slice} + i % ${u.inner};
${steps.join("\n")}
${y}[i] = ${a}[at];`;
    const dispatch = shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(total, SIZE, limits), body);
    return typeof dispatch === "string" ? dispatch : { launches: [dispatch], packed: [], flops: 0 };
  },
};
