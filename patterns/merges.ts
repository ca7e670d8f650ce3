/** Kernels that do the work of two: what the first makes is used before it is stored. */
import type { BandsAttrs } from "../kernels/bands.ts";
import type { ConvPoolAttrs } from "../kernels/conv-pool.ts";
import type { IntegerAttrs } from "../kernels/integer-ops.ts";
import type { PeaksAttrs } from "../kernels/peaks.ts";
import type { PoolAttrs } from "../kernels/pool.ts";
import { apply, argument, type Expr } from "../src/expr/expr.ts";
import type { Attrs, Node, Value } from "../src/graph/graph.ts";
import { type DType, sameShape } from "../src/graph/types.ts";
import type { Merge } from "../src/rewrite/grouping/rule.ts";
import { ints, type OpTerm, op, type Term, tensor, typed, variablesOf, weight } from "../src/rewrite/term.ts";

const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const HALVES = { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: "VALID", data_format: "NHWC" };

/** An expression whose operands come after `count` others. */
const shifted = (e: Expr, count: number): Expr => {
  if (e.kind === "apply") return apply(e.fn, ...e.args.map((a) => shifted(a, count)));
  return e.kind === "argument" && e.index > 0 ? argument(e.index + count) : e;
};

/** The attributes of a convolution that pools its map, or why it can't. */
const pooledBy =
  (mode: PoolAttrs["mode"]) =>
  (conv: Node, pool: Node): Attrs | string | undefined => {
    const { mode: own, window, strides, pads, prologue, epilogue } = pool.attrs as unknown as PoolAttrs;
    if (own !== mode) return undefined;
    if (`${window}${strides}` !== "2,22,2") return "its windows are not 2×2, two apart";
    if (pads.some((p) => p !== 0)) return "its windows reach beyond the map";
    const [e, second] = epilogue;
    if (prologue) return "the pool applies a function to what it reads";
    if (second) return "the pool stores two tensors";
    if (conv.outputs.length > 1) return "the convolution stores two maps";
    const map = (conv.output.shape as readonly number[]).slice(1, 3);
    const after = shifted(e, conv.inputs.length - 2);
    return { ...conv.attrs, pool: mode, map, after } satisfies Partial<Record<keyof ConvPoolAttrs, unknown>>;
  };

const pooling = (mode: PoolAttrs["mode"], name: string, value: string): Merge => {
  const inputs = { x: tensor(1, 6, 8, 3), w: weight(3, 3, 3, 4) };
  const { x, w } = variablesOf(inputs);
  const map = op.Conv2D(x, w).example(WINDOW);
  return {
    kind: "merge",
    name: `conv2d-${name}-pool`,
    family: "F10",
    exactness: mode === "max" ? "S" : "A",
    about: `A convolution takes the ${value} of each 2×2 elements of its map while it has them in registers; the map is stored only where something else reads it.`,
    kernel: "conv-pool",
    of: "pool",
    into: "conv2d",
    merge: pooledBy(mode),
    example: {
      title: "a map of half the size",
      inputs,
      before: (mode === "max" ? op.MaxPool(map) : op.AvgPool(map)).example(HALVES),
    },
  };
};

/** Whether a convolution only mixes the channels of each pixel. */
const isPointwise = ({ inputs, op: kernel }: Node): boolean =>
  kernel === "conv2d" && `${inputs[1]?.shape?.slice(0, 2)}` === "1,1";

const inBands = (into: "conv2d" | "depthwise", of: "conv2d" | "depthwise", about: string): Merge => {
  const inputs = { x: tensor(1, 6, 8, 4), w: weight(1, 1, 4, 4), d: weight(3, 3, 4, 1) };
  const { x, w, d } = variablesOf(inputs);
  const mixed = (y: Term): OpTerm => op.Conv2D(y, w).example(WINDOW);
  const slid = (y: Term): OpTerm => op.DepthwiseConv2dNative(y, d).example(WINDOW);
  return {
    kind: "merge",
    name: `${into}-${of}-bands`,
    family: "F10",
    exactness: "X",
    about,
    kernel: "bands",
    of,
    into,
    alone: true,
    merge: (first, second) => {
      if (![first, second].some(isPointwise)) return undefined;
      if (first.outputs.length > 1) return "the first stores two maps";
      const call = ({ op: kernel, attrs }: Node) => ({ op: kernel, attrs });
      const map = first.output.shape as readonly number[];
      const attrs: BandsAttrs = { first: call(first), second: call(second), inputs: first.inputs.length, map };
      return { ...attrs };
    },
    example: { title: "a large map", inputs, before: into === "conv2d" ? slid(mixed(x)) : mixed(slid(x)) },
  };
};

