/** F1 and F5: minima, maxima and clips. Every run of them becomes one op, and the common intervals their own. */
import type { Node, Value } from "../src/graph/graph.ts";
import type { OpName } from "../src/graph/ops.ts";
import { keepsShape } from "../src/rewrite/conditions.ts";
import {
  example,
  filled,
  numberOf,
  OpTerm,
  op,
  pattern,
  type Rule,
  scalar,
  type Term,
  tensor,
  weight,
} from "../src/rewrite/pattern.ts";

const x = tensor(2, 3, 4);

const CLAMPS: readonly string[] = ["Relu", "Relu6", "Minimum", "Maximum", "ClipByValue"] satisfies readonly OpName[];

/** An interval that a node limits its operand to. */
interface Clamp {
  readonly x: Value;
  readonly low: number;
  readonly high: number;
}

/** Reads a node as a clamp. `undefined` when it is none, or its limits are not single constants. */
function clampOf(node: Node): Clamp | undefined {
  if (!CLAMPS.includes(node.op)) return undefined;
  const [x, c, d] = node.inputs as [Value, Value?, Value?];
  if (x?.type?.dtype !== "float32") return undefined;
  if (node.op === "Relu") return { x, low: 0, high: Number.POSITIVE_INFINITY };
  if (node.op === "Relu6") return { x, low: 0, high: 6 };
  const limit = c?.constant?.splat;
  const keeps = keepsShape(x, node.output) === true;
  if (limit === undefined || Number.isNaN(limit) || !keeps) return undefined;
  if (node.op === "Minimum") return { x, low: Number.NEGATIVE_INFINITY, high: limit };
  if (node.op === "Maximum") return { x, low: limit, high: Number.POSITIVE_INFINITY };
  const high = d?.constant?.splat;
  return node.op === "ClipByValue" && high !== undefined && limit <= high ? { x, low: limit, high } : undefined;
}

/** The shortest spelling of a clamp. */
function clamped(x: Term, low: number, high: number): Term {
  if (low === 0)
    return high === 6 ? op.Relu6(x) : high === Number.POSITIVE_INFINITY ? op.Relu(x) : op.ClipByValue(x, low, high);
  if (high === Number.POSITIVE_INFINITY) return op.Maximum(x, low);
  return low === Number.NEGATIVE_INFINITY ? op.Minimum(x, high) : op.ClipByValue(x, low, high);
}

/** Ops whose results are never negative. */
const NOT_NEGATIVE = ["Square", "Abs", "Exp", "Sigmoid", "Softplus", "Relu6", "HardSigmoid", "Softmax"] as const;
const IDEMPOTENT = ["Relu", "Relu6", "Abs", "Floor", "Ceil", "Round", "Sign"] as const;
const unary = (name: OpName, x: Term): OpTerm => new OpTerm(name, [x]);

/** A clamp of a clamp is a clamp: the outer one applied to the inner one's limits gives the new limits. */
const mergeClamps: Rule = {
  family: "F1",
  name: "merge-clamps",
  exactness: "X",
  about: "A run of Relu, Relu6, Minimum, Maximum and ClipByValue with constant limits is one op.",
  roots: ["Relu", "Relu6", "Minimum", "Maximum", "ClipByValue"],
  apply(node, { graph }) {
    const outer = clampOf(node);
    const inner = outer && clampOf(outer.x.node);
    if (!outer || !inner) return undefined;
    const { node: operand } = outer.x;
    if (outer.x.users.size > 1 || graph.isOutput(outer.x))
      return `the ${operand.op} "${operand.name}" has a second user`;
    const apply = (v: number): number => Math.min(Math.max(v, outer.low), outer.high);
    const [low, high] = [apply(inner.low), apply(inner.high)];
    // tfjs makes a constant of a clip to one value, which drops NaN.
    return low < high ? clamped(inner.x, low, high) : "the limits leave one value";
  },
  examples: [
    example("clip of clip", { x }, ({ x }) => op.ClipByValue(op.ClipByValue(x, -1, 1), 0, 2)),
    example("clip of Relu", { x }, ({ x }) => op.ClipByValue(op.Relu(x), -1, 1)),
    example("Relu6 of Relu", { x }, ({ x }) => op.Relu6(op.Relu(x))),
    example("Minimum of Minimum", { x }, ({ x }) => op.Minimum(op.Minimum(x, 1), 0.5)),
    example("Relu of Minimum", { x }, ({ x }) => op.Relu(op.Minimum(x, 1))),
  ],
  nearMisses: [
    example("disjoint clips", { x }, ({ x }) => op.ClipByValue(op.ClipByValue(x, -1, 0), 1, 2)),
    example("the inner clamp has a second user", { x }, ({ x }) => {
      const inner = op.ClipByValue(x, -1, 1);
      return op.AddV2(op.Relu(inner), inner);
    }),
  ],
};

