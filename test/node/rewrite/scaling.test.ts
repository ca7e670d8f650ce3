/** Rules are cheap: twice as many do not take twice the time. */
import { expect } from "chai";
import { PHASES } from "../../../patterns/index.ts";
import { graphFromArtifacts } from "../../../src/graph/from-tfjs.ts";
import type { Graph } from "../../../src/graph/graph.ts";
import type { OpName } from "../../../src/graph/ops.ts";
import { rewrite } from "../../../src/rewrite/driver.ts";
import type { Phase, RewriteLog, Rule } from "../../../src/rewrite/rule.ts";
import { loadModelArtifacts } from "../../support/models.ts";

const ROUNDS = 30;
const withMore = (change: (rule: Rule) => Rule): Phase[] =>
  PHASES.map((phase) => ({ ...phase, rules: [...phase.rules, ...phase.rules.map(change)] }));
const tries = ({ tried }: RewriteLog): number => [...tried.values()].reduce((sum, n) => sum + n, 0);

describe("the time that rewriting takes", () => {
  let graphOf: () => Graph;
  before(async () => {
    const artifacts = await loadModelArtifacts("centernet");
    graphOf = () => graphFromArtifacts(artifacts) as Graph;
  });

  it("does not double where each rule is there twice", function () {
    // A busy machine may spoil all rounds of one side.
    this.retries(2);
    const twice = withMore((rule) => ({ ...rule, name: `${rule.name}-again` }));
    const [single, double] = [PHASES, twice].map((phases) => ({ phases, ms: Number.POSITIVE_INFINITY }));
    if (!single || !double) throw new Error("there are two");
    for (let i = 0; i < ROUNDS; i++)
      for (const set of [single, double]) {
        const graph = graphOf();
        const start = performance.now();
        rewrite(graph, set.phases, { explain: false });
        set.ms = Math.min(set.ms, performance.now() - start);
      }
    expect(double.ms / single.ms, `${single.ms.toFixed(1)} ms, then ${double.ms.toFixed(1)} ms`).to.be.below(1.9);

    const [log, again] = [single, double].map(({ phases }) => rewrite(graphOf(), phases, { explain: false }));
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
