/** Every grouping rule, on the graph that it declares: it fires, it computes what stock computes, and it knows when not to. */
import { GROUPINGS } from "../../patterns/index.ts";
import "@tensorflow/tfjs-backend-cpu";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { Graph, Node } from "../../src/graph/graph.ts";
import type { ConstantTensor } from "../../src/graph/types.ts";
import { exampleGraph } from "../../src/rewrite/example.ts";
import type { Absorption, Grouping } from "../../src/rewrite/grouping/rule.ts";
import { type GroupingOptions, group } from "../../src/rewrite/grouping.ts";
import type { RewriteLog } from "../../src/rewrite/rule.ts";
import { type Example, OpTerm, type Term } from "../../src/rewrite/term.ts";
import { isRefusal, RANKS_AND_SHAPES, stock } from "../support/legal.ts";
import { runReference } from "../support/reference.ts";
import { difference, type Result } from "../support/run-graph.ts";
import { nmse, runStock } from "../support/stock.ts";
import { rankVariants, withShape } from "../support/variants.ts";

const working = (graph: Graph): Node[] => graph.topological().filter((n) => n.op !== "Const" && n.op !== "Placeholder");
const fired = (log: RewriteLog): string[] => log.fired.map((f) => f.rule);
const reasons = (log: RewriteLog): string => log.missed.map((m) => `${m.rule}: ${m.reason}`).join("\n");

/** Groups the example of a rule after changing the graph. */
function grouped(
  example: Example,
  options: GroupingOptions = {},
  change?: (graph: Graph, nodes: ReadonlyMap<OpTerm, Node>) => void,
) {
  const { graph, feeds, nodes } = exampleGraph(example);
  change?.(graph, nodes);
  const log = group(graph, GROUPINGS, options);
  return { graph, feeds, log, nodes };
}

/** The terms of an example, operands first. */
function termsOf(root: OpTerm): OpTerm[] {
  const seen = new Set<OpTerm>();
  const visit = (t: Term): void => {
    if (!(t instanceof OpTerm) || seen.has(t)) return;
    t.args.forEach(visit);
    seen.add(t);
  };
  visit(root);
  return [...seen];
}

function expectSame(actual: Map<string, ConstantTensor>, expected: Map<string, ConstantTensor>): void {
  for (const [name, value] of expected) {
    const got = actual.get(name) as ConstantTensor;
    expect(got.shape, name).to.deep.equal(value.shape);
    expect(nmse(got, value), name).to.be.below(1e-12);
  }
}

describe("grouping rules", () => {
  before(async () => {
    await setBackend("cpu");
    await ready();
  });

  it("have names of their own", () => {
    expect(new Set(GROUPINGS.map((r) => r.name)).size).to.equal(GROUPINGS.length);
  });

  for (const rule of GROUPINGS)
    describe(rule.name, () => {
      it("makes one kernel of its example", () => {
        const { graph, log } = grouped(rule.example);
        // Placements change a kernel among others.
        const isOther = ({ op }: { readonly op: string }): boolean =>
          rule.kind === "placement" && /^(softmax|(max)?pool)$/i.test(op);
        const own = working(graph).filter((n) => !isOther(n));
        expect(
          own.map((n) => n.op),
          reasons(log),
        ).to.deep.equal([rule.kernel]);
        const [node] = own as [Node];
        expect(fired(log)).to.include(rule.name);
        expect(node.rules).to.include(rule.name);
        expect(log.missed).to.deep.equal([]);
        const names = working(exampleGraph(rule.example).graph).filter((n) => !isOther(n));
        expect(node.origin).to.have.members(names.map((n) => n.name));
      });

      it("computes what stock tfjs computes", () => {
        const { graph, feeds } = grouped(rule.example);
        expectSame(runReference(graph, feeds), runStock(exampleGraph(rule.example).graph, feeds));
      });

      it("computes what stock tfjs computes of operands of other ranks, or leaves them", () => {
        const variants = rankVariants(rule.example);
        const refusals: string[] = [];
        for (const variant of variants) {
          const expected = stock(variant);
          if (isRefusal(expected)) {
            refusals.push(expected.refused);
            continue;
          }
          const { graph, feeds, log } = grouped(variant);
          if (working(graph).every(({ op }) => /^[A-Z]/.test(op))) expect(log.fired, variant.title).to.deep.equal([]);
          else {
            const actual = runReference(graph, feeds).get("result") as ConstantTensor;
            expect(difference(actual, expected[0] as Result), variant.title).to.be.at.most(1e-5);
          }
        }
        if (refusals.length === variants.length)
          for (const refused of refusals) expect(refused).to.match(RANKS_AND_SHAPES);
      });

      it("can be switched off", () => {
        const { graph, log } = grouped(rule.example, { disable: [rule.name] });
        expect(fired(log)).not.to.include(rule.name);
        expect(reasons(log)).to.include(`${rule.name}: the rule is switched off`);
        graph.topological();
      });

      if (rule.kind === "epilogue" || rule.kind === "prologue" || (rule.kind === "region" && rule.form !== "op"))
        refusals(rule);
      if (rule.kind === "epilogue" && rule.example.inputs.b) wrongShape(rule);
    });
});

