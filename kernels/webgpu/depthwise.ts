/** Depthwise convolution on WebGPU: an invocation computes a few outputs of a row for one vector of channels. */
import { isStatic, sizeOf } from "../../src/graph/types.ts";
import { windowAxes } from "../window.ts";
import { gpuEpilogue, outputType } from "./epilogue.ts";
import { type GpuKernel, NOTHING } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;
/** Outputs of a row per invocation: their windows share rows of weights. */
const ALONG = 4;

export const depthwise: GpuKernel = {
  op: "depthwise",
  lower(call, limits) {
    const [x, w] = call.inputs;
    const output = call.outputs[0];
    if (
      !x ||
      !w ||
      !output ||
      ![x, w, output].every((t) => t.dtype === "float32" && t.shape.length === 4 && isStatic(t.shape))
    )
      return "it needs float32 tensors of rank 4 with known shapes";
    if (w.shape[3] !== 1) return "its channel multiplier is not 1";
    if (sizeOf(output.shape) === 0) return NOTHING;
    const axes = windowAxes(call.attrs, x.shape, w.shape, output.shape);
    if (typeof axes === "string") return axes;
    const type = outputType(call);
    const width = type === "f32" ? 1 : 4;
    const [images, outY, outX, channels] = output.shape as [number, number, number, number];
    const along = Math.min(ALONG, outX);
    const shader = new Shader();
    const a = shader.buffer("a", { input: 0 }, type);
    const b = shader.buffer("b", { input: 1 }, type);
    const total = images * outY * Math.ceil(outX / along) * (channels / width);
    const u = shader.uniforms({
      total,
      channels: channels / width,
      tiles: Math.ceil(outX / along),
      outX,
      outY,
      width: axes.x.input,
      height: axes.y.input,
      kernelX: axes.x.kernel,
      kernelY: axes.y.kernel,
      strideX: axes.x.stride,
      strideY: axes.y.stride,
      dilationX: axes.x.dilation,
      dilationY: axes.y.dilation,
    });
    const before = shader.uniforms({ beforeX: axes.x.before, beforeY: axes.y.before }, "i32");
    const epilogue = gpuEpilogue(shader, call, 2, type);
    if (typeof epilogue === "string") return epilogue;
    const each = Array.from({ length: along }, (_, i) => i);
    const body = [
      `let i = ${flatIndex(SIZE)};`,
      `if (i >= ${u.total}) { return; }`,
      `let channel = i % ${u.channels};`,
      `let tile = i / ${u.channels};`,
      `let ox = (tile % ${u.tiles}) * ${along}u;`,
      `let row = tile / ${u.tiles};`,
      `let top = i32((row % ${u.outY}) * ${u.strideY}) - ${before.beforeY};`,
      `let left = i32(ox * ${u.strideX}) - ${before.beforeX};`,
      `let image = row / ${u.outY} * ${u.height};`,
      ...each.map((o) => `var s${o} = ${type}();`),
      `for (var ky = 0u; ky < ${u.kernelY}; ky++) {`,
      `let y = top + i32(ky * ${u.dilationY});`,
      `if (y < 0 || y >= i32(${u.height})) { continue; }`,
      `let line = (image + u32(y)) * ${u.width};`,
      `for (var kx = 0u; kx < ${u.kernelX}; kx++) {`,
      `let weight = ${b}[(ky * ${u.kernelX} + kx) * ${u.channels} + channel];`,
      `let x = left + i32(kx * ${u.dilationX});`,
      ...each.map((o) => {
        const at = o === 0 ? "x" : `x + i32(${o}u * ${u.strideX})`;
        return `{ let p = ${at}; if (p >= 0 && p < i32(${u.width})) { s${o} = fma(${a}[(line + u32(p)) * ${u.channels} + channel], weight, s${o}); } }`;
      }),
      "}",
      "}",
      ...each.map(
        (o) =>
          `if (ox + ${o}u < ${u.outX}) { ${epilogue.store(`s${o}`, `(row * ${u.outX} + ox + ${o}u) * ${u.channels} + channel`, "channel")} }`,
      ),
    ];
    const dispatch = shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(total, SIZE, limits), body.join("\n"));
    if (typeof dispatch === "string") return dispatch;
    const taps = (w.shape[0] as number) * (w.shape[1] as number);
    return { launches: [dispatch], packed: [], flops: 2 * sizeOf(output.shape) * taps + epilogue.flops };
  },
};
