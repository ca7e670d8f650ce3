/** Additions of what is padded with channels, resized or pooled first: the anchor's kernel reads what it is made of. */
import type { Absorption } from "../src/rewrite/grouping/rule.ts";
import type { Exactness, Family } from "../src/rewrite/rule.ts";
import {
  type Inputs,
  ints,
  type OpTerm,
  op,
  type Term,
  tensor,
  type Variable,
  variablesOf,
} from "../src/rewrite/term.ts";
import { ANCHORS, type AnchorExample, type AnchorKernel } from "./anchors.ts";

interface Declaration {
  readonly name: string;
  readonly family: Family;
  readonly exactness: Exactness;
  /** What the anchor's kernel adds. */
  readonly adds: string;
  readonly anchors: readonly AnchorKernel[];
  /** The ops that move the operand. */
  readonly movers: readonly string[];
  /** The example's operand for a result of that shape, and what else its mover reads. */
  readonly inputs: (shape: readonly number[]) => { readonly residual: Inputs[string]; readonly how?: Inputs[string] };
  readonly term: (residual: Term, how: Term) => OpTerm;
}

const DECLARATIONS: readonly Declaration[] = [
  {
    name: "padded-residual",
    family: "F8",
    exactness: "X",
    adds: "a tensor of fewer channels, which were padded with zeros,",
    anchors: ["conv2d", "depthwise", "pool"],
    movers: ["Pad"],
    inputs: (shape) => ({
      residual: tensor(...shape.slice(0, -1), (shape.at(-1) as number) - 1),
      how: { ...ints(...shape.slice(1).flatMap(() => [0, 0]), 0, 1), shape: [shape.length, 2] },
    }),
    term: (residual, how) => op.Pad(residual, how),
  },
  {
    name: "resized-residual",
    family: "F13",
    exactness: "A",
    adds: "a smaller picture, enlarged,",
    anchors: ["conv2d", "depthwise"],
    movers: ["ResizeBilinear", "ResizeNearestNeighbor"],
    inputs: ([n, h, w, c]) => ({
      residual: tensor(n as number, Math.ceil((h as number) / 2), Math.ceil((w as number) / 2), c as number),
      how: ints(h as number, w as number),
    }),
    term: (residual, how) =>
      op.ResizeBilinear(residual, how).example({ align_corners: false, half_pixel_centers: true }),
  },
  {
    name: "pooled-residual",
    family: "F8",
    exactness: "A",
    adds: "a larger picture, pooled in windows that overlap,",
    anchors: ["conv2d"],
    movers: ["MaxPool", "AvgPool"],
    inputs: ([n, h, w, c]) => ({
      residual: tensor(n as number, 2 * (h as number), 2 * (w as number), c as number),
    }),
    term: (residual) =>
      op
        .MaxPool(residual)
        .example({ ksize: [1, 3, 3, 1], strides: [1, 2, 2, 1], padding: "SAME", data_format: "NHWC" }),
  },
];

/** Steps that absorb an addition together with what moves its operand. */
export const MOVED: readonly Absorption[] = DECLARATIONS.flatMap(
  ({ name, family, exactness, adds, anchors, movers, inputs, term }) =>
    anchors.map((kernel): Absorption => {
      const { noun, inputs: own, term: build, shape }: AnchorExample = ANCHORS[kernel];
      const all = { ...own, ...inputs(shape) };
      const variables = variablesOf(all) as Readonly<Record<string, Variable>>;
      const { residual, how } = variables as { residual: Variable; how: Variable };
      return {
        kind: "epilogue",
        name: `${kernel}-${name}`,
        declared: { name: `absorb-${name}`, anchor: kernel },
        family,
        exactness,
        about: `The kernel of a ${noun} adds ${adds} from where it lies, so that it is not stored as large as the result.`,
        kernel,
        step: { ops: movers.map((mover) => [mover, "AddV2"]), moved: true },
        example: {
          title: `adds ${adds.slice(0, -1)}`,
          inputs: all,
          before: op.AddV2(build(variables), term(residual, how)),
        },
      };
    }),
);
