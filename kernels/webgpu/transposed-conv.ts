/**
 * Transposed convolution on WebGPU: one matrix product gives what each input pixel adds to the output pixels under its
 * window, then every output pixel gathers its parts.
 */
import { isStatic, sizeOf } from "../../src/graph/types.ts";
import type { KernelTensor } from "../kernel.ts";
import type { TransposedConvAttrs } from "../transposed-conv.ts";
import { gpuEpilogue, outputType } from "./epilogue.ts";
import { packedColumns, rowsOf } from "./factors.ts";
import { gemm, packColumns } from "./gemm.ts";
import { type Dispatch, type GpuKernel, type GpuLimits, type KernelCall, NOTHING } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;

type Four = readonly [number, number, number, number];

export const transposedConv: GpuKernel = {
  op: "transposed-conv",
  lower(call, limits) {
    const { strides, pads } = call.attrs as unknown as TransposedConvAttrs;
    const [x, w, output] = [call.inputs[0], call.inputs[1], call.outputs[0]];
    if (
      !x ||
      !w ||
      !output ||
      ![x, w, output].every((t) => t.dtype === "float32" && t.shape.length === 4 && isStatic(t.shape))
    )
      return "it needs float32 tensors of rank 4 with known shapes";
    const { constant } = w;
    if (!constant) return "its weights are not constant";
    if (sizeOf(output.shape) === 0 || sizeOf(x.shape) === 0) return NOTHING;
    const [images, height, wide, depth] = x.shape as unknown as Four;
    const [kernelY, kernelX, channels, own] = w.shape as unknown as Four;
    const [outImages, outHeight, outWidth, outChannels] = output.shape as unknown as Four;
    const back = (i: 0 | 1, size: number, kernel: number): number =>
      Math.floor((size + (pads[2 * i] as number) + (pads[2 * i + 1] as number) - kernel) / strides[i]) + 1;
    const fits = back(0, outHeight, kernelY) === height && back(1, outWidth, kernelX) === wide;
    if (!fits || own !== depth || outChannels !== channels || outImages !== images) return "its shapes do not fit";

    const [m, n] = [images * height * wide, kernelY * kernelX * channels];
    const products = gemm(
      { op: "matmul", attrs: {}, inputs: [x], outputs: [{ dtype: "float32", shape: [m, n] }] },
      1,
      {
        m,
        n,
        k: depth,
        batches: 1,
        factors: (shader) => ({ left: rowsOf(shader, depth), right: packedColumns(shader) }),
      },
      limits,
    );
    const sums = gatherParts(call, limits);
    if (typeof products === "string") return products;
    if (typeof sums === "string") return sums;
    return {
      launches: [intoScratch(products), sums],
      packed: [() => packColumns(constant.values, { k: depth, n, kStride: 1, nStride: depth })],
      scratchBytes: 4 * m * n,
      flops: 2 * m * n * depth,
    };
  },
};

/** The dispatch with its output in scratch memory. */
export const intoScratch = (dispatch: Dispatch): Dispatch => ({
  ...dispatch,
  words: dispatch.words.map((w) => (typeof w === "object" && "output" in w ? { scratch: true } : w)),
});

/** Sums the products of every output element: those of the taps that reach it from an input pixel. */
function gatherParts(call: KernelCall, limits: GpuLimits): Dispatch | string {
  const four = (tensor: KernelTensor | undefined): Four => tensor?.shape as unknown as Four;
  const { strides, pads } = call.attrs as unknown as TransposedConvAttrs;
  const [, height, wide] = four(call.inputs[0]);
  const [kernelY, kernelX] = four(call.inputs[1]);
  const [, outY, outX, channels] = four(call.outputs[0]);
  const type = outputType(call);
  const width = type === "f32" ? 1 : 4;
  const total = sizeOf(call.outputs[0]?.shape ?? []) / width;
  const shader = new Shader();
  const products = shader.buffer("products", { scratch: true }, type);
  const u = shader.uniforms({
    total,
    channels: channels / width,
    outX,
    outY,
    height,
    width: wide,
    kernelX,
    kernelY,
    strideX: strides[1],
    strideY: strides[0],
    padX: pads[2],
    padY: pads[0],
  });
  const epilogue = gpuEpilogue(shader, call, 2, type);
  if (typeof epilogue === "string") return epilogue;
  // Tap t reaches from input position (place - t) / stride, where that is whole and exists.
  const body = `let i = ${flatIndex(SIZE)};
if (i >= ${u.total}) { return; }
let channel = i % ${u.channels};
let pixel = i / ${u.channels};
let row = pixel / ${u.outX};
let px = pixel % ${u.outX} + ${u.padX};
let py = row % ${u.outY} + ${u.padY};
let image = row / ${u.outY} * ${u.height};
var sum = ${type}();
for (var ty = py % ${u.strideY}; ty < ${u.kernelY} && ty <= py; ty += ${u.strideY}) {
let y = (py - ty) / ${u.strideY};
if (y >= ${u.height}) { continue; }
for (var tx = px % ${u.strideX}; tx < ${u.kernelX} && tx <= px; tx += ${u.strideX}) {
let x = (px - tx) / ${u.strideX};
if (x >= ${u.width}) { continue; }
sum += ${products}[((((image + y) * ${u.width} + x) * ${u.kernelY} + ty) * ${u.kernelX} + tx) * ${u.channels} + channel];
}
}
${epilogue.store("sum", "i", "channel")}`;
  return shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(total, SIZE, limits), body);
}
