/** Runs a graph of kernel nodes with naive loops: slow, obvious, and independent of the generated code. */

import type { CopyAttrs } from "../../kernels/index-maps.ts";
import type { IntegerAttrs } from "../../kernels/integer-ops.ts";
import type { ScanAttrs } from "../../kernels/scan.ts";
import { compile } from "../../src/expr/evaluate.ts";
import type { Expr } from "../../src/expr/expr.ts";
import type { Graph, Node, Value } from "../../src/graph/graph.ts";
import { broadcastStrides } from "../../src/graph/ops/rows.ts";
import { ConstantTensor, type Shape, sizeOf, type TensorType, type Values } from "../../src/graph/types.ts";
import { eachPixel, type Images, leftFactor, placed, pooled, resized } from "./images-reference.ts";
import { integerChain } from "./integer-reference.ts";
import { bestPeaks, inTurns, pooledMap } from "./merged-reference.ts";
import { attended, normalised, scattered } from "./norm-reference.ts";

interface Window {
  readonly strides: readonly [number, number];
  readonly pads: readonly [top: number, bottom: number, left: number, right: number];
  readonly dilations?: readonly [number, number];
}

/** The graph's outputs, by the names they were asked for. Throws on nodes that are not kernels. */
export function runReference(graph: Graph, feeds: ReadonlyMap<string, ConstantTensor>): Map<string, ConstantTensor> {
  const results = new Map<Value, ConstantTensor>();
  for (const node of graph.topological()) {
    const inputs = node.inputs.map((v) => results.get(v) as ConstantTensor);
    runNode(node, inputs, feeds).forEach((values, i) => {
      const { dtype, shape } = (node.outputs[i] as Value).type as { dtype: "float32"; shape: Shape };
      results.set(node.outputs[i] as Value, new ConstantTensor(dtype, shape, values));
    });
  }
  return new Map(graph.outputs.map(({ name, value }) => [name, results.get(value) as ConstantTensor]));
}

function runNode(
  node: Node,
  inputs: readonly ConstantTensor[],
  feeds: ReadonlyMap<string, ConstantTensor>,
): readonly Values[] {
  if (node.op === "Const") return [(node.attrs.value as ConstantTensor).values];
  if (node.op === "Placeholder") return [(feeds.get(node.name) as ConstantTensor).values];
  const run = KERNELS[node.op];
  if (!run) throw new Error(`${node.op} "${node.name}" is not a kernel`);
  return run(node, inputs);
}

export type Run = (node: Node, inputs: readonly ConstantTensor[]) => readonly Values[];

const shapeOf = (node: Node): Shape => node.output.shape as Shape;

/** Applies the epilogue to accumulators; extra operands start at input `first`. */
function finished(node: Node, inputs: readonly ConstantTensor[], first: number, sums: Float32Array): Float32Array[] {
  const channels = shapeOf(node).at(-1) ?? 1;
  const operands = inputs.slice(first).map((t, i) => placed(node, t, i + 1));
  const args = new Float64Array(operands.length + 1);
  return (node.attrs.epilogue as readonly Expr[]).map((e) => {
    const f = compile(e);
    return sums.map((sum, i) => {
      args[0] = sum;
      operands.forEach(({ values }, n) => {
        const at = values.length === sums.length ? i : values.length === channels ? i % channels : 0;
        if (at === 0 && values.length !== sums.length && values.length !== channels && values.length !== 1)
          throw new Error(`operand ${n} of "${node.name}" is neither scalar, per channel nor full`);
        args[n + 1] = values[at] as number;
      });
      return f(args);
    });
  });
}

/** Calls `visit` for every element of a window that lies inside the image, with its place in the window. */
function eachTap(
  [, height, width]: Images,
  [y, x]: readonly [number, number],
  [kh, kw]: readonly [number, number],
  { strides, pads, dilations = [1, 1] }: Window,
  visit: (iy: number, ix: number, ky: number, kx: number) => void,
): void {
  for (let ky = 0; ky < kh; ky++)
    for (let kx = 0; kx < kw; kx++) {
      const iy = y * strides[0] - pads[0] + ky * dilations[0];
      const ix = x * strides[1] - pads[2] + kx * dilations[1];
      if (iy >= 0 && ix >= 0 && iy < height && ix < width) visit(iy, ix, ky, kx);
    }
}

const convolve =
  (depthwise: boolean): Run =>
  (node, inputs) => {
    const [x, more] = leftFactor(node, inputs);
    const w = inputs[1] as ConstantTensor;
    const input = x.shape as unknown as Images;
    const [kh, kw, depth] = w.shape as unknown as Images;
    const out = shapeOf(node) as unknown as Images;
    const channels = out[3];
    const sums = new Float32Array(sizeOf(out));
    const pixel = new Float64Array(channels);
    const [xs, ws] = [x.values, w.values];
    eachPixel(out, (b, y, xx, at) => {
      pixel.fill(0);
      eachTap(input, [y, xx], [kh, kw], node.attrs as unknown as Window, (iy, ix, ky, kx) => {
        const from = ((b * input[1] + iy) * input[2] + ix) * input[3];
        const tap = (ky * kw + kx) * depth;
        if (depthwise)
          for (let c = 0; c < channels; c++)
            pixel[c] = (pixel[c] as number) + (xs[from + c] as number) * (ws[tap + c] as number);
        else
          for (let k = 0; k < depth; k++)
            for (let c = 0; c < channels; c++)
              pixel[c] = (pixel[c] as number) + (xs[from + k] as number) * (ws[(tap + k) * channels + c] as number);
      });
      sums.set(pixel, at);
    });
    return finished(node, inputs, 2 + more, sums);
  };

