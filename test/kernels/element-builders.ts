/** Builds the cases of pointwise, pooling, reduction and other element kernels; each knows its expected values. */

import type { Epilogue, KernelTensor } from "../../kernels/kernel.ts";
import type { PoolAttrs } from "../../kernels/pool.ts";
import type { ReduceAttrs, ReduceMode } from "../../kernels/reduce.ts";
import type { ScanAttrs } from "../../kernels/scan.ts";
import { compile } from "../../src/expr/evaluate.ts";
import { argument, type Expr } from "../../src/expr/expr.ts";
import { ConstantTensor, type DType, type Shape, sizeOf } from "../../src/graph/types.ts";
import { randomFloats } from "../support/random.ts";
import { indexOf, type MoveCase, positions } from "./move-cases.ts";

export interface ElementCase extends MoveCase {
  /** The input that output 0 overwrites. */
  readonly inPlace?: number | undefined;
}

/** An operand: its shape and what is special about it. */
export interface Operand {
  readonly shape: Shape;
  readonly constant?: boolean;
  readonly dtype?: DType;
  readonly values?: readonly number[];
}

const x = argument(0);

let seed = 1000;

export function tensors(operands: readonly Operand[]): {
  readonly inputs: Float32Array[];
  readonly types: KernelTensor[];
  readonly values: ArrayLike<number>[];
} {
  const values = operands.map(({ shape, dtype, values }) => {
    const floats = values
      ? Float32Array.from({ length: sizeOf(shape) }, (_, i) => values[i % values.length] as number)
      : randomFloats(sizeOf(shape), seed++);
    return dtype === "int32" ? Int32Array.from(floats, (v) => (values ? v : 1000 * v)) : floats;
  });
  return {
    values,
    inputs: values.map((v) => (v instanceof Int32Array ? new Float32Array(v.buffer) : v)),
    types: operands.map(({ shape, constant, dtype = "float32" }, i) => ({
      dtype,
      shape,
      constant: constant ? new ConstantTensor(dtype, shape, values[i] as Float32Array) : undefined,
    })),
  };
}

/** The element of an operand that broadcasts to a position of the output. */
export const broadcastAt = (values: ArrayLike<number>, shape: Shape, position: readonly number[]): number =>
  values[
    indexOf(
      shape,
      shape.map((n, d) => (n === 1 ? 0 : (position[position.length - shape.length + d] as number))),
    )
  ] as number;

export function pointwiseCase(
  name: string,
  exprs: readonly Expr[],
  shape: Shape,
  operands: readonly Operand[],
  inPlace?: number,
): ElementCase {
  const { inputs, types, values } = tensors(operands);
  return {
    name: `pointwise ${name} [${shape}]`,
    call: { op: "pointwise", attrs: { exprs }, inputs: types, outputs: exprs.map(() => ({ dtype: "float32", shape })) },
    inputs,
    inPlace,
    expected: () =>
      exprs.map((e) => {
        const f = compile(e, (v) => v);
        return positions(shape).map((p) => f(types.map((t, i) => broadcastAt(values[i] as Float32Array, t.shape, p))));
      }),
  };
}

/** An epilogue over reference accumulators. */
export function finish(
  epilogue: Epilogue,
  accumulators: readonly number[],
  shape: Shape,
  extra: readonly KernelTensor[],
  values: readonly ArrayLike<number>[],
): number[][] {
  const all = positions(shape);
  return epilogue.map((e) => {
    const f = compile(e, (v) => v);
    return accumulators.map((a, i) =>
      f([
        a,
        ...extra.map((t, n) =>
          t.shape.length > shape.length
            ? (values[n]?.[0] as number)
            : broadcastAt(values[n] as Float32Array, t.shape, all[i] as number[]),
        ),
      ]),
    );
  });
}

const PLAIN: Epilogue = [x];

