/** The conformance list of the anchor kernels: every case drives tests, and can drive benchmarks. */

import type { Epilogue, KernelCall, KernelTensor } from "../../kernels/kernel.ts";
import { apply, argument, type Expr } from "../../src/expr/expr.ts";
import { ConstantTensor, type Shape, sizeOf } from "../../src/graph/types.ts";
import { randomFloats } from "../support/random.ts";

export interface KernelCase {
  readonly name: string;
  readonly call: KernelCall;
  readonly inputs: readonly Float32Array[];
  /** The input that output 0 overwrites. */
  readonly inPlace?: number | undefined;
}

/** An extra operand of an epilogue: its shape, and whether it is a constant. */
export interface Operand {
  readonly shape: Shape;
  readonly constant: boolean;
}

/** An epilogue with the operands that it reads, given the shape of the output. */
export interface EpilogueCase {
  readonly name: string;
  readonly expressions: Epilogue;
  readonly operands: (output: Shape) => Operand[];
  /** The operand that output 0 overwrites. */
  readonly inPlace?: number;
}

const [acc, first, second, third] = [0, 1, 2, 3].map((i) => argument(i)) as [Expr, Expr, Expr, Expr];
const relu6 = (x: Expr): Expr => apply("min", apply("max", x, 0), 6);
const channel = (output: Shape, constant: boolean): Operand => ({ shape: [output.at(-1) as number], constant });

export const PLAIN: EpilogueCase = { name: "plain", expressions: [acc], operands: () => [] };
export const BIAS_RELU6: EpilogueCase = {
  name: "bias, relu6",
  expressions: [relu6(apply("add", acc, first))],
  operands: (o) => [channel(o, true)],
};

export const EPILOGUES: readonly EpilogueCase[] = [
  PLAIN,
  BIAS_RELU6,
  { name: "bias given at run time", expressions: [apply("add", first, acc)], operands: (o) => [channel(o, false)] },
  {
    name: "scalar, channel scale of rank 4, bias",
    expressions: [apply("add", apply("mul", apply("mul", acc, second), first), third)],
    operands: (o) => [
      { shape: [], constant: false },
      { shape: [...o.slice(1).map(() => 1), o.at(-1) as number], constant: true },
      channel(o, true),
    ],
  },
  {
    name: "bias, residual in place",
    expressions: [apply("max", apply("add", apply("add", acc, first), second), 0)],
    operands: (o) => [channel(o, true), { shape: o, constant: false }],
    inPlace: 1,
  },
  {
    name: "residual with a leading one more",
    expressions: [apply("add", acc, first)],
    operands: (o) => [{ shape: [1, ...o], constant: false }],
  },
  {
    name: "bias, swish",
    expressions: [apply("mul", apply("add", acc, first), apply("sigmoid", apply("add", acc, first)))],
    operands: (o) => [channel(o, true)],
  },
  {
    name: "bias, select",
    expressions: [
      apply("select", apply("less", apply("add", acc, first), 0), apply("mul", apply("add", acc, first), 0.5), acc),
    ],
    operands: (o) => [channel(o, true)],
  },
  {
    name: "two outputs of a biased sum",
    expressions: [apply("add", acc, first), relu6(apply("add", acc, first))],
    operands: (o) => [channel(o, true)],
  },
  {
    name: "two outputs, residual in place",
    expressions: [apply("sub", acc, second), apply("mul", apply("add", acc, first), second)],
    operands: (o) => [
      { shape: [1], constant: true },
      { shape: o, constant: false },
    ],
    inPlace: 1,
  },
];

let seed = 1;

/** Assembles a case from the shapes of its anchor. */
function makeCase(
  op: string,
  name: string,
  anchors: readonly Operand[],
  output: Shape,
  attrs: Record<string, unknown>,
  epilogue: EpilogueCase,
): KernelCase {
  const operands = [...anchors, ...epilogue.operands(output)];
  const inputs = operands.map((o) => randomFloats(sizeOf(o.shape), seed++));
  const tensors = operands.map(({ shape, constant }, i): KernelTensor => {
    const values = inputs[i] as Float32Array;
    return { dtype: "float32", shape, constant: constant ? new ConstantTensor("float32", shape, values) : undefined };
  });
  const outputs = epilogue.expressions.map((): KernelTensor => ({ dtype: "float32", shape: output }));
  return {
    name: `${op} ${name}${epilogue === PLAIN ? "" : `, ${epilogue.name}`}`,
    call: { op, attrs: { ...attrs, epilogue: epilogue.expressions }, inputs: tensors, outputs },
    inputs,
    inPlace: epilogue.inPlace === undefined ? undefined : anchors.length + epilogue.inPlace,
  };
}

