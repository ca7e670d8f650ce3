/** Convolutions that pool their maps: the plan runs them so, gives what stock gives, and keeps the map where it is needed. */
import { expect } from "chai";
import { loadEngine } from "../../src/hook/planners.ts";
import { type GraphSpec, type NodeSpec, node, placeholder, weight } from "../support/graphdef.ts";
import { randomFloats } from "../support/random.ts";
import { ready } from "../support/tf.ts";
import { floats, plansAnswer, runBoth } from "./support.ts";

const conv = (x: string, w: string): NodeSpec =>
  node("Conv2D", [x, w], { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" });
const pool = (x: string, op = "MaxPool", padding = "VALID"): NodeSpec =>
  node(op, [x], { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding, data_format: "NHWC" });

interface Case {
  /** Extents of the picture. */
  readonly shape: readonly number[];
  readonly spec: GraphSpec;
  readonly outputs?: string[];
  readonly launches: readonly string[];
  readonly algorithm?: RegExp;
  readonly missed?: RegExp;
}

const kernel = (size: number, from: number, to: number) => weight([size, size, from, to]);
const CASES: Readonly<Record<string, Case>> = {
  "by Winograd's filtering, with odd extents and an activation on either side": {
    shape: [2, 27, 21, 8],
    spec: {
      w: kernel(3, 8, 12),
      b: weight([12]),
      y: conv("x", "w"),
      z: node("BiasAdd", ["y", "b"]),
      e: node("Elu", ["z"]),
      p: pool("e"),
      out: node("Relu6", ["p"]),
    },
    launches: ["conv-pool"],
    algorithm: /^Winograd F\(\d×\d, 3×3\), maximum of 2×2$/,
  },
  "by the implicit product, as a mean": {
    shape: [1, 28, 28, 3],
    spec: { w: kernel(3, 3, 8), y: conv("x", "w"), out: pool("y", "AvgPool") },
    launches: ["conv-pool"],
    algorithm: /^mean of 2×2$/,
  },
  "and keep the map that another op reads": {
    shape: [1, 32, 32, 8],
    spec: {
      w: kernel(1, 8, 8),
      y: conv("x", "w"),
      z: node("AddV2", ["y", "x"]),
      out: pool("z"),
      s: node("Softmax", ["z"]),
    },
    outputs: ["out", "s"],
    launches: ["conv-pool", "softmax"],
    algorithm: /^maximum of 2×2$/,
  },
  "unless windows are cut by the border": {
    shape: [1, 27, 21, 8],
    spec: { w: kernel(3, 8, 12), y: conv("x", "w"), out: pool("y", "MaxPool", "SAME") },
    launches: ["conv2d", "pool"],
    missed: /its windows reach beyond the map/,
  },
  "unless that takes longer than a pool afterwards": {
    shape: [1, 6, 6, 256],
    spec: { w: kernel(1, 256, 256), y: conv("x", "w"), out: pool("y"), s: node("Softmax", ["y"]) },
    outputs: ["out", "s"],
    launches: ["conv2d", "pool", "softmax"],
    missed: /would take longer than a pool afterwards/,
  },
};

describe("pools in convolutions", () => {
  before(async () => {
    await ready("wasm");
    await loadEngine("wasm");
  });
  plansAnswer();

  for (const [name, { shape, spec, outputs = ["out"], launches, algorithm, missed }] of Object.entries(CASES))
    it(name, async () => {
      const size = shape.reduce((a, b) => a * b, 1);
      const graph = { x: placeholder(shape), ...spec };
      const { model, plan } = await runBoth(graph, { x: floats(shape, randomFloats(size, 1)) }, outputs);
      expect(plan.launches.map((l) => l.op)).to.have.members(launches);
      const own = plan.launches.find((l) => l.op === "conv-pool");
      if (algorithm) expect(own?.algorithm).to.match(algorithm);
      const reasons = plan.missed?.filter((m) => /^conv2d-.*-pool$/.test(m.rule)).map((m) => m.reason);
      if (missed) expect(reasons?.join("\n")).to.match(missed);
      else expect(reasons).to.deep.equal([]);
      model.dispose();
    });
});
