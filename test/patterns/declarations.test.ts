/** The list of rules as it is published: names, families, and how many declarations there are. */
import { expect } from "chai";
import { GROUPINGS, REWRITES } from "../../patterns/index.ts";
import { declarations } from "../../src/rewrite/declarations.ts";
import { FAMILIES } from "../../src/rewrite/rule.ts";

const ALL = declarations(REWRITES, GROUPINGS);
const repeated = (names: readonly string[]): string[] => names.filter((n, i) => names.indexOf(n) !== i);

describe("the list of rules", () => {
  it("has each name once, over both engines", () => {
    expect(repeated([...REWRITES, ...GROUPINGS].map((r) => r.name))).to.deep.equal([]);
    expect(repeated(ALL.map((d) => d.id))).to.deep.equal([]);
  });

  it("has no declaration named like a rule of another", () => {
    const names = new Map([...REWRITES, ...GROUPINGS].map((r) => [r.name, r]));
    for (const { id, rules } of ALL) if (names.has(id)) expect(rules, id).to.include(id);
  });

  it("counts what is written once and made for each anchor once", () => {
    expect(ALL.reduce((n, d) => n + d.expanded, 0)).to.equal(REWRITES.length + GROUPINGS.length);
    expect(ALL.length).to.be.at.least(220);
    expect(REWRITES.length + GROUPINGS.length).to.be.above(ALL.length);
    for (const { id, anchors, expanded, rules } of ALL) {
      expect(rules, id).to.have.length(expanded);
      expect(anchors.length === 0 || anchors.length === expanded, id).to.equal(true);
      expect(repeated(anchors), id).to.deep.equal([]);
    }
    const bias = ALL.find((d) => d.id === "fold-bias");
    expect(bias?.anchors).to.deep.equal(["conv", "depthwise", "product"]);
    expect(bias?.rules).to.deep.equal(["fold-conv-bias", "fold-depthwise-bias", "fold-product-bias"]);
  });

  it("makes rules of one family and one exactness from a declaration", () => {
    const byName = new Map([...REWRITES, ...GROUPINGS].map((r) => [r.name, r]));
    for (const { id, family, exactness, rules } of ALL)
      for (const rule of rules) expect(byName.get(rule), id).to.include({ family, exactness });
  });

  it("puts every declaration into a family", () => {
    for (const { id, family } of ALL) expect(FAMILIES, id).to.have.property(family);
    const of = (id: string) => ALL.find((d) => d.id === id)?.family;
    expect(of("argmax")).to.equal("F16");
    expect(of("softmax")).to.equal("F7");
    expect(of("resize")).to.equal("F13");
    expect(of("pad")).to.equal("F9");
    expect(of("gather")).to.equal("F14");
  });
});
