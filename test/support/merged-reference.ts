/** Kernels that do the work of two, by the references of the two. */
import type { BandsAttrs } from "../../kernels/bands.ts";
import type { ConvPoolAttrs } from "../../kernels/conv-pool.ts";
import { argumentsOf } from "../../src/expr/expr.ts";
import type { Node, Value } from "../../src/graph/graph.ts";
import { ConstantTensor, type Shape, type Values } from "../../src/graph/types.ts";
import type { Images } from "./images-reference.ts";
import type { Run } from "./reference.ts";

const like = ({ name }: Node, attrs: Node["attrs"], shape: Shape): Node =>
  ({ name, attrs, output: { shape } }) as unknown as Node;

/** A convolution, then the pool of its map; the map may be an output too. */
export function pooledMap(node: Node, inputs: readonly ConstantTensor[], convolve: Run, pool: Run): readonly Values[] {
  const [batch, , , channels] = (node.outputs[0] as Value).shape as unknown as Images;
  const { pool: mode, map, epilogue, after } = node.attrs as unknown as ConvPoolAttrs;
  const shape = [batch, ...map, channels];
  const own = Math.max(0, ...argumentsOf(...epilogue));
  const [values] = convolve(like(node, node.attrs, shape), inputs.slice(0, 2 + own)) as [Float32Array];
  const halves = { mode, window: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], epilogue: [after] };
  const unread = Array.from({ length: own }, () => ConstantTensor.float([], [0]));
  const operands = [ConstantTensor.float(shape, values), ...unread, ...inputs.slice(2 + own)];
  const [pooled] = pool(like(node, halves, node.outputs.at(-1)?.shape as Shape), operands) as [Float32Array];
  return node.outputs.length > 1 ? [values, pooled] : [pooled];
}

/** One convolution, then another that reads its map. */
export function inTurns(
  node: Node,
  inputs: readonly ConstantTensor[],
  convolve: (op: string) => Run,
): readonly Values[] {
  const { first, second, inputs: count, map } = node.attrs as unknown as BandsAttrs;
  const [values] = convolve(first.op)(like(node, first.attrs, map), inputs.slice(0, count)) as [Float32Array];
  const others = [ConstantTensor.float(map, values), ...inputs.slice(count)];
  return convolve(second.op)(like(node, second.attrs, node.output.shape as Shape), others);
}

/** The largest elements of a map, of which those that are best. */
export function bestPeaks(node: Node, inputs: readonly ConstantTensor[], pool: Run, topK: Run): readonly Values[] {
  const [{ shape }] = inputs as [ConstantTensor];
  const [kept] = pool(like(node, { ...node.attrs, mode: "max", strides: [1, 1] }, shape), inputs) as [Float32Array];
  return topK(node, [ConstantTensor.float([shape[0] as number, kept.length / (shape[0] as number)], kept)]);
}
