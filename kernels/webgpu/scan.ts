/** Running sums and products along one axis on WebGPU: an invocation walks one line. */
import { sizeOf } from "../../src/graph/types.ts";
import type { ScanAttrs } from "../scan.ts";
import { type GpuKernel, NOTHING } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;

export const scan: GpuKernel = {
  op: "scan",
  lower({ attrs, inputs, outputs }, limits) {
    const { mode, axis, exclusive, reverse } = attrs as unknown as ScanAttrs;
    const [input, output] = [inputs[0], outputs[0]];
    if (input?.dtype !== "float32" || output?.dtype !== "float32") return "only float32 is scanned";
    const { shape } = input;
    const d = axis < 0 ? axis + shape.length : axis;
    const n = shape[d];
    if (n === undefined) return `there is no axis ${axis}`;
    if (sizeOf(shape) === 0) return NOTHING;
    const total = sizeOf(shape) / n;
    const shader = new Shader();
    const a = shader.buffer("a", { input: 0 });
    const y = shader.buffer("y", { output: 0 }, "f32", true);
    const u = shader.uniforms({ total, length: n, inner: sizeOf(shape.slice(d + 1)) });
    const add = `acc = acc ${mode === "sum" ? "+" : "*"} ${a}[at];`;
    const store = `${y}[at] = acc;`;
    const body = `let i = ${flatIndex(SIZE)};
if (i >= ${u.total}) { return; }
let base = (i / ${u.inner}) * ${u.length} * ${u.inner} + i % ${u.inner};
var acc = ${mode === "sum" ? "0.0" : "1.0"};
for (var j = 0u; j < ${u.length}; j++) {
let at = base + ${reverse ? `(${u.length} - 1u - j)` : "j"} * ${u.inner};
${exclusive ? `${store}\n${add}` : `${add}\n${store}`}
}`;
    const dispatch = shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(total, SIZE, limits), body);
    return typeof dispatch === "string" ? dispatch : { launches: [dispatch], packed: [], flops: sizeOf(shape) };
  },
};
