/** What the reference kernels do to pictures and rows before they are read: resizing, pooling, padding, factors, joining. */
import type { PoolAttrs } from "../../kernels/pool.ts";
import type { Node } from "../../src/graph/graph.ts";
import { ConstantTensor, type Shape, sizeOf } from "../../src/graph/types.ts";

export type Images = readonly [number, number, number, number];

/** Calls `visit` for every pixel of the output, with the offset of its first channel. */
export function eachPixel(
  [batch, height, width, channels]: Images,
  visit: (b: number, y: number, x: number, at: number) => void,
) {
  let at = 0;
  for (let b = 0; b < batch; b++)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++, at += channels) visit(b, y, x, at);
}

/** An epilogue's operand as large as the output, where the kernel pads or resizes it. */
export function placed(node: Node, t: ConstantTensor, argument: number): ConstantTensor {
  const out = node.output.shape as Shape;
  const resize = (node.attrs.resized as unknown as Record<number, Node["attrs"]> | undefined)?.[argument];
  if (resize) return new ConstantTensor("float32", out, resized(t, out as unknown as Images, resize));
  const pool = (node.attrs.pooled as unknown as Record<number, Node["attrs"]> | undefined)?.[argument];
  if (pool) return new ConstantTensor("float32", out, pooled(t, out as unknown as Images, pool));
  const [own, channels] = [t.shape.at(-1) as number, out.at(-1) as number];
  if (t.shape.length !== out.length || own >= channels || t.values.length === 1) return t;
  const values = new Float32Array(sizeOf(out));
  t.values.forEach((v: number, i: number) => {
    values[Math.floor(i / own) * channels + (i % own)] = v;
  });
  return new ConstantTensor("float32", out, values);
}

/** The first factor of a product, factors applied to its columns and its parts joined; and how many inputs that took beside two. */
export function leftFactor(node: Node, inputs: readonly ConstantTensor[]): readonly [ConstantTensor, number] {
  const { gated, parts = 1 } = node.attrs as { gated?: boolean; parts?: number };
  const [x] = inputs as [ConstantTensor];
  const depth = x.shape.at(-1) as number;
  if (gated) {
    const factors = inputs[2] as ConstantTensor;
    const values = Float32Array.from(x.values, (v, i) => v * (factors.values[i % depth] as number));
    return [new ConstantTensor("float32", x.shape, values), 1];
  }
  if (parts === 1) return [x, 0];
  const all = [x, ...inputs.slice(2, parts + 1)];
  const rows = sizeOf(x.shape.slice(0, -1));
  const values: number[] = [];
  for (let row = 0; row < rows; row++)
    for (const part of all) {
      const run = part.shape.at(-1) as number;
      for (let i = 0; i < run; i++) values.push(part.values[row * run + i] as number);
    }
  const shape = [...x.shape.slice(0, -1), values.length / rows];
  return [new ConstantTensor("float32", shape, Float32Array.from(values)), parts - 1];
}

/** The accumulators of a resize. */
export function resized(x: ConstantTensor, out: Images, attrs: Node["attrs"]): Float32Array {
  const { mode, alignCorners, halfPixelCenters } = attrs;
  const input = x.shape as unknown as Images;
  const sums = new Float32Array(sizeOf(out));
  const source = (i: number, d: 1 | 2): number => {
    const scale = alignCorners && out[d] > 1 ? (input[d] - 1) / (out[d] - 1) : input[d] / out[d];
    return halfPixelCenters ? (i + 0.5) * scale - 0.5 : i * scale;
  };
  const clamp = (i: number, d: 1 | 2): number => Math.min(Math.max(i, 0), input[d] - 1);
  eachPixel(out, (b, y, xx, at) => {
    const pixel = (iy: number, ix: number, c: number): number =>
      x.values[((b * input[1] + clamp(iy, 1)) * input[2] + clamp(ix, 2)) * input[3] + c] as number;
    const [sy, sx] = [source(y, 1), source(xx, 2)];
    for (let c = 0; c < out[3]; c++) {
      if (mode === "nearest") {
        const pick = (s: number): number => (alignCorners ? Math.round(s) : Math.floor(halfPixelCenters ? s + 0.5 : s));
        sums[at + c] = pixel(pick(sy), pick(sx), c);
        continue;
      }
      const [y0, x0] = [Math.floor(sy), Math.floor(sx)];
      const [fy, fx] = [sy - y0, sx - x0];
      const top = pixel(y0, x0, c) * (1 - fx) + pixel(y0, x0 + 1, c) * fx;
      const bottom = pixel(y0 + 1, x0, c) * (1 - fx) + pixel(y0 + 1, x0 + 1, c) * fx;
      sums[at + c] = top * (1 - fy) + bottom * fy;
    }
  });
  return sums;
}

/** The accumulators of a pool. */
export function pooled(
  x: Pick<ConstantTensor, "shape" | "values">,
  out: Images,
  attrs: Node["attrs"],
  element: (x: number) => number = (v) => v,
): Float32Array {
  const { mode, window, strides, pads } = attrs as unknown as PoolAttrs;
  const [, height, width, channels] = x.shape as unknown as Images;
  const sums = new Float32Array(sizeOf(out));
  const inside = (at: number, before: number, reach: number, extent: number): number[] =>
    Array.from({ length: reach }, (_, i) => at - before + i).filter((i) => i >= 0 && i < extent);
  eachPixel(out, (b, y, xx, at) => {
    const [rows, columns] = [
      inside(y * strides[0], pads[0], window[0], height),
      inside(xx * strides[1], pads[2], window[1], width),
    ];
    for (let c = 0; c < channels; c++) {
      const seen = rows.flatMap((iy) =>
        columns.map((ix) => element(x.values[((b * height + iy) * width + ix) * channels + c] as number)),
      );
      sums[at + c] = mode === "max" ? Math.max(...seen) : seen.reduce((s, v) => s + v, 0) / seen.length;
    }
  });
  return sums;
}