export function reduceCase(
  mode: ReduceMode,
  input: Operand,
  axes: readonly number[],
  options: Partial<ReduceAttrs> = {},
  extra: readonly Operand[] = [],
): ElementCase {
  const { shape } = input;
  const { keepDims = false, prologue, epilogue = PLAIN } = options;
  const attrs: ReduceAttrs = { mode, axes, keepDims, epilogue, ...(prologue ? { prologue } : {}) };
  const kept = shape.map((n, d) => (axes.includes(d) ? 1 : n));
  const out = keepDims ? kept : shape.filter((_, d) => !axes.includes(d));
  const { inputs, types, values } = tensors([input, ...extra]);
  return {
    name: `reduce ${mode} [${shape}] over ${axes}${prologue ? ", prologue" : ""}${epilogue === PLAIN ? "" : ", epilogue"}`,
    call: {
      op: "reduce",
      attrs: { ...attrs },
      inputs: types,
      outputs: epilogue.map(() => ({ dtype: "float32", shape: out })),
    },
    inputs,
    expected: () => {
      const before = prologue
        ? compile(prologue, (v) => v)
        : ([v]: ArrayLike<number> & Iterable<number>) => v as number;
      const groups: number[][] = positions(kept).map(() => []);
      positions(shape).forEach(
        (p, i) =>
          void (
            groups[
              indexOf(
                kept,
                p.map((n, d) => (axes.includes(d) ? 0 : n)),
              )
            ] as number[]
          ).push(before([values[0]?.[i] as number])),
      );
      const results = groups.map((g) => {
        if (mode === "max") return g.reduce((a, b) => Math.max(a, b));
        if (mode === "min") return g.reduce((a, b) => Math.min(a, b));
        if (mode === "prod") return g.reduce((a, b) => a * b);
        const sum = g.reduce((a, b) => a + b);
        return mode === "mean" ? sum / g.length : sum;
      });
      return finish(epilogue, results, out, types.slice(1), values.slice(1));
    },
  };
}

type Image = readonly [number, number, number, number];

export function poolCase(
  mode: "max" | "avg",
  input: Image,
  window: readonly [number, number],
  strides: readonly [number, number],
  pads: PoolAttrs["pads"],
  options: Partial<PoolAttrs> = {},
  extra: (out: Shape) => readonly Operand[] = () => [],
  special?: readonly number[],
): ElementCase {
  const { prologue, epilogue = PLAIN } = options;
  const [n, height, width, channels] = input;
  const [top, bottom, left, right] = pads;
  const out: Image = [
    n,
    Math.floor((height + top + bottom - window[0]) / strides[0]) + 1,
    Math.floor((width + left + right - window[1]) / strides[1]) + 1,
    channels,
  ];
  const attrs: PoolAttrs = { mode, window, strides, pads, epilogue, ...(prologue ? { prologue } : {}) };
  const { inputs, types, values } = tensors([{ shape: input, ...(special ? { values: special } : {}) }, ...extra(out)]);
  return {
    name: `pool ${mode} [${input}] ${window} / ${strides} pads ${pads}${prologue ? ", prologue" : ""}${epilogue === PLAIN ? "" : ", epilogue"}${special ? ", special values" : ""}`,
    call: {
      op: "pool",
      attrs: { ...attrs },
      inputs: types,
      outputs: epilogue.map(() => ({ dtype: "float32", shape: out })),
    },
    inputs,
    expected: () => {
      const before = prologue
        ? compile(prologue, (v) => v)
        : ([v]: ArrayLike<number> & Iterable<number>) => v as number;
      const results = positions(out).map(([b, oy, ox, c]) => {
        let [best, sum, count] = [-Infinity, 0, 0];
        for (let i = 0; i < window[0]; i++)
          for (let j = 0; j < window[1]; j++) {
            const [py, px] = [(oy as number) * strides[0] - top + i, (ox as number) * strides[1] - left + j];
            if (py < 0 || py >= height || px < 0 || px >= width) continue;
            const v = before([values[0]?.[indexOf(input, [b as number, py, px, c as number])] as number]);
            if (v > best) best = v;
            sum += v;
            count++;
          }
        return mode === "max" ? best : sum / count;
      });
      return finish(epilogue, results, out, types.slice(1), values.slice(1));
    },
  };
}

export function softmaxCase(shape: Shape, log: boolean, inPlace?: number, special?: readonly number[]): ElementCase {
  const { inputs, types, values } = tensors([{ shape, ...(special ? { values: special } : {}) }]);
  const n = shape.at(-1) ?? 1;
  return {
    name: `softmax${log ? ", log" : ""} [${shape}]${special ? ", special values" : ""}`,
    call: { op: "softmax", attrs: { log }, inputs: types, outputs: [{ dtype: "float32", shape }] },
    inputs,
    inPlace,
    expected: () => {
      const all = Array.from(values[0] as Float32Array);
      const rows = Array.from({ length: all.length / n }, (_, r) => all.slice(r * n, (r + 1) * n));
      return [
        rows.flatMap((row) => {
          const max = row.reduce((a, b) => Math.max(a, b));
          const sum = row.reduce((total, v) => total + Math.exp(v - max), 0);
          return row.map((v) => (log ? v - max - Math.log(sum) : Math.exp(v - max) / sum));
        }),
      ];
    },
  };
}

