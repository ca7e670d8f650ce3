/** Max and average pooling of NHWC images on WebGPU; padding never takes part. */
import { sizeOf } from "../../src/graph/types.ts";
import { flopsOf } from "../loops.ts";
import type { PoolAttrs } from "../pool.ts";
import { gpuEpilogue, outputType } from "./epilogue.ts";
import { type GpuKernel, NOTHING } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;

export const pool: GpuKernel = {
  op: "pool",
  lower(call, limits) {
    const { mode, window, strides, pads, prologue } = call.attrs as unknown as PoolAttrs;
    const [input, output] = [call.inputs[0], call.outputs[0]];
    if (input?.dtype !== "float32" || output?.dtype !== "float32") return "only float32 is pooled";
    if (input.shape.length !== 4 || output.shape.length !== 4) return "pooling takes NHWC images";
    const [, height, wide] = input.shape as [number, number, number, number];
    const [, outHeight, outWidth, channels] = output.shape as [number, number, number, number];
    if (sizeOf(output.shape) === 0) return NOTHING;
    const type = outputType(call);
    const width = type === "f32" ? 1 : 4;
    const total = sizeOf(output.shape) / width;
    const shader = new Shader();
    const a = shader.buffer("a", { input: 0 }, type);
    const u = shader.uniforms({
      total,
      channels: channels / width,
      outX: outWidth,
      outY: outHeight,
      windowX: window[1],
      windowY: window[0],
      strideX: strides[1],
      strideY: strides[0],
    });
    const s = shader.uniforms({ width: wide, height, beforeX: pads[2], beforeY: pads[0] }, "i32");
    const epilogue = gpuEpilogue(shader, call, 1, type);
    if (typeof epilogue === "string") return epilogue;
    const element = prologue
      ? shader.render([prologue], type, () => "value", "p")
      : { statements: [], results: ["value"] };
    const max = mode === "max";
    if (max) shader.declare("var<private> lowest: u32 = 0xff800000u;");
    const body = [
      `let i = ${flatIndex(SIZE)};`,
      `if (i >= ${u.total}) { return; }`,
      `let channel = i % ${u.channels};`,
      `let pixel = i / ${u.channels};`,
      `let row = pixel / ${u.outX};`,
      `let x0 = i32((pixel % ${u.outX}) * ${u.strideX}) - ${s.beforeX};`,
      `let y0 = i32((row % ${u.outY}) * ${u.strideY}) - ${s.beforeY};`,
      `let image = row / ${u.outY} * u32(${s.height});`,
      `let left = max(x0, 0); let right = min(x0 + i32(${u.windowX}), ${s.width});`,
      `let top = max(y0, 0); let bottom = min(y0 + i32(${u.windowY}), ${s.height});`,
      max ? `var acc = ${type}(bitcast<f32>(lowest));` : `var acc = ${type}();`,
      "for (var y = top; y < bottom; y++) {",
      "for (var x = left; x < right; x++) {",
      `let value = ${a}[((image + u32(y)) * u32(${s.width}) + u32(x)) * ${u.channels} + channel];`,
      ...element.statements,
      // Comparing keeps NaN from becoming the maximum.
      max
        ? `acc = select(acc, ${element.results[0]}, ${element.results[0]} > acc);`
        : `acc = acc + ${element.results[0]};`,
      "}",
      "}",
      ...(max ? [] : ["acc = acc / f32((right - left) * (bottom - top));"]),
      epilogue.store("acc", "i", "channel"),
    ];
    const dispatch = shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(total, SIZE, limits), body.join("\n"));
    if (typeof dispatch === "string") return dispatch;
    const flops = sizeOf(output.shape) * window[0] * window[1] * (1 + (prologue ? flopsOf(prologue) : 0));
    return { launches: [dispatch], packed: [], flops: flops + epilogue.flops };
  },
};
