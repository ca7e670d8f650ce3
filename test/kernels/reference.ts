/** Naive float64 kernels: what the generated ones are compared with. */

import type { Epilogue, KernelCall, KernelTensor } from "../../kernels/kernel.ts";
import type { ResizeAttrs } from "../../kernels/resize-table.ts";
import { compile } from "../../src/expr/evaluate.ts";
import type { Expr } from "../../src/expr/expr.ts";
import { sizeOf } from "../../src/graph/types.ts";
import { pooled as pooledOperand } from "../support/images-reference.ts";

export interface Expected {
  readonly outputs: Float64Array[];
  /** Root mean square of the finite accumulators: rounding errors are relative to it. */
  readonly scale: number;
}
type Reference = (call: KernelCall, inputs: readonly Float32Array[]) => Expected;
type Four = readonly [number, number, number, number];

/** Applies an epilogue to the accumulators. */
function finish(
  call: KernelCall,
  inputs: readonly Float32Array[],
  accumulators: Float64Array,
  first = 2 + extras(call),
): Expected {
  const shape = call.outputs[0]?.shape ?? [];
  const channels = shape.at(-1) ?? 1;
  const operands = inputs.slice(first).map((values, i) => {
    const from = call.inputs[first + i]?.shape ?? [];
    const resize = (call.attrs.resized as Record<number, ResizeAttrs> | undefined)?.[i + 1];
    if (resize) return resized(values, from as Four, shape as Four, resize);
    const pool = (call.attrs.pooled as Record<number, KernelCall["attrs"]> | undefined)?.[i + 1];
    if (pool) return pooledOperand({ shape: from, values } as never, shape as Four, pool);
    return values.length > 1 && from.length === shape.length && (from.at(-1) as number) < channels
      ? padded(values, from.at(-1) as number, channels)
      : values;
  });
  const outputs = (call.attrs.epilogue as Epilogue).map((e) => {
    const f = compile(e, (x) => x);
    return accumulators.map((sum, i) =>
      f([
        sum,
        ...operands.map((o) => (o.length === 1 ? o[0] : o.length === channels ? o[i % channels] : o[i]) as number),
      ]),
    );
  });
  const finite = accumulators.filter(Number.isFinite);
  return { outputs, scale: Math.sqrt(finite.reduce((sum, x) => sum + x * x, 0) / Math.max(finite.length, 1)) };
}

/** Inputs between the weights and the epilogue's operands. */
const extras = ({ attrs }: KernelCall): number =>
  ((attrs.parts as number | undefined) ?? 1) - 1 + (attrs.gated ? 1 : 0);

/** Every pixel with zeros behind its channels. */
function padded(values: Float32Array, from: number, to: number): Float64Array {
  const all = new Float64Array((values.length / from) * to);
  values.forEach((v, i) => {
    all[Math.floor(i / from) * to + (i % from)] = v;
  });
  return all;
}

function resized(
  values: Float32Array,
  [, height, width, channels]: Four,
  [images, oh, ow]: Four,
  { mode, alignCorners, halfPixelCenters }: ResizeAttrs,
): Float64Array {
  const all = new Float64Array(images * oh * ow * channels);
  const place = (i: number, from: number, to: number): [first: number, second: number, weight: number] => {
    const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
    const half = mode === "nearest" ? 0 : 0.5;
    const at = halfPixelCenters ? (i + 0.5) * scale - half : i * scale;
    if (mode === "nearest") {
      const nearest = Math.min(alignCorners ? Math.round(at) : Math.floor(at), from - 1);
      return [nearest, nearest, 0];
    }
    const floor = Math.floor(at);
    return [Math.max(floor, 0), Math.min(floor + 1, from - 1), at - Math.max(floor, 0)];
  };
  for (let i = 0; i < all.length; i++) {
    const [c, x, y] = [i % channels, Math.floor(i / channels) % ow, Math.floor(i / channels / ow) % oh];
    const image = Math.floor(i / channels / ow / oh);
    const at = (iy: number, ix: number): number =>
      values[((image * height + iy) * width + ix) * channels + c] as number;
    const [[y0, y1, dy], [x0, x1, dx]] = [place(y, height, oh), place(x, width, ow)];
    const top = at(y0, x0) * (1 - dx) + at(y0, x1) * dx;
    all[i] = top * (1 - dy) + (at(y1, x0) * (1 - dx) + at(y1, x1) * dx) * dy;
  }
  return all;
}

/** The same call on one matrix of A: parts joined, factors applied. */
function joined(call: KernelCall, inputs: readonly Float32Array[]): readonly Float32Array[] {
  const { parts, gated } = call.attrs as { parts?: number; gated?: boolean };
  const [x, w, ...others] = inputs as [Float32Array, Float32Array, ...Float32Array[]];
  const depth = call.inputs[0]?.shape.at(-1) as number;
  if (gated) return [x.map((v, i) => v * (others[0]?.[i % depth] as number)), w];
  if (!parts) return [x, w];
  const all = [x, ...others.slice(0, parts - 1)];
  const runs = [call.inputs[0], ...call.inputs.slice(2, parts + 1)].map((t) => t?.shape.at(-1) as number);
  const rows = x.length / depth;
  const values = Array.from({ length: rows }, (_, row) =>
    all.flatMap((a, p) => [...a.subarray(row * (runs[p] as number), (row + 1) * (runs[p] as number))]),
  );
  return [Float32Array.from(values.flat()), w];
}

