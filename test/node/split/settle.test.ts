/** What is written out before a model is split, and what must stay. */
import { expect } from "chai";
import { type NodeDef, parseName } from "../../../src/graph/from-tfjs.ts";
import { ConstantTensor, type TensorType } from "../../../src/graph/types.ts";
import { drain } from "../../../src/rewrite/steps.ts";
import { type Padding, padSelections } from "../../../src/runtime/split/pads.ts";
import { groupShapes, type ShapeArithmetic } from "../../../src/runtime/split/shapes.ts";
import { type Unrolled, unrolling } from "../../../src/runtime/split/unroll.ts";
import { chosenBefore, counted, loop, mappedArrays, mappedLists, network, padded } from "../../support/control-flow.ts";
import type { GraphSpec } from "../../support/graphdef.ts";
import { int, ints, modelArtifacts, node, placeholder, weight } from "../../support/graphdef.ts";

const IMAGE: TensorType = { dtype: "float32", shape: [2, 8, 8, 3] };

const defsOf = (spec: GraphSpec): ReadonlyMap<string, NodeDef> => {
  const { node: nodes } = modelArtifacts(spec).modelTopology as { readonly node: readonly NodeDef[] };
  return new Map(nodes.map((def) => [def.name, def]));
};
const weightsOf = (spec: GraphSpec) => (name: string) => {
  const part = spec[name];
  return part instanceof ConstantTensor ? part : undefined;
};
const unrolled = (spec: GraphSpec, ...outputs: string[]): Unrolled | undefined =>
  drain(
    unrolling({ defs: defsOf(spec), weight: weightsOf(spec), seen: new Map([["x", IMAGE]]), inputs: ["x"], outputs }),
  );

describe("control flow that is settled before a call", () => {
  const without = (made: Unrolled | undefined, ops: RegExp): void => {
    expect(made).to.not.equal(undefined);
    const names = new Set(made?.nodes.map(({ name }) => name));
    // Every node is there that one of them reads.
    const read = made?.nodes.flatMap(({ input = [] }) => input.map((i) => parseName(i.replace("^", ""))[0])) ?? [];
    expect(read.filter((name) => !names.has(name))).to.deep.equal([]);
    expect(made?.nodes.filter(({ op }) => ops.test(op)).map(({ name }) => name)).to.deep.equal([]);
  };
  const FRAME = /^(Enter|Exit|Merge|Switch|NextIteration|LoopCond)$/;

  it("is a loop that counts to a constant: a node for each turn", () => {
    const made = unrolled(counted(3), "rows");
    without(made, FRAME);
    expect(made?.nodes.filter(({ op }) => op === "Mul").map(({ name }) => name)).to.have.members([
      "loop/scaled",
      "loop/scaled/turn1",
      "loop/scaled/turn2",
    ]);
    expect(made?.exact).to.equal(false);
    expect(unrolled(counted(3), "looped")?.nodes.find(({ name }) => name === "looped")?.op).to.equal("Identity");
  });

  it("is a loop over a batch: for the shapes that were seen", () => {
    without(unrolled(mappedArrays, "rows"), FRAME);
    expect(unrolled(mappedArrays, "rows")?.exact).to.equal(true);
    without(unrolled(mappedLists, "rows"), FRAME);
    expect(unrolled(mappedLists, "rows")?.nodes.find(({ name }) => name === "mapped")).to.include({ op: "Pack" });
  });

  it("is a branch that a constant chooses", () => {
    without(unrolled(chosenBefore(true), "out"), /^(Switch|MatMul)$/);
    without(unrolled(chosenBefore(false), "out"), /^Switch$/);
    expect(unrolled(chosenBefore(false), "out")?.nodes.some(({ op }) => op === "MatMul")).to.equal(true);
  });

  it("leaves lists that are read before they are full to stock, which throws", () => {
    const made = unrolled({ ...mappedLists, "map/less": node("Less", ["map/i/merge", "zero"]) }, "rows");
    without(made, FRAME);
    expect(made?.nodes.find(({ name }) => name === "mapped")).to.include({ op: "TensorListStack" });
  });

  const three = counted(3);
  const random = node("RandomUniform", ["axes"], { dtype: "float32" });
  for (const [title, spec, outputs] of [
    ["a model without any", { x: placeholder([-1, 8, 8, 3]), ...network("x") }, ["rows"]],
    ["a loop whose turns follow from values", { ...loop, ...network("looped") }, ["rows"]],
    ["a loop of many turns", counted(100), ["rows"]],
    ["a loop of which a value within is asked for", three, ["rows", "loop/scaled"]],
    [
      "a loop with random numbers",
      { ...three, axes: ints(1), noise: random, "loop/scaled": node("RandomUniform", ["loop/value"]) },
      ["rows"],
    ],
    ["a loop with a branch within", { ...three, "loop/take": node("Switch", ["loop/value", "loop/less"]) }, ["rows"]],
    [
      "a loop with a loop within",
      { ...three, "loop/scaled": node("Enter", ["loop/take:1"], { frame_name: "inner", is_constant: false }) },
      ["rows"],
    ],
    [
      "a branch that a value chooses",
      {
        ...chosenBefore(true),
        flag: weight([], [0]),
        most: node("Max", ["x", "flag"]),
        choice: node("Greater", ["most", "flag"]),
      },
      ["out"],
    ],
  ] as const satisfies readonly (readonly [string, GraphSpec, readonly string[]])[])
    it(`is not ${title}`, () => expect(unrolled(spec, ...outputs)).to.equal(undefined));
});

