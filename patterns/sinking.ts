/**
 * F9: transposes sink and pads rise, past what computes each element by itself, until they meet their like and cancel.
 *
 * A transpose between a convolution and what the convolution could absorb keeps the two apart; below, it is in nobody's way.
 */
import type { Graph, Node, Value } from "../src/graph/graph.ts";
import { ConstantTensor, isStatic, type Shape, sameShape, sizeOf } from "../src/graph/types.ts";
import {
  example,
  ints,
  type OpTerm,
  op,
  type Rule,
  remake,
  scalar,
  type Term,
  tensor,
  typed,
  weight,
} from "../src/rewrite/pattern.ts";

const F9 = { family: "F9", exactness: "X" } as const;
const UNARY = [
  ...["Neg", "Abs", "Square", "Sqrt", "Rsqrt", "Reciprocal", "Exp", "Log", "Erf", "Sigmoid", "Tanh", "Relu", "Relu6"],
  ...[
    "LeakyRelu",
    "Elu",
    "Selu",
    "Softplus",
    "Softsign",
    "Swish",
    "HardSwish",
    "HardSigmoid",
    "Gelu",
    "GeluTanh",
    "Mish",
  ],
] as const;
const BINARY = ["AddV2", "Sub", "Mul", "RealDiv", "Maximum", "Minimum", "SquaredDifference"] as const;
const REDUCTIONS = ["Sum", "Mean", "Max", "Min", "Prod"] as const;

const vector = (values: readonly number[]): ConstantTensor => ConstantTensor.int([values.length], values);
const numbers = (v: Value | undefined): number[] | undefined => v?.constant && Array.from(v.constant.values);
const only = (v: Value, graph: Graph): boolean => v.users.size === 1 && !graph.isOutput(v);

interface Sunk {
  readonly x: Value;
  readonly perm: readonly number[];
}
/** The transpose that computes a value. */
function transposed(v: Value): Sunk | undefined {
  const perm = v.node.op === "Transpose" ? numbers(v.node.input(1)) : undefined;
  const x = v.node.inputs[0];
  return perm && x?.shape && isStatic(x.shape) && v.shape ? { x, perm } : undefined;
}
const again = (term: Term, perm: readonly number[]): OpTerm => op.Transpose(term, vector(perm));

/** Whether whoever computes `x` could absorb what follows, were it next to it. */
function absorbs(x: Value): boolean {
  const { node } = x;
  const source = node.op === "Reshape" ? node.input(0).node : node;
  return /Conv2D|Conv2d|MatMul|^(Mean|Sum|Max|Min|Prod|MaxPool|AvgPool|Resize.*)$/.test(source.op);
}

/** Whether, past ops of one operand, a value is only read by something that takes a transpose along or cancels it. */
function leadsOn(value: Value, graph: Graph): boolean {
  for (let v = value, n = 0; n < 8; n++) {
    const [reader] = v.users.keys();
    if (!reader || !only(v, graph)) return false;
    if (reader.op === "Transpose" || (REDUCTIONS as readonly string[]).includes(reader.op)) return true;
    const others = reader.inputs.filter((i) => i !== v && !i.constant);
    if (others.length > 0 || ![...UNARY, ...BINARY].includes(reader.op as (typeof UNARY)[number])) return false;
    v = reader.output;
  }
  return false;
}

/** The transpose of an operand, where moving it past `node` pays; else the reason. */
function sinkable(v: Value, node: Node, graph: Graph): Sunk | string | undefined {
  const found = transposed(v);
  if (!found) return undefined;
  if (!only(v, graph)) return `the Transpose "${v.name}" has a second user`;
  if (!absorbs(found.x) && !leadsOn(node.output, graph))
    return `nothing would absorb the ${node.op} above the Transpose "${v.name}"`;
  return found;
}

const inverse = (perm: readonly number[]): number[] => perm.map((_, i) => perm.indexOf(i));

const x = tensor(2, 3, 4);
const perm = ints(0, 2, 1);
const axis = (value: number) => typed("int32", scalar(value));
const product = { a: tensor(2, 3, 5), b: tensor(2, 5, 4), perm };