function window(call: KernelCall, inputs: readonly Float32Array[], depthwise: boolean): Expected {
  const [shapeX, shapeW, shape] = [...call.inputs.slice(0, 2), ...call.outputs].map((t) => t.shape) as [
    Four,
    Four,
    Four,
  ];
  const [images, height, width] = shapeX;
  const [kh, kw] = shapeW;
  const depth = depthwise ? shapeX[3] : shapeW[2];
  const [, oh, ow, n] = shape;
  const [x, w] = joined(call, inputs) as [Float32Array, Float32Array];
  const { strides, pads, dilations } = call.attrs as unknown as { strides: Four; pads: Four; dilations: Four };
  const sums = new Float64Array(images * oh * ow * n);
  let at = 0;
  for (let image = 0; image < images; image++)
    for (let y = 0; y < oh; y++)
      for (let u = 0; u < ow; u++, at += n)
        for (let i = 0; i < kh; i++)
          for (let j = 0; j < kw; j++) {
            const [iy, ix] = [y * strides[0] - pads[0] + i * dilations[0], u * strides[1] - pads[2] + j * dilations[1]];
            if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
            const pixel = ((image * height + iy) * width + ix) * depth;
            const tap = (i * kw + j) * depth;
            for (let o = 0; o < n; o++) {
              let sum = sums[at + o] as number;
              if (depthwise) sum += (x[pixel + o] as number) * (w[tap + o] as number);
              else for (let c = 0; c < depth; c++) sum += (x[pixel + c] as number) * (w[(tap + c) * n + o] as number);
              sums[at + o] = sum;
            }
          }
  return finish(call, inputs, sums);
}

function matmul(call: KernelCall, inputs: readonly Float32Array[]): Expected {
  const [shapeA, shapeB, shape] = [call.inputs[0], call.inputs[1], call.outputs[0]].map((t) => t?.shape ?? []) as [
    number[],
    number[],
    number[],
  ];
  const { transposeA, transposeB } = call.attrs;
  const [a, b] = joined(call, inputs) as [Float32Array, Float32Array];
  const [m, n] = shape.slice(-2) as [number, number];
  const k = shapeB.at(transposeB ? -1 : -2) as number;
  /** Index of the matrix of a factor that the output's `batch`-th matrix is made of. */
  const matrixOf = (factor: number[], batch: number): number => {
    let [index, step] = [0, 1];
    for (let i = 3; i <= shape.length; i++) {
      const [size, own] = [shape.at(-i) as number, factor.at(-i) ?? 1];
      index += (own === 1 ? 0 : batch % size) * step;
      batch = Math.floor(batch / size);
      step *= own;
    }
    return index;
  };
  const sums = new Float64Array(sizeOf(shape));
  for (let batch = 0, at = 0; at < sums.length; batch++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++, at++) {
        const [a0, b0] = [matrixOf(shapeA, batch) * m * k, matrixOf(shapeB, batch) * k * n];
        let sum = 0;
        for (let p = 0; p < k; p++)
          sum +=
            (a[a0 + (transposeA ? p * m + i : i * k + p)] as number) *
            (b[b0 + (transposeB ? j * k + p : p * n + j)] as number);
        sums[at] = sum;
      }
  return finish(call, inputs, sums);
}

/** A convolution, and the maximum or mean of each window of 2×2; a NaN is never the maximum. */
function pooled(call: KernelCall, inputs: readonly Float32Array[]): Expected {
  const [height, width] = call.attrs.map as readonly [number, number];
  const pooled = call.outputs.at(-1) as KernelTensor;
  const [images, oh, ow, n] = pooled.shape as Four;
  const map = { ...pooled, shape: [images, height, width, n] };
  const { outputs, scale } = window({ ...call, outputs: [map] }, inputs, false);
  const [values] = outputs as [Float64Array];
  const result = new Float64Array(images * oh * ow * n);
  const after = compile(call.attrs.after as Expr, (x) => x);
  result.forEach((_, i) => {
    const [c, x, y, image] = [i % n, Math.floor(i / n) % ow, Math.floor(i / n / ow) % oh, Math.floor(i / n / ow / oh)];
    const four = [0, 1, 2, 3].map((corner) => {
      const [row, column] = [2 * y + (corner >> 1), 2 * x + (corner & 1)];
      return values[((image * height + row) * width + column) * n + c] as number;
    });
    result[i] = after([
      call.attrs.pool === "max"
        ? four.reduce((most, v) => (most < v ? v : most), -Infinity)
        : four.reduce((sum, v) => sum + v, 0) / 4,
    ]);
  });
  return { outputs: call.outputs.length > 1 ? [values, result] : [result], scale };
}

export const REFERENCES: Readonly<Record<string, Reference>> = {
  conv2d: (call, inputs) => window(call, inputs, false),
  "conv-pool": pooled,
  depthwise: (call, inputs) => window(call, inputs, true),
  matmul,
};