/** A chain of ops of integers and truth values as one kernel. */
const chained = (): Merge => {
  const whole = typed("int32", tensor(3, 5));
  const inputs = { a: whole, b: whole, x: whole, y: whole };
  const { a, b, x, y } = variablesOf(inputs);
  return {
    kind: "merge",
    name: "integer-chain",
    family: "F12",
    exactness: "X",
    about:
      "An op of integers or truth values computes its first operand by itself where that has its shape and nothing else reads it.",
    kernel: "integer",
    of: "integer",
    into: "integer",
    alone: true,
    merge: (first, second) => {
      const { output, inputs: operands } = second;
      const [made] = first.outputs as [Value];
      if (!sameShape(made.shape ?? [], output.shape ?? [])) return "it broadcasts its first operand";
      if (operands.slice(1).includes(made)) return "it reads its first operand twice";
      const { fn, next = [] } = first.attrs as unknown as IntegerAttrs;
      const { fn: after, next: later = [] } = second.attrs as unknown as IntegerAttrs;
      const more = operands.length - 1 - later.reduce((sum, one) => sum + one.more, 0);
      return { fn, next: [...next, { fn: after, of: made.type?.dtype as DType, more }, ...later] };
    },
    example: { title: "a choice by a comparison", inputs, before: op.Select(op.Less(a, b), x, y) },
  };
};

/** The best of a map's largest elements, as of scores by which objects are found. */
const largest = (): Merge => {
  const inputs = { x: tensor(1, 6, 8, 4), shape: ints(1, 192), k: { ...ints(5), shape: [] } };
  const { x, shape, k } = variablesOf(inputs);
  const most = op.MaxPool(x).example({ ...WINDOW, ksize: [1, 3, 3, 1] });
  const kept = op.Mul(x, op.Cast(op.Equal(x, most)).example({ SrcT: "bool", DstT: "float32" }));
  return {
    kind: "merge",
    name: "pool-top-k",
    family: "F16",
    exactness: "X",
    about:
      "Where the best of a map's elements are wanted, and those count that are the largest around them, only what may be among the best is compared with its neighbours.",
    kernel: "peaks",
    of: "top-k",
    into: "pool",
    alone: true,
    reshaped: true,
    merge: ({ attrs, inputs, output }) => {
      const { mode, window, strides, pads, prologue, epilogue } = attrs as unknown as PoolAttrs;
      if (mode !== "max" || prologue || `${strides}` !== "1,1") return "it is not a maximum around each element";
      const [map] = inputs as [Value];
      if (inputs.some((v) => v !== map) || !sameShape(map.shape ?? [], output.shape ?? []))
        return "the pool reads more than its map";
      return { window, pads, epilogue } satisfies PeaksAttrs;
    },
    example: {
      title: "scores",
      inputs,
      before: op.TopKV2(op.Reshape(kept, shape), k).example({ sorted: true }),
    },
  };
};

export const MERGES: readonly Merge[] = [
  pooling("max", "max", "maximum"),
  pooling("avg", "average", "mean"),
  inBands(
    "conv2d",
    "depthwise",
    "A 1×1 convolution and the depthwise one that reads a large map of it take turns by bands of rows, which stay in the cache.",
  ),
  inBands(
    "depthwise",
    "conv2d",
    "A depthwise convolution and the 1×1 one that reads a large map of it take turns by bands of rows, which stay in the cache.",
  ),
  chained(),
  largest(),
];
