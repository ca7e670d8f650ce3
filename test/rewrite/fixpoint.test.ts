/** Rewriting ends: on random graphs, with every rule making something less, in the same way each time. */
import "@tensorflow/tfjs-backend-cpu";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import fc from "fast-check";
import { PHASES, REWRITES } from "../../patterns/index.ts";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { sizeOf } from "../../src/graph/types.ts";
import { rewrite } from "../../src/rewrite/driver.ts";
import { exampleGraph } from "../../src/rewrite/example.ts";

import { randomGraph, type Step } from "../support/random-graph.ts";
import { difference, type Result, runGraph } from "../support/run-graph.ts";
import { shuffledPhases } from "../support/shuffle.ts";
import { inNode } from "../support/world.ts";

const SEED = 20_240_611;
const RUNS = inNode ? 2000 : 100;
/** So many of the runs are also compared with stock. */
const COMPARED = 8;

const step = fc.record({ op: fc.nat(999), a: fc.nat(9), b: fc.nat(9), c: fc.nat(99) });
const steps = (maxLength: number) => fc.array(step, { minLength: 1, maxLength });

/** Rules that make nothing less but lead to the one spelling that others look for, each with what comes of it. */
const SPELLINGS: Readonly<Record<string, string>> = {
  "activation-before-concat": "a launch fewer once kernels take the activation in",
  "activation-before-view": "a launch fewer once the kernel takes the activation in",
  "batch-normalization": "scales and shifts fold into weights",
  "bias-as-add": "one spelling of shifts",
  "constant-before-split": "the constant folds into what is split",
  "einsum-as-product": "an op that has a kernel",
  "look-up-as-slice": "one spelling of slices",
  "max-pool-without-places": "an op that has a kernel",
  "pad-below-reshape": "the convolution takes the padding in",
  "resize-one-pixel": "ops that broadcast read the pixel itself",
  "shift-before-residual": "the shift becomes a bias",
  "subtract-constant": "one spelling of shifts",
  "top-one": "two ops that have kernels",
  "transpose-after-constant": "transposes meet, and cancel or join products",
  "transpose-after-unary": "transposes meet, and cancel or join products",
  "transposed-conv-as-conv": "an op whose kernel absorbs more",
  "transposed-weights": "one layout of weights",
  "two-addends": "one spelling of sums",
};

/** Multiplications, comparisons and the like that a node makes. */
function workOf({ op, inputs, output, attrs }: Node): number {
  const size = (i: number): number => sizeOf(inputs[i]?.shape ?? []);
  const made = sizeOf(output.shape ?? []);
  if (/^(Reshape|Identity|Const|Placeholder|Shape)/.test(op)) return 0;
  if (/Conv2D$|Conv2dNative$/.test(op)) return (made * size(1)) / (inputs[1]?.shape?.at(/2d/.test(op) ? -2 : -1) ?? 1);
  if (/MatMul/.test(op)) return made * (inputs[0]?.shape?.at(-1) ?? 1);
  if (/Pool$/.test(op)) return made * sizeOf(attrs.ksize as number[]);
  const cost = /^(Exp|Log|Sigmoid|Tanh|Pow|Erf|Softplus|Elu|Sqrt|Rsqrt|RealDiv|Reciprocal)/.test(op) ? 8 : 1;
  return cost * made + inputs.reduce((n, _, i) => n + 0.01 * size(i), 0);
}
/** Ops, the work that they make, views of their results, and what they read: earlier ones weigh more. */
function measured({ nodes }: Graph): number[] {
  const all = [...nodes].filter((n) => n.op !== "Const" && n.op !== "Placeholder");
  const views = all.filter((n) => n.op === "Reshape").length;
  const work = all.reduce((sum, n) => sum + workOf(n), 0);
  return [all.length - views, work, views, all.reduce((sum, n) => sum + n.inputs.length, 0)];
}
function isLess(a: readonly number[], b: readonly number[]): boolean {
  const i = a.findIndex((n, d) => n !== b[d]);
  return i >= 0 && (a[i] as number) < (b[i] as number);
}

describe("the fixpoint of rewriting", () => {
  before(async () => {
    await setBackend("cpu");
    await ready();
  });

  for (const rule of REWRITES)
    for (const example of rule.examples)
      it(`${rule.name} makes something less (${example.title})`, () => {
        const { graph } = exampleGraph(example);
        const before = measured(graph);
        rewrite(graph, [{ name: "alone", about: "", rules: [rule] }], { enable: [rule.name] });
        const after = measured(graph);
        const allowed = rule.name in SPELLINGS || (after[1] as number) < 0.9 * (before[1] as number);
        expect(isLess(after, before) || allowed, `${before} → ${after}`).to.equal(true);
      });

  it(`is reached on ${RUNS} random graphs`, () => {
    let run = 0;
    fc.assert(
      fc.property(steps(14), (list: readonly Step[]) => {
        const { graph } = randomGraph(list);
        rewrite(graph, PHASES, { explain: false });
        expect(rewrite(graph, PHASES, { explain: false }).fired, "nothing is left to do").to.deep.equal([]);
        graph.topological();
        if (run++ % COMPARED > 0) return;
        const plain = randomGraph(list);
        const expected = runGraph(plain.graph, plain.feeds);
        if (isTame(expected)) expectClose(runGraph(graph, plain.feeds), expected);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("is the same each time", () => {
    fc.assert(
      fc.property(steps(20), (list: readonly Step[]) => {
        const [a, b] = [randomGraph(list).graph, randomGraph(list).graph];
        expect(rewrite(a, PHASES).fired).to.deep.equal(rewrite(b, PHASES).fired);
        const names = ({ nodes }: Graph) => [...nodes].map((n) => [n.op, n.name]);
        expect(names(a)).to.deep.equal(names(b));
      }),
      { numRuns: RUNS / 20, seed: SEED },
    );
  });

  it("computes the same whatever the order of rules in a phase", () => {
    fc.assert(
      fc.property(steps(10), fc.nat(1000), (list: readonly Step[], seed) => {
        const [plain, other] = [randomGraph(list), randomGraph(list)];
        const expected = runGraph(plain.graph, plain.feeds);
        rewrite(other.graph, shuffledPhases(PHASES, seed), { explain: false });
        if (isTame(expected)) expectClose(runGraph(other.graph, plain.feeds), expected);
      }),
      { numRuns: RUNS / 20, seed: SEED },
    );
  });
});

/** Values in which rounding does not grow beyond what is compared. */
const isTame = (results: readonly Result[]): boolean =>
  results.every((r) => Array.from(r.values).every((v) => Math.abs(v) < 1e4));
function expectClose(actual: readonly Result[], expected: readonly Result[]): void {
  const worst = actual.map((r, i) => difference(r, expected[i] as Result));
  expect(Math.max(...worst), "difference").to.be.below(1e-3);
}