const pastUnary: Rule = {
  ...F9,
  name: "transpose-after-unary",
  about: "A transpose moves below an op of one operand that its producer can absorb, or below which it cancels.",
  roots: UNARY,
  apply(node, { graph }) {
    const sunk = sinkable(node.input(0), node, graph);
    return typeof sunk === "object" ? again(remake(node, [sunk.x]), sunk.perm) : sunk;
  },
  examples: [
    example("after a product", product, (v) =>
      op.Relu(op.Transpose(op.BatchMatMulV2(v.a, v.b).example({ adj_x: false, adj_y: false }), v.perm)),
    ),
    example("before another transpose", { x, perm }, (v) => op.Transpose(op.Neg(op.Transpose(v.x, v.perm)), v.perm)),
  ],
  nearMisses: [
    example("the transpose is read twice", product, (v) => {
      const t = op.Transpose(op.BatchMatMulV2(v.a, v.b).example({ adj_x: false, adj_y: false }), v.perm);
      return op.AddV2(t, op.Relu(t));
    }),
    example("nothing is gained", { x, perm }, (v) => op.Relu(op.Transpose(v.x, v.perm))),
  ],
};

/** A constant as it must be beside the value that the transpose reads. */
function untransposed(c: Value, perm: readonly number[], out: Shape): Term | undefined {
  const { shape } = c;
  if (!shape || !c.constant || shape.length > perm.length) return undefined;
  if (sizeOf(shape) === 1) return c;
  const whole = [...new Array<number>(perm.length - shape.length).fill(1), ...shape];
  if (whole.some((d, i) => d !== 1 && d !== out[i])) return undefined;
  return again(op.Reshape(c, vector(whole)), inverse(perm));
}

const pastConstant: Rule = {
  ...F9,
  name: "transpose-after-constant",
  about:
    "A transpose moves below arithmetic with a constant, where the producer can absorb that or the transpose cancels.",
  roots: BINARY,
  apply(node, { graph }) {
    const side = node.inputs.findIndex((v) => !v.constant);
    const [value, c] = [node.inputs[side], node.inputs[1 - side]];
    if (!value || !c?.constant || !value.shape) return undefined;
    const sunk = sinkable(value, node, graph);
    if (typeof sunk !== "object") return sunk;
    if (!sameShape(value.shape, node.output.shape ?? [])) return `the constant makes "${value.name}" larger`;
    const other = untransposed(c, sunk.perm, value.shape);
    if (other === undefined) return undefined;
    return again(remake(node, side === 0 ? [sunk.x, other] : [other, sunk.x]), sunk.perm);
  },
  examples: [
    example("a factor for each row", { ...product, c: weight(4, 1) }, (v) =>
      op.Mul(op.Transpose(op.BatchMatMulV2(v.a, v.b).example({ adj_x: false, adj_y: false }), v.perm), v.c),
    ),
    example("before a reduction", { x, perm, c: weight(3), axis: axis(-1) }, (v) =>
      op.Sum(op.Sub(v.c, op.Transpose(v.x, v.perm)), v.axis).example({ keep_dims: false }),
    ),
  ],
  nearMisses: [
    example("nothing is gained", { x, perm, c: weight(3) }, (v) => op.AddV2(op.Transpose(v.x, v.perm), v.c)),
  ],
};

/** The operands of transposes by one permutation, each with one reader. */
function allTransposed(
  values: readonly Value[],
  graph: Graph,
): { xs: readonly Value[]; perm: readonly number[] } | string | undefined {
  const found = values.map(transposed);
  const [first] = found;
  if (!first || values.length === 0) return undefined;
  if (found.some((f) => !f || f.perm.join() !== first.perm.join())) return "the operands are not transposed alike";
  const shared = values.find((v) => !only(v, graph));
  if (shared) return `the Transpose "${shared.name}" has a second user`;
  return { xs: found.map((f) => (f as Sunk).x), perm: first.perm };
}

const pastBinary: Rule = {
  ...F9,
  name: "transpose-after-binary",
  about: "Arithmetic on two values transposed alike is transposed afterwards, once.",
  roots: BINARY,
  apply(node, { graph }) {
    const [a, b] = node.inputs;
    if (!a?.shape || !b?.shape || a === b || !sameShape(a.shape, b.shape)) return undefined;
    const all = allTransposed([a, b], graph);
    return typeof all === "object" ? again(remake(node, all.xs), all.perm) : all;
  },
  examples: [
    example("a sum", { x, y: x, perm }, (v) => op.AddV2(op.Transpose(v.x, v.perm), op.Transpose(v.y, v.perm))),
  ],
  nearMisses: [
    example("only one is transposed", { x: tensor(2, 3, 3), y: tensor(2, 3, 3), perm }, (v) =>
      op.AddV2(op.Transpose(v.x, v.perm), v.y),
    ),
  ],
};

