/** Random graphs of the ops that rules look for, written as a list of steps, so that a failing one can be shrunk. */
import { Graph, type Value } from "../../src/graph/graph.ts";
import { ConstantTensor, type Shape, sizeOf } from "../../src/graph/types.ts";
import { randomFloats } from "./random.ts";

/** Which op is added, which earlier values it reads, and a number that its constants and attributes come from. */
export interface Step {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}
export interface RandomGraph {
  readonly graph: Graph;
  readonly feeds: ReadonlyMap<string, ConstantTensor>;
}

const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const UNARY = "Relu Relu6 Sigmoid Tanh Abs Neg Square Exp LeakyRelu Floor Round Softplus Elu Softmax".split(" ");
const BINARY = "AddV2 Sub Mul Maximum Minimum SquaredDifference".split(" ");
const NUMBERS = [0, 1, 2, 0.5, -1, 3, 6, 1 / 6];

/** Builds a graph; whatever nothing reads is an output. */
export function randomGraph(steps: readonly Step[]): RandomGraph {
  const graph = new Graph();
  const type = { dtype: "float32", shape: [1, 4, 4, 2] } as const;
  const feeds = new Map<string, ConstantTensor>();
  const values = ["x", "y"].map((name, i) => {
    feeds.set(name, ConstantTensor.float(type.shape, randomFloats(sizeOf(type.shape), i + 1)));
    return graph.add("Placeholder", [], type, { name, types: [type] }).output;
  });
  const float = (seed: number, ...shape: number[]): Value =>
    graph.constant(ConstantTensor.float(shape, randomFloats(sizeOf(shape), seed + 7)));
  const ints = (shape: Shape, ...list: number[]): Value =>
    graph.constant(new ConstantTensor("int32", shape, Int32Array.from(list)));
  for (const { op, a, b, c } of steps) {
    const [x, y] = [a, b].map((i) => values[values.length - 1 - (i % values.length)]) as [Value, Value];
    const shape = x.shape as number[];
    const [, h, w, d] = shape as [number, number, number, number];
    const add = (name: string, inputs: Value[], attrs = {}): Value => graph.add(name, inputs, attrs).output;
    const number = graph.constant(ConstantTensor.float([], [NUMBERS[c % NUMBERS.length] as number]));
    const unary = UNARY[c % UNARY.length] as string;
    const binary = BINARY[c % BINARY.length] as string;
    const k = c % 2 ? 3 : 1;
    const fits = (y.shape as number[]).every((n, i) => n === shape[i]);
    const four = (...list: number[]): Value => ints([4], ...list);
    const conv = (z: Value): Value => add("Conv2D", [z, float(c, k, k, z.shape?.[3] as number, 2)], WINDOW);
    const kinds: (() => Value)[] = [
      () => add(unary, [x]),
      () => add(binary, [x, fits ? y : number]),
      () => add(binary, c % 3 ? [x, number] : [number, x]),
      () => add(binary, [x, float(c, d)]),
      () => conv(x),
      () => add("BiasAdd", [conv(x), float(c, 2)]),
      () => add("DepthwiseConv2dNative", [x, float(c, k, k, d, 1)], WINDOW),
      () => add(c % 2 ? "MaxPool" : "AvgPool", [x], { ...WINDOW, ksize: [1, 3, 3, 1] }),
      () => add("ConcatV2", [x, fits ? y : x, ints([], c % 2 ? 3 : -1)], { N: 2 }),
      () => add("ConcatV2", [x, fits ? y : x, ints([], 1)], { N: 2 }),
      () => add("Slice", [x, four(0, h > 1 ? 1 : 0, 0, 0), four(1, h > 1 ? h - 1 : h, w, d)]),
      () => add("Slice", [x, four(0, 0, c % 2 && w > 1 ? 1 : 0, 0), four(1, h, w > 1 ? w - 1 : w, d)]),
      () => add("Pad", [x, ints([4, 2], 0, 0, c % 2, 0, 0, 1, 0, 0)]),
      () => add("ResizeNearestNeighbor", [x, ints([2], h * 2, w)], { align_corners: false, half_pixel_centers: false }),
      () => add("ResizeBilinear", [x, ints([2], h, c % 2 ? w : w + 1)], { half_pixel_centers: true }),
      () => add("ReverseV2", [x, ints([1], 1 + (c % 3))]),
      () => add("Transpose", [x, c % 2 ? four(0, 2, 1, 3) : four(0, 1, 2, 3)]),
      () => add("Reshape", [add("Reshape", [x, ints([2], h * w, d)]), four(1, w, h, d)]),
      () => add(["Mean", "Sum", "Max", "Min"][c % 4] as string, [x, ints([1], 1 + (c % 2))], { keep_dims: true }),
      () => add("Mul", [x, add("Sigmoid", [x])]),
      () => add("Mul", [x, add("Relu6", [add("AddV2", [x, graph.constant(ConstantTensor.float([], [3]))])])]),
      () => add("Select", [add("Greater", [x, number]), x, fits ? y : x]),
      () => add("Cast", [add("Greater", [x, number])], { SrcT: "bool", DstT: "float32" }),
      () => add("AddN", [x, x, fits ? y : x], { N: 3 }),
      () => add("AddV2", [conv(x), conv(x)]),
      () => add("ClipByValue", [x, graph.constant(ConstantTensor.float([], [-1])), number]),
      () => add("Identity", [x]),
      () => graph.add("Split", [ints([], 3), add("ConcatV2", [x, x, ints([], 3)], { N: 2 })], { num_split: 2 }).output,
      () => add("GatherV2", [x, ints([d], ...Array.from({ length: d }, (_, i) => d - 1 - i)), ints([], 3)]),
      () => add("RealDiv", [x, add("AddV2", [add("Abs", [x]), graph.constant(ConstantTensor.float([], [1]))])]),
    ];
    const made = (kinds[op % kinds.length] as () => Value)();
    if (made.type && sizeOf(made.shape ?? []) <= 2048) values.push(made);
    else graph.removeUnused(made.node);
  }
  const ends = values.slice(2).filter((v) => v.users.size === 0);
  for (const value of ends.length > 0 ? ends : [values[0] as Value])
    graph.outputs.push({ name: `out${value.node.id}`, value });
  return { graph, feeds };
}
