/** Joins that are written in place and parts that are read where they lie: the plan runs, and counts what is left to copy. */
import { type GraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import fc from "fast-check";
import { toGraphDef } from "../../src/graph/to-tfjs.ts";
import { loadEngine, planners } from "../../src/hook/planners.ts";
import type { Planner } from "../../src/runtime/runner.ts";
import { type GraphSpec, int, ints, type NodeSpec, node, placeholder, toTensor, weight } from "../support/graphdef.ts";
import { randomFloats } from "../support/random.ts";
import { type RandomGraph, randomGraph, type Step } from "../support/random-graph.ts";
import { joinedChannels, type Part } from "../support/random-joins.ts";
import { difference, type Result, runGraph } from "../support/run-graph.ts";
import { ready } from "../support/tf.ts";
import { floats, type Plain, plansAnswer, runBoth } from "./support.ts";

const IMAGE = [1, 4, 5, 3];
const image = (seed: number): Plain => floats(IMAGE, randomFloats(60, seed));
const softmax = (x: string): NodeSpec => node("Softmax", [x]);

interface Case {
  readonly spec: GraphSpec;
  readonly outputs?: string[];
  /** Ops of the launches, in any order. */
  readonly launches: readonly string[];
  /** How often `write-through`, `read-in-place` and, if at all, `write-channels` fired. */
  readonly fired: readonly [write: number, read: number, channels?: number];
  /** What keeps a rule from firing. */
  readonly missed?: RegExp;
}

const base = {
  x: placeholder(IMAGE),
  y: placeholder(IMAGE),
  rows: int(1),
  channels: int(3),
  p: softmax("x"),
  q: softmax("y"),
};
const join = (...parts: string[]): NodeSpec => node("ConcatV2", [...parts, "rows"], { N: parts.length });
const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const conv = (x: string, filter: string): NodeSpec => node("Conv2D", [x, filter], WINDOW);
const pool = (x: string): NodeSpec => node("MaxPool", [x], { ...WINDOW, ksize: [1, 2, 2, 1] });
const beside = (...parts: string[]): NodeSpec => node("ConcatV2", [...parts, "channels"], { N: parts.length });
/** Makers of 5, 3, 6 and 3 channels. */
const wide = {
  filter: weight([3, 3, 3, 5]),
  single: weight([1, 1, 3, 6]),
  taps: weight([3, 3, 3, 1]),
  a: conv("x", "filter"),
  b: pool("y"),
  c: conv("y", "single"),
  d: node("DepthwiseConv2dNative", ["x", "taps"], WINDOW),
};
const slice = (x: string): NodeSpec => node("Slice", [x, "begin", "size"]);
const cut = { begin: ints(0, 1, 0, 0), size: ints(1, 2, 5, 3) };

const CASES: Readonly<Record<string, Case>> = {
  "writes rows below rows": {
    spec: { ...base, all: join("p", "q"), out: softmax("all") },
    launches: ["softmax", "softmax", "softmax"],
    fired: [1, 0],
  },
  "writes into the tensor that the caller gets": {
    spec: { ...base, out: join("p", "q") },
    launches: ["softmax", "softmax"],
    fired: [1, 0],
  },
  "keeps a part that others read, now and later": {
    spec: {
      ...base,
      out: join("p", "q"),
      early: node("Exp", ["p"]),
      later: node("Mul", ["p", "first"]),
      first: node("Max", ["out", "axes"], { keep_dims: true }),
      axes: ints(0, 1, 2, 3),
    },
    outputs: ["out", "early", "later"],
    launches: ["softmax", "softmax", "pointwise", "reduce", "pointwise"],
    fired: [1, 0],
  },
  "writes through reshapes and packs": {
    spec: {
      ...base,
      flat: ints(1, 60),
      a: node("Reshape", ["p", "flat"]),
      b: node("Reshape", ["q", "flat"]),
      all: node("Pack", ["a", "b"], { N: 2, axis: 1 }),
      out: softmax("all"),
    },
    launches: ["softmax", "softmax", "softmax"],
    fired: [1, 0],
  },
  "writes joins into joins": {
    spec: {
      ...base,
      inner: join("p", "q"),
      other: node("Relu", ["inner"]),
      r: softmax("p"),
      out: join("inner", "r"),
      tail: softmax("other"),
    },
    outputs: ["out", "tail"],
    launches: ["softmax", "softmax", "softmax", "pointwise", "softmax"],
    fired: [2, 0],
  },
  "copies what is joined twice once": {
    spec: { ...base, all: join("p", "q", "p"), out: softmax("all") },
    launches: ["softmax", "softmax", "join", "softmax"],
    fired: [1, 0],
  },
  "copies what another join has": {
    spec: { ...base, one: join("p", "q"), r: softmax("p"), two: join("p", "r") },
    outputs: ["one", "two"],
    launches: ["softmax", "softmax", "softmax", "join"],
    fired: [2, 0],
  },
  "says that all lies in other joins": {
    spec: { ...base, one: join("p", "q"), two: join("q", "p") },
    outputs: ["one", "two"],
    launches: ["softmax", "softmax", "copy", "copy"],
    fired: [1, 0],
    missed: /lies in another value/,
  },
  "copies what the caller gives": {
    spec: { ...base, all: join("x", "y"), out: softmax("all") },
    launches: ["copy", "copy", "softmax"],
    fired: [0, 0],
    missed: /is not computed by the plan/,
  },
  "copies constants": {
    spec: { ...base, c: weight(IMAGE), all: join("p", "c"), out: softmax("all") },
    launches: ["softmax", "join", "softmax"],
    fired: [1, 0],
  },
  "copies what the caller asks for": {
    spec: { ...base, flat: ints(60), view: node("Reshape", ["p", "flat"]), all: join("p", "q"), out: softmax("all") },
    outputs: ["out", "view", "q"],
    launches: ["softmax", "softmax", "copy", "copy", "softmax"],
    fired: [0, 0],
    missed: /is asked for by the caller/,
  },
  "copies channels that a kernel can't leave gaps between": {
    spec: { ...base, all: beside("p", "q"), out: softmax("all") },
    launches: ["softmax", "softmax", "copy", "softmax"],
    fired: [0, 0],
    missed: /softmax leaves no gaps between pixels here/,
  },
  "writes channels beside channels": {
    spec: { ...base, ...wide, all: beside("a", "b", "c", "d"), out: softmax("all") },
    launches: ["conv2d", "pool", "conv2d", "depthwise", "softmax"],
    fired: [0, 0, 1],
  },
  "writes channels into the tensor that the caller gets, after an activation and a residual": {
    spec: {
      ...base,
      ...wide,
      size: ints(8, 10),
      small: pool("y"),
      e: node("ResizeBilinear", ["small", "size"], { align_corners: false, half_pixel_centers: true }),
      kernel: weight([2, 2, 3, 3]),
      big: node("ResizeNearestNeighbor", ["x", "size"], { align_corners: false, half_pixel_centers: true }),
      f: node("AddV2", ["sum", "big"]),
      sum: conv("big", "kernel"),
      g: node("Relu", ["f"]),
      out: beside("e", "g"),
    },
    launches: ["pool", "resize", "resize", "conv2d"],
    fired: [0, 0, 1],
  },
  "writes channels through a reshape that keeps them": {
    spec: {
      ...base,
      ...wide,
      axis: int(2),
      rows: ints(1, 20, 5),
      rest: ints(1, 20, 6),
      left: node("Reshape", ["a", "rows"]),
      right: node("Reshape", ["c", "rest"]),
      all: node("ConcatV2", ["left", "right", "axis"], { N: 2 }),
      out: softmax("all"),
    },
    launches: ["conv2d", "conv2d", "softmax"],
    fired: [0, 0, 1],
  },
  "copies channels that others read too": {
    spec: { ...base, ...wide, all: beside("a", "b"), out: softmax("all"), other: softmax("b") },
    outputs: ["out", "other"],
    launches: ["conv2d", "pool", "join", "softmax", "softmax"],
    fired: [0, 0, 1],
  },
  "copies channels that are joined twice": {
    spec: { ...base, ...wide, all: beside("b", "b"), out: softmax("all") },
    launches: ["pool", "copy", "softmax"],
    fired: [0, 0],
    missed: /is read elsewhere too/,
  },
  "copies channels that the caller asks for, or gives": {
    spec: { ...base, ...wide, all: beside("b", "x"), out: softmax("all") },
    outputs: ["out", "b"],
    launches: ["pool", "copy", "softmax"],
    fired: [0, 0],
    missed: /is asked for by the caller/,
  },
  "pads below and above": {
    spec: {
      ...base,
      pads: weight([4, 2], [0, 0, 1, 2, 0, 0, 0, 0], "int32"),
      all: node("Pad", ["p", "pads"]),
      out: softmax("all"),
    },
    launches: ["softmax", "join", "join", "softmax"],
    fired: [1, 0],
  },
  "reads rows where they lie": {
    spec: { ...base, ...cut, part: slice("p"), out: softmax("part"), sum: node("AddV2", ["p", "y"]) },
    outputs: ["out", "sum"],
    launches: ["softmax", "softmax", "pointwise"],
    fired: [0, 1],
  },
  "reads rows of the caller's tensor, and of a join": {
    spec: {
      ...base,
      ...cut,
      a: slice("x"),
      c: softmax("a"),
      all: join("p", "q"),
      part: slice("all"),
      d: softmax("part"),
      out: node("AddV2", ["c", "d"]),
      e: softmax("all"),
    },
    outputs: ["out", "e"],
    launches: ["softmax", "softmax", "softmax", "softmax", "softmax", "pointwise"],
    fired: [1, 2],
  },
  "does not work in place on rows of a value": {
    spec: { ...base, ...cut, part: slice("p"), out: node("Exp", ["part"]), all: softmax("p") },
    outputs: ["out", "all"],
    launches: ["softmax", "pointwise", "softmax"],
    fired: [0, 1],
  },
  "copies rows that the caller asks for": {
    spec: { ...base, ...cut, part: slice("p"), out: softmax("part") },
    outputs: ["out", "part"],
    launches: ["softmax", "copy", "softmax"],
    fired: [0, 0],
    missed: /is asked for by the caller/,
  },
  "copies columns, which are no run": {
    spec: { ...base, begin: ints(0, 0, 1, 0), size: ints(1, 4, 2, 3), part: slice("p"), out: softmax("part") },
    launches: ["softmax", "copy", "softmax"],
    fired: [0, 0],
  },
  "does not write a part into a join": {
    spec: { ...base, ...cut, part: slice("p"), all: join("part", "q"), out: softmax("all"), other: softmax("p") },
    outputs: ["out", "other"],
    launches: ["softmax", "softmax", "softmax", "softmax", "join"],
    fired: [1, 1],
  },
  "splits into rows where they lie": {
    spec: {
      ...base,
      halves: node("Split", ["rows", "p"], { num_split: 2 }),
      a: softmax("halves"),
      b: node("AddV2", ["a", "halves:1"]),
    },
    outputs: ["b"],
    launches: ["softmax", "softmax", "pointwise"],
    fired: [0, 2],
  },
};

describe("placements", () => {
  before(async () => {
    await ready("wasm");
    await loadEngine("wasm");
  });
  plansAnswer();

  for (const [name, { spec, outputs = ["out"], launches, fired, missed }] of Object.entries(CASES))
    it(name, async () => {
      const { model, plan } = await runBoth(spec, { x: image(1), y: image(2) }, outputs);
      expect(plan.launches.map((l) => l.op)).to.have.members(launches);
      const count = (rule: string): number => plan.fired?.filter((f) => f.rule === rule).length ?? 0;
      const rules = ["write-through", "read-in-place", "write-channels"];
      expect(rules.map(count)).to.deep.equal([...fired, 0].slice(0, 3));
      const reasons = plan.missed?.filter((m) => rules.includes(m.rule)).map((m) => m.reason);
      if (missed) expect(reasons?.join("\n")).to.match(missed);
      else expect(reasons).to.deep.equal([]);
      model.dispose();
    });

  it("leave random graphs what they were", () => {
    const counts = { "write-through": 0, "read-in-place": 0 };
    const step = fc.record({ op: fc.nat(999), a: fc.nat(9), b: fc.nat(9), c: fc.nat(99) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 16 }), (steps: readonly Step[]) => {
        for (const rule of compareTwice(randomGraph(steps))) if (rule in counts) counts[rule as keyof typeof counts]++;
      }),
      { numRuns: 150, seed: 20_240_611 },
    );
    expect(counts["write-through"], "joins").to.be.above(20);
    expect(counts["read-in-place"], "parts").to.be.above(10);
  });

  it("join channels of any makers", () => {
    let count = 0;
    const part = fc.record({
      kind: fc.nat(6),
      channels: fc.integer({ min: 1, max: 9 }),
      relu: fc.boolean(),
      shared: fc.nat(4),
    });
    const image = fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 2, max: 9 }),
    );
    fc.assert(
      fc.property(image, fc.array(part, { minLength: 2, maxLength: 4 }), (size, parts: readonly Part[]) => {
        count += compareTwice(joinedChannels(size, parts)).filter((rule) => rule === "write-channels").length;
      }),
      { numRuns: 60, seed: 20_261_122 },
    );
    expect(count).to.be.above(40);
  });
});