const matmul: Run = (node, inputs) => {
  const [a, more] = leftFactor(node, inputs);
  const b = inputs[1] as ConstantTensor;
  const { transposeA, transposeB } = node.attrs;
  const out = shapeOf(node);
  const [m, n] = out.slice(-2) as [number, number];
  const k = a.shape.at(transposeA ? -2 : -1) as number;
  const batches = out.slice(0, -2);
  const starts = (t: ConstantTensor) => {
    const strides = broadcastStrides(t.shape.slice(0, -2), batches);
    return indices(batches).map(
      (index) => index.reduce((s, i, d) => s + i * (strides[d] as number), 0) * (k * (t === a ? m : n)),
    );
  };
  const [startA, startB] = [starts(a), starts(b)];
  const sums = new Float32Array(sizeOf(out));
  let at = 0;
  for (let batch = 0; batch < startA.length; batch++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = 0; p < k; p++) {
          const left = a.values[(startA[batch] as number) + (transposeA ? p * m + i : i * k + p)] as number;
          sum += left * (b.values[(startB[batch] as number) + (transposeB ? j * k + p : p * n + j)] as number);
        }
        sums[at++] = sum;
      }
  return finished(node, inputs, 2 + more, sums);
};

/** All coordinates of a shape, in order. */
function indices(shape: Shape): number[][] {
  return shape.reduce<number[][]>((all, d) => all.flatMap((i) => Array.from({ length: d }, (_, n) => [...i, n])), [[]]);
}

const load = ({ prologue }: Node["attrs"]): ((x: number) => number) => {
  if (!prologue) return (x) => x;
  const f = compile(prologue as Expr);
  return (x) => f([x]);
};

const pool: Run = (node, inputs) => {
  const sums = pooled(inputs[0] as ConstantTensor, shapeOf(node) as unknown as Images, node.attrs, load(node.attrs));
  return finished(node, inputs, 1, sums);
};

const COMBINE: Readonly<Record<string, readonly [number, (a: number, b: number) => number]>> = {
  sum: [0, (a, b) => a + b],
  mean: [0, (a, b) => a + b],
  max: [Number.NEGATIVE_INFINITY, Math.max],
  min: [Number.POSITIVE_INFINITY, Math.min],
  prod: [1, (a, b) => a * b],
};

const reduce: Run = (node, inputs) => {
  const [x] = inputs as [ConstantTensor];
  const { mode, axes } = node.attrs as { mode: string; axes: readonly number[] };
  const [start, combine] = COMBINE[mode] as [number, (a: number, b: number) => number];
  const kept = x.shape.map((d, i) => (axes.includes(i) ? 1 : d));
  const strides = broadcastStrides(kept, x.shape);
  const sums = new Float64Array(sizeOf(kept)).fill(start);
  const f = load(node.attrs);
  indices(x.shape).forEach((index, i) => {
    const at = index.reduce((s, n, d) => s + n * (strides[d] as number), 0);
    sums[at] = combine(sums[at] as number, f(x.values[i] as number));
  });
  const count = sizeOf(x.shape) / sizeOf(kept);
  return finished(
    node,
    inputs,
    1,
    Float32Array.from(sums, (s) => (mode === "mean" ? s / count : s)),
  );
};

const softmax: Run = (node, [x]) => {
  const { values, shape } = x as ConstantTensor;
  const n = shape.at(-1) as number;
  const out = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += n) {
    const row = [...values.subarray(i, i + n)];
    const most = Math.max(...row);
    const total = row.reduce((s, v) => s + Math.exp(v - most), 0);
    row.forEach((v, j) => {
      out[i + j] = node.attrs.log ? v - most - Math.log(total) : Math.exp(v - most) / total;
    });
  }
  return [out];
};

const resize: Run = (node, inputs) =>
  finished(node, inputs, 1, resized(inputs[0] as ConstantTensor, shapeOf(node) as unknown as Images, node.attrs));

const pointwise: Run = (node, inputs) => {
  const shape = shapeOf(node);
  const strides = inputs.map((t) => broadcastStrides(t.shape, shape));
  const args = new Float64Array(inputs.length);
  const positions = indices(shape);
  return (node.attrs.exprs as readonly Expr[]).map((e) => {
    const f = compile(e);
    return Float32Array.from(positions, (index) => {
      inputs.forEach(({ values }, n) => {
        args[n] = values[index.reduce((s, i, d) => s + i * (strides[n]?.[d] as number), 0)] as number;
      });
      return f(args);
    });
  });
};

