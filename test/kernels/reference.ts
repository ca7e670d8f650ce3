/** Naive float64 kernels: what the generated ones are compared with. */

import type { Epilogue, KernelCall, KernelTensor } from "../../kernels/kernel.ts";
import { compile } from "../../src/expr/evaluate.ts";
import type { Expr } from "../../src/expr/expr.ts";
import { sizeOf } from "../../src/graph/types.ts";

export interface Expected {
  readonly outputs: Float64Array[];
  /** Root mean square of the finite accumulators: rounding errors are relative to it. */
  readonly scale: number;
}
type Reference = (call: KernelCall, inputs: readonly Float32Array[]) => Expected;
type Four = readonly [number, number, number, number];

/** Applies an epilogue to the accumulators. */
function finish(call: KernelCall, inputs: readonly Float32Array[], accumulators: Float64Array): Expected {
  const channels = call.outputs[0]?.shape.at(-1) ?? 1;
  const operands = inputs.slice(2);
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

function window(call: KernelCall, inputs: readonly Float32Array[], depthwise: boolean): Expected {
  const [shapeX, shapeW, shape] = [...call.inputs.slice(0, 2), ...call.outputs].map((t) => t.shape) as [
    Four,
    Four,
    Four,
  ];
  const [images, height, width, depth] = shapeX;
  const [kh, kw] = shapeW;
  const [, oh, ow, n] = shape;
  const [x, w] = inputs as [Float32Array, Float32Array];
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
  const [a, b] = inputs as [Float32Array, Float32Array];
  const [m, n] = shape.slice(-2) as [number, number];
  const k = shapeA.at(transposeA ? -2 : -1) as number;
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
