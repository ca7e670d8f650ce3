/** The largest elements of each row with their places on WebGPU, in order; of equal ones the first. */
import { sizeOf } from "../../src/graph/types.ts";
import { type GpuKernel, NOTHING } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;

export const topK: GpuKernel = {
  op: "top-k",
  /** float32 `[..., n]` to float32 and int32 `[..., k]`; an invocation finds those of one row, one after the other. */
  lower({ inputs, outputs }, limits) {
    const [x, values, places] = [inputs[0], outputs[0], outputs[1]];
    if (x?.dtype !== "float32" || values?.dtype !== "float32" || places?.dtype !== "int32")
      return "only the best of float32 are found";
    const [n, k] = [x.shape.at(-1), values.shape.at(-1)];
    if (n === undefined || k === undefined) return "it has no last axis";
    if (sizeOf(values.shape) === 0) return NOTHING;
    if (k > n) return `${k} of ${n} are wanted`;
    const rows = sizeOf(x.shape) / n;
    const shader = new Shader();
    const a = shader.buffer("a", { input: 0 });
    const y = shader.buffer("y", { output: 0 }, "f32", true);
    const z = shader.buffer("z", { output: 1 }, "i32", true);
    const u = shader.uniforms({ rows, n, k });
    // The next best comes after the last: it is smaller, or equal and further on. Among NaN there is none, which gives 0.
    const body = `let row = ${flatIndex(SIZE)};
if (row >= ${u.rows}) { return; }
var last = 0u;
for (var j = 0u; j < ${u.k}; j++) {
let bound = ${a}[row * ${u.n} + last];
var at = ${u.n};
var best = 0.0;
for (var i = 0u; i < ${u.n}; i++) {
let value = ${a}[row * ${u.n} + i];
let open = j == 0u || value < bound || (value == bound && i > last);
if (open && (at == ${u.n} || value > best)) { best = value; at = i; }
}
last = select(at, 0u, at == ${u.n});
${y}[row * ${u.k} + j] = ${a}[row * ${u.n} + last];
${z}[row * ${u.k} + j] = i32(last);
}`;
    const dispatch = shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(rows, SIZE, limits), body);
    return typeof dispatch === "string" ? dispatch : { launches: [dispatch], packed: [], flops: sizeOf(x.shape) };
  },
};