export interface WindowCase {
  /** NHWC. */
  readonly x: readonly [number, number, number, number];
  readonly kernel: readonly [number, number];
  readonly stride?: number | readonly [number, number];
  readonly dilation?: number;
  readonly pads?: "same" | "valid" | readonly [number, number, number, number];
}

/** A convolution to `channels` output channels; without it, a depthwise one. */
export function windowCase(
  { x, kernel, stride = 1, dilation = 1, pads = "same" }: WindowCase,
  channels?: number,
  epilogue = PLAIN,
): KernelCase {
  const strides = typeof stride === "number" ? [stride, stride] : stride;
  const axis = (i: 0 | 1): [number, number, number] => {
    const [n, s, reach] = [x[i + 1] as number, strides[i] as number, (kernel[i] - 1) * dilation + 1];
    const total = pads === "same" ? Math.max((Math.ceil(n / s) - 1) * s + reach - n, 0) : 0;
    const [before, after] =
      typeof pads === "string"
        ? [Math.floor(total / 2), Math.ceil(total / 2)]
        : [pads[2 * i] as number, pads[2 * i + 1] as number];
    return [Math.floor((n + before + after - reach) / s) + 1, before, after];
  };
  const [[oh, top, bottom], [ow, left, right]] = [axis(0), axis(1)];
  const weights = [...kernel, x[3], channels ?? 1];
  const text = `[${x.join()}] ${kernel.join("×")}${channels === undefined ? "" : ` → ${channels}`} stride ${strides.join("×")} dilation ${dilation} pads ${typeof pads === "string" ? pads : pads.join()}`;
  return makeCase(
    channels === undefined ? "depthwise" : "conv2d",
    text,
    [
      { shape: x, constant: false },
      { shape: weights, constant: true },
    ],
    [x[0], oh, ow, channels ?? x[3]],
    { strides, pads: [top, bottom, left, right], dilations: [dilation, dilation] },
    epilogue,
  );
}

