/** Small graphs with loops, branches and shapes that depend on values, as TensorFlow 1 and 2 write them. */
import type { io } from "@tensorflow/tfjs-core";
import { encodeAttrs, typeName } from "../../src/graph/attrs.ts";
import type { NodeDef } from "../../src/graph/from-tfjs.ts";
import { type GraphSpec, int, ints, modelArtifacts, node, placeholder, weight } from "./graphdef.ts";

const CONVOLUTION = { strides: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC", dilations: [1, 1, 1, 1] };

/** Enough arithmetic for a plan: `source`, of `[-1, 8, 8, 3]`, to `rows`, of `[-1, 8]`. */
export const network = (source: string): GraphSpec => ({
  filter: weight([3, 3, 3, 8]),
  bias: weight([8]),
  convolved: node("Conv2D", [source, "filter"], CONVOLUTION),
  shifted: node("BiasAdd", ["convolved", "bias"]),
  active: node("Relu", ["shifted"]),
  wide: ints(-1, 8),
  rows: node("Reshape", ["active", "wide"]),
});

/** A loop of Enter, Merge, Switch, NextIteration and Exit that halves x `three` times. */
const halving: GraphSpec = {
  x: placeholder([-1, 8, 8, 3]),
  zero: int(0),
  one: int(1),
  half: weight([], [0.5]),
  "loop/i": node("Enter", ["zero"], { T: "int32", frame_name: "loop", is_constant: false }),
  "loop/x": node("Enter", ["x"], { T: "float32", frame_name: "loop", is_constant: false }),
  "loop/limit": node("Enter", ["three"], { T: "int32", frame_name: "loop", is_constant: true }),
  "loop/at": node("Merge", ["loop/i", "loop/next"]),
  "loop/value": node("Merge", ["loop/x", "loop/again"]),
  "loop/less": node("Less", ["loop/at", "loop/limit"]),
  "loop/cond": node("LoopCond", ["loop/less"]),
  "loop/go": node("Switch", ["loop/at", "loop/cond"]),
  "loop/take": node("Switch", ["loop/value", "loop/cond"]),
  "loop/add": node("AddV2", ["loop/go:1", "one"]),
  "loop/scaled": node("Mul", ["loop/take:1", "half"]),
  "loop/next": node("NextIteration", ["loop/add"]),
  "loop/again": node("NextIteration", ["loop/scaled"]),
  looped: node("Exit", ["loop/take"]),
};

/** `looped` is x halved three times, but only the values of x say how often. */
export const loop: GraphSpec = {
  ...halving,
  axes: ints(0, 1, 2, 3),
  largest: node("Max", ["x", "axes"], { keep_dims: false }),
  nothing: weight([], [0]),
  none: node("Mul", ["largest", "nothing"]),
  often: weight([], [3]),
  turns: node("AddV2", ["none", "often"]),
  three: node("Cast", ["turns"], { SrcT: "float32", DstT: "int32" }),
};

/** The same as often as a weight says, and then the network. */
export const counted = (turns: number): GraphSpec => ({ ...halving, three: int(turns), ...network("looped") });

const ENTER = (T: string) => ({ T, frame_name: "map", is_constant: false });
/** Parts of a loop over `count` turns, whose state is what `carried` says: each by its start and what becomes of it. */
function mapLoop(count: string, carried: Readonly<Record<string, readonly [start: string, next: string]>>): GraphSpec {
  const parts: Record<string, GraphSpec[string]> = {
    "map/limit": node("Enter", [count], { ...ENTER("int32"), is_constant: true }),
    "map/less": node("Less", ["map/i/merge", "map/limit"]),
    "map/cond": node("LoopCond", ["map/less"]),
    "map/next": node("AddV2", ["map/i/switch:1", "one"]),
  };
  for (const [name, [start, next]] of Object.entries({ ...carried, "map/i": ["zero", "map/next"] as const })) {
    parts[`${name}/enter`] = node("Enter", [start], ENTER("int32"));
    parts[`${name}/merge`] = node("Merge", [`${name}/enter`, `${name}/again`]);
    parts[`${name}/switch`] = node("Switch", [`${name}/merge`, "map/cond"]);
    parts[`${name}/again`] = node("NextIteration", [next]);
    if (/flow|list/.test(name)) parts[`${name}/exit`] = node("Exit", [`${name}/switch`]);
  }
  return parts;
}

/** `tf.map_fn` over the batch as TensorFlow 1 writes it: arrays with handles and flows, as many turns as there are pictures. */
export const mappedArrays: GraphSpec = {
  x: placeholder([-1, 8, 8, 3]),
  zero: int(0),
  one: int(1),
  half: weight([], [0.5]),
  from: ints(0),
  to: ints(1),
  by: ints(1),
  shape: node("Shape", ["x"]),
  count: node("StridedSlice", ["shape", "from", "to", "by"], { shrink_axis_mask: 1 }),
  every: node("Range", ["zero", "count", "one"]),
  source: node("TensorArrayV3", ["count"], { dtype: "float32", element_shape: [8, 8, 3] }),
  filled: node("TensorArrayScatterV3", ["source", "every", "x", "source:1"]),
  target: node("TensorArrayV3", ["count"], { dtype: "float32", element_shape: [8, 8, 3] }),
  ...mapLoop("count", { "map/flow": ["target:1", "map/written"] }),
  "map/source": node("Enter", ["source"], { ...ENTER("float32"), is_constant: true }),
  "map/filled": node("Enter", ["filled"], { ...ENTER("float32"), is_constant: true }),
  "map/target": node("Enter", ["target"], { ...ENTER("float32"), is_constant: true }),
  "map/read": node("TensorArrayReadV3", ["map/source", "map/i/switch:1", "map/filled"], { dtype: "float32" }),
  "map/halved": node("Mul", ["map/read", "half"]),
  "map/written": node("TensorArrayWriteV3", ["map/target", "map/i/switch:1", "map/halved", "map/flow/switch:1"]),
  mapped: node("TensorArrayGatherV3", ["target", "every", "map/flow/exit"], {
    dtype: "float32",
    element_shape: [8, 8, 3],
  }),
  ...network("mapped"),
};

/** The same as TensorFlow 2 writes it, with lists that are values, for two pictures. */
export const mappedLists: GraphSpec = {
  x: placeholder([-1, 8, 8, 3]),
  zero: int(0),
  one: int(1),
  half: weight([], [0.5]),
  two: int(2),
  picture: ints(8, 8, 3),
  source: node("TensorListFromTensor", ["x", "picture"], { element_dtype: "float32" }),
  target: node("TensorListReserve", ["picture", "two"], { element_dtype: "float32" }),
  ...mapLoop("two", { "map/list": ["target", "map/set"], "map/source": ["source", "map/source/switch:1"] }),
  "map/read": node("TensorListGetItem", ["map/source/switch:1", "map/i/switch:1", "picture"], {
    element_dtype: "float32",
  }),
  "map/halved": node("Mul", ["map/read", "half"]),
  "map/set": node("TensorListSetItem", ["map/list/switch:1", "map/i/switch:1", "map/halved"], {
    element_dtype: "float32",
  }),
  mapped: node("TensorListStack", ["map/list/exit", "picture"], { element_dtype: "float32", num_elements: 2 }),
  ...network("mapped"),
};

/** The network's rows doubled, or a product of them, as `choice` says. */
const eitherWay: GraphSpec = {
  switch: node("Switch", ["rows", "choice"]),
  factors: weight([8, 8]),
  no: node("MatMul", ["switch", "factors"]),
  yes: node("AddV2", ["switch:1", "switch:1"]),
  merged: node("Merge", ["no", "yes"]),
  out: node("Relu", ["merged"]),
};

/** The network or a product, as a weight says. */
export const chosenBefore = (choice: boolean): GraphSpec => ({
  x: placeholder([-1, 8, 8, 3]),
  choice: weight([], [Number(choice)], "bool"),
  ...network("x"),
  ...eitherWay,
});

/** Boxes and scores from the network's rows, and what selections among them ask for. */
const boxes: GraphSpec = {
  corners: ints(0, 0),
  extents: ints(-1, 4),
  boxes: node("Slice", ["rows", "corners", "extents"]),
  last: ints(1),
  scores: node("Max", ["rows", "last"], { keep_dims: false }),
  most: int(10),
  overlap: weight([], [0.5]),
  least: weight([], [0]),
  axis: int(0),
};

/** The loop, the network, and a choice among its rows, of which the shape depends on values. */
export const detector: GraphSpec = {
  ...loop,
  ...network("looped"),
  ...boxes,
  chosen: node("NonMaxSuppressionV3", ["boxes", "scores", "most", "overlap", "least"]),
  found: node("GatherV2", ["boxes", "chosen", "axis"], { batch_dims: 0 }),
};

/** Non-max suppression whose results are padded to ten, and then gathered, summed and cut off again by a chain of shapes. */
export const padded: GraphSpec = {
  x: placeholder([-1, 8, 8, 3]),
  ...network("x"),
  ...boxes,
  chosen: node("NonMaxSuppressionV5", ["boxes", "scores", "most", "overlap", "least", "softness"]),
  softness: weight([], [0]),
  zero: int(0),
  from: ints(0),
  to: ints(1),
  by: ints(1),
  flat: ints(-1),
  size: node("Shape", ["chosen"]),
  count: node("StridedSlice", ["size", "from", "to", "by"], { shrink_axis_mask: 1 }),
  rest: node("Sub", ["most", "count"]),
  extent: node("Reshape", ["rest", "flat"]),
  blank: weight([], [0.25]),
  zeros: node("Fill", ["extent", "zero"], { T: "int32" }),
  blanks: node("Fill", ["extent", "blank"]),
  which: node("ConcatV2", ["chosen", "zeros", "zero"]),
  marks: node("ConcatV2", ["chosen:1", "blanks", "zero"]),
  ...Object.fromEntries(
    Array.from({ length: 24 }, (_, i) => [
      `step${i}`,
      node(i % 2 ? "Sqrt" : "Square", [i === 0 ? "marks" : `step${i - 1}`]),
    ]),
  ),
  found: node("GatherV2", ["boxes", "which", "axis"], { batch_dims: 0 }),
  start: ints(0),
  wanted: node("ExpandDims", ["count", "zero"]),
  cut: node("Slice", ["step23", "start", "wanted"]),
};

/** The network, `Where`, and a product with as many rows as were found. */
export const twoParts: GraphSpec = {
  x: placeholder([-1, 8, 8, 3]),
  ...network("x"),
  last: ints(1),
  scores: node("Max", ["rows", "last"], { keep_dims: false }),
  least: weight([], [4]),
  good: node("Greater", ["scores", "least"]),
  where: node("Where", ["good"]),
  which: node("Squeeze", ["where"], { squeeze_dims: [1] }),
  axis: int(0),
  kept: node("GatherV2", ["rows", "which", "axis"], { batch_dims: 0 }),
  factors: weight([8, 64]),
  product: node("MatMul", ["kept", "factors"]),
  out: node("Tanh", ["product"]),
};

/** Either the network's rows doubled, or a convolution that runs in the branch alone. */
export const branches: GraphSpec = {
  x: placeholder([-1, 8, 8, 3]),
  choice: placeholder([], "bool"),
  ...network("x"),
  ...eitherWay,
};

/** The arguments and results of a function, with their dtypes, and its nodes. */
interface FunctionSpec {
  readonly takes: Readonly<Record<string, string>>;
  readonly gives: Readonly<Record<string, string>>;
  readonly nodes: Readonly<Record<string, readonly [op: string, ...inputs: string[]]>>;
}

/** A model whose `While` and `If` nodes call functions of its library. */
function withFunctions(spec: GraphSpec, functions: Readonly<Record<string, FunctionSpec>>): io.ModelArtifacts {
  const artifacts = modelArtifacts(spec);
  const typed = (args: FunctionSpec["takes"]) =>
    Object.entries(args).map(([name, dtype]) => ({ name, type: typeName(dtype) }));
  const library = {
    function: Object.entries(functions).map(([name, { takes, gives, nodes }]) => ({
      signature: { name, inputArg: typed(takes), outputArg: typed(gives) },
      nodeDef: Object.entries(nodes).map(([node, [op, ...input]]): NodeDef => ({ name: node, op, input, attr: {} })),
      ret: Object.fromEntries(Object.keys(gives).map((result) => [result, `${result}/value:z:0`])),
    })),
  };
  return { ...artifacts, modelTopology: { ...(artifacts.modelTopology as object), library } };
}

const calls = (name: string) => ({ raw: { func: { name } } });

/** `StatelessWhile` counts and halves, the network reads two of its results, `StatelessIf` picks what becomes of the rows. */
export const functional = (): io.ModelArtifacts =>
  withFunctions(
    {
      x: placeholder([-1, 8, 8, 3]),
      choice: placeholder([], "bool"),
      zero: int(0),
      one: int(1),
      three: int(3),
      half: weight([], [0.5]),
      while: node("StatelessWhile", ["zero", "one", "three", "half", "x"], {
        cond: calls("more"),
        body: calls("step"),
      }),
      ...network("while:4"),
      scaled: node("Mul", ["rows", "while:3"]),
      if: node("StatelessIf", ["choice", "scaled"], { then_branch: calls("twice"), else_branch: calls("none") }),
      out: node("Relu", ["if"]),
    },
    {
      more: {
        takes: { i: "int32", one: "int32", limit: "int32", half: "float32", x: "float32" },
        gives: { go: "bool" },
        nodes: { "go/value": ["Less", "i", "limit"] },
      },
      step: {
        takes: { i: "int32", one: "int32", limit: "int32", half: "float32", x: "float32" },
        gives: { next: "int32", same: "int32", end: "int32", factor: "float32", y: "float32" },
        nodes: {
          "next/value": ["AddV2", "i", "one"],
          "same/value": ["Identity", "one"],
          "end/value": ["Identity", "limit"],
          "factor/value": ["Identity", "half"],
          "y/value": ["Mul", "x", "half"],
        },
      },
      twice: { takes: { a: "float32" }, gives: { b: "float32" }, nodes: { "b/value": ["AddV2", "a", "a"] } },
      none: { takes: { a: "float32" }, gives: { b: "float32" }, nodes: { "b/value": ["Sub", "a", "a"] } },
    },
  );

/** A node with attributes for specs that look at nodes alone. */
export const def = (name: string, op: string, ...input: string[]): NodeDef => ({
  name,
  op,
  input,
  attr: encodeAttrs({}),
});
