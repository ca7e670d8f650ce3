/** Resizes NHWC images on WebGPU, by tables of source positions. */
import { sizeOf } from "../../src/graph/types.ts";
import { ENTRY, type ResizeAttrs, resizeTable } from "../resize-table.ts";
import { gpuEpilogue, outputType } from "./epilogue.ts";
import { type GpuKernel, NOTHING } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;

export const resize: GpuKernel = {
  op: "resize",
  lower(call, limits) {
    const attrs = call.attrs as unknown as ResizeAttrs;
    const [input, output] = [call.inputs[0], call.outputs[0]];
    if (input?.dtype !== "float32" || output?.dtype !== "float32") return "only float32 images are resized";
    if (input.shape.length !== 4 || output.shape.length !== 4) return "resizing takes NHWC images";
    const [, height, wide, channels] = input.shape as [number, number, number, number];
    const [, outHeight, outWidth] = output.shape as [number, number, number, number];
    if (sizeOf(output.shape) === 0) return NOTHING;
    if (sizeOf(input.shape) === 0) return "there is nothing to resize";
    const type = outputType(call);
    const width = type === "f32" ? 1 : 4;
    const total = sizeOf(output.shape) / width;
    const shader = new Shader();
    const a = shader.buffer("a", { input: 0 }, type);
    const table = shader.buffer("table", { packed: 0 }, "i32");
    const pixel = channels / width;
    const u = shader.uniforms({
      total,
      channels: pixel,
      outX: outWidth,
      outY: outHeight,
      image: height * wide * pixel,
    });
    const epilogue = gpuEpilogue(shader, call, 1, type);
    if (typeof epilogue === "string") return epilogue;
    const entry = (index: string, name: string): string[] => [
      `let e${name} = ${ENTRY}u * (${index});`,
      `let ${name}0 = u32(${table}[e${name}]);`,
      `let ${name}1 = u32(${table}[e${name} + 1u]);`,
      `let d${name} = bitcast<f32>(${table}[e${name} + 2u]);`,
    ];
    const read = (y: string, x: string): string => `${a}[base + ${y} + ${x}]`;
    const bilinear = [
      `let top = ${read("y0", "x0")} + (${read("y0", "x1")} - ${read("y0", "x0")}) * dx;`,
      `let bottom = ${read("y1", "x0")} + (${read("y1", "x1")} - ${read("y1", "x0")}) * dx;`,
      "let value = top + (bottom - top) * dy;",
    ];
    const body = [
      `let i = ${flatIndex(SIZE)};`,
      `if (i >= ${u.total}) { return; }`,
      `let channel = i % ${u.channels};`,
      `let pixel = i / ${u.channels};`,
      `let row = pixel / ${u.outX};`,
      ...entry(`row % ${u.outY}`, "y"),
      ...entry(`${u.outY} + pixel % ${u.outX}`, "x"),
      `let base = row / ${u.outY} * ${u.image} + channel;`,
      ...(attrs.mode === "bilinear" ? bilinear : [`let value = ${read("y0", "x0")};`]),
      epilogue.store("value", "i", "channel"),
    ];
    const dispatch = shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(total, SIZE, limits), body.join("\n"));
    if (typeof dispatch === "string") return dispatch;
    const tables = (): Int32Array => {
      const both = [resizeTable(attrs, height, outHeight, wide * pixel), resizeTable(attrs, wide, outWidth, pixel)];
      return Int32Array.from(both.flatMap((t) => [...t]));
    };
    const flops = (attrs.mode === "bilinear" ? 9 * sizeOf(output.shape) : 0) + epilogue.flops;
    return { launches: [dispatch], packed: [tables], flops };
  },
};
