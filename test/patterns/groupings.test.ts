/** Every grouping rule, on the graph that it declares: it fires, it computes what stock computes, and it knows when not to. */
import { GROUPINGS } from "../../patterns/index.ts";
import "@tensorflow/tfjs-backend-cpu";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { Graph, Node } from "../../src/graph/graph.ts";
import type { ConstantTensor } from "../../src/graph/types.ts";
import type { Absorption, Grouping, GroupingExample } from "../../src/rewrite/grouping/rule.ts";
import { type GroupingOptions, group } from "../../src/rewrite/grouping.ts";
import type { RewriteLog } from "../../src/rewrite/rule.ts";
import { OpTerm, type Term, Variable } from "../../src/rewrite/term.ts";
import { groupingExample } from "../support/example-graph.ts";
import { runReference } from "../support/reference.ts";
import { nmse, runStock } from "../support/stock.ts";

const working = (graph: Graph): Node[] => graph.topological().filter((n) => n.op !== "Const" && n.op !== "Placeholder");
const fired = (log: RewriteLog): string[] => log.fired.map((f) => f.rule);
const reasons = (log: RewriteLog): string => log.missed.map((m) => `${m.rule}: ${m.reason}`).join("\n");

/** Groups the example of a rule after changing the graph. */
function grouped(
  example: GroupingExample,
  options: GroupingOptions = {},
  change?: (graph: Graph, nodes: ReadonlyMap<OpTerm, Node>) => void,
) {
  const { graph, feeds, nodes } = groupingExample(example);
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

/** Replaces a variable throughout an example. */
function withInput(example: GroupingExample, name: string, shape: readonly number[]): GroupingExample {
  const old = example.inputs[name] as GroupingExample["inputs"][string];
  const spec = { ...old, shape };
  const done = new Map<Term, Term>();
  const visit = (t: Term): Term => {
    let made = done.get(t);
    if (made === undefined) {
      made = t;
      if (t instanceof Variable && t.name === name) made = new Variable(name, spec);
      else if (t instanceof OpTerm) made = new OpTerm(t.op, t.args.map(visit), t);
      done.set(t, made);
    }
    return made;
  };
  return { ...example, inputs: { ...example.inputs, [name]: spec }, before: visit(example.before) as OpTerm };
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
        expect(
          working(graph).map((n) => n.op),
          reasons(log),
        ).to.deep.equal([rule.kernel]);
        const [node] = working(graph) as [Node];
        expect(fired(log)).to.include(rule.name);
        expect(node.rules).to.include(rule.name);
        expect(log.missed).to.deep.equal([]);
        const names = working(groupingExample(rule.example).graph).map((n) => n.name);
        expect(node.origin).to.have.members(names);
      });

      it("computes what stock tfjs computes", () => {
        const { graph, feeds } = grouped(rule.example);
        expectSame(runReference(graph, feeds), runStock(groupingExample(rule.example).graph, feeds));
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
    const { graph } = groupingExample(rule.example);
    const shape = graph.outputs[0]?.value.shape ?? [];
    const example = withInput(rule.example, "b", [...shape.slice(0, -1), 1]);
    const { graph: after, log, feeds } = grouped(example);
    expect(working(after).length).to.be.above(1);
    expect(fired(log)).not.to.include(rule.name);
    expect(log.missed).not.to.deep.equal([]);
    if (rule.example.before.op !== "BiasAdd")
      expectSame(runReference(after, feeds), runStock(groupingExample(example).graph, feeds));
  });
}