describe("selections that the model pads", () => {
  const seen = new Map<string, TensorType>([
    ["chosen", { dtype: "int32", shape: [7] }],
    ["chosen:1", { dtype: "float32", shape: [7] }],
  ]);
  function pads(spec: GraphSpec, keep: readonly string[] = []): readonly (readonly [string, Padding])[] {
    const made: [string, Padding][] = [];
    const nodes = [...defsOf(spec).values()];
    const result = padSelections({ nodes, seen }, weightsOf(spec), new Set(keep), (name, input, padding) => {
      made.push([name, padding]);
      return { name, op: "Padding", input };
    });
    if (made.length === 0) expect(result.nodes).to.equal(nodes);
    return made;
  }
  const operands = (spec: GraphSpec, keep?: readonly string[]) =>
    pads(spec, keep).flatMap(([, { padded: all }]) => all.map(({ length, fill }) => [length, fill]));

  it("have the shape that they are padded to", () => {
    expect(operands(padded)).to.deep.equal([
      [10, 0],
      [10, 0.25],
    ]);
  });

  for (const [title, change] of [
    ["the padding ends elsewhere than the selection may", { rest: node("Sub", ["fewer", "count"]), fewer: int(9) }],
    ["it is the size of something else", { size: node("Shape", ["scores"]) }],
    ["it is another extent", { from: ints(1) }],
    ["another slice is taken", { count: node("StridedSlice", ["size", "from", "to", "by"]) }],
    ["how many may be chosen follows from values", { most: node("Cast", ["scores"]) }],
    [
      "what fills up follows from values",
      { zeros: node("Fill", ["extent", "size"]), blanks: node("Fill", ["extent", "size"]) },
    ],
    [
      "the rest comes first",
      { which: node("ConcatV2", ["zeros", "chosen", "zero"]), marks: node("ConcatV2", ["blanks", "chosen:1", "zero"]) },
    ],
    ["joined along another axis", { zero: int(1) }],
    [
      "more is joined",
      {
        which: node("ConcatV2", ["chosen", "zeros", "zeros", "zero"]),
        marks: node("ConcatV2", ["chosen:1", "blanks", "blanks", "zero"]),
      },
    ],
  ] as const satisfies readonly (readonly [string, GraphSpec])[])
    it(`stay where ${title}`, () => expect(operands({ ...padded, ...change })).to.deep.equal([]));

  it("stay where the result is asked for", () => {
    expect(operands(padded, ["which"])).to.deep.equal([[10, 0.25]]);
    expect(operands(padded, ["which", "marks"])).to.deep.equal([]);
  });
});

