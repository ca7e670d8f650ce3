/** Every kernel that a fused op can be for: examples of the grouping rules are fused, saved, and run by registered kernels. */
import { expect } from "chai";
import { GROUPINGS } from "../../../patterns/index.ts";
import { toGraphDef } from "../../../src/graph/to-tfjs.ts";
import type { ConstantTensor } from "../../../src/graph/types.ts";
import { exampleGraph } from "../../../src/rewrite/example.ts";
import type { PlainInputs } from "../../e2e/support.ts";
import { byKernels, fusedArtifacts, kernelsIn, loadFusedModel, ours } from "../../support/fused.ts";
import { nmse, runStock } from "../../support/stock.ts";
import { ready } from "../../support/tf.ts";

/** What stock does as well, or what costs nothing. */
const LEFT = /^(view|integer-.*|concat|pad|pointwise)$/;
/** All conversions, and of the steps by which kernels grow one for each kernel. */
const RULES = [
  ...new Map(
    GROUPINGS.map((rule) => [rule.kind === "conversion" ? rule.name : `${rule.kernel} ${rule.kind}`, rule]),
  ).values(),
];

describe("fused ops of each kind", () => {
  const seen = new Set<string>();
  for (const rule of RULES)
    it(`${rule.name}: are written and run by the kernel, or left to stock`, async () => {
      const { graph, feeds } = exampleGraph(rule.example);
      await ready("cpu");
      const want = runStock(graph, feeds);
      await ready("wasm");
      const fused = fusedArtifacts(toGraphDef(graph));
      const kernels = kernelsIn(fused);
      expect(kernels.length > 0).to.equal(!LEFT.test(rule.name));
      for (const kernel of kernels) seen.add(kernel);
      const model = await loadFusedModel(fused);
      const names = graph.outputs.map(({ name }) => name);
      const run = await byKernels(model, Object.fromEntries(feeds) as PlainInputs, names);
      const plain = (name: string): string => name.toLowerCase().replace(/graphweld|-/g, "");
      expect(ours(run.kernels).map(plain)).to.have.members(kernels.map(plain));
      run.outputs.forEach(({ shape, values, dtype }, i) => {
        const expected = want.get(names[i] as string) as ConstantTensor;
        expect({ shape, dtype }).to.deep.equal({ shape: expected.shape, dtype: expected.dtype });
        expect(nmse({ shape, dtype, values } as ConstantTensor, expected)).to.be.below(1e-11);
      });
      model.dispose();
    });

  it("are of each family that computes", () => {
    const families = GROUPINGS.filter(({ kind }) => kind === "conversion").map(({ kernel }) => kernel);
    expect([...seen]).to.include.members(families.filter((kernel) => kernel !== "view" && kernel !== "integer"));
  });
});