export interface MatmulCase {
  readonly a: Shape;
  readonly b: Shape;
  readonly constant?: boolean;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

export function matmulCase(
  { a, b, constant = false, transposeA = false, transposeB = false }: MatmulCase,
  epilogue = PLAIN,
): KernelCase {
  const rank = Math.max(a.length, b.length);
  const batch = Array.from({ length: rank - 2 }, (_, i) =>
    Math.max(a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1),
  );
  const output = [...batch, a.at(transposeA ? -1 : -2) as number, b.at(transposeB ? -2 : -1) as number];
  const text = `[${a.join()}]${transposeA ? "ᵀ" : ""} · ${constant ? "constant " : ""}[${b.join()}]${transposeB ? "ᵀ" : ""}`;
  return makeCase(
    "matmul",
    text,
    [
      { shape: a, constant: false },
      { shape: b, constant },
    ],
    output,
    { transposeA, transposeB },
    epilogue,
  );
}

function* windows(depthwise: boolean): Generator<KernelCase> {
  const make = (w: WindowCase, channels: number, epilogue = PLAIN): KernelCase =>
    windowCase(w, depthwise ? undefined : channels, epilogue);
  // Channels and tails.
  for (const channels of [1, 3, 5, 8, 9, 17])
    for (const depth of depthwise ? [channels] : [1, 3, 4, 7, 16]) {
      yield make({ x: [1, 3, 5, depth], kernel: [3, 3] }, channels, BIAS_RELU6);
      if (!depthwise) yield make({ x: [1, 3, 7, depth], kernel: [1, 1] }, channels, BIAS_RELU6);
    }
  // Extents, strides, dilations, padding.
  for (const width of [1, 2, 5, 7, 13])
    for (const stride of [1, 2, 3])
      for (const dilation of [1, 2]) {
        if (stride > 1 && dilation > 1) continue;
        yield make({ x: [2, 4, width, 4], kernel: [3, 3], stride, dilation }, 5, BIAS_RELU6);
        yield make({ x: [1, 5, width, 6], kernel: [5, 5], stride, dilation }, 8);
        if (width >= 5) yield make({ x: [2, 6, width, 3], kernel: [3, 3], stride, dilation, pads: "valid" }, 9);
        yield make({ x: [1, 4, width, 5], kernel: [2, 3], stride, dilation, pads: [2, 0, 1, 4] }, 4);
      }
  yield make({ x: [2, 6, 9, 4], kernel: [1, 1], stride: 2 }, 6);
  yield make({ x: [1, 6, 9, 4], kernel: [1, 1], pads: [1, 0, 0, 2] }, 6);
  yield make({ x: [2, 3, 4, 5], kernel: [3, 4], pads: "valid" }, 6);
  yield make({ x: [2, 5, 4, 5], kernel: [3, 4], pads: "valid" }, 6);
  yield make({ x: [1, 9, 8, 4], kernel: [1, 7] }, 6);
  yield make({ x: [1, 9, 8, 4], kernel: [7, 1] }, 6);
  yield make({ x: [1, 9, 11, 4], kernel: [3, 5], stride: [1, 2], pads: "valid" }, 6);
  yield make({ x: [1, 9, 11, 4], kernel: [3, 3], stride: [2, 1] }, 6);
  yield make({ x: [1, 3, 3, 4], kernel: [3, 3], pads: [4, 4, 4, 4] }, 6);
  yield make({ x: [1, 20, 21, 32], kernel: [3, 3] }, 24, BIAS_RELU6);
  yield make({ x: [1, 18, 19, 35], kernel: [5, 5], stride: 2 }, 18, BIAS_RELU6);
  // Rows of whole register tiles.
  if (!depthwise) {
    yield make({ x: [2, 7, 12, 3], kernel: [3, 3], stride: 2 }, 9, BIAS_RELU6);
    yield make({ x: [1, 5, 12, 5], kernel: [5, 5] }, 17, BIAS_RELU6);
    yield make({ x: [2, 6, 14, 3], kernel: [3, 3], dilation: 2, pads: "valid" }, 8, BIAS_RELU6);
  }
  // Rows are fetched ahead.
  if (depthwise) yield make({ x: [1, 97, 95, 33], kernel: [3, 3], stride: 2 }, 33, BIAS_RELU6);
  // Two vectors of channels at a time, which may be fetched ahead too.
  if (depthwise) {
    yield make({ x: [1, 15, 19, 24], kernel: [5, 5], stride: 2 }, 24, BIAS_RELU6);
    yield make({ x: [1, 97, 95, 32], kernel: [3, 3], stride: 2 }, 32, BIAS_RELU6);
    for (const epilogue of EPILOGUES) yield make({ x: [2, 7, 13, 16], kernel: [3, 3], stride: 2 }, 16, epilogue);
    // The last two overlap those before.
    for (const epilogue of EPILOGUES) yield make({ x: [1, 7, 13, 14], kernel: [3, 3], stride: 2 }, 14, epilogue);
    // So many channels are done in blocks.
    for (const epilogue of [BIAS_RELU6, ...EPILOGUES.filter((e) => e.inPlace)])
      for (const channels of [648, 1037]) yield make({ x: [2, 3, 5, channels], kernel: [3, 3] }, channels, epilogue);
  }
  for (const epilogue of EPILOGUES)
    for (const channels of [8, 6, 1]) {
      yield make({ x: [2, 5, 7, channels], kernel: [3, 3] }, channels, epilogue);
      if (!depthwise) yield make({ x: [2, 5, 7, 3], kernel: [1, 1] }, channels, epilogue);
    }
}

/** Convolutions that may be done by Winograd's filtering: edges of tiles, of vectors and of register tiles, padding of all kinds. */
function* winograd(): Generator<KernelCase> {
  const kernel = [3, 3] as const;
  for (const [height, width] of [
    [1, 1],
    [3, 5],
    [4, 8],
    [9, 11],
    [13, 7],
  ] as const)
    for (const [depth, channels] of [
      [8, 8],
      [5, 3],
      [3, 22],
    ] as const)
      yield windowCase({ x: [2, height, width, depth], kernel }, channels, BIAS_RELU6);
  for (const pads of ["valid", [2, 0, 1, 3], [0, 5, 4, 0]] as const)
    yield windowCase({ x: [2, 7, 10, 6], kernel, pads }, 9, BIAS_RELU6);
  for (const epilogue of EPILOGUES)
    for (const channels of [8, 6]) yield windowCase({ x: [2, 6, 11, 7], kernel }, channels, epilogue);
  yield windowCase({ x: [1, 30, 31, 35], kernel }, 40, BIAS_RELU6);
}

function* products(): Generator<KernelCase> {
  for (const m of [1, 2, 3, 4, 5, 13])
    for (const n of [1, 3, 8, 17, 40]) yield matmulCase({ a: [m, 7], b: [7, n], constant: true }, BIAS_RELU6);
  for (const constant of [true, false])
    for (const transposeA of [false, true])
      for (const transposeB of [false, true])
        for (const [m, k, n] of [
          [1, 6, 9],
          [5, 3, 18],
          [14, 33, 11],
          [31, 8, 8],
        ] as const) {
          const [a, b] = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]];
          const transposes = { transposeA, transposeB, constant };
          yield matmulCase({ a, b, ...transposes });
          yield matmulCase({ a: [3, ...a], b, ...transposes });
          yield matmulCase({ a, b: [3, ...b], ...transposes }, BIAS_RELU6);
          yield matmulCase({ a: [2, 1, ...a], b: [3, ...b], ...transposes });
          yield matmulCase({ a: [2, 3, ...a], b: [2, 3, ...b], ...transposes });
          yield matmulCase({ a: [2, 1, 2, ...a], b: [1, 3, 2, ...b], ...transposes });
        }
  for (const epilogue of EPILOGUES)
    for (const constant of [true, false]) {
      yield matmulCase({ a: [2, 5, 4], b: [2, 4, 6], constant }, epilogue);
      yield matmulCase({ a: [1, 9], b: [9, 21], constant }, epilogue);
      yield matmulCase({ a: [2, 7, 9], b: [9, 8], constant }, epilogue);
    }
  // Few columns.
  for (const n of [1, 2, 3])
    for (const k of [8, 11, 32]) {
      for (const transposeB of [false, true])
        yield matmulCase({ a: [12, k], b: transposeB ? [n, k] : [k, n], constant: true, transposeB }, BIAS_RELU6);
      yield windowCase({ x: [2, 3, 4, k], kernel: [1, 1] }, n);
      for (const epilogue of EPILOGUES) yield matmulCase({ a: [8, k], b: [k, n], constant: true }, epilogue);
    }
  yield matmulCase({ a: [100, 300], b: [300, 64], constant: true }, BIAS_RELU6);
  // Loops of one, two, four and eight steps; panels that are fetched.
  for (const k of [33, 34, 36, 40]) yield matmulCase({ a: [13, k], b: [k, 19], constant: true }, BIAS_RELU6);
  for (const k of [137, 144]) yield matmulCase({ a: [25, k], b: [k, 130], constant: true }, BIAS_RELU6);
}

