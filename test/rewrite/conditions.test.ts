/** Conditions where extents are not known. */
import { expect } from "chai";
import { Graph, type Value } from "../../src/graph/graph.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { keepsShape } from "../../src/rewrite/conditions.ts";

describe("conditions on shapes with an open batch", () => {
  const graph = new Graph();
  const open = (name: string): Value =>
    graph.add("Placeholder", [], {}, { name, types: [{ dtype: "float32", shape: [-1, 4] }] }).output;
  const [x, y] = [open("x"), open("y")];
  const op = (name: string, ...inputs: Value[]): Value => graph.add(name, inputs, {}, { name }).output;
  const constant = (...shape: number[]): Value =>
    graph.constant(ConstantTensor.float(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(2)), "c");

  it("hold where all else is static", () => {
    for (const root of [op("Relu", x), op("Mul", constant(4), op("AddV2", x, constant(1, 4))), op("Mul", x, x)])
      expect(keepsShape(x, root)).to.equal(true);
  });

  it("do not hold where another value may broadcast the batch, or a constant does", () => {
    expect(keepsShape(x, op("AddV2", x, y))).to.match(/the shape of "x" is not known/);
    expect(keepsShape(x, op("AddV2", x, op("Relu", y)))).to.match(/is not known/);
    expect(keepsShape(x, op("AddV2", x, constant(5, 4)))).to.match(/another shape than "x"/);
  });

  it("do not hold through ops that may change extents", () => {
    const tiled = graph.add(
      "Tile",
      [x, graph.constant(ConstantTensor.int([2], [2, 1]), "times")],
      {},
      { name: "tile" },
    );
    expect(keepsShape(x, tiled.output)).to.be.a("string");
  });
});
