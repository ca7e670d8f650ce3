/**
 * Every rewrite rule on graphs that differ from its examples in one thing: it leaves them alone, or gives the same. And every
 * condition of a pattern decides about one of them, or about a near miss that is written down.
 */
import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { REWRITES } from "../../patterns/index.ts";
import type { Verdict } from "../../src/rewrite/conditions.ts";
import { rewrite } from "../../src/rewrite/driver.ts";
import { exampleGraph } from "../../src/rewrite/example.ts";
import { match, plausible } from "../../src/rewrite/match.ts";
import type { Pattern } from "../../src/rewrite/pattern.ts";
import type { Rule } from "../../src/rewrite/rule.ts";
import type { Example } from "../../src/rewrite/term.ts";
import { attempt, isRefusal, RANKS_AND_SHAPES, type Refusal, stock } from "../support/legal.ts";
import { recorded } from "../support/recorded.ts";
import { difference, type Result, runGraph } from "../support/run-graph.ts";
import { rankVariants, shapeVariants, valueVariants } from "../support/variants.ts";

type Outcome = "left" | "same" | Refusal;

/** Runs a rule alone; where it fires, the graph must compute what it did. Where it does not, stock need not run it. */
function outcome(rule: Rule, variant: Example): Outcome {
  const built = attempt(() => exampleGraph(variant));
  if (isRefusal(built)) return built;
  const { graph, feeds } = built;
  const log = attempt(() =>
    rewrite(graph, [{ name: "alone", about: "", rules: [rule] }], { enable: [rule.name], explain: false }),
  );
  if (!isRefusal(log) && log.fired.length === 0) return "left";
  const expected = stock(variant);
  if (isRefusal(expected)) return expected;
  expect(log, variant.title).not.to.have.property("refused");
  const worst = runGraph(graph, feeds).map((r, i) => difference(r, expected[i] as Result));
  expect(Math.max(...worst), variant.title).to.be.at.most(rule.exactness === "X" ? 0 : 1e-5);
  return "same";
}

describe("rewrite rules on other graphs", () => {
  before(() => setBackend("cpu"));

  /** Rules for which no graph with an operand of another rank is legal, and what was said of each. */
  const illegal = new Map<string, readonly string[]>();
  for (const rule of REWRITES) {
    it(`${rule.name}: operands of other ranks`, () => {
      const variants = rule.examples.flatMap(rankVariants);
      const outcomes = variants.map((v) => outcome(rule, v));
      const refusals: string[] = [];
      for (const [i, o] of outcomes.entries()) {
        const result = o === "left" ? stock(variants[i] as Example) : o;
        if (!isRefusal(result)) return;
        refusals.push(result.refused);
      }
      illegal.set(rule.name, refusals);
    });
    it(`${rule.name}: other extents and attributes`, () => {
      for (const v of rule.examples.slice(0, 1).flatMap(shapeVariants)) outcome(rule, v);
    });
  }

  it("of another rank are legal for some operand, or refused for ranks and shapes alone", () => {
    for (const [name, refusals] of illegal) {
      const { examples } = REWRITES.find((r) => r.name === name) as Rule;
      // Rules without examples are about graphs that no term describes; they have specs of their own.
      expect(refusals.length > 0, name).to.equal(examples.length > 0);
      for (const refused of refusals) expect(refused, name).to.match(RANKS_AND_SHAPES);
    }
    expect(illegal.size).to.be.below(REWRITES.length / 5);
  });
});

/** What a pattern's conditions say wherever its structure matches in a graph; nothing where the graph is no legal one. */
function verdicts({ spellings, condition }: Pattern, variant: Example): (readonly Verdict[])[] {
  const built = attempt(() => exampleGraph(variant).graph);
  if (isRefusal(built)) return [];
  const seen: (readonly Verdict[])[] = [];
  const when = (m: Parameters<typeof condition.when>[0]): readonly Verdict[] => {
    seen.push(condition.when(m));
    for (const verdict of seen.at(-1) ?? []) if (verdict !== true) recorded.add(verdict);
    return seen.at(-1) as readonly Verdict[];
  };
  for (const node of built.nodes)
    for (const spelling of spellings)
      if (plausible(spelling, node))
        match(spelling, node, { graph: built, pinned: new Set(), explain: false }, { ...condition, when });
  return seen;
}

describe("conditions of patterns", () => {
  for (const rule of REWRITES.filter((r): r is Pattern => "spellings" in r)) {
    const count = Math.max(0, ...rule.examples.flatMap((e) => verdicts(rule, e)).map((v) => v.length));
    if (count > 0)
      it(`${rule.name}: each decides alone about some graph`, () => {
        const open = new Set(Array.from({ length: count }, (_, i) => i));
        const look = (variants: readonly Example[]): void => {
          for (const variant of variants) {
            if (open.size === 0) return;
            for (const said of verdicts(rule, variant)) {
              expect(said, variant.title).to.have.length(count);
              const failed = [...said.keys()].filter((i) => said[i] !== true);
              if (failed.length === 1) open.delete(failed[0] as number);
            }
          }
        };
        look(rule.nearMisses);
        for (const e of rule.examples) for (const of of [rankVariants, shapeVariants, valueVariants]) look(of(e));
        expect([...open], "conditions that nothing depends on").to.deep.equal([]);
      });
  }
});