const pastJoin: Rule = {
  ...F9,
  name: "transpose-after-join",
  about: "Values transposed alike and then joined are transposed afterwards, once.",
  roots: ["ConcatV2", "Pack"],
  apply(node, { graph }) {
    const pack = node.op === "Pack";
    const values = pack ? node.inputs : node.inputs.slice(0, -1);
    const axis = pack ? Number(node.attrs.axis ?? 0) : numbers(node.inputs.at(-1))?.[0];
    const { rank } = node.output;
    if (axis === undefined || rank < 0 || values.length < 2) return undefined;
    const all = allTransposed(values, graph);
    if (typeof all !== "object") return all;
    const { xs, perm } = all;
    const along = axis < 0 ? axis + rank : axis;
    if (!pack) return again(remake(node, [...xs, ConstantTensor.int([], [perm[along] as number])]), perm);
    // The new axis keeps the neighbour that it has on its left.
    const at = along === 0 ? 0 : (perm[along - 1] as number) + 1;
    const shifted = perm.map((p) => (p >= at ? p + 1 : p));
    return again(remake(node, xs, { axis: at }), [...shifted.slice(0, along), at, ...shifted.slice(along)]);
  },
  examples: [
    example("a concatenation", { x, y: tensor(2, 5, 4), perm, axis: axis(-1) }, (v) =>
      op.ConcatV2(op.Transpose(v.x, v.perm), op.Transpose(v.y, v.perm), v.axis),
    ),
    ...[0, 1, 2, -1].map((axis) =>
      example(`packing along ${axis}`, { x, y: x, perm: ints(2, 0, 1) }, (v) =>
        op.Pack(op.Transpose(v.x, v.perm), op.Transpose(v.y, v.perm)).example({ axis }),
      ),
    ),
  ],
  nearMisses: [
    example(
      "one operand is transposed otherwise",
      { x: tensor(3, 3, 3), perm, other: ints(2, 1, 0), axis: axis(0) },
      (v) => op.ConcatV2(op.Transpose(v.x, v.perm), op.Transpose(v.x, v.other), v.axis),
    ),
  ],
};

const pastSlice: Rule = {
  ...F9,
  name: "transpose-after-slice",
  about: "A slice of a transpose is the transpose of a slice, which moves less.",
  roots: ["Slice"],
  apply(node, { graph }) {
    const [value, begin, size] = [node.input(0), numbers(node.input(1)), node.output.shape];
    const found = transposed(value);
    if (!found || !begin || !size || !isStatic(size)) return undefined;
    if (!only(value, graph)) return `the Transpose "${value.name}" has a second user`;
    const { x, perm } = found;
    const back = inverse(perm);
    const pick = (list: readonly number[]): ConstantTensor => vector(back.map((i) => list[i] as number));
    return again(op.Slice(x, pick(begin), pick(size)), perm);
  },
  examples: [
    example("the pattern", { x, perm: ints(2, 0, 1), begin: ints(1, 0, 1), size: ints(2, 2, -1) }, (v) =>
      op.Slice(op.Transpose(v.x, v.perm), v.begin, v.size),
    ),
  ],
  nearMisses: [
    example("the transpose is read twice", { x, perm, begin: ints(0, 0, 0), size: ints(1, 4, 3) }, (v) => {
      const t = op.Transpose(v.x, v.perm);
      return op.AddV2(t, op.Slice(t, v.begin, v.size));
    }),
  ],
};

/** Whether the axes, in order, have only extents of one between them. */
function adjacent(shape: Shape, axes: readonly number[]): boolean {
  const sorted = [...axes].sort((a, b) => a - b);
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  return shape.every((d, i) => i <= first || i >= last || d === 1 || axes.includes(i));
}

