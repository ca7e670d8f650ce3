/** Rules that are no patterns: what each says where it does not apply, on graphs that no term of one output describes. */
import { expect } from "chai";
import { REWRITES } from "../../patterns/index.ts";
import type { Value } from "../../src/graph/graph.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { rewrite } from "../../src/rewrite/driver.ts";
import type { Rule } from "../../src/rewrite/rule.ts";
import { Writer } from "../support/writer.ts";

/** What the rule says of the graph; `true` where it fires. */
type Case = readonly [rule: string, says: RegExp | true, write: (w: Writer) => void];

const parts = (w: Writer): readonly Value[] => w.all("Split", [w.int(1), w.input([2, 6])], { num_split: 3 });
const rows = (w: Writer): readonly Value[] => w.all("Unpack", [w.input([3, 3])], { num: 3, axis: 0 });
const turned = (w: Writer): Value => w.op("Transpose", [w.input([2, 3, 4]), w.ints(0, 2, 1)]);
const STRAIGHT = { transpose_a: false, transpose_b: false };
const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };

const CASES: readonly Case[] = [
  ["concat-of-split", true, (w) => w.out(w.op("ConcatV2", [...parts(w), w.int(-1)]))],
  ["concat-of-split", /out of order/, (w) => w.out(w.op("ConcatV2", [...parts(w).toReversed(), w.int(1)]))],
  ["concat-of-split", /parts are missing/, (w) => w.out(w.op("ConcatV2", [...parts(w).slice(1), w.int(1)]))],
  ["concat-of-split", /the axes differ/, (w) => w.out(w.op("ConcatV2", [...parts(w), w.int(0)]))],
  ["pack-of-unpack", true, (w) => w.out(w.op("Pack", rows(w), { axis: 0 }))],
  ["pack-of-unpack", /the axes differ/, (w) => w.out(w.op("Pack", rows(w), { axis: 1 }))],
  [
    "common-subexpression",
    /are both outputs/,
    (w) => {
      const x = w.input([3]);
      w.out(w.op("Exp", [x]), w.op("Exp", [x]));
    },
  ],
  ["strip-identity", /is not known/, (w) => w.out(w.op("EnsureShape", [w.input([-1, 3]), w.ints(2, 3)]))],
  [
    "transpose-after-constant",
    /makes .* larger/,
    (w) => {
      const product = w.op("BatchMatMulV2", [w.input([2, 3, 5]), w.weight(2, 5, 4)], { adj_x: false, adj_y: false });
      w.out(w.op("Mul", [w.op("Transpose", [product, w.ints(0, 2, 1)]), w.weight(5, 1, 1, 1)]));
    },
  ],
  [
    "transpose-after-reduction",
    /has a second user/,
    (w) => {
      const t = turned(w);
      w.out(w.op("Sum", [t, w.ints(1)], { keep_dims: true }), t);
    },
  ],
  [
    "pad-below-reshape",
    /has a second user/,
    (w) => {
      const pads = w.graph.constant(ConstantTensor.int([2, 2], [1, 1, 0, 0]));
      const padded = w.op("Pad", [w.input([2, 3]), pads]);
      w.out(w.op("Reshape", [padded, w.ints(1, 4, 3)]), padded);
    },
  ],
  [
    "activation-before-view",
    /has an activation/,
    (w) => {
      const product = w.op("_FusedMatMul", [w.input([3, 4]), w.weight(4, 6), w.weight(6)], {
        ...STRAIGHT,
        fused_ops: ["BiasAdd", "Relu"],
        num_args: 1,
      });
      w.out(w.op("Tanh", [w.op("Reshape", [product, w.ints(3, 2, 3)])]));
    },
  ],
  [
    "activation-before-concat",
    /has a second user/,
    (w) => {
      const x = w.input([3, 4]);
      const product = w.op("MatMul", [x, w.weight(4, 4)], STRAIGHT);
      const other = w.op("MatMul", [x, w.weight(4, 2)], STRAIGHT);
      w.out(w.op("Relu", [w.op("ConcatV2", [product, other, w.int(1)])]), product);
    },
  ],
  [
    "activation-before-concat",
    /occurs twice/,
    (w) => {
      const product = w.op("MatMul", [w.input([3, 4]), w.weight(4, 4)], STRAIGHT);
      w.out(w.op("Relu", [w.op("ConcatV2", [product, product, w.int(1)])]));
    },
  ],
  [
    "channel-order-into-weights",
    /transposes an operand/,
    (w) => {
      const x = w.op("ReverseV2", [w.input([4, 3]), w.ints(1)]);
      w.out(w.op("MatMul", [x, w.weight(3, 3)], { transpose_a: true, transpose_b: false }));
    },
  ],
  [
    "channel-order-into-weights",
    /it is grouped/,
    (w) => w.out(w.op("Conv2D", [w.op("ReverseV2", [w.input([1, 4, 4, 4]), w.ints(3)]), w.weight(1, 1, 2, 2)], WINDOW)),
  ],
  [
    "conv-concat",
    /their weights are not constant/,
    (w) => {
      const x = w.input([1, 4, 4, 3]);
      const of = (weights: Value): Value => w.op("Conv2D", [x, weights], WINDOW);
      w.out(w.op("ConcatV2", [of(w.weight(1, 1, 3, 2)), of(w.weight(3, 3, 3, 2)), w.int(3)]));
    },
  ],
  [
    "product-concat",
    /their biases are not constant/,
    (w) => {
      const x = w.input([3, 4]);
      const of = (bias: Value): Value =>
        w.op("_FusedMatMul", [x, w.weight(4, 2), bias], { ...STRAIGHT, fused_ops: ["BiasAdd"], num_args: 1 });
      w.out(w.op("ConcatV2", [of(w.weight(2)), of(w.input([2])), w.int(1)]));
    },
  ],
  ["divide-by-constant", /the type of .* is not known/, (w) => w.out(w.op("RealDiv", [w.unknown(), w.weight(4)]))],
  ["einsum-as-product", /has 1 operands/, (w) => w.out(w.op("Einsum", [w.input([3, 4])], { equation: "ij->ji" }))],
  [
    "einsum-as-product",
    /is not float32/,
    (w) => w.out(w.op("Einsum", [w.input([3, 4], "int32"), w.input([4, 5], "int32")], { equation: "ij,jk->ik" })),
  ],
  [
    "einsum-as-product",
    /the shape of .* is not known/,
    (w) => w.out(w.op("Einsum", [w.input([-1, 4]), w.input([4, 5])], { equation: "ij,jk->ik" })),
  ],
];

describe("rules that are no patterns", () => {
  for (const [name, says, write] of CASES)
    it(`${name}: ${says === true ? "fires" : says.source}`, () => {
      const w = new Writer();
      write(w);
      const nodes = () => w.graph.topological().map((n) => n.op);
      const before = nodes();
      const rules = [REWRITES.find((r) => r.name === name) as Rule];
      const log = rewrite(w.graph, [{ name: "alone", about: "", rules }]);
      expect(log.fired.length > 0).to.equal(says === true);
      if (says === true) return;
      expect(log.missed.map((m) => m.reason).join("\n")).to.match(says);
      expect(nodes()).to.deep.equal(before);
    });
});
