/** F11: convolutions and products of one value that are joined anyway are one, and products come in the cheapest order. */
import type { Node, Value } from "../src/graph/graph.ts";
import { axisOf, numbers } from "../src/graph/ops/rows.ts";
import { rowOf } from "../src/graph/ops.ts";
import { ConstantTensor, sameShape } from "../src/graph/types.ts";
import { ANCHORS, isStraight } from "../src/rewrite/anchors.ts";
import { isKnown } from "../src/rewrite/conditions.ts";
import { sameAttr } from "../src/rewrite/match.ts";
import { example, int, OpTerm, op, pattern, type Rule, remake, type Term, tensor } from "../src/rewrite/pattern.ts";

const MERGED = ANCHORS.filter((a) => a.name !== "depthwise");

/** Constants one behind the other along their last axis. */
function joined(parts: readonly ConstantTensor[]): ConstantTensor {
  const axis = ConstantTensor.int([], [(parts[0] as ConstantTensor).shape.length - 1]);
  return rowOf("ConcatV2")?.fold?.([...parts, axis], {})[0] as ConstantTensor;
}

/** Why a part of a concatenation cannot be computed together with the one before. */
function apart(a: Value, b: Value): string | undefined {
  const [p, q] = [a.node, b.node];
  const [w, v] = [p.input(1).constant, q.inputs[1]?.constant];
  if (p.op !== q.op || p.input(0) !== q.inputs[0] || !sameAttr(p.attrs, q.attrs))
    return "they differ in more than their weights";
  if (!w || !v || !sameShape(w.shape.slice(0, -1), v.shape.slice(0, -1)))
    return "their weights are not constant, or of different windows";
  const biases = [...p.inputs.slice(2), ...q.inputs.slice(2)];
  return biases.length !== 0 && (biases.length !== 2 || !biases.every((c) => c.constant))
    ? "their biases are not constant"
    : undefined;
}

const sideBySide = (a: (typeof ANCHORS)[number]): Rule => {
  const { x, w } = a;
  const make = (y: Term, v: Term) => new OpTerm(a.plain, [y, v], { exampleAttrs: a.attrs });
  const axis = int(-1);
  return {
    family: "F11",
    exactness: "A",
    name: `${a.name}-concat`,
    declared: { name: "concat-of", anchor: a.name },
    about: `Joined results of several ${a.plain}s of one value are computed by one, with joined weights.`,
    roots: ["ConcatV2"],
    apply(node, { graph }) {
      const last = node.inputs.at(-1);
      const { rank } = node.output;
      if (axisOf(numbers(last)?.[0], rank) !== rank - 1) return undefined;
      const isOurs = (n: Node): boolean => n.op === a.plain || n.op === a.fused;
      const made: Term[] = [];
      let reason: string | undefined;
      const parts = node.inputs.slice(0, -1);
      for (let i = 0; i < parts.length; ) {
        const first = parts[i] as Value;
        const run = [first];
        while (isOurs(first.node) && parts[i + run.length] && isOurs((parts[i + run.length] as Value).node)) {
          const next = parts[i + run.length] as Value;
          const both = [first, next].find((v) => v.users.size > 1 || graph.isOutput(v));
          const straight = isStraight(first.node);
          const why =
            (both && `the ${both.node.op} "${both.name}" has a second user`) ??
            (straight === true ? apart(first, next) : straight);
          if (why) {
            reason = why;
            break;
          }
          run.push(next);
        }
        const operand = (k: number): ConstantTensor =>
          joined(run.map((v) => v.node.input(k).constant as ConstantTensor));
        const { inputs } = first.node;
        made.push(
          run.length > 1
            ? remake(first.node, [inputs[0] as Value, ...inputs.slice(1).map((_, k) => operand(k + 1))])
            : first,
        );
        i += run.length;
      }
      if (made.length === parts.length) return reason;
      return made.length === 1 ? (made[0] as Term) : remake(node, [...made, last as Value], { N: made.length });
    },
    examples: [
      example("two of three", { x, w, v: w, axis, y: tensor(...(a.name === "conv" ? [1, 5, 6, 2] : [3, 2])) }, (t) =>
        op.ConcatV2(make(t.x, t.w), make(t.x, t.v), t.y, t.axis).example({ N: 3 }),
      ),
    ],
    nearMisses: [
      example("one is read elsewhere", { x, w, v: w, axis }, (t) => {
        const one = make(t.x, t.w);
        return op.ConcatV2(one, make(t.x, t.v), op.Abs(one), t.axis).example({ N: 3 });
      }),
      example("of different values", { x, y: x, w, v: w, axis }, (t) =>
        op.ConcatV2(make(t.x, t.w), make(t.y, t.v), t.axis),
      ),
    ],
  };
};

export default [
  ...MERGED.map(sideBySide),
  pattern({
    family: "F11",
    exactness: "A",
    name: "product-order",
    about: "Of three matrices the two whose product is cheaper to compute are multiplied first.",
    inputs: { a: tensor(6, 2), b: tensor(2, 5), c: tensor(5, 1), d: tensor(1, 6), e: tensor(6, 5), f: tensor(5, 2) },
    before: ({ a, b, c, d, e, f }) => {
      const attrs = { transpose_a: false, transpose_b: false };
      const product = (p: Term, q: Term) => op.MatMul(p, q).with(attrs);
      return [product(product(a, b), c), product(d, product(e, f))];
    },
    when: ({ a, b, c, d, e, f, root }) => {
      const [p, q, r] = a ? [a, b, c] : [d, e, f];
      const [m, k, n, o] = [p.shape?.[0], q.shape?.[0], q.shape?.[1], r.shape?.[1]] as [number, number, number, number];
      const [left, right] = [m * k * n + m * n * o, k * n * o + m * k * o];
      return [isKnown(root), isKnown(q), (a ? right < left : left < right) || "the other order is no cheaper"];
    },
    after: ({ a, b, c, d, e, f, root }) => {
      const again = (p: Term, q: Term) => remake(root.node, [p, q]);
      return a ? again(a, again(b, c)) : again(again(d, e), f);
    },
    nearMisses: [{ title: "the other order is no cheaper", inputs: { a: tensor(1, 2), c: tensor(5, 6) } }],
  }),
] satisfies readonly Rule[];