/** Runs a graph's plan twice, compares it with the reference, and returns the rules that fired; none where values grow too large. */
function compareTwice({ graph, feeds }: RandomGraph): string[] {
  const expected = runGraph(graph, feeds);
  if (!expected.every((r) => Array.from(r.values).every((v) => Math.abs(v) < 1e4))) return [];
  const model = loadGraphModelSync(toGraphDef(graph));
  const inputs = Object.fromEntries([...feeds].map(([name, value]) => [name, toTensor(value)]));
  const signature = {
    inputs: Object.fromEntries([...feeds].map(([name, { shape }]) => [name, { dtype: "float32" as const, shape }])),
    outputs: graph.outputs.map((o) => o.name),
  };
  const plan = (planners.wasm as Planner)(model as unknown as GraphModel, signature);
  if ("reason" in plan) throw new Error(plan.reason);
  try {
    // The second run finds what the first has left in memory.
    for (const run of [1, 2])
      plan.run(inputs).forEach((t, i) => {
        const worst = difference({ shape: t.shape, values: t.dataSync() }, expected[i] as Result);
        expect(worst, `output ${i} of run ${run}`).to.be.below(1e-3);
        t.dispose();
      });
    return plan.explain().fired.map((f) => f.rule);
  } finally {
    plan.dispose();
    model.dispose();
    tf.dispose(inputs);
  }
}
