/** What the grouping engine says of graphs that a kernel, or a step, can't take: one graph for each reason. */
import { expect } from "chai";
import { GROUPINGS } from "../../patterns/index.ts";
import type { Value } from "../../src/graph/graph.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { type GroupingOptions, group } from "../../src/rewrite/grouping.ts";
import { Writer } from "../support/writer.ts";

type Case = readonly [says: RegExp, write: (w: Writer) => void, options?: GroupingOptions];

const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const POOL = { ...WINDOW, ksize: [1, 2, 2, 1] };
const image = (w: Writer): Value => w.input([1, 4, 4, 3]);
const conv = (w: Writer, x: Value, attrs = {}, ...more: Value[]): Value =>
  w.typed(
    more.length > 0 ? "_FusedConv2D" : "Conv2D",
    [x, w.weight(3, 3, 3, 3), ...more],
    { ...WINDOW, ...attrs },
    [1, 4, 4, 3],
  );
const bias = { fused_ops: ["BiasAdd"], num_args: 1 };
const pads = (w: Writer, ...values: number[]): Value => w.graph.constant(ConstantTensor.int([4, 2], values));
const slots = (w: Writer): Value => w.input([4], "int32");

const CAPPED: GroupingOptions = { operands: 2, cap: "the device grants 4 storage buffers" };
const CASES: readonly Case[] = [
  [
    /^its explicit paddings are not spatial$/,
    (w) => w.out(conv(w, image(w), { padding: "EXPLICIT", explicit_paddings: [1, 0, 1, 1, 1, 1, 0, 0] })),
  ],
  [/^its padding is FULL$/, (w) => w.out(conv(w, image(w), { padding: "FULL" }))],
  [
    /^the operand of its BiasAdd is missing$/,
    (w) => w.out(w.typed("_FusedConv2D", [image(w), w.weight(1, 1, 3, 3)], { ...WINDOW, ...bias }, [1, 4, 4, 3])),
  ],
  [/^the operand of its BiasAdd is not float32$/, (w) => w.out(conv(w, image(w), bias, w.input([3], "int32")))],
  [/^its operands are not float32$/, (w) => w.out(conv(w, w.input([1, 4, 4, 3], "int32")))],
  [
    /^its operands are not float32$/,
    (w) => w.out(w.typed("MatMul", [w.input([3, 3], "int32"), w.weight(3, 3)], {}, [3, 3])),
  ],
  [/^its input is not a batch of images$/, (w) => w.out(conv(w, w.input([4, 4, 3])))],
  [
    /^its input is not a batch of float32 images$/,
    (w) => w.out(w.typed("MaxPool", [w.input([1, 4, 4, 3], "int32")], POOL, [1, 4, 4, 3], "int32")),
  ],
  [
    /^its axes are not constant$/,
    (w) => w.out(w.typed("Mean", [w.input([2, 3]), w.input([1], "int32")], { keep_dims: true }, [2, 1])),
  ],
  [
    /^its indices are not int32$/,
    (w) => w.out(w.typed("GatherV2", [w.input([4, 3]), w.input([4]), w.int(0)], {}, [4, 3])),
  ],
  [
    /^its axis is not constant$/,
    (w) => w.out(w.typed("GatherV2", [w.input([4, 3]), slots(w), w.input([], "int32")], {}, [4, 3])),
  ],
  [
    /^its batch axes count from the end$/,
    (w) => w.out(w.typed("GatherV2", [w.input([4, 3]), slots(w), w.int(0)], { batch_dims: -1 }, [4, 3])),
  ],
  [
    /^its indices count along no axis$/,
    (w) => w.out(w.typed("GatherNd", [w.input([4, 3]), w.input([2, 0], "int32")], {}, [2, 4, 3])),
  ],
  [
    /^its axis is not constant$/,
    (w) => w.out(w.typed("ArgMax", [w.input([4, 3]), w.input([], "int32")], {}, [4], "int32")),
  ],
  [/^its axis is not constant$/, (w) => w.out(w.typed("Cumsum", [w.input([4, 3]), w.input([], "int32")], {}, [4, 3]))],
  [/^they are wanted in no order$/, (w) => w.out(w.op("TopKV2", [w.input([2, 4]), w.int(2)], { sorted: false }))],
  [
    /^its paddings are negative$/,
    (w) => w.out(w.typed("Pad", [image(w), pads(w, 0, 0, -1, 0, 0, 0, 0, 0)], {}, [1, 3, 4, 3])),
  ],
  [
    /^its paddings are negative$/,
    (w) => w.out(conv(w, w.typed("Pad", [image(w), pads(w, 0, 0, -1, 0, 0, 0, 0, 0)], {}, [1, 3, 4, 3]))),
  ],
  [
    /^its paddings are not constant$/,
    (w) => w.out(conv(w, w.typed("Pad", [image(w), w.input([4, 2], "int32")], {}, [1, 4, 4, 3]))),
  ],
  [
    /^its padding is FULL$/,
    (w) =>
      w.out(
        w.typed(
          "Conv2DBackpropInput",
          [w.ints(1, 4, 4, 3), w.weight(3, 3, 3, 3), image(w)],
          { ...WINDOW, padding: "FULL" },
          [1, 4, 4, 3],
        ),
      ),
  ],
  [/^"x" is not computed by the plan$/, (w) => w.out(w.op("ConcatV2", [w.input([2, 3]), w.input([2, 3]), w.int(0)]))],
  [
    /is a part of another value$/,
    (w) => {
      const [first] = w.all("Split", [w.int(0), w.op("Exp", [w.input([4, 3])])], { num_split: 2 }) as [Value];
      w.out(w.op("ConcatV2", [first, w.input([2, 3]), w.int(0)]));
    },
  ],
  [
    /lies in another value$/,
    (w) => {
      const [a, b] = [w.op("Softmax", [w.input([2, 3])]), w.op("Softmax", [w.input([2, 3])])];
      w.out(w.op("ConcatV2", [a, b, w.int(0)]), w.op("ConcatV2", [b, a, w.int(0)]));
    },
  ],
  [/^its shape is not known$/, (w) => w.out(w.typed("Relu", [conv(w, image(w))], {}, [-1, 4, 4, 3]))],
  [
    /^it would read more than 2 operands: the device grants 4 storage buffers$/,
    (w) => w.out(w.op("Mul", [w.op("AddV2", [w.op("AddV2", [conv(w, image(w)), image(w)]), image(w)]), image(w)])),
    CAPPED,
  ],
  [
    /^the region would read more than 2 tensors: the device grants 4 storage buffers$/,
    (w) => w.out(w.op("Mul", [w.op("AddV2", [image(w), image(w)]), w.op("Sub", [image(w), image(w)])])),
    CAPPED,
  ],
];

describe("reasons of the grouping engine", () => {
  for (const [says, write, options] of CASES)
    it(says.source, () => {
      const w = new Writer();
      write(w);
      const { missed, fired } = group(w.graph, GROUPINGS, options);
      const miss = missed.find(({ reason }) => says.test(reason));
      expect(miss, missed.map(({ rule, reason }) => `${rule}: ${reason}`).join("\n")).to.not.equal(undefined);
      expect(fired.some(({ rule, node }) => rule === miss?.rule && node === miss.node)).to.equal(false);
      w.graph.topological();
    });
});
