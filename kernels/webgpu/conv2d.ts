/** Convolution on WebGPU: an implicit matrix product over the pixels under each window. */
import { type Shape, sizeOf } from "../../src/graph/types.ts";
import { convolutionTensors, windowAxes } from "../window.ts";
import { packedColumns, rowsOf } from "./factors.ts";
import { gemm, type LeftFactor, type Product, packColumns } from "./gemm.ts";
import { type GpuKernel, type GpuLimits, type GpuLowered, type KernelCall, NOTHING } from "./kernel.ts";
import type { Shader } from "./shader.ts";

export const conv2d: GpuKernel = { op: "conv2d", lower: (call, limits) => lowerConvolution(call, limits) };

/** A convolution whose output 0 is its map; where it is pooled, in windows of 2×2, `call` has the pooled map last. */
export function lowerConvolution(call: KernelCall, limits: GpuLimits, pool?: ConvolutionPool): GpuLowered | string {
  const tensors = convolutionTensors(call);
  if (typeof tensors === "string") return tensors;
  const { x, w, output, constant } = tensors;
  if (call.attrs.gated || call.attrs.parts) return "it takes no factors or parts";
  if (w.shape[2] !== x.shape[3]) return "it is grouped";
  if (sizeOf(output.shape) === 0) return NOTHING;
  const axes = windowAxes(call.attrs, x.shape, w.shape, pool?.map ?? output.shape);
  if (typeof axes === "string") return axes;
  const n = w.shape[3] as number;
  const k = sizeOf(w.shape) / n;
  const m = pool ? 4 * pool.windows : sizeOf(output.shape) / n;
  const single = [axes.y, axes.x].every((a) => a.kernel === 1 && a.stride === 1 && !a.padded);
  const product: Product = {
    m,
    n,
    k,
    batches: 1,
    factors: (shader) => ({
      left: single && !pool ? rowsOf(shader, k) : pixels(shader, call, axes, pool !== undefined),
      right: packedColumns(shader),
    }),
    ...(pool ? { pool: { mode: pool.mode, ...(pool.kept ? { kept: placesInMap } : {}) } } : {}),
  };
  const dispatch = gemm(pool?.kept ? { ...call, outputs: call.outputs.slice(0, 1) } : call, 2, product, limits);
  if (typeof dispatch === "string") return dispatch;
  const pack = (): Float32Array => packColumns(constant.values, { k, n, kStride: n, nStride: 1 });
  return { launches: [dispatch], packed: [pack], flops: 2 * m * n * k };
}

export interface ConvolutionPool {
  readonly mode: "max" | "avg";
  /** The map's shape. */
  readonly map: Shape;
  readonly windows: number;
  /** The map is stored too, and windows cover all of it. */
  readonly kept: boolean;
}

/** Where in the map the pixel `r` of a window is, after `pixels` has declared the extents. */
const placesInMap =
  () =>
  (window: string, r: number): string =>
    `((${window}) / (u.outX / 2u) * 2u + ${r >> 1}u) * u.outX + (${window}) % (u.outX / 2u) * 2u + ${r & 1}u`;

type Axes = Exclude<ReturnType<typeof windowAxes>, string>;

/** Rows are windows, four by four neighbours where they are pooled; a tap that is padding reads zero. */
function pixels(shader: Shader, { inputs }: KernelCall, { y, x }: Axes, pooled: boolean): LeftFactor {
  const [, , , depth] = (inputs[0]?.shape ?? []) as [number, number, number, number];
  const unit = depth % 4 === 0 ? 4 : 1;
  const source = shader.buffer("a", { input: 0 }, unit === 4 ? "vec4<f32>" : "f32");
  const u = shader.uniforms({
    outX: x.output,
    outY: y.output,
    width: x.input,
    height: y.input,
    kernelX: x.kernel,
    kernelY: y.kernel,
    depth: depth / unit,
    strideX: x.stride,
    strideY: y.stride,
    dilationX: x.dilation,
    dilationY: y.dilation,
  });
  const before = shader.uniforms({ beforeX: x.before, beforeY: y.before }, "i32");
  const zero = unit === 4 ? "vec4<f32>()" : "0.0";
  const read = (s: string, channel: string): string => `select(${zero}, ${source}[at${s} + ${channel}], in${s})`;
  /** The tap's first element and whether it is inside, for a row; `ky` and `kx` are code. */
  const tap = (s: string, ky: string, kx: string): string[] => [
    `let py${s} = y0${s} + i32(${ky} * ${u.dilationY});`,
    `let px${s} = x0${s} + i32(${kx} * ${u.dilationX});`,
    `let in${s} = py${s} >= 0 && py${s} < i32(${u.height}) && px${s} >= 0 && px${s} < i32(${u.width});`,
    // Outside, any address that exists will do.
    `let at${s} = select(0u, (image${s} + u32(py${s}) * ${u.width} + u32(px${s})) * ${u.depth}, in${s});`,
  ];
  shader.declare(`fn pixel(y0: i32, x0: i32, image: u32, k: u32) -> ${unit === 4 ? "vec4<f32>" : "f32"} {
let c = k % ${u.depth};
let t = k / ${u.depth};
${tap("", `(t / ${u.kernelX})`, `(t % ${u.kernelX})`).join("\n")}
return ${read("", "c")};
}`);
  return {
    unit,
    row: (row, s) => {
      const [across, down] = pooled ? [`(${u.outX} / 2u)`, `(${u.outY} / 2u)`] : [u.outX, u.outY];
      const at = (pixel: string, bit: string): string => (pooled ? `(${pixel} * 2u + ${bit})` : pixel);
      return [
        `let w${s} = ${pooled ? `(${row}) / 4u` : row};`,
        `let q${s} = w${s} / ${across};`,
        `let x0${s} = i32(${at(`(w${s} % ${across})`, `((${row}) & 1u)`)} * ${u.strideX}) - ${before.beforeX};`,
        `let y0${s} = i32(${at(`(q${s} % ${down})`, `(((${row}) >> 1u) & 1u)`)} * ${u.strideY}) - ${before.beforeY};`,
        `let image${s} = q${s} / ${down} * ${u.height} * ${u.width};`,
      ];
    },
    walk: (rows, body) => [
      `for (var ky = 0u; ky < ${u.kernelY}; ky++) {`,
      `for (var kx = 0u; kx < ${u.kernelX}; kx++) {`,
      ...rows.flatMap((s) => tap(s, "ky", "kx")),
      `for (var c = 0u; c < ${u.depth}; c++) {`,
      ...body((s) => read(s, "c")),
      "}",
      "}",
      "}",
    ],
    at: (s, k) => `pixel(y0${s}, x0${s}, image${s}, ${k})`,
  };
}