export function resizeCase(
  mode: "bilinear" | "nearest",
  input: Image,
  [height, width]: readonly [number, number],
  [alignCorners, halfPixelCenters]: readonly [boolean, boolean],
  epilogue: Epilogue = PLAIN,
  extra: (out: Shape) => readonly Operand[] = () => [],
): ElementCase {
  const out: Image = [input[0], height, width, input[3]];
  const { inputs, types, values } = tensors([{ shape: input }, ...extra(out)]);
  /** Source position, and between which two pixels it is. */
  const source = (i: number, from: number, to: number): readonly [number, number, number] => {
    const aligned = alignCorners && to > 1;
    const ratio = aligned ? (from - 1) / (to - 1) : from / to;
    if (mode === "nearest") {
      const at = halfPixelCenters ? ratio * (i + 0.5) : ratio * i;
      const nearest = Math.max(0, Math.min(from - 1, alignCorners ? Math.round(at) : Math.floor(at)));
      return [nearest, nearest, 0];
    }
    const at = halfPixelCenters ? ratio * (i + 0.5) - 0.5 : ratio * i;
    const low = Math.max(0, Math.floor(at));
    return [low, Math.min(from - 1, Math.ceil(at)), at - low];
  };
  return {
    name: `resize ${mode} [${input}] to ${height}×${width}${alignCorners ? ", aligned corners" : ""}${halfPixelCenters ? ", half pixels" : ""}${epilogue === PLAIN ? "" : ", epilogue"}`,
    call: {
      op: "resize",
      attrs: { mode, alignCorners, halfPixelCenters, epilogue },
      inputs: types,
      outputs: epilogue.map(() => ({ dtype: "float32", shape: out })),
    },
    inputs,
    expected: () => {
      const results = positions(out).map(([n, oy, ox, c]) => {
        const [top, bottom, fy] = source(oy as number, input[1], height);
        const [left, right, fx] = source(ox as number, input[2], width);
        const at = (row: number, column: number): number =>
          values[0]?.[indexOf(input, [n as number, row, column, c as number])] as number;
        const upper = at(top, left) + (at(top, right) - at(top, left)) * fx;
        const lower = at(bottom, left) + (at(bottom, right) - at(bottom, left)) * fx;
        return upper + (lower - upper) * fy;
      });
      return finish(epilogue, results, out, types.slice(1), values.slice(1));
    },
  };
}

export function gatherCase(shape: Shape, axis: number, indices: Shape, batchDims = 0): ElementCase {
  const n = shape[axis] as number;
  const picks = Array.from({ length: sizeOf(indices) }, (_, i) => (i === 1 ? -3 : i === 2 ? n + 5 : (7 * i) % n));
  const { inputs, types, values } = tensors([{ shape }, { shape: indices, dtype: "int32", values: picks }]);
  const out = [...shape.slice(0, axis), ...indices.slice(batchDims), ...shape.slice(axis + 1)];
  const own = indices.length - batchDims;
  return {
    name: `gather [${shape}] along ${axis} by [${indices}]${batchDims ? `, batch ${batchDims}` : ""}`,
    call: { op: "gather", attrs: { axis, batchDims }, inputs: types, outputs: [{ dtype: "float32", shape: out }] },
    inputs,
    expected: () => [
      positions(out).map((p) => {
        const pick = picks[indexOf(indices, [...p.slice(0, batchDims), ...p.slice(axis, axis + own)])] as number;
        const from = [...p.slice(0, axis), Math.max(0, Math.min(n - 1, pick)), ...p.slice(axis + own)];
        return values[0]?.[indexOf(shape, from)] as number;
      }),
    ],
  };
}

