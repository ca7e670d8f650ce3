/** F4, F13 and F16: pointwise ops change places with what moves or drops elements, to run on fewer or beside what takes them in. */
import type { Node, Value } from "../src/graph/graph.ts";
import type { OpName } from "../src/graph/ops.ts";
import { rowOf } from "../src/graph/ops.ts";
import { sizeOf } from "../src/graph/types.ts";
import {
  example,
  int,
  ints,
  OpTerm,
  op,
  pairs,
  pattern,
  type Rule,
  remake,
  type Term,
  tensor,
  typed,
  weight,
} from "../src/rewrite/pattern.ts";

const x = tensor(1, 4, 6, 3);
const unary = (name: OpName, y: Term): OpTerm => new OpTerm(name, [y], { capture: "f" });
const elements = (v: Value): number => sizeOf(v.shape ?? []);

/** Functions that never decrease. */
const MONOTONE = ["Relu", "Relu6", "LeakyRelu", "Sigmoid", "Tanh", "Elu", "Softplus", "Exp"] as const;
/** Functions that keep zero. */
const KEEPS_ZERO = [
  ...(["Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Tanh", "Swish", "HardSwish", "HardSwishUnscaled"] as const),
  ...(["Gelu", "GeluTanh", "Mish", "Softsign", "Abs", "Neg", "Square", "Sqrt"] as const),
];
const ACTIVATIONS = [...MONOTONE, "HardSigmoid", "Selu", "Swish", "HardSwish", "Gelu", "GeluTanh", "Mish"] as const;
const UNARY: readonly string[] = [
  ...new Set<OpName>([...ACTIVATIONS, ...KEEPS_ZERO, "Rsqrt", "Log", "Floor", "Round", "Cast"]),
];

const ANCHOR = /Conv2D$|Conv2dNative$|MatMul|^(Max|Avg)Pool$|^Resize/;
const isPointwise = (node: Node): boolean =>
  rowOf(node.op)?.scalar !== undefined &&
  node.op !== "Identity" &&
  node.op !== "Cast" &&
  node.output.type?.dtype === "float32";
/** Whether a node's kernel can take in what follows. */
function absorbs(node: Node): boolean {
  const { fused_ops: ops } = node.attrs;
  return isPointwise(node) || (ANCHOR.test(node.op) && !(Array.isArray(ops) && ops.length > 1));
}

const beforeConcat: Rule = {
  family: "F4",
  exactness: "X",
  name: "activation-before-concat",
  about: "An activation of a concatenation moves to its parts where every part's kernel can take it in.",
  roots: [...ACTIVATIONS],
  apply(node, { graph }) {
    const joined = node.input(0);
    if (joined.node.op !== "ConcatV2" || joined.type?.dtype !== "float32") return undefined;
    const parts = joined.node.inputs.slice(0, -1);
    for (const v of [joined, ...parts])
      if (v.users.size > 1 || graph.isOutput(v)) return `the ${v.node.op} "${v.name}" has a second user`;
    if (new Set(parts).size < parts.length) return "a part occurs twice";
    const alien = parts.find((v) => v.index > 0 || !absorbs(v.node));
    if (alien) return `the kernel of "${alien.name}" cannot take it in`;
    return remake(joined.node, [...parts.map((v) => remake(node, [v])), joined.node.input(parts.length)]);
  },
  examples: [
    example("of products", { a: tensor(3, 4), b: weight(4, 5), c: weight(4, 2), axis: int(1) }, (v) =>
      op.Relu(op.ConcatV2(op.MatMul(v.a, v.b), op.MatMul(v.a, v.c), v.axis)),
    ),
  ],
  nearMisses: [
    example("a part is an input", { a: tensor(3, 4), b: weight(4, 5), axis: int(1) }, (v) =>
      op.Relu(op.ConcatV2(op.MatMul(v.a, v.b), v.a, v.axis)),
    ),
    example("a part is read twice", { a: tensor(3, 4), b: weight(4, 4), axis: int(1) }, (v) => {
      const part = op.MatMul(v.a, v.b);
      return op.AddV2(op.Relu(op.ConcatV2(part, op.Exp(part), v.axis)), op.ConcatV2(part, part, v.axis));
    }),
  ],
};

/** The operand of a chain's node that varies, where it is unary or its other operand is one number. */
function operandOf(node: Node): Value | undefined {
  if (UNARY.includes(node.op)) return node.inputs[0];
  if (!["AddV2", "Mul"].includes(node.op) || node.output.type?.dtype !== "float32") return undefined;
  const [a, b] = node.inputs as [Value, Value];
  return b.constant?.shape.length === 0 ? a : a.constant?.shape.length === 0 ? b : undefined;
}