const pastReduction: Rule = {
  ...F9,
  name: "transpose-after-reduction",
  exactness: "A",
  about:
    "A reduction of a transposed value reduces the value itself along other axes; what is left to transpose is small.",
  roots: REDUCTIONS,
  apply(node, { graph }) {
    const value = node.input(0);
    const [found, axes] = [transposed(value), numbers(node.input(1))];
    if (!found || !axes) return undefined;
    if (!only(value, graph)) return `the Transpose "${value.name}" has a second user`;
    const { x, perm } = found;
    const rank = perm.length;
    const gone = axes.map((a) => perm[(a + rank) % rank] as number);
    if (!adjacent(x.shape ?? [], gone)) return "the axes that it reduces lie apart before the transpose";
    const reduced = remake(node, [x, vector(gone)]);
    if (node.attrs.keep_dims) return again(reduced, perm);
    const left = perm.filter((p) => !gone.includes(p));
    const sorted = [...left].sort((a, b) => a - b);
    return again(
      reduced,
      left.map((p) => sorted.indexOf(p)),
    );
  },
  examples: [false, true].map((keep_dims) =>
    example(
      keep_dims ? "the axes stay" : "the axes go",
      { x: tensor(2, 3, 4, 2), perm: ints(0, 3, 1, 2), axes: ints(2, -1) },
      (v) => op.Sum(op.Transpose(v.x, v.perm), v.axes).example({ keep_dims }),
    ),
  ),
  nearMisses: [
    example("the axes lie apart before", { x, perm: ints(0, 2, 1), axes: ints(0, 1) }, (v) =>
      op.Max(op.Transpose(v.x, v.perm), v.axes).example({ keep_dims: false }),
    ),
  ],
};

/** Which extents of `from` those of `to` are; -1 for extents of one that `from` lacks. */
function unitsMoved(from: Shape, to: Shape): number[] | undefined {
  const long = from.flatMap((d, i) => (d === 1 ? [] : [i]));
  let next = 0;
  const source = to.map((d) => (d === 1 ? -1 : (long[next++] ?? -2)));
  return next === long.length && source.every((i, j) => i === -1 || from[i] === to[j]) ? source : undefined;
}

const padBelowReshape: Rule = {
  ...F9,
  name: "pad-below-reshape",
  about:
    "A pad moves below a reshape that only adds or drops axes of one, next to the convolution that can take it in.",
  roots: ["Reshape"],
  apply(node, { graph }) {
    const padded = node.input(0);
    const { op: name, inputs } = padded.node;
    if (name !== "Pad" && name !== "PadV2") return undefined;
    const pads = numbers(inputs[1]);
    const [before, from, to] = [inputs[0]?.shape, padded.shape, node.output.shape];
    if (!pads || !before || !from || !to || !isStatic(before) || !isStatic(to)) return undefined;
    if (!only(padded, graph)) return `the ${name} "${padded.name}" has a second user`;
    const source = unitsMoved(from, to);
    const dropped = from.findIndex((_, i) => !source?.includes(i) && (pads[2 * i] || pads[2 * i + 1]));
    if (!source || dropped >= 0) return "the reshape does more than add or drop axes of one";
    const shape = source.map((i) => (i < 0 ? 1 : (before[i] as number)));
    const moved = source.flatMap((i) => (i < 0 ? [0, 0] : pads.slice(2 * i, 2 * i + 2)));
    const value = op.Reshape(inputs[0] as Value, vector(shape));
    return remake(padded.node, [value, ConstantTensor.int([source.length, 2], moved), ...inputs.slice(2)]);
  },
  examples: [
    example(
      "a signal becomes an image of one row",
      { x: tensor(2, 4, 3), pads: { ...ints(0, 0, 1, 2, 0, 0), shape: [3, 2] }, shape: ints(2, 1, 7, 3) },
      (v) => op.Reshape(op.Pad(v.x, v.pads), v.shape),
    ),
  ],
  nearMisses: [
    example(
      "padding mixes with an axis",
      { x: tensor(2, 4, 3), pads: { ...ints(0, 0, 1, 1, 0, 0), shape: [3, 2] }, shape: ints(2, 3, 6) },
      (v) => op.Reshape(op.Pad(v.x, v.pads), v.shape),
    ),
  ],
};

export default [
  pastUnary,
  pastConstant,
  pastBinary,
  pastJoin,
  pastSlice,
  pastReduction,
  padBelowReshape,
] satisfies readonly Rule[];