/** Indices into the first axes at once: `[…, depth]`. */
export function gatherNdCase(shape: Shape, indices: Shape): ElementCase {
  const depth = indices.at(-1) as number;
  const extent = (i: number): number => shape[i % depth] as number;
  const picks = Array.from({ length: sizeOf(indices) }, (_, i) => (i === 1 ? -3 : i === 2 ? 99 : (7 * i) % extent(i)));
  const { inputs, types, values } = tensors([{ shape }, { shape: indices, dtype: "int32", values: picks }]);
  const [rows, inner] = [indices.slice(0, -1), shape.slice(depth)];
  return {
    name: `gather [${shape}] by tuples [${indices}]`,
    call: {
      op: "gather",
      attrs: { axis: 0, depth },
      inputs: types,
      outputs: [{ dtype: "float32", shape: [...rows, ...inner] }],
    },
    inputs,
    expected: () => [
      positions([...rows, ...inner]).map((p) => {
        const from = Array.from({ length: depth }, (_, j) => {
          const pick = picks[indexOf(indices, [...p.slice(0, rows.length), j])] as number;
          return Math.max(0, Math.min(extent(j) - 1, pick));
        });
        return values[0]?.[indexOf(shape, [...from, ...p.slice(rows.length)])] as number;
      }),
    ],
  };
}

export function argmaxCase(mode: "max" | "min", shape: Shape, axis: number, special?: readonly number[]): ElementCase {
  const { inputs, types, values } = tensors([{ shape, ...(special ? { values: special } : {}) }]);
  const out = shape.filter((_, d) => d !== axis);
  return {
    name: `argmax ${mode} [${shape}] along ${axis}${special ? ", special values" : ""}`,
    call: { op: "argmax", attrs: { mode, axis }, inputs: types, outputs: [{ dtype: "int32", shape: out }] },
    inputs,
    expected: () => [
      positions(out).map((p) => {
        const at = (i: number): number =>
          values[0]?.[indexOf(shape, [...p.slice(0, axis), i, ...p.slice(axis)])] as number;
        let best = 0;
        for (let i = 1; i < (shape[axis] as number); i++)
          if (mode === "max" ? at(i) > at(best) : at(i) < at(best)) best = i;
        return best;
      }),
    ],
  };
}

export function topKCase(shape: Shape, k: number, values?: readonly number[]): ElementCase {
  const { inputs, types, values: given } = tensors([{ shape, ...(values ? { values } : {}) }]);
  const out = [...shape.slice(0, -1), k];
  const n = shape.at(-1) as number;
  return {
    name: `top-k ${k} of [${shape}]${values ? `, values ${values.slice(0, 4)}` : ""}`,
    call: {
      op: "top-k",
      attrs: {},
      inputs: types,
      outputs: [
        { dtype: "float32", shape: out },
        { dtype: "int32", shape: out },
      ],
    },
    inputs,
    expected: () => {
      const at = (row: number, i: number): number => given[0]?.[row * n + i] as number;
      const places = positions(shape.slice(0, -1)).flatMap((_, row) =>
        Array.from({ length: n }, (_, i) => i)
          .sort((a, b) => at(row, b) - at(row, a) || a - b)
          .slice(0, k)
          .map((i) => [row, i] as const),
      );
      return [places.map(([row, i]) => at(row, i)), places.map(([, i]) => i)];
    },
  };
}

export function scanCase(shape: Shape, attrs: ScanAttrs, special?: readonly number[], inPlace?: number): ElementCase {
  const { inputs, types, values } = tensors([{ shape, ...(special ? { values: special } : {}) }]);
  const { mode, axis, exclusive, reverse } = attrs;
  const how = [mode, ...(exclusive ? ["exclusive"] : []), ...(reverse ? ["reverse"] : [])].join(" ");
  return {
    name: `scan ${how} [${shape}] along ${axis}${special ? ", special values" : ""}${inPlace === undefined ? "" : ", in place"}`,
    call: { op: "scan", attrs: { ...attrs }, inputs: types, outputs: [{ dtype: "float32", shape }] },
    inputs,
    inPlace,
    expected: () => [
      positions(shape).map((p) => {
        const k = p[axis] as number;
        return Array.from({ length: shape[axis] as number }, (_, j) => j)
          .filter((j) => (j === k ? !exclusive : j < k !== reverse))
          .map((j) => values[0]?.[indexOf(shape, [...p.slice(0, axis), j, ...p.slice(axis + 1)])] as number)
          .reduce((a, b) => (mode === "sum" ? a + b : a * b), mode === "sum" ? 0 : 1);
      }),
    ],
  };
}
