/** Tests of every rewrite rule, derived from its declaration: it fires, it is exact, and it leaves near misses alone. */
import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { PHASES, REWRITES } from "../../patterns/index.ts";
import type { Node } from "../../src/graph/graph.ts";
import type { Shape } from "../../src/graph/types.ts";
import { rewrite } from "../../src/rewrite/driver.ts";
import { type ExampleGraph, type ExampleOptions, exampleGraph } from "../../src/rewrite/example.ts";
import type { Pattern } from "../../src/rewrite/pattern.ts";
import { FAMILIES, type RewriteLog, type Rule } from "../../src/rewrite/rule.ts";
import { type Example, opTerms } from "../../src/rewrite/term.ts";
import { difference, type Result, runGraph } from "../support/run-graph.ts";

/** Runs one rule alone. */
const alone = ({ graph }: ExampleGraph, rule: Rule): RewriteLog =>
  rewrite(graph, [{ name: "alone", about: "", rules: [rule] }], { enable: [rule.name] });
const isPattern = (rule: Rule): rule is Pattern => "spellings" in rule;
const rounding = 1e-5;

/** Spatial extents one larger, and two pictures instead of one: odd sizes where even ones were and the other way round. */
const variants: readonly ExampleOptions[] = [
  {
    shape: (s: Shape) => (s.length === 4 ? s.map((d, i) => (i === 1 || i === 2 ? (d > 1 ? d + 1 : d) : d)) : s),
    seed: 2,
  },
  { shape: (s: Shape) => (s.length === 4 && s[0] === 1 ? [2, ...s.slice(1)] : s), seed: 3 },
  { shape: (s: Shape) => (s.length === 3 ? s.map((d, i) => (i === 1 ? d + 2 : d)) : s), seed: 4 },
];

/** What stock tfjs computes of an example; `undefined` where the variant is no legal graph. */
function reference(example: Example, options: ExampleOptions): Result[] | undefined {
  try {
    const { graph, feeds } = exampleGraph(example, options);
    const results = runGraph(graph, feeds);
    const type = graph.outputs[0]?.value.type;
    return !type || type.shape.join() === results[0]?.shape.join() ? results : undefined;
  } catch {
    return undefined;
  }
}

function expectExact(rule: Rule, example: Example, options: ExampleOptions, expected: readonly Result[]): void {
  const { graph, feeds, ...rest } = exampleGraph(example, options);
  alone({ graph, feeds, ...rest }, rule);
  const worst = runGraph(graph, feeds).map((r, i) => difference(r, expected[i] as Result));
  expect(Math.max(...worst), `difference of ${example.title}`).to.be.at.most(rule.exactness === "X" ? 0 : rounding);
}

const hasFired = (log: RewriteLog, rule: Rule): boolean => log.fired.some((f) => f.rule === rule.name);

/** The rule leaves the example's root and says why; a shorter spelling inside it may go. */
function expectMiss(built: ExampleGraph, rule: Rule, example: Example, what = example.title): void {
  const root = built.nodes.get(example.before) as Node;
  const log = alone(built, rule);
  expect(built.graph.nodes.has(root), `${what}: the root is left`).to.equal(true);
  if (!hasFired(log, rule))
    expect(
      log.missed.map((m) => m.rule),
      `${what}: reasons`,
    ).to.include(rule.name);
}

describe("rewrite rules", () => {
  before(() => setBackend("cpu"));

  it("have names in kebab-case, each once, and a sentence", () => {
    const names = REWRITES.map((r) => r.name);
    expect(new Set(names).size).to.equal(names.length);
    for (const { name, about, family } of REWRITES) {
      expect(name).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(about, name).to.match(/^\S.*\.$/);
      expect(FAMILIES, name).to.have.property(family);
    }
  });

  for (const rule of REWRITES)
    describe(rule.name, () => {
      for (const example of rule.examples) {
        it(`${example.title}: fires, and gives the same`, () => {
          const built = exampleGraph(example);
          const root = built.nodes.get(example.before) as Node;
          const expected = reference(example, {});
          expect(expected, "stock runs the example").not.to.equal(undefined);
          const log = alone(built, rule);
          expect(hasFired(log, rule), `fires; missed: ${log.missed.map((m) => m.reason)}`).to.equal(true);
          if (isPattern(rule)) expect(built.graph.nodes.has(root), "the root is left").to.equal(false);
          for (const options of [{}, ...variants, ...(rule.exactness === "X" ? [{ specials: true }] : [])]) {
            const stock = reference(example, options);
            if (stock) expectExact(rule, example, options, stock);
          }
        });
        it(`${example.title}: all rules together give the same`, () => {
          const { graph, feeds } = exampleGraph(example);
          const expected = runGraph(graph, feeds);
          rewrite(graph, PHASES);
          const worst = runGraph(graph, feeds).map((r, i) => difference(r, expected[i] as Result));
          expect(Math.max(...worst)).to.be.at.most(rounding);
        });
      }
      for (const miss of rule.nearMisses)
        it(`leaves alone: ${miss.title}`, () => expectMiss(exampleGraph(miss), rule, miss));
      if (isPattern(rule)) derivedMisses(rule);
    });
});

/** The matcher's defaults, one by one: each is broken in each spelling. */
function derivedMisses(rule: Pattern): void {
  const interior = (example: Example) =>
    opTerms(example.before)
      .slice(1)
      .filter((t) => !t.keep);
  if (rule.examples.some((e) => interior(e).length > 0))
    it("leaves alone: interior values with other users", () => {
      for (const example of rule.examples)
        for (const term of interior(example)) {
          const shared = exampleGraph(example);
          const value = (shared.nodes.get(term) as Node).output;
          shared.graph.outputs.push({ name: "other", value: shared.graph.add("Identity", [value]).output });
          expectMiss(shared, rule, example, `${example.title}: ${term.op} read twice`);
          const asked = exampleGraph(example);
          asked.graph.outputs.push({ name: "other", value: (asked.nodes.get(term) as Node).output });
          expectMiss(asked, rule, example, `${example.title}: ${term.op} is an output`);
        }
    });
  for (const [name, { kind }] of Object.entries(rule.inputs))
    if (kind !== "tensor")
      it(`leaves alone: ${name} is not constant`, () => {
        for (const example of rule.examples) {
          const built = exampleGraph(example, { fed: name });
          if (built.graph.inputs.some((v) => v.node.name === name)) expectMiss(built, rule, example);
        }
      });
  const floats = Object.values(rule.inputs).filter((i) => i.dtype === "float32");
  if (floats.length > 0 && floats.every((i) => !i.anyDType))
    it("leaves alone: int32 values", () => {
      for (const example of rule.examples)
        expect(hasFired(alone(exampleGraph(example, { dtype: "int32" }), rule), rule)).to.equal(false);
    });
}
