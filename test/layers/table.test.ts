/** Each layer as ops against what TensorFlow.js computes of it. */
import "@tensorflow/tfjs-backend-cpu";
import { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { input, type LayersModel, layers, model, type SymbolicTensor, sequential } from "@tensorflow/tfjs-layers";
import { expect } from "chai";
import { toGraphDef } from "../../src/graph/to-tfjs.ts";
import { graphFromLayers } from "../../src/layers/model.ts";
import { LAYERS } from "../../src/layers/table.ts";
import { ready } from "../support/tf.ts";
import { CASES, type LayersCase } from "./cases.ts";
import { feedsOf, graphOf, randomWeights, weightsOf } from "./support.ts";

/** The largest difference between the graph, run by the stock converter, and the model. */
function error(from: LayersModel, values?: LayersCase["values"]): number {
  const { graph, inputs, outputs } = graphOf(from);
  const written = new GraphModel(tf.io.fromMemorySync(toGraphDef(graph)));
  written.load();
  const worst = tf.tidy(() => {
    const feeds = feedsOf(from, 2, values);
    const expected = [from.predict(feeds.length > 1 ? feeds : (feeds[0] as tf.Tensor))].flat() as tf.Tensor[];
    const named = Object.fromEntries(inputs.map(({ name }, i) => [name, feeds[i] as tf.Tensor]));
    const names = outputs.map(({ name }) => name);
    const actual = [written.execute(named, names)].flat() as tf.Tensor[];
    expect(actual.map((t) => t.shape)).to.deep.equal(expected.map((t) => t.shape));
    return Math.max(
      ...actual.map((t, i) => {
        const [got, want] = [t.dataSync(), (expected[i] as tf.Tensor).dataSync()];
        return Math.max(...Array.from(got, (x, j) => Math.abs(x - (want[j] as number))));
      }),
    );
  });
  written.dispose();
  return worst;
}

const reason = (from: LayersModel): string | undefined => {
  const made = graphFromLayers(from.toJSON(null, false), weightsOf(from));
  return "reason" in made ? made.reason : undefined;
};

describe("layers as ops", () => {
  before(() => ready("cpu"));

  it("cover the table", () => {
    const covered = new Set(CASES.flatMap(({ covers }) => covers));
    // Layers of Keras that TensorFlow.js does not have.
    const foreign = ["Subtract", "SpatialDropout2D", "ActivityRegularization"];
    expect(Object.keys(LAYERS).filter((name) => !covered.has(name))).to.deep.equal(foreign);
  });

  for (const { title, make, values } of CASES)
    it(title, () => {
      const from = make();
      randomWeights(from);
      expect(error(from, values)).to.be.below(2e-5);
      from.dispose();
    });

  describe("in models", () => {
    it("with shared layers, several inputs and outputs", () => {
      const [a, b] = [input({ shape: [6], name: "a" }), input({ shape: [6], name: "b" })];
      const shared = layers.dense({ units: 4, activation: "tanh" });
      const [x, y] = [shared.apply(a), shared.apply(b)] as [SymbolicTensor, SymbolicTensor];
      const sum = layers.add().apply([x, y]) as SymbolicTensor;
      const top = layers.dense({ units: 2 }).apply(sum) as SymbolicTensor;
      const from = model({ inputs: [a, b], outputs: [top, x] });
      randomWeights(from);
      expect(error(from)).to.be.below(1e-5);
      expect(graphOf(from).graph.inputs.map((v) => v.name)).to.deep.equal(["a", "b"]);
      from.dispose();
    });

    it("inside models", () => {
      const inner = sequential({ layers: [layers.dense({ units: 5, inputShape: [4], activation: "relu" })] });
      const outer = sequential({ layers: [inner, layers.dense({ units: 3 })] });
      const x = input({ shape: [4] });
      const twice = layers.add().apply([inner.apply(x), inner.apply(x)] as SymbolicTensor[]) as SymbolicTensor;
      const functional = model({ inputs: x, outputs: twice });
      for (const from of [outer, functional]) {
        randomWeights(from);
        expect(error(from)).to.be.below(1e-5);
      }
      const nested = input({ shape: [4] });
      const third = model({ inputs: nested, outputs: functional.apply(nested) as SymbolicTensor });
      expect(error(third)).to.be.below(1e-5);
    });

    it("give an input back", () => {
      const x = input({ shape: [4] });
      const from = model({ inputs: x, outputs: [x, layers.dense({ units: 2 }).apply(x) as SymbolicTensor] });
      expect(error(from)).to.be.below(1e-5);
    });
  });

  describe("are refused with the name of the layer", () => {
    const refused = (kind: "masking" | "convLstm2d" | "dot", make: () => LayersModel, text: RegExp) =>
      it(kind, () => expect(reason(make())).to.match(text));
    refused(
      "masking",
      () => sequential({ layers: [layers.masking({ inputShape: [3, 2] })] }),
      /"masking_.*is a Masking/,
    );
    refused(
      "dot",
      () => {
        const [a, b] = [input({ shape: [3] }), input({ shape: [3] })];
        return model({ inputs: [a, b], outputs: layers.dot({ axes: 1 }).apply([a, b]) as SymbolicTensor });
      },
      /"dot_.*is a Dot, which is not known/,
    );
    it("normalisation of other axes, which TensorFlow.js computes in one way or another", () => {
      const from = sequential({ layers: [layers.batchNormalization({ axis: 1, inputShape: [2, 3, 4] })] });
      expect(reason(from)).to.match(/"batch_normalization_.*normalises another axis/);
    });
    it("stateful layers", () => {
      const from = sequential({
        layers: [layers.lstm({ recurrentInitializer: "zeros", units: 2, stateful: true, batchInputShape: [1, 3, 2] })],
      });
      expect(reason(from)).to.match(/"lstm_.*keeps its state between calls/);
    });
    it("masking embeddings", () => {
      const from = sequential({
        layers: [layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true, inputShape: [2] })],
      });
      expect(reason(from)).to.match(/masks steps/);
    });
    it("long sequences", () => {
      const from = sequential({
        layers: [layers.gru({ recurrentInitializer: "zeros", units: 2, inputShape: [500, 2] })],
      });
      expect(reason(from)).to.match(/has 500 steps/);
    });
    it("flattening what is open", () => {
      const from = sequential({
        layers: [layers.reshape({ targetShape: [-1, 2], inputShape: [null, 1] })],
      });
      expect(reason(from)).to.match(/"reshape_.*needs to know the extents/);
    });
  });

  it("refuses JSON that is no model, and models of other kinds", () => {
    for (const bad of [null, 3, {}, { class_name: "Sequential" }, { class_name: "Sequential", config: { layers: 3 } }])
      expect(graphFromLayers(bad, () => undefined)).to.have.property("reason");
    const made = graphFromLayers({ class_name: "Custom", config: { layers: [] } }, () => undefined);
    expect(made).to.have.property("reason", "The model is a Custom, which is neither sequential nor functional.");
  });

  it("reads the spellings of Keras 3", () => {
    const from = model(
      (() => {
        const x = input({ shape: [4], name: "x" });
        const y = layers.dense({ units: 3, name: "y" }).apply(x) as SymbolicTensor;
        return { inputs: x, outputs: layers.add({ name: "z" }).apply([y, y]) as SymbolicTensor };
      })(),
    );
    const tensorOf = (name: string) => ({ class_name: "__keras_tensor__", config: { keras_history: [name, 0, 0] } });
    const dtype = { module: "keras", class_name: "DTypePolicy", config: { name: "float32" } };
    const layersJson = [
      { class_name: "InputLayer", name: "x", config: { batch_shape: [null, 4], dtype, name: "x" }, inbound_nodes: [] },
      {
        class_name: "Dense",
        name: "y",
        config: { name: "y", units: 3, activation: "linear", use_bias: true, dtype },
        inbound_nodes: [{ args: [tensorOf("x")], kwargs: {} }],
      },
      {
        class_name: "Add",
        name: "z",
        config: { name: "z", dtype },
        inbound_nodes: [{ args: [[tensorOf("y"), tensorOf("y")]], kwargs: {} }],
      },
    ];
    const config = { name: "m", layers: layersJson, input_layers: [["x", 0, 0]], output_layers: [["z", 0, 0]] };
    const made = graphFromLayers({ class_name: "Functional", config }, weightsOf(from), { keras: 2 });
    if ("reason" in made) throw new Error(made.reason);
    expect([...made.graph.nodes].map(({ op }) => op)).to.deep.equal([
      "Placeholder",
      "Const",
      "MatMul",
      "Const",
      "AddV2",
      "AddV2",
    ]);
    expect(made.outputs).to.deep.equal([{ name: "z", dtype: "float32", shape: [-1, 3] }]);
  });
});