describe("arithmetic of shapes", () => {
  /** From the rows that `Where` finds, scalars, and a tensor that has them for its shape. */
  const spec: GraphSpec = {
    x: placeholder([-1, 8]),
    found: node("Where", ["x"]),
    zero: int(0),
    ten: int(10),
    from: ints(0),
    to: ints(1),
    by: ints(1),
    size: node("Shape", ["found"]),
    count: node("StridedSlice", ["size", "from", "to", "by"], { shrink_axis_mask: 1 }),
    less: node("Minimum", ["ten", "count"]),
    extent: node("ExpandDims", ["less", "zero"]),
    cut: node("Slice", ["found", "from", "extent"]),
    again: node("Shape", ["cut"]),
    twice: node("AddV2", ["again", "again"]),
    out: node("Fill", ["twice", "half"]),
    half: weight([], [0.5]),
  };
  const seen = new Map<string, TensorType>([
    ["found", { dtype: "int32", shape: [12, 2] }],
    ["cut", { dtype: "int32", shape: [10, 2] }],
  ]);
  function grouped(graph: GraphSpec, keep: readonly string[] = ["x", "out"]) {
    const groups = new Map<string, { input: readonly string[]; run: ShapeArithmetic }>();
    const order = Object.keys(graph).sort().length > 0 ? [...defsOf(graph).values()] : [];
    const nodes = groupShapes({
      order,
      weight: weightsOf(graph),
      seen,
      keep: new Set(keep),
      node: (name, input, run) => {
        groups.set(name, { input, run });
        return { name, op: "Group", input };
      },
    });
    return { groups: [...groups.values()], nodes };
  }

  it("is one node for each time that shapes become known, and follows them", () => {
    const { groups, nodes } = grouped(spec);
    expect(groups.map(({ input }) => input)).to.deep.equal([["found"], ["cut"]]);
    const values = (group: number, shape: readonly number[]) =>
      groups[group]?.run([{ dtype: "int32", shape }]).map(({ values: v }) => [...v]);
    expect(values(0, [12, 2])).to.deep.equal([[10]]);
    expect(values(0, [7, 2])).to.deep.equal([[7]]);
    expect(values(0, [12, 2]), "as before").to.deep.equal([[10]]);
    expect(values(1, [7, 2])).to.deep.equal([[14, 4]]);
    expect(nodes.find(({ name }) => name === "cut")?.input?.[2]).to.equal("graphweld/shapes0");
    expect(nodes.map(({ name }) => name)).to.not.include.members(["count"]);
  });

  for (const [title, change, keep, left] of [
    ["a value is asked for by name", {}, ["x", "out", "extent", "twice"], 0],
    ["a control edge ties it", { out: node("Fill", ["twice", "half", "^extent", "^twice"]) }, undefined, 0],
    [
      "it needs values",
      { less: node("Minimum", ["found", "count"]), twice: node("AddV2", ["again", "found"]) },
      undefined,
      0,
    ],
    [
      "it is large",
      {
        out: node("Fill", ["twice", "half"]),
        ten: ConstantTensor.int([2000], new Array(2000).fill(10)),
        twice: node("AddV2", ["again", "found"]),
      },
      undefined,
      0,
    ],
  ] as const satisfies readonly (readonly [string, GraphSpec, readonly string[] | undefined, number])[])
    it(`stays where ${title}`, () => {
      const { groups, nodes } = grouped({ ...spec, ...change }, keep);
      const names = nodes.map(({ name }) => name);
      expect(names).to.include.members(["extent", "twice"].slice(left));
      expect(groups.every(({ input }) => input.length === 1)).to.equal(true);
    });
});
