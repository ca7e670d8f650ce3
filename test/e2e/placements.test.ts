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
import { randomGraph, type Step } from "../support/random-graph.ts";
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
  /** How often `write-through` and `read-in-place` fired. */
  readonly fired: readonly [write: number, read: number];
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
  "copies channels, which are no run": {
    spec: { ...base, all: node("ConcatV2", ["p", "q", "channels"], { N: 2 }), out: softmax("all") },
    launches: ["softmax", "softmax", "copy", "softmax"],
    fired: [0, 0],
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
      expect([count("write-through"), count("read-in-place")]).to.deep.equal(fired);
      const reasons = plan.missed?.filter((m) => /write-through|read-in-place/.test(m.rule)).map((m) => m.reason);
      if (missed) expect(reasons?.join("\n")).to.match(missed);
      else expect(reasons).to.deep.equal([]);
      model.dispose();
    });

  it("leave random graphs what they were", () => {
    const counts = { "write-through": 0, "read-in-place": 0 };
    const step = fc.record({ op: fc.nat(999), a: fc.nat(9), b: fc.nat(9), c: fc.nat(99) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 16 }), (steps: readonly Step[]) => {
        const { graph, feeds } = randomGraph(steps);
        const expected = runGraph(graph, feeds);
        if (!expected.every((r) => Array.from(r.values).every((v) => Math.abs(v) < 1e4))) return;
        const model = loadGraphModelSync(toGraphDef(graph));
        const inputs = Object.fromEntries([...feeds].map(([name, value]) => [name, toTensor(value)]));
        const signature = {
          inputs: Object.fromEntries(
            [...feeds].map(([name, { shape }]) => [name, { dtype: "float32" as const, shape }]),
          ),
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
          for (const { rule } of plan.explain().fired) if (rule in counts) counts[rule as keyof typeof counts]++;
        } finally {
          plan.dispose();
          model.dispose();
          tf.dispose(inputs);
        }
      }),
      { numRuns: 150, seed: 20_240_611 },
    );
    expect(counts["write-through"], "joins").to.be.above(20);
    expect(counts["read-in-place"], "parts").to.be.above(10);
  });
});