const copy: Run = (node, inputs) => {
  const { regions, fill = 0 } = node.attrs as unknown as CopyAttrs;
  const outs = node.outputs.map(({ type }) => {
    const n = sizeOf(type?.shape as Shape);
    return type?.dtype === "float32" ? new Float32Array(n) : new Int32Array(n);
  });
  for (const { input, output = 0, inOffset, outOffset, extents, inStrides, outStrides } of regions)
    for (const index of indices(extents)) {
      const along = (strides: readonly number[]): number =>
        index.reduce((s, i, d) => s + i * (strides[d] as number), 0);
      const value = input < 0 ? fill : inputs[input]?.values[inOffset + along(inStrides)];
      (outs[output] as Float32Array)[outOffset + along(outStrides)] = value as number;
    }
  return outs;
};

/** Splits a shape at an axis: elements before, along and after it. */
const around = (shape: Shape, axis: number): [number, number, number] => [
  sizeOf(shape.slice(0, axis)),
  shape[axis] as number,
  sizeOf(shape.slice(axis + 1)),
];

const argmax: Run = (node, [x]) => {
  const { values, shape } = x as ConstantTensor;
  const [outer, n, inner] = around(shape, node.attrs.axis as number);
  const sign = node.attrs.mode === "max" ? 1 : -1;
  const out = new Int32Array(outer * inner);
  for (let i = 0; i < out.length; i++) {
    const at = (k: number): number => sign * (values[(Math.floor(i / inner) * n + k) * inner + (i % inner)] as number);
    for (let k = 1; k < n; k++) if (at(k) > at(out[i] as number)) out[i] = k;
  }
  return [out];
};

const topK: Run = (node, [x]) => {
  const { values, shape } = x as ConstantTensor;
  const [rows, n] = around(shape, shape.length - 1);
  const k = shapeOf(node).at(-1) as number;
  const places = Array.from({ length: rows }, (_, row) => {
    const at = (i: number): number => values[row * n + i] as number;
    return Array.from({ length: n }, (_, i) => i)
      .sort((a, b) => at(b) - at(a) || a - b)
      .slice(0, k);
  });
  const from = places.flatMap((row, r) => row.map((i) => values[r * n + i] as number));
  return [Float32Array.from(from), Int32Array.from(places.flat())];
};

const scan: Run = (node, [x]) => {
  const { values, shape } = x as ConstantTensor;
  const { mode, axis, exclusive, reverse } = node.attrs as unknown as ScanAttrs;
  const [, n, inner] = around(shape, axis);
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const k = Math.floor(i / inner) % n;
    let total = mode === "sum" ? 0 : 1;
    for (let j = 0; j < n; j++) {
      if (j === k ? exclusive : j < k === reverse) continue;
      const element = values[i + (j - k) * inner] as number;
      total = mode === "sum" ? total + element : total * element;
    }
    out[i] = total;
  }
  return [out];
};

const gather: Run = (node, inputs) => {
  const [x, indexed] = inputs as [ConstantTensor, ConstantTensor];
  const { axis, batchDims } = node.attrs as { axis: number; batchDims: number };
  const [, n, inner] = around(x.shape, axis);
  const batch = sizeOf(x.shape.slice(0, batchDims));
  const outer = sizeOf(x.shape.slice(batchDims, axis));
  const count = sizeOf(indexed.shape) / batch;
  const out: number[] = [];
  for (let b = 0; b < batch; b++)
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < count; i++) {
        const from = ((b * outer + o) * n + (indexed.values[b * count + i] as number)) * inner;
        out.push(...x.values.subarray(from, from + inner));
      }
  return [(x.dtype === "int32" ? Int32Array : Float32Array).from(out)];
};

const view: Run = (_, [x]) => [(x as ConstantTensor).values];

const KERNELS: Readonly<Record<string, Run>> = {
  normalize: (node, inputs) => finished(node, inputs, 1, normalised(node.attrs, inputs[0] as ConstantTensor)),
  attention: (node, inputs) => [attended(node.attrs, inputs, shapeOf(node))],
  "transposed-conv": (node, inputs) => finished(node, inputs, 2, scattered(node.attrs, inputs, shapeOf(node))),
  conv2d: convolve(false),
  depthwise: convolve(true),
  matmul,
  pool,
  "conv-pool": (node, inputs) => pooledMap(node, inputs, convolve(false), pool),
  bands: (node, inputs) => inTurns(node, inputs, (op) => convolve(op === "depthwise")),
  peaks: (node, inputs) => bestPeaks(node, inputs, pool, topK),
  reduce,
  softmax,
  resize,
  pointwise,
  copy,
  join: copy,
  part: copy,
  argmax,
  "top-k": topK,
  scan,
  gather,
  integer: (node, inputs) => [
    integerChain(node.attrs as unknown as IntegerAttrs, inputs, (node.output.type as TensorType).dtype, shapeOf(node)),
  ],
  view,
};