/** The same case with some elements of its first input replaced. */
export function special(test: KernelCase, name: string, elements: Readonly<Record<number, number>>): KernelCase {
  const [x, ...rest] = test.inputs as [Float32Array, ...Float32Array[]];
  const changed = x.slice();
  for (const [i, value] of Object.entries(elements)) changed[Number(i)] = value;
  return { ...test, name: `${test.name}, ${name}`, inputs: [changed, ...rest] };
}

/** NaN and infinities appear where the mathematics says so: not beside the window, not from padding, not from a tile's tail. */
function* specials(): Generator<KernelCase> {
  for (const epilogue of [PLAIN, BIAS_RELU6]) {
    const elements = { 0: NaN, 100: Infinity, 161: -Infinity, 209: NaN };
    for (const stride of [1, 2]) {
      const shape: WindowCase = { x: [1, 6, 7, 5], kernel: [3, 3], stride };
      yield special(windowCase(shape, 5, epilogue), "special values", elements);
      yield special(windowCase(shape, undefined, epilogue), "special values", elements);
    }
    yield special(matmulCase({ a: [6, 35], b: [35, 9], constant: true }, epilogue), "special values", elements);
    yield special(matmulCase({ a: [8, 35], b: [35, 2], constant: true }, epilogue), "special values", elements);
    yield special(matmulCase({ a: [13, 35], b: [35, 9] }, epilogue), "special values", elements);
  }
}

export const CASES: readonly KernelCase[] = [...products(), ...windows(false), ...windows(true), ...specials()];
export const WINOGRAD: readonly KernelCase[] = [...winograd()];
