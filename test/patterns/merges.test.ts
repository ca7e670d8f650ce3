/** Kernels that join: pools in the convolutions that make their maps. */
import "@tensorflow/tfjs-backend-cpu";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { Value } from "../../src/graph/graph.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { check, IMAGE, nodeOf, reasons, rules, WINDOW, type Writer } from "../support/group-graphs.ts";

describe("kernels that join", () => {
  before(async () => {
    await setBackend("cpu");
    await ready();
  });

  const HALVES = { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: "VALID", data_format: "NHWC" };

  it("pools in the convolution that makes the map, with what is before and after the pool", () => {
    const write = (w: Writer): void => {
      const map = w.op("Elu", [w.op("BiasAdd", [w.conv(w.input()), w.weight(3)])]);
      w.out(w.op("Relu", [w.op("AddV2", [w.op("MaxPool", [map], HALVES), w.weight(3)])]));
    };
    const { ops, log, graph } = check(write);
    expect(ops).to.deep.equal(["conv-pool"]);
    expect(rules(log)).to.include.members(["conv2d-bias", "conv2d-elu", "pool-relu", "conv2d-max-pool"]);
    expect(nodeOf(graph, "conv-pool").origin).to.have.length(6);
    expect(check(write, { disable: ["conv2d-max-pool"] }).ops).to.deep.equal(["conv2d", "pool"]);
    const supports = ({ op }: { op: string }): true | string => op !== "conv-pool" || "it would take longer";
    const apart = check(write, { supports });
    expect(apart.ops).to.deep.equal(["conv2d", "pool"]);
    expect(reasons(apart.log)).to.include("it would take longer");
  });

  it("keeps the map beside what is pooled where others need it", () => {
    const write = (w: Writer): void => {
      const map = w.op("AddV2", [w.conv(w.input()), w.input()]);
      w.out(w.op("AvgPool", [map], HALVES), w.op("Softmax", [map]));
    };
    const { ops, graph } = check(write);
    expect(ops).to.have.members(["conv-pool", "softmax"]);
    expect(nodeOf(graph, "conv-pool").outputs.map((v) => v.shape)).to.deep.equal([IMAGE, [1, 2, 2, 3]]);
    expect(check(write, { disable: ["conv2d-dual-store"] }).ops).to.have.members(["conv-pool", "softmax"]);
    const alone = check(write, { dualStore: false });
    expect(alone.ops).to.have.members(["conv2d", "pool", "softmax"]);
    expect(reasons(alone.log).join()).to.include("is needed elsewhere too");
    const asked = check((w) => {
      const map = w.conv(w.input());
      w.out(map, w.op("MaxPool", [map], HALVES));
    });
    expect(asked.ops).to.deep.equal(["conv-pool"]);
  });

  it("pools nothing but windows of its own tiles", () => {
    for (const [reason, write] of [
      ["not 2×2, two apart", (w: Writer) => w.op("MaxPool", [w.conv(w.input())], { ...HALVES, ksize: [1, 3, 3, 1] })],
      ["reach beyond the map", (w: Writer) => w.op("MaxPool", [w.conv(w.input())], { ...HALVES, padding: "SAME" })],
      [
        "is needed elsewhere too",
        (w: Writer) => {
          const map = w.conv(w.input());
          w.out(map);
          return w.op("AddV2", [w.op("MaxPool", [map], HALVES), w.input([1, 2, 2, 3])]);
        },
      ],
      [
        "stores two maps",
        (w: Writer) => {
          const map = w.conv(w.input());
          w.out(map);
          return w.op("MaxPool", [w.op("Relu", [map])], HALVES);
        },
      ],
      [
        "applies a function",
        (w: Writer) => {
          const map = w.conv(w.input());
          w.out(w.op("Softmax", [map]), w.op("Softmax", [w.op("Tanh", [map])]));
          return w.op("MaxPool", [w.op("Square", [map])], HALVES);
        },
      ],
      [
        "stores two tensors",
        (w: Writer) => {
          const pooled = w.op("MaxPool", [w.conv(w.input())], HALVES);
          w.out(pooled, w.op("Softmax", [w.op("Tanh", [pooled])]));
          return w.op("Softmax", [w.op("Exp", [pooled])]);
        },
      ],
    ] as const) {
      const { ops, log } = check((w) => void w.out(write(w)));
      expect(ops).to.include.members(["conv2d", "pool"]);
      expect(reasons(log).join()).to.include(reason);
    }
  });

  it("looks for the best of what a pool keeps in what it reads, where that is all that is needed", () => {
    const around = { ...WINDOW, ksize: [1, 3, 3, 1] };
    const flat = (w: Writer, kept: Value): Value => w.op("Reshape", [kept, w.ints(1, -1)]);
    const best = (w: Writer, row: Value): Value =>
      w.op("TopKV2", [row, w.graph.constant(ConstantTensor.int([], [5]))], { sorted: true });
    const keep = (w: Writer, x: Value, pooled: Value): Value =>
      w.op("Mul", [x, w.op("Cast", [w.op("Equal", [x, pooled])], { SrcT: "bool", DstT: "float32" })]);
    const made = check((w) => {
      const x = w.input([1, 4, 5, 4]);
      w.out(best(w, flat(w, keep(w, x, w.op("MaxPool", [x], around)))));
    });
    expect(made.ops).to.deep.equal(["peaks"]);
    expect(rules(made.log)).to.include("pool-top-k");
    for (const [reason, write] of [
      ["not a maximum around each", (w: Writer, x: Value) => flat(w, keep(w, x, w.op("AvgPool", [x], around)))],
      [
        "not a maximum around each",
        (w: Writer, x: Value) =>
          flat(w, w.op("MaxPool", [x], { ...around, strides: [1, 2, 2, 1], ksize: [1, 2, 2, 1] })),
      ],
      [
        "not a maximum around each",
        (w: Writer, x: Value) => flat(w, keep(w, x, w.op("MaxPool", [w.op("Square", [x])], around))),
      ],
      [
        "reads more than its map",
        (w: Writer, x: Value) => flat(w, keep(w, w.input([1, 4, 5, 4]), w.op("MaxPool", [x], around))),
      ],
      [
        "is needed elsewhere too",
        (w: Writer, x: Value) => {
          const kept = keep(w, x, w.op("MaxPool", [x], around));
          w.out(kept);
          return flat(w, kept);
        },
      ],
      [
        "is needed elsewhere too",
        (w: Writer, x: Value) => {
          const kept = keep(w, x, w.op("MaxPool", [x], around));
          const row = flat(w, kept);
          w.out(row);
          return row;
        },
      ],
    ] as const) {
      const { ops, log } = check((w) => void w.out(best(w, write(w, w.input([1, 4, 5, 4])))));
      expect(ops).to.include.members(["pool", "top-k"]);
      expect(reasons(log).join()).to.include(reason);
    }
  });

  it("chains ops of integers, but for values that are broadcast, read twice or needed elsewhere", () => {
    const ints = (w: Writer) => w.input([2, 3], "int32");
    const chain = check((w) => void w.out(w.op("Neg", [w.op("Mul", [ints(w), ints(w)])])));
    expect(chain.ops).to.deep.equal(["integer"]);
    expect(rules(chain.log)).to.include("integer-chain");
    for (const [reason, write] of [
      ["broadcasts its first operand", (w: Writer) => w.op("Mul", [w.op("Neg", [w.input([3], "int32")]), ints(w)])],
      [
        "reads its first operand twice",
        (w: Writer) => {
          const minus = w.op("Neg", [ints(w)]);
          return w.op("Mul", [minus, minus]);
        },
      ],
      [
        "is needed elsewhere too",
        (w: Writer) => {
          const minus = w.op("Neg", [ints(w)]);
          w.out(minus);
          return w.op("Mul", [minus, ints(w)]);
        },
      ],
    ] as const) {
      const { ops, log } = check((w) => void w.out(write(w)));
      expect(ops).to.deep.equal(["integer", "integer"]);
      expect(reasons(log).join()).to.include(reason);
    }
  });

  it("makes nothing in bands that is stored twice", () => {
    const { ops, log } = check((w) => {
      const map = w.op("Conv2D", [w.input(), w.weight(1, 1, 3, 3)], WINDOW);
      w.out(map, w.op("DepthwiseConv2dNative", [w.op("Relu", [map]), w.weight(3, 3, 3, 1)], WINDOW));
    });
    expect(ops).to.have.members(["conv2d", "depthwise"]);
    expect(reasons(log).join()).to.include("the first stores two maps");
  });
});
