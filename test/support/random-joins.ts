/** Graphs whose result is a join of channels, from a list that can be shrunk. */
import { Graph, type Value } from "../../src/graph/graph.ts";
import { ConstantTensor, sizeOf } from "../../src/graph/types.ts";
import { randomFloats } from "./random.ts";
import type { RandomGraph } from "./random-graph.ts";

const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };

export interface Part {
  readonly kind: number;
  readonly channels: number;
  readonly relu: boolean;
  /** 0: it is read elsewhere too. */
  readonly shared: number;
}

/** What each of the parts makes of an image, joined along channels. */
export function joinedChannels([n, h, w]: readonly [number, number, number], parts: readonly Part[]): RandomGraph {
  const graph = new Graph();
  const feeds = new Map<string, ConstantTensor>();
  const feed = (name: string, ...shape: number[]): Value => {
    feeds.set(name, ConstantTensor.float(shape, randomFloats(sizeOf(shape), name.length)));
    const type = { dtype: "float32", shape } as const;
    return graph.add("Placeholder", [], type, { name, types: [type] }).output;
  };
  const float = (seed: number, ...shape: number[]): Value =>
    graph.constant(ConstantTensor.float(shape, randomFloats(sizeOf(shape), seed)));
  const list = (...values: number[]): Value =>
    graph.constant(new ConstantTensor("int32", [values.length], Int32Array.from(values)));
  const [x, small] = [feed("x", n, h, w, 3), feed("small", n, 2, 3, 5)];
  const made = parts.map(({ kind, channels, relu }, i) => {
    const add = (op: string, inputs: Value[], attrs = {}): Value => graph.add(op, inputs, attrs).output;
    const conv = (k: number): Value => add("Conv2D", [x, float(i, k, k, 3, channels)], WINDOW);
    const resize = (op: string): Value =>
      add(op, [small, list(h, w)], { align_corners: false, half_pixel_centers: true });
    const makers = [
      () => conv(1),
      () => conv(3),
      () => add("AddV2", [conv(3), add("Softmax", [conv(1)])]),
      () => add("DepthwiseConv2dNative", [x, float(i, 3, 3, 3, 1)], WINDOW),
      () => add("AvgPool", [x], { ...WINDOW, ksize: [1, 3, 3, 1] }),
      () => resize("ResizeBilinear"),
      () => resize("ResizeNearestNeighbor"),
    ];
    const value = (makers[kind] as () => Value)();
    return relu ? add("Relu", [value]) : value;
  });
  const axis = graph.constant(new ConstantTensor("int32", [], Int32Array.from([3])));
  const all = graph.add("ConcatV2", [...made, axis], { N: made.length }).output;
  for (const value of [all, ...made.filter((_, i) => parts[i]?.shared === 0)])
    graph.outputs.push({ name: `out${graph.outputs.length}`, value: graph.add("Tanh", [value]).output });
  for (const output of graph.outputs) graph.rename(output.value.node, output.name);
  return { graph, feeds };
}
