/** The index of the largest or smallest element along one axis on WebGPU; of equal ones the first. */
import { sizeOf } from "../../src/graph/types.ts";
import type { ArgmaxAttrs } from "../argmax.ts";
import { type GpuKernel, NOTHING } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;

export const argmax: GpuKernel = {
  op: "argmax",
  lower({ attrs, inputs, outputs }, limits) {
    const { mode, axis } = attrs as unknown as ArgmaxAttrs;
    const [input, output] = [inputs[0], outputs[0]];
    if (input?.dtype !== "float32" || output?.dtype !== "int32") return "argmax takes float32 and gives int32";
    const { shape } = input;
    const d = axis < 0 ? axis + shape.length : axis;
    const n = shape[d];
    if (n === undefined) return `there is no axis ${axis}`;
    if (sizeOf(output.shape) === 0) return NOTHING;
    if (n === 0) return "there is nothing to compare";
    const total = sizeOf(output.shape);
    const shader = new Shader();
    const a = shader.buffer("a", { input: 0 });
    const y = shader.buffer("y", { output: 0 }, "i32", true);
    const u = shader.uniforms({ total, length: n, inner: sizeOf(shape.slice(d + 1)) });
    const body = `let i = ${flatIndex(SIZE)};
if (i >= ${u.total}) { return; }
let base = (i / ${u.inner}) * ${u.length} * ${u.inner} + i % ${u.inner};
var best = ${a}[base];
var at = 0u;
for (var j = 1u; j < ${u.length}; j++) {
let value = ${a}[base + j * ${u.inner}];
if (value ${mode === "max" ? ">" : "<"} best) { best = value; at = j; }
}
${y}[i] = i32(at);`;
    const dispatch = shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(total, SIZE, limits), body);
    return typeof dispatch === "string" ? dispatch : { launches: [dispatch], packed: [], flops: sizeOf(shape) };
  },
};
