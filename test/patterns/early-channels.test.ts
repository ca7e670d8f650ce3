/** Which makers of channels wait for the join, and which would rather be copied. */
import { expect } from "chai";
import { GROUPINGS } from "../../patterns/index.ts";
import { Graph, type Value } from "../../src/graph/graph.ts";
import { ConstantTensor, sizeOf } from "../../src/graph/types.ts";
import { group } from "../../src/rewrite/grouping.ts";

const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };

/**
 * Which operands of a join are in place: the ends of two chains of convolutions of an image, to those channels. The first two run first.
 * @param asked the end of the other chain is an output too, and so can't be
 */
function joined(size: number, channels: readonly number[], asked = false) {
  const graph = new Graph();
  const type = { dtype: "float32", shape: [1, size, size, 3] } as const;
  const x = graph.add("Placeholder", [], type, { name: "x", types: [type] }).output;
  const conv = (input: Value, to: number): Value => {
    const shape = [1, 1, input.shape?.at(-1) as number, to];
    const filter = graph.constant(ConstantTensor.float(shape, new Float32Array(sizeOf(shape))));
    return graph.add("Conv2D", [input, filter], WINDOW).output;
  };
  const [from, to, ...rest] = channels as [number, number, ...number[]];
  const late = rest.reduce(conv, x);
  const early = conv(conv(x, from), to);
  const axis = graph.constant(new ConstantTensor("int32", [], Int32Array.from([3])));
  const all = graph.add("ConcatV2", asked ? [early, late, axis] : [late, early, axis], { N: 2 }).output;
  graph.outputs.push({ name: "out", value: graph.add("Softmax", [all]).output });
  if (asked) graph.outputs.push({ name: "late", value: late });
  const log = group(graph, GROUPINGS, {});
  const order = graph.topological().flatMap((n) => (n.op === "conv2d" ? n.output.shape?.at(-1) : []));
  expect(order.indexOf(from)).to.be.below(order.indexOf(rest[0]));
  const placed = [...graph.nodes].find((n) => n.op === "join")?.attrs.placed;
  return placed ?? log.missed.find(({ rule }) => rule === "write-channels")?.reason;
}

describe("channels made long before the join", () => {
  it("are copied if they are made from more", () => {
    expect(joined(128, [24, 8, 32, 4])).to.deep.equal([0]);
  });
  it("are named where nothing else is in place", () => {
    expect(joined(128, [24, 8, 32, 4], true)).to.match(/is made long before from more$/);
  });
  it("are made later if they are made from about as much", () => {
    expect(joined(128, [16, 8, 32, 4])).to.deep.equal([0, 1]);
  });
  it("are made there if little lies between", () => {
    expect(joined(32, [24, 8, 32, 4])).to.deep.equal([0, 1]);
  });
});
