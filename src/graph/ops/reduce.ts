/** Ops that reduce axes or scan along one, pooling and normalisation. */
import type { OperandInfo } from "../op-row.ts";
import { type ConstantTensor, type DType, type Shape, sameShape, sizeOf } from "../types.ts";
import { channelsFirst, spatial, windowExtents } from "./anchors.ts";
import { filled, typesFor, walk } from "./moves.ts";
import { at, axisOf, type Fold, type Infer, like, list, numbers, row, stridesOf, typed } from "./rows.ts";

/** The reduced axes, ascending; `undefined` when they are not constant, or not axes that differ. */
export function reducedAxes(x: { readonly shape: Shape }, axes: OperandInfo | undefined): number[] | undefined {
  const given = numbers(axes)?.map((a) => axisOf(a, x.shape.length));
  return given?.some((a, i) => a === undefined || given.indexOf(a) < i)
    ? undefined
    : (given as number[] | undefined)?.sort((a, b) => a - b);
}

const reduced =
  (dtype: (x: DType) => DType): Infer =>
  (inputs, attrs) => {
    const x = at(inputs, 0);
    const axes = reducedAxes(x, inputs[1]);
    if (!axes && numbers(inputs[1])) throw new Error(`there are no axes ${numbers(inputs[1])} to reduce`);
    if (!axes) return [undefined];
    const shape = attrs.keep_dims
      ? x.shape.map((d, i) => (axes.includes(i) ? 1 : d))
      : x.shape.filter((_, i) => !axes.includes(i));
    return typed(dtype(x.dtype), shape);
  };
/** One axis, or a list of them. */
const AXES = { axes: [0, 1] };
const same = (x: DType): DType => x;
const counting = (x: DType): DType => (x === "bool" ? "int32" : x);

/** Reduces constants by stepping through the kept axes and, for each, the reduced ones. */
const reduction = (
  dtype: (x: DType) => DType,
  start: number,
  step: (sum: number, x: number) => number,
  mean = false,
) => {
  const infer = reduced(dtype);
  const fold: Fold = (inputs, attrs) => {
    const [x, axes] = inputs as [ConstantTensor, ConstantTensor];
    const drop = reducedAxes(x, { dtype: "int32", shape: axes.shape, constant: axes }) ?? [];
    const pick = (values: readonly number[], dropped: boolean) => values.filter((_, i) => drop.includes(i) === dropped);
    const strides = stridesOf(x.shape);
    const n = sizeOf(pick(x.shape, true));
    return typesFor(infer, inputs, attrs).map((type) =>
      filled(type, (out) =>
        walk(pick(x.shape, false), pick(strides, false), 0, (to, base) => {
          let sum = start;
          walk(pick(x.shape, true), pick(strides, true), base, (_, from) => {
            sum = step(sum, x.values[from] as number);
          });
          out[to] = mean ? sum / n : sum;
        }),
      ),
    );
  };
  return row(["x", "axes"], infer, { fold, ranks: AXES });
};
const add = (a: number, b: number): number => a + b;

const arg = row(
  ["x", "axis"],
  ([x, axis]) => {
    const a = x && axisOf(numbers(axis)?.[0], x.shape.length);
    return typed("int32", a === undefined ? undefined : x?.shape.filter((_, i) => i !== a));
  },
  { ranks: { axis: 0 } },
);

/** Pools slide over all axes but the first and the last; tfjs ignores `data_format` here. */
const pool: Infer = (inputs, attrs) => {
  const x = at(inputs, 0);
  const out = windowExtents(
    spatial(x.shape, false),
    spatial(list(attrs, "ksize"), false),
    spatial(list(attrs, "strides"), false),
    [],
    String(attrs.padding).toUpperCase(),
  );
  return typed(x.dtype, [x.shape[0] as number, ...out, x.shape.at(-1) as number]);
};

/** Each parameter has an element for each channel. */
const batchNorm: Infer = (inputs, attrs) => {
  const [x, ...parameters] = inputs as [OperandInfo, ...OperandInfo[]];
  const channels = x.shape.at(channelsFirst(attrs) ? 1 : -1) as number;
  if (channels >= 0 && !parameters.every(({ shape }) => sameShape(shape, [channels])))
    throw new Error(`a batch normalisation of ${channels} channels has other parameters`);
  return typed(x.dtype, x.shape);
};

const resize: Infer = (inputs) => {
  const [x, size] = [at(inputs, 0), numbers(inputs[1])];
  if (x.shape.length !== 4) return [undefined];
  const [n, , , c] = x.shape as [number, number, number, number];
  return typed("float32", [n, size?.[0] ?? -1, size?.[1] ?? -1, c]);
};

const scan = row(["x", "axis"], like());
const PICTURES = { x: 4, images: 4, size: 1 };

export const REDUCE = {
  Sum: reduction(counting, 0, add),
  Mean: reduction(() => "float32", 0, add, true),
  Prod: reduction(counting, 1, (a, b) => a * b),
  Max: reduction(same, Number.NEGATIVE_INFINITY, Math.max),
  Min: reduction(same, Number.POSITIVE_INFINITY, Math.min),
  All: reduction(() => "bool", 1, Math.min),
  Any: reduction(() => "bool", 0, Math.max),
  EuclideanNorm: row(["x", "axes"], reduced(same), { ranks: AXES }),
  ArgMax: arg,
  ArgMin: arg,
  Cumsum: scan,
  Cumprod: scan,
  TopKV2: row(
    ["x", "k"],
    ([x, k]) => {
      const n = numbers(k)?.[0];
      const shape = x && n !== undefined && [...x.shape.slice(0, -1), n];
      return shape
        ? [
            { dtype: x.dtype, shape },
            { dtype: "int32", shape },
          ]
        : [undefined, undefined];
    },
    { outputs: () => 2 },
  ),

  MaxPool: row(["x"], pool, { ranks: PICTURES }),
  AvgPool: row(["x"], pool, { ranks: PICTURES }),
  MaxPool3D: row(["x"], pool),
  AvgPool3D: row(["x"], pool),
  MaxPoolWithArgmax: row(
    ["x"],
    (inputs, attrs) => {
      const [type] = pool(inputs, attrs);
      return [type, type && { dtype: "int32", shape: type.shape }];
    },
    { outputs: () => 2, ranks: PICTURES },
  ),

  /** Also `FusedBatchNorm` and `V2`: inference only, one output, as tfjs has it. */
  FusedBatchNormV3: row(["x", "scale", "offset", "mean", "variance"], batchNorm, { ranks: PICTURES }),
  Softmax: row(["x"], like()),
  LogSoftmax: row(["x"], like()),
  LRN: row(["x"], like()),

  ResizeBilinear: row(["images", "size"], resize, { ranks: PICTURES }),
  ResizeNearestNeighbor: row(["images", "size"], resize, { ranks: PICTURES }),
  CropAndResize: row(["image", "boxes", "boxIndex", "cropSize"], ([image, boxes, , crop]) => {
    const size = numbers(crop);
    return typed("float32", size && [boxes?.shape[0] ?? -1, ...size, image?.shape[3] ?? -1]);
  }),
  ImageProjectiveTransformV3: row(["images", "transforms", "outputShape", "fillValue"], ([x, , size]) => {
    const out = numbers(size);
    return typed("float32", out && x && [x.shape[0] ?? -1, ...out, x.shape[3] ?? -1]);
  }),
} as const;
