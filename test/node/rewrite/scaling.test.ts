/** Rules are cheap: twice as many do not take twice the time. */
import { expect } from "chai";
import { median } from "simple-statistics";
import { PHASES } from "../../../patterns/index.ts";
import { graphFromArtifacts } from "../../../src/graph/from-tfjs.ts";
import type { Graph } from "../../../src/graph/graph.ts";
import type { OpName } from "../../../src/graph/ops.ts";
import { rewrite } from "../../../src/rewrite/driver.ts";
import type { Phase, RewriteLog, Rule } from "../../../src/rewrite/rule.ts";
import { loadModelArtifacts } from "../../support/models.ts";

const ROUNDS = 40;
const withMore = (change: (rule: Rule) => Rule): Phase[] =>
  PHASES.map((phase) => ({ ...phase, rules: [...phase.rules, ...phase.rules.map(change)] }));
const tries = ({ tried }: RewriteLog): number => [...tried.values()].reduce((sum, n) => sum + n, 0);

describe("the time that rewriting takes", () => {
  let graphOf: () => Graph;
  before(async () => {
    const artifacts = await loadModelArtifacts("centernet");
    graphOf = () => graphFromArtifacts(artifacts) as Graph;
  });

  it("does not double where each rule is there twice", () => {
    const twice = withMore((rule) => ({ ...rule, name: `${rule.name}-again` }));
    const time = (phases: readonly Phase[]): number => {
      const graph = graphOf();
      const start = performance.now();
      rewrite(graph, phases, { explain: false });
      return performance.now() - start;
    };
    // What else the machine does comes and goes: neighbours in time meet the same of it, or are few.
    const ratios = Array.from({ length: ROUNDS }, () => {
      const single = time(PHASES);
      return time(twice) / single;
    });
    expect(median(ratios), "with twice the rules, how many times the time").to.be.below(1.9);

    const [log, again] = [PHASES, twice].map((phases) => rewrite(graphOf(), phases, { explain: false }));
    expect(again?.fired).to.deep.equal(log?.fired);
    expect(tries(again as RewriteLog), "the copies are tried").to.be.above(1.5 * tries(log as RewriteLog));
  });

  it("shows rules no op but those that they look for", () => {
    // No node has this op, so the copies are never asked.
    const elsewhere = withMore((rule) => ({ ...rule, name: `${rule.name}-elsewhere`, roots: ["Atan2" as OpName] }));
    const [log, more] = [PHASES, elsewhere].map((phases) => rewrite(graphOf(), phases, { explain: false }));
    expect(tries(more as RewriteLog)).to.equal(tries(log as RewriteLog));
    expect(more?.tried).to.deep.equal(log?.tried);
  });
});