/** Ops whose results lie between two numbers. */
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  Sigmoid: [0, 1],
  HardSigmoid: [0, 1],
  Softmax: [0, 1],
  Relu6: [0, 6],
  Tanh: [-1, 1],
  Softsign: [-1, 1],
};

const clampOfBounded: Rule = {
  family: "F1",
  name: "clamp-of-bounded",
  exactness: "X",
  about: "A limit that a result cannot reach goes.",
  roots: ["Relu", "Relu6", "Minimum", "Maximum", "ClipByValue"],
  apply(node) {
    const clamp = clampOf(node);
    const bounds = clamp && BOUNDS[clamp.x.node.op];
    if (!clamp || !bounds) return undefined;
    return clamp.low <= bounds[0] && clamp.high >= bounds[1] ? clamp.x : "the limits cut values off";
  },
  examples: [
    example("a probability", { x }, ({ x }) => op.ClipByValue(op.Softmax(x), 0, 1)),
    example("above", { x }, ({ x }) => op.Minimum(op.Sigmoid(x), 1)),
    example("below", { x }, ({ x }) => op.Maximum(op.Tanh(x), -1)),
  ],
  nearMisses: [example("one may be reached", { x }, ({ x }) => op.ClipByValue(op.Sigmoid(x), 0.001, 1))],
};

export default [
  clampOfBounded,
  pattern({
    family: "F5",
    name: "relu6-by-clipped-relu",
    exactness: "X",
    about: "ReLU clipped to between 0 and 6, as Keras writes ReLU with a limit, is ReLU6.",
    inputs: { x },
    before: ({ x }) => [op.Maximum(op.Minimum(op.Relu(x), 6), 0), op.ClipByValue(op.Relu(x), 0, 6)],
    after: ({ x }) => op.Relu6(x),
  }),
  pattern({
    family: "F5",
    name: "relu6-by-clip",
    exactness: "X",
    about: "ReLU6 spelt with ReLU, minimum, maximum or a clip, in any order, is one op.",
    inputs: { x },
    before: ({ x }) => [
      op.Minimum(op.Relu(x), 6),
      op.Relu(op.Minimum(x, 6)),
      op.Minimum(op.Maximum(x, 0), 6),
      op.Maximum(op.Minimum(x, 6), 0),
      op.ClipByValue(x, 0, 6),
    ],
    after: ({ x }) => op.Relu6(x),
    nearMisses: [example("the limit is 5", { x }, ({ x }) => op.Minimum(op.Relu(x), 5))],
  }),
  pattern({
    family: "F5",
    name: "clip-by-minimum-maximum",
    exactness: "X",
    about: "A minimum and a maximum with constants are one clip.",
    inputs: { x, low: scalar(-1), high: scalar(1) },
    before: ({ x, low, high }) => [op.Minimum(op.Maximum(x, low), high), op.Maximum(op.Minimum(x, high), low)],
    when: ({ low, high }) => numberOf(low) <= numberOf(high) || "the limits are in the wrong order",
    after: ({ x, low, high }) => clamped(x, numberOf(low), numberOf(high)),
    nearMisses: [{ title: "the limits are in the wrong order", inputs: { low: scalar(2) } }],
  }),
  pattern({
    family: "F5",
    name: "relu-by-maximum",
    exactness: "X",
    about: "The larger of a value and zero is ReLU.",
    inputs: { x },
    before: ({ x }) => op.Maximum(x, 0),
    after: ({ x }) => op.Relu(x),
    nearMisses: [
      example("the zeros broadcast x", { x: tensor(1, 3, 4), c: filled(0, weight(2, 3, 4)) }, (v) =>
        op.Maximum(v.x, v.c),
      ),
    ],
  }),
  pattern({
    family: "F1",
    name: "relu-of-not-negative",
    exactness: "X",
    about: "ReLU of a result that is never negative goes.",
    inputs: { x },
    before: ({ x }) => NOT_NEGATIVE.map((name) => op.Relu(unary(name, x).as("inner").kept())),
    after: (m) => m.node("inner").output,
  }),
  pattern({
    family: "F1",
    name: "idempotent",
    exactness: "X",
    about: "An op that changes nothing the second time is applied once.",
    inputs: { x },
    before: ({ x }) => IDEMPOTENT.map((name) => unary(name, unary(name, x).as("inner").kept())),
    after: (m) => m.node("inner").output,
  }),
  mergeClamps,
] satisfies readonly Rule[];
