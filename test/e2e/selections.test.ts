/** Models that select boxes: non-max suppression in Graphweld's own code, and plans of what follows it. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { expect } from "chai";
import { counting } from "../../src/cli/counted.ts";
import { detector, network, padded } from "../support/control-flow.ts";
import { modelArtifacts, node, weight } from "../support/graphdef.ts";
import { byPlan, call, image, pair, split, tiers } from "./async-support.ts";
import { keepWarnings, plansAnswer } from "./support.ts";

describe("selections of boxes", () => {
  plansAnswer();
  const warnings = keepWarnings();
  const ours = () => warnings.filter((text) => text.includes("Graphweld"));

  it("plan what follows padded selections, and do the arithmetic of shapes without kernels", async () => {
    const { model, stock, free } = await pair(modelArtifacts(padded));
    for (const seed of [1, 2, 3]) await byPlan(model, stock, image(1, seed));
    const { segments, stock: rest } = split(model);
    expect(segments).to.have.length(2);
    // Whatever was selected, the plans are the same.
    expect(tiers(model)).to.deep.equal([["plan"], ["plan"]]);
    expect(rest.find(({ reason }) => reason === "pads what depends on values")?.count).to.equal(1);
    const kernels = async (m: GraphModel) => (await counting(() => call(m, image()))).kernels;
    expect(await kernels(stock)).to.be.above(40);
    expect(await kernels(model), "what cuts off, and reads of results").to.be.below(8);
    expect(ours()).to.deep.equal([]);
    free();
  });

  for (const version of [3, 4, 5])
    it(`select boxes without waiting, and without tfjs's code for it, version ${version}`, async () => {
      const input = ["boxes", "scores", "most", "overlap", "least", ...(version === 5 ? ["softness"] : [])];
      const attrs = version === 4 ? { pad_to_max_output_size: true } : {};
      const spec = {
        ...detector,
        ...network("x"),
        softness: weight([], [0.5]),
        chosen: node(`NonMaxSuppressionV${version}`, input, attrs),
      };
      const { model, stock, free } = await pair(modelArtifacts(spec));
      const outputs = ["found", "chosen", ...(version === 3 ? [] : ["chosen:1"])];
      for (const seed of [1, 2, 3]) await byPlan(model, stock, image(1, seed), outputs);
      expect(split(model).stock.find(({ node: first }) => first.includes("chosen"))?.reason).to.match(/^selects boxes/);
      // Nothing has to wait now, of which tfjs would warn in each call.
      const before = [...warnings];
      await call(model, image(), outputs);
      expect(warnings).to.deep.equal(before);
      free();
    });
});
