/**
 * How much arithmetic a model asks for, and the least time it can take.
 *
 * Counted are the multiply-adds of convolutions and matrix products, as two operations each, over the model as it was loaded, so
 * that the count is the same whatever runs it. Additions of biases, activations, pools and other pointwise work are left out, as is
 * usual. A convolution at a border counts in full: taps on the padding are multiplied too.
 */
import type { io } from "@tensorflow/tfjs-core";
import fold from "../../patterns/fold.ts";
import { graphFromArtifacts } from "../graph/from-tfjs.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { parseEinsum } from "../graph/ops/einsum.ts";
import { type ConstantTensor, isStatic, type Shape, sizeOf } from "../graph/types.ts";
import { rewrite } from "../rewrite/driver.ts";
import type { ExampleCall } from "./measure.ts";

/** Floating-point operations of one inference. */
export interface Work {
  /** Of convolutions and matrix products that mix channels. */
  readonly dense: number;
  /** Of depthwise convolutions, which have less to do with each value that they load. */
  readonly depthwise: number;
}

/** The work of a graph whose shapes are known. `undefined` where a product's shape is not. */
export function workOf(graph: Graph): Work | undefined {
  let [dense, depthwise] = [0, 0];
  for (const node of graph.nodes) {
    const kind = COUNTS[node.op];
    if (!kind) continue;
    const shapes = node.inputs.map((v) => v.shape);
    const out = node.output.shape;
    if (!out || !isStatic(out) || !shapes.every((s) => s && isStatic(s))) return undefined;
    const flops = 2 * kind.multiplyAdds(shapes as Shape[], out, node);
    if (kind.depthwise) depthwise += flops;
    else dense += flops;
  }
  return { dense, depthwise };
}

interface Count {
  readonly depthwise?: true;
  readonly multiplyAdds: (inputs: readonly Shape[], output: Shape, node: Node) => number;
}

/** Every output sums over the window and the channels that one filter reads: all of the filter's axes but the last. */
const convolution: Count = { multiplyAdds: ([, filter], out) => sizeOf(out) * sizeOf((filter as Shape).slice(0, -1)) };
const depthwise: Count = {
  depthwise: true,
  multiplyAdds: ([, filter], out) => sizeOf(out) * sizeOf((filter as Shape).slice(0, 2)),
};
const product: Count = {
  multiplyAdds: ([a], out, { attrs }) =>
    sizeOf(out) * ((a as Shape).at(attrs.transpose_a || attrs.adj_x ? -2 : -1) ?? 1),
};
const COUNTS: Readonly<Record<string, Count>> = {
  Conv1D: convolution,
  Conv2D: convolution,
  _FusedConv2D: convolution,
  Conv3D: convolution,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2dNative: depthwise,
  MatMul: product,
  _FusedMatMul: product,
  BatchMatMulV2: product,
  // Every input is added into a window of the output, once for each of its channels.
  Conv2DBackpropInput: {
    multiplyAdds: ([, filter, x]) => sizeOf(x as Shape) * sizeOf((filter as Shape).slice(0, 3)),
  },
  Einsum: {
    multiplyAdds: (inputs, _, { attrs }) => {
      const extents = parseEinsum(attrs.equation, inputs)?.extents ?? [];
      return inputs.length === 1 ? 0 : [...extents].reduce((n, [, extent]) => n * extent, 1);
    },
  },
};

/** The work of a model called as the benchmark calls it; `undefined` where control flow leaves it open. */
export function workOfModel(
  artifacts: io.ModelArtifacts,
  call?: ExampleCall,
  weights?: ReadonlyMap<string, ConstantTensor>,
): Work | undefined {
  const whole = graphFromArtifacts(artifacts, undefined, weights);
  if ("reason" in whole) return undefined;
  const declared = whole.inputs.map(({ name, type }) => [
    name,
    type && { dtype: type.dtype, shape: type.shape.map((d) => Math.max(d, 1)) },
  ]);
  const request = {
    inputs: call?.inputs ?? Object.fromEntries(declared),
    outputs: whole.outputs.map((o) => o.name),
  };
  const graph = graphFromArtifacts(artifacts, request, weights);
  if ("reason" in graph) return undefined;
  // Shapes that the model computes become known.
  rewrite(graph, [{ name: "fold", about: "", rules: fold }], { explain: false });
  return workOf(graph);
}
