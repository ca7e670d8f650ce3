/** Models whose weights are tensors only while ops read them: the same answers, in less memory of the backend. */
import { expect } from "chai";
import { counting } from "../../../src/cli/counted.ts";
import { loadLean } from "../../../src/cli/lean-model.ts";
import { exampleInputs, loadModel, outputsOf } from "../../../src/cli/measure.ts";
import { loadable, type StoredModel, storedModel } from "../../../src/cli/stored-model.ts";
import { type GraphSpec, modelArtifacts, node, placeholder, weight } from "../../support/graphdef.ts";
import { ready } from "../../support/tf.ts";

const WIDTH = 256;
const LAYERS = 8;
const MATRIX_BYTES = 4 * WIDTH * WIDTH;
const matrix = () => weight([WIDTH, WIDTH]);
const product = (x: string, w: string) => node("MatMul", [x, w], {});

describe("Lean models", () => {
  before(() => ready("cpu"));

  /** Runs a model both ways. Returns the bytes of tensors at the peak of the lean one's call, beyond what was loaded. */
  async function bothWays(stored: StoredModel): Promise<{ peak: number; loaded: number }> {
    const [whole, lean] = [await loadModel(loadable(stored)), await loadLean(stored)];
    const inputs = exampleInputs(whole);
    const want = await outputsOf(whole, inputs, false);
    const { result, peakBytes } = await counting(() => outputsOf(lean, inputs, false));
    const again = await outputsOf(lean, inputs, false);
    expect(result).to.deep.equal(want);
    expect(again).to.deep.equal(want);
    const { weightMap } = (lean as unknown as { executor: { weightMap: object } }).executor;
    whole.dispose();
    lean.dispose();
    for (const tensor of Object.values(inputs)) tensor.dispose();
    return { peak: peakBytes, loaded: Object.keys(weightMap).length };
  }

  it("hold a weight of a chain at a time, and give what the whole model gives", async () => {
    const spec: Record<string, GraphSpec[string]> = { x: placeholder([1, WIDTH]) };
    for (let i = 0; i < LAYERS; i++) {
      spec[`w${i}`] = matrix();
      spec[`p${i}`] = product(i === 0 ? "x" : `t${i - 1}`, `w${i}`);
      spec[`t${i}`] = node("Tanh", [`p${i}`]);
    }
    const { peak, loaded } = await bothWays(storedModel(modelArtifacts(spec)));
    expect(loaded).to.equal(0);
    expect(peak).to.be.within(MATRIX_BYTES, 1.5 * MATRIX_BYTES);
  });

  it("wait for no value that needs them: weights that several read, some through further ops, or with themselves", async () => {
    const spec = {
      x: placeholder([1, WIDTH]),
      w: matrix(),
      same: node("Identity", ["w"]),
      v: matrix(),
      sum: node("AddV2", ["same", "v"]),
      first: product("x", "w"),
      second: product("first", "w"),
      third: product("second", "sum"),
      fourth: product("third", "v"),
    };
    const { loaded } = await bothWays(storedModel(modelArtifacts(spec)));
    expect(loaded).to.equal(0);
  });

  it("keep weights that are outputs themselves, and those of models with control flow", async () => {
    const alone = { x: placeholder([1, WIDTH]), w: matrix(), y: node("Tanh", ["x"]), z: node("Neg", ["w"]) };
    expect((await bothWays(storedModel(modelArtifacts(alone)))).loaded).to.equal(1);
    const where = { x: placeholder([WIDTH, WIDTH]), w: matrix(), p: product("x", "w"), y: node("Where", ["p"]) };
    const model = await loadLean(storedModel(modelArtifacts(where)));
    expect(Object.keys((model as unknown as { executor: { weightMap: object } }).executor.weightMap)).to.deep.equal([
      "w",
    ]);
    model.dispose();
  });
});
