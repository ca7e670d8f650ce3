/** The conformance list of pointwise, pooling, reduction and softmax kernels; each case knows its expected values. */

import type { Epilogue, KernelTensor } from "../../kernels/kernel.ts";
import type { PoolAttrs } from "../../kernels/pool.ts";
import type { ReduceAttrs, ReduceMode } from "../../kernels/reduce.ts";
import { compile } from "../../src/expr/evaluate.ts";
import { apply, argument, constant, type Expr } from "../../src/expr/expr.ts";
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

const [x, y, z, w] = [0, 1, 2, 3].map((i) => argument(i)) as [Expr, Expr, Expr, Expr];
const relu = (e: Expr): Expr => apply("max", e, 0);
const select = (mask: Expr, a: Expr, b: Expr): Expr => apply("select", mask, a, b);

let seed = 1000;

function tensors(operands: readonly Operand[]): {
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
const broadcastAt = (values: ArrayLike<number>, shape: Shape, position: readonly number[]): number =>
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
function finish(
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
const half = apply("sub", apply("mul", x, 0.5), 0.25);

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

const like = (shape: Shape): Operand => ({ shape });
const fixed = (shape: Shape): Operand => ({ shape, constant: true });
const integer = (shape: Shape): Operand => ({ shape, dtype: "int32" });
const add = apply("add", x, y);
const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 1, -1, 3e38, 1e-40, 2.5];

export const ELEMENT_CASES: readonly ElementCase[] = [
  // flat
  ...[1, 3, 4, 7, 8, 15, 16, 33, 1000].map((n) => pointwiseCase("add, relu", [relu(add)], [n], [like([n]), like([n])])),
  pointwiseCase("of rank 0", [relu(add)], [], [like([]), fixed([])]),
  pointwiseCase("of all ones", [add], [1, 1, 1], [like([1, 1]), like([])]),
  pointwiseCase("scalars", [apply("mul", add, z)], [3, 17], [like([3, 17]), like([]), fixed([1, 1])]),
  pointwiseCase("only scalars", [add], [2, 5], [like([]), like([1])]),
  pointwiseCase("square", [apply("mul", x, x)], [2, 3, 5], [like([2, 3, 5])]),
  pointwiseCase("fill", [constant(1.5)], [3, 3], []),
  pointwiseCase("three outputs", [add, apply("sub", x, y), relu(x)], [5, 7], [like([5, 7]), like([7])]),
  pointwiseCase("unused operand", [apply("neg", y)], [9], [like([2, 3]), like([9])]),
  // in place
  pointwiseCase("in place, first", [add], [3, 21], [like([3, 21]), like([21])], 0),
  pointwiseCase(
    "in place, second, of two outputs",
    [apply("sub", x, y), apply("mul", x, y)],
    [2, 19],
    [like([19]), like([2, 19])],
    1,
  ),
  // per channel
  ...[1, 2, 3, 4, 5, 16, 31, 200].flatMap((c) => [
    pointwiseCase("bias at run time", [add], [1, 5, 6, c], [like([1, 5, 6, c]), like([c])]),
    pointwiseCase(
      "constant bias and scale",
      [apply("add", apply("mul", x, y), z)],
      [1, 5, 6, c],
      [like([1, 5, 6, c]), fixed([c]), fixed([1, 1, c])],
      0,
    ),
  ]),
  pointwiseCase("constant bias, prime number of rows", [add], [7, 3], [like([7, 3]), fixed([3])]),
  pointwiseCase(
    "constant bias and a scalar",
    [apply("mul", add, z)],
    [4, 9, 3],
    [like([4, 9, 3]), fixed([3]), like([])],
  ),
  pointwiseCase("constant int32 bias", [add], [8, 3], [like([8, 3]), { shape: [3], constant: true, dtype: "int32" }]),
  // spatial and mixed
  ...[1, 3, 8, 21].map((c) =>
    pointwiseCase("spatial gate", [apply("mul", x, y)], [2, 4, 5, c], [like([2, 4, 5, c]), like([2, 4, 5, 1])]),
  ),
  pointwiseCase(
    "per image and channel",
    [apply("mul", x, y)],
    [3, 4, 5, 12],
    [like([3, 4, 5, 12]), like([3, 1, 1, 12])],
  ),
  pointwiseCase(
    "residual, PReLU",
    [apply("add", relu(x), apply("add", apply("mul", y, apply("min", x, 0)), z))],
    [1, 6, 6, 16],
    [like([1, 6, 6, 16]), fixed([16]), like([1, 6, 6, 16])],
    2,
  ),
  pointwiseCase("outer product", [apply("mul", x, y)], [7, 9], [like([7, 1]), like([9])]),
  pointwiseCase(
    "rank 6",
    [apply("add", add, apply("mul", z, w))],
    [2, 3, 2, 3, 2, 5],
    [like([2, 3, 2, 3, 2, 5]), like([3, 1, 3, 1, 5]), like([2, 1, 2, 1, 2, 1]), like([1, 3, 2, 5])],
  ),
  pointwiseCase("alternating rank 6", [add], [2, 3, 2, 3, 2, 3], [like([2, 1, 2, 1, 2, 1]), like([1, 3, 1, 3, 1, 3])]),
  // types and values
  pointwiseCase("int32 operands", [add], [3, 11], [integer([3, 11]), integer([11])]),
  pointwiseCase("int32 scalar and float", [apply("mul", x, y)], [14], [like([14]), integer([])]),
  pointwiseCase(
    "special values",
    [add, apply("max", x, y), apply("mul", x, y)],
    [10, 10],
    [
      { shape: [10, 10], values: SPECIAL },
      { shape: [10, 1], values: SPECIAL },
    ],
  ),
  pointwiseCase("select", [select(apply("less", x, y), x, z)], [4, 9], [like([4, 9]), like([4, 9]), like([9])]),

  // reductions: along rows, in registers, across rows
  ...(["sum", "mean", "max", "min", "prod"] as const).flatMap((mode) => [
    reduceCase(mode, like([3, 37]), [1]),
    reduceCase(mode, like([2, 3, 5, 7]), [1, 2], { keepDims: true }),
    reduceCase(mode, like([2, 11, 21]), [1]),
  ]),
  ...[1, 2, 3, 4, 5, 16, 17, 18, 19, 63].map((n) => reduceCase("sum", like([2, n]), [1])),
  ...[1, 2, 3, 4, 5, 8, 15, 16, 17, 24, 37].flatMap((c) =>
    [1, 2, 3, 4, 5, 8, 13].map((n) => reduceCase("mean", like([2, n, c]), [1])),
  ),
  reduceCase("sum", like([4, 5]), [0, 1]),
  reduceCase("max", like([4, 5]), [0, 1], { keepDims: true }),
  reduceCase("mean", like([1, 6, 1, 6, 20]), [1, 3]),
  reduceCase("sum", like([3, 5]), []),
  reduceCase("sum", like([1, 5, 1]), [0, 2]),
  reduceCase("max", { shape: [5, 9], values: SPECIAL }, [1]),
  reduceCase("min", { shape: [9, 5], values: SPECIAL }, [0]),
  reduceCase("max", { shape: [10, 20], values: SPECIAL }, [0]),
  reduceCase("sum", like([3, 22]), [1], { prologue: apply("mul", apply("add", x, 1), x) }),
  reduceCase("mean", like([3, 9, 6]), [1], { prologue: apply("add", x, 1) }),
  reduceCase("max", like([9, 26]), [0], { prologue: apply("add", x, 1) }),
  reduceCase("mean", like([2, 4, 4, 20]), [1, 2], { keepDims: true, epilogue: [relu(apply("add", x, y))] }, [
    fixed([20]),
  ]),
  reduceCase("sum", like([6, 40]), [1], { epilogue: [half, apply("mul", x, y)] }, [like([6])]),
  reduceCase("mean", like([2, 3, 3, 5]), [1, 2], { epilogue: [apply("mul", apply("add", x, y), z)] }, [
    like([2, 5]),
    like([]),
  ]),

  // pools
  ...(["max", "avg"] as const).flatMap((mode) => [
    ...[1, 3, 4, 8, 13].map((c) => poolCase(mode, [1, 6, 8, c], [2, 2], [2, 2], [0, 0, 0, 0])),
    poolCase(mode, [2, 7, 9, 12], [3, 3], [2, 2], [0, 1, 1, 1]),
    poolCase(mode, [1, 7, 7, 5], [3, 3], [1, 1], [1, 1, 1, 1]),
    poolCase(mode, [2, 5, 4, 9], [1, 3], [1, 2], [0, 0, 1, 1]),
    poolCase(mode, [1, 9, 9, 6], [5, 5], [3, 3], [2, 2, 2, 2]),
    poolCase(mode, [2, 7, 7, 20], [7, 7], [1, 1], [0, 0, 0, 0]),
    poolCase(mode, [2, 3, 3, 7], [3, 3], [1, 1], [1, 1, 1, 1]),
    poolCase(mode, [1, 6, 6, 10], [2, 2], [2, 2], [0, 0, 0, 0], { prologue: relu(x) }),
    poolCase(
      mode,
      [2, 5, 5, 10],
      [3, 3],
      [2, 2],
      [1, 1, 1, 1],
      { epilogue: [relu(apply("add", apply("mul", x, y), z)), apply("add", x, w)] },
      (o) => [like([10]), like([]), like(o)],
    ),
  ]),
  poolCase("max", [1, 4, 10, 6], [2, 2], [2, 2], [0, 0, 0, 0], {}, undefined, SPECIAL),
  poolCase("max", [1, 5, 10, 6], [2, 3], [1, 1], [1, 1, 1, 1], {}, undefined, SPECIAL),

  // functions
  ...(["exp", "log", "sigmoid", "tanh", "erf", "expm1", "log1p"] as const).map((fn) =>
    pointwiseCase(
      fn,
      [apply(fn, fn.startsWith("log") ? apply("abs", apply("mul", x, 5)) : apply("mul", x, 5))],
      [7, 23],
      [like([7, 23])],
    ),
  ),
  pointwiseCase("swish in place", [apply("mul", x, apply("sigmoid", x))], [1, 5, 5, 6], [like([1, 5, 5, 6])], 0),

  // softmax
  ...[1, 2, 3, 4, 5, 8, 10, 21, 64].flatMap((n) => [softmaxCase([3, 5, n], false), softmaxCase([5, n], true)]),
  softmaxCase([7], false),
  softmaxCase([], false),
  softmaxCase([4, 19], false, 0),
  softmaxCase([4, 19], true, 0),
  softmaxCase([3, 7], false, undefined, [1000, -1000, 0, 88, -Infinity]),
  softmaxCase([3, 7], true, undefined, [1000, -1000, 0, 88, -88]),
  softmaxCase([3, 5], false, undefined, [NaN, 1, 2, 3, 4]),

  // resize
  ...(["bilinear", "nearest"] as const).flatMap((mode) =>
    (
      [
        [false, false],
        [true, false],
        [false, true],
      ] as const
    ).flatMap((corners) => [
      resizeCase(mode, [2, 3, 4, 5], [6, 8], corners),
      resizeCase(mode, [1, 7, 5, 1], [4, 9], corners),
      resizeCase(mode, [1, 5, 6, 16], [1, 13], corners),
      resizeCase(mode, [1, 1, 1, 9], [3, 2], corners),
      resizeCase(mode, [1, 4, 4, 12], [4, 4], corners),
    ]),
  ),
  resizeCase(
    "bilinear",
    [2, 3, 3, 7],
    [6, 6],
    [false, true],
    [relu(apply("add", apply("mul", x, y), z)), apply("mul", x, w)],
    (o) => [like([7]), like([]), like(o)],
  ),
  resizeCase("nearest", [1, 3, 3, 8], [5, 6], [false, false], [apply("add", x, y)], (o) => [like(o)]),

  // gather and argmax
  gatherCase([9, 5], 0, [7]),
  gatherCase([2, 9, 3, 4], 1, [2, 4]),
  gatherCase([6], 0, [11]),
  gatherCase([3, 7], 1, []),
  gatherCase([5, 600], 0, [4]),
  gatherCase([3, 2, 5, 6], 2, [3, 4], 1),
  ...(["max", "min"] as const).flatMap((mode) => [
    ...[1, 2, 4, 5, 8, 21, 100].map((n) => argmaxCase(mode, [6, n], 1)),
    argmaxCase(mode, [2, 5, 19], 1),
    argmaxCase(mode, [7, 3], 0),
    argmaxCase(mode, [11], 0),
    argmaxCase(mode, [9, 13], 1, SPECIAL),
    argmaxCase(mode, [13, 9], 0, SPECIAL),
    argmaxCase(mode, [4, 9], 1, [1, 2, 2, 1]),
  ]),
];
