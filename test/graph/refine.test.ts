/** Shapes that become known only while the graph is rewritten. */
import { expect } from "chai";
import { PHASES } from "../../patterns/index.ts";
import { decodeAttrs } from "../../src/graph/attrs.ts";
import { Graph } from "../../src/graph/graph.ts";
import { refine } from "../../src/graph/refine.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { rewrite } from "../../src/rewrite/driver.ts";

const types = [{ dtype: "float32", shape: [2, 6] }] as const;
const int = (graph: Graph, ...values: number[]) => graph.constant(ConstantTensor.int([values.length], values));

describe("types refined", () => {
  it("follow a shape that folds to a constant, through everything that reads it", () => {
    const graph = new Graph();
    const x = graph.add("Placeholder", [], {}, { name: "x", types }).output;
    const shape = graph.add("Shape", [x]).output;
    const first = graph.add("StridedSlice", [shape, int(graph, 0), int(graph, 1), int(graph, 1)], {
      shrink_axis_mask: 1,
    });
    const rest = graph.constant(ConstantTensor.int([], [-1]));
    const target = graph.add("Pack", [first.output, graph.constant(ConstantTensor.int([], [2])), rest]).output;
    const made = graph.add("Reshape", [x, target]);
    const last = graph.add("Relu", [graph.add("Neg", [made.output]).output]);
    graph.outputs.push({ name: "y", value: last.output });
    expect(last.output.type?.shape).to.not.eql([2, 2, 3]);
    rewrite(graph, PHASES);
    expect(graph.outputs[0]?.value.type).to.eql({ dtype: "float32", shape: [2, 2, 3] });
  });

  it("keep what is known already, and name the nodes of which more is known", () => {
    const graph = new Graph();
    const x = graph.add("Placeholder", [], {}, { name: "x", types: [undefined] }).output;
    const a = graph.add("Relu", [x]);
    const b = graph.add("Neg", [a.output], {}, { types: [{ dtype: "float32", shape: [-1, 6] }] });
    const c = graph.add("Neg", [a.output], {}, { types });
    x.type = types[0];
    expect(refine([x])).to.have.members([a, b]);
    expect(a.output.shape).to.eql([2, 6]);
    expect(b.output.shape).to.eql([2, 6]);
    expect(c.output.type).to.equal(types[0]);
  });
});

describe("lists of old converters", () => {
  it("are read past the empty lists of other types", () => {
    const empty = { s: [], i: [], f: [], b: [], type: [], shape: [] };
    expect(decodeAttrs({ strides: { list: { ...empty, i: ["1", "2"] } }, axis: { list: empty } })).to.eql({
      strides: [1, 2],
      axis: [],
    });
    expect(decodeAttrs({ ops: { list: { ...empty, s: [[65]] } }, types: { list: { ...empty, type: [1] } } })).to.eql({
      ops: ["A"],
      types: ["float32"],
    });
  });
});