/** Values on the way must stay where somebody else wants them. */
function refusals(rule: Grouping): void {
  const terms = termsOf(rule.example.before);
  /** The value that would no longer exist: a prologue's producer, or the anchor's own result. */
  const isInterior = (t: OpTerm): boolean =>
    t !== rule.example.before && (rule.kind !== "epilogue" || t === anchorTerm(rule));
  const interior = terms.filter(isInterior);

  it("leaves values that the caller asks for", () => {
    const { graph, log } = grouped(rule.example, { dualStore: false }, (g, nodes) => {
      for (const [i, t] of interior.entries())
        g.outputs.push({ name: `interior${i}`, value: (nodes.get(t) as Node).output });
    });
    expect(working(graph).length).to.be.above(1);
    expect(fired(log)).not.to.include(rule.name);
    expect(reasons(log)).to.match(/is asked for by the caller|is needed elsewhere too/);
  });

  it("leaves values that another op reads", () => {
    const { graph, feeds, log } = grouped(rule.example, { dualStore: false }, (g, nodes) => {
      for (const [i, t] of interior.entries()) {
        const extra = g.add("Softmax", [(nodes.get(t) as Node).output]);
        g.outputs.push({ name: `extra${i}`, value: extra.output });
      }
    });
    expect(working(graph).filter((n) => n.op !== "softmax").length).to.be.above(1);
    expect(fired(log)).not.to.include(rule.name);
    expect(reasons(log)).to.match(/is also read by Softmax|is needed elsewhere too/);
    expect(runReference(graph, feeds).size).to.equal(interior.length + 1);
  });
}

/** The anchor's own op in an example. */
function anchorTerm(rule: Grouping): OpTerm {
  const conversions = GROUPINGS.filter((r) => r.kind === "conversion" && r.kernel === rule.kernel);
  const anchors = conversions.flatMap((r) => (r.kind === "conversion" ? Object.keys(r.reads) : []));
  return termsOf(rule.example.before).find((t) => anchors.includes(t.op)) as OpTerm;
}

/** An operand for each pixel or row is not one that epilogues can read. */
function wrongShape(rule: Absorption): void {
  it("leaves operands that it can't read", () => {
    const { graph } = exampleGraph(rule.example);
    const shape = graph.outputs[0]?.value.shape ?? [];
    const example = withShape(rule.example, "b", [...shape.slice(0, -1), 1]);
    const { graph: after, log, feeds } = grouped(example);
    expect(working(after).length).to.be.above(1);
    expect(fired(log)).not.to.include(rule.name);
    expect(log.missed).not.to.deep.equal([]);
    if (rule.example.before.op !== "BiasAdd")
      expectSame(runReference(after, feeds), runStock(exampleGraph(example).graph, feeds));
  });
}