const selectFirst: Rule = {
  family: "F16",
  exactness: "X",
  name: "take-before-compute",
  about: "What a slice or a look-up leaves out need not be computed: it moves before a chain of pointwise ops.",
  roots: ["Slice", "GatherV2"],
  apply(node, { graph }) {
    const chain: Node[] = [];
    let v = node.input(0);
    for (let next = operandOf(v.node); next; next = operandOf(v.node)) {
      if (v.users.size > 1 || graph.isOutput(v)) break;
      chain.unshift(v.node);
      v = next;
    }
    if (chain.length === 0) return undefined;
    if (!node.output.type || elements(node.output) >= elements(v)) return "it leaves nothing out";
    if (v.users.size === 1 && absorbs(v.node)) return `the kernel of "${v.name}" takes the chain in`;
    let made: Term = remake(node, [v, ...node.inputs.slice(1)]);
    for (const step of chain) {
      const operand = operandOf(step);
      const term: Term = made;
      made = remake(
        step,
        step.inputs.map((i) => (i === operand ? term : i)),
      );
    }
    return made;
  },
  examples: [
    example("a slice", { x, begin: ints(0, 1, 0, 0), size: ints(1, 2, 6, 2) }, (v) =>
      op.Slice(op.Mul(op.Relu(v.x), 2), v.begin, v.size),
    ),
    example("a look-up", { x: tensor(7, 4), i: typed("int32", tensor(3)), axis: int(0) }, (v) =>
      op.GatherV2(op.AddV2(op.Exp(v.x), 1), v.i, v.axis).example({ batch_dims: 0 }),
    ),
  ],
  nearMisses: [
    example("more is looked up than there is", { x: tensor(4, 4), i: typed("int32", tensor(9)), axis: int(0) }, (v) =>
      op.GatherV2(op.Exp(v.x), v.i, v.axis),
    ),
    example(
      "a kernel takes the chain in",
      { x: tensor(4, 5), w: weight(5, 6), begin: ints(0, 1), size: ints(4, 2) },
      (v) => op.Slice(op.Relu(op.MatMul(v.x, v.w)), v.begin, v.size),
    ),
  ],
};

export default [
  beforeConcat,
  selectFirst,
  pattern({
    family: "F4",
    exactness: "S",
    name: "monotone-after-maximum",
    about:
      "A function that never decreases is applied to the largest or smallest values only; they differ where a whole window is NaN.",
    inputs: { x, axes: ints(1, 2) },
    before: ({ x, axes }) =>
      MONOTONE.flatMap((name) => [
        op
          .MaxPool(unary(name, x))
          .example({ ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: "VALID", data_format: "NHWC" }),
        op.Max(unary(name, x), axes).example({ keep_dims: false }),
        op.Min(unary(name, x), axes).example({ keep_dims: false }),
      ]),
    when: (m) => {
      const { alpha } = m.node("f").attrs as { alpha?: number };
      return [
        alpha === undefined || alpha >= 0 || "the slope is negative",
        elements(m.root) < elements(m.x) || "there are as many results as values",
      ];
    },
    after: (m) => remake(m.node("f"), [remake(m.root.node, [m.x, ...m.root.node.inputs.slice(1)])]),
    nearMisses: [
      example("the slope is negative", { x, axes: ints(1, 2) }, (v) =>
        op.Max(op.LeakyRelu(v.x).with({ alpha: -0.5 }), v.axes).example({ keep_dims: false }),
      ),
      example("the pool takes no steps", { x }, (v) =>
        op
          .MaxPool(op.Relu(v.x))
          .example({ ksize: [1, 2, 2, 1], strides: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" }),
      ),
    ],
  }),
  pattern({
    family: "F4",
    exactness: "X",
    name: "activation-before-pad",
    about:
      "A function that keeps zero is applied before zeros are padded: to fewer elements, and beside what computes them.",
    inputs: { x, paddings: pairs(0, 0, 1, 0, 0, 2, 0, 0) },
    before: ({ x, paddings }) => KEEPS_ZERO.map((name) => unary(name, op.Pad(x, paddings).as("pad"))),
    when: (m) => elements(m.x) < elements(m.root) || "it pads nothing",
    after: (m) => remake(m.node("pad"), [remake(m.node("f"), [m.x]), m.paddings]),
    nearMisses: [{ title: "it pads nothing", inputs: { paddings: pairs(0, 0, 0, 0, 0, 0, 0, 0) } }],
  }),
  pattern({
    family: "F13",
    exactness: "X",
    name: "activation-before-nearest",
    about: "A function is applied before pixels are repeated, so that it runs on each once.",
    inputs: { x, size: ints(8, 12) },
    before: ({ x, size }) =>
      ACTIVATIONS.map((name) =>
        unary(
          name,
          op.ResizeNearestNeighbor(x, size).as("resize").example({ align_corners: false, half_pixel_centers: false }),
        ),
      ),
    when: (m) => elements(m.x) < elements(m.root) || "it repeats nothing",
    after: (m) => remake(m.node("resize"), [remake(m.node("f"), [m.x]), m.size]),
    nearMisses: [{ title: "the picture becomes smaller", inputs: { size: ints(2, 3) } }],
  }),
] satisfies readonly Rule[];
