/** F13: resizes that follow each other, are spelt with other ops, or would make what follows more expensive. */
import type { Value } from "../src/graph/graph.ts";
import { axisOf } from "../src/graph/ops/rows.ts";
import { sameShape, sizeOf } from "../src/graph/types.ts";
import { activationOf, isStraight } from "../src/rewrite/anchors.ts";
import { isKnown } from "../src/rewrite/conditions.ts";
import { numbersOf, vector } from "../src/rewrite/constants.ts";
import {
  type ConstantValue,
  example,
  int,
  ints,
  type OpTerm,
  op,
  pattern,
  type Rule,
  remake,
  tensor,
  weight,
} from "../src/rewrite/pattern.ts";

const F13 = { family: "F13" } as const;
const x = tensor(1, 2, 3, 4);
const nearest = { align_corners: false, half_pixel_centers: false };
const elements = (v: Value): number => sizeOf(v.shape ?? []);
/** Whether every pixel is repeated equally often. */
const isWhole = (from: Value, to: Value): boolean =>
  [1, 2].every((d) => Number.isInteger((to.shape?.[d] as number) / (from.shape?.[d] as number)));
/** 0 0 1 1 2 2 … */
const repeats = (c: ConstantValue, n: number): boolean => {
  const indices = numbersOf(c);
  const times = indices.length / n;
  return Number.isInteger(times) && times > 1 && indices.every((v, i) => v === Math.floor(i / times));
};

export default [
  pattern({
    ...F13,
    exactness: "X",
    name: "nearest-of-nearest",
    about: "Pixels repeated twice over are repeated once, more often.",
    inputs: { x, first: ints(4, 9), second: ints(8, 9) },
    before: ({ x, first, second }) =>
      op
        .ResizeNearestNeighbor(
          op.ResizeNearestNeighbor(x, first).as("inner").with({ align_corners: false }).example(nearest),
          second,
        )
        .with({ align_corners: false })
        .example(nearest),
    when: (m) => {
      const inner = m.node("inner").output;
      return [isKnown(m.x), (isWhole(m.x, inner) && isWhole(inner, m.root)) || "pixels are not repeated equally often"];
    },
    after: ({ x, second, root }) => remake(root.node, [x, second]),
    nearMisses: [{ title: "pixels are repeated unequally", inputs: { first: ints(3, 9), second: ints(8, 9) } }],
  }),
  pattern({
    ...F13,
    exactness: "X",
    name: "nearest-by-repeats",
    about: "Pixels repeated through an axis that is made for it and merged again are resized.",
    inputs: {
      x,
      apart: ints(1, 2, 1, 3, 1, 4),
      times: ints(1, 1, 2, 1, 3, 1),
      wide: ints(1, 2, 2, 3, 3, 4),
      together: ints(1, 4, 9, 4),
    },
    before: ({ x, apart, times, wide, together }) => {
      const view = op.Reshape(x, apart).as("apart");
      return [op.Tile(view, times), op.BroadcastTo(view, wide)].map((t) => op.Reshape(t.as("wide"), together));
    },
    when: (m) => {
      const [n, h, w, c] = (m.x.shape ?? []) as [number, number, number, number];
      const wide = m.node("wide").output.shape ?? [];
      const [a, b] = [wide[2] as number, wide[4] as number];
      return [
        m.x.rank === 4 || "it is no picture",
        sameShape(m.node("apart").output.shape ?? [], [n, h, 1, w, 1, c]) || "the axes are other ones",
        sameShape(wide, [n, h, a, w, b, c]) || "other axes are repeated too",
        sameShape(m.root.shape ?? [], [n, h * a, w * b, c]) || "the reshape does more",
      ];
    },
    after: ({ x, root }) => op.ResizeNearestNeighbor(x, vector((root.shape ?? []).slice(1, 3))).with(nearest),
    nearMisses: [
      {
        title: "the picture as a whole is repeated",
        inputs: { apart: ints(1, 1, 2, 1, 3, 4), times: ints(1, 2, 1, 3, 1, 1) },
      },
      { title: "channels are repeated", inputs: { times: ints(1, 1, 2, 1, 1, 3), together: ints(1, 4, 3, 12) } },
      { title: "the reshape does more", inputs: { together: ints(1, 9, 4, 4) } },
    ],
  }),
  pattern({
    ...F13,
    exactness: "X",
    name: "nearest-by-look-ups",
    about: "Rows and columns looked up several times in order are a resize.",
    inputs: { x, rows: ints(0, 0, 1, 1), columns: ints(0, 0, 1, 1, 2, 2), first: int(1), second: int(2) },
    before: ({ x, rows, columns, first, second }) => {
      const plain = { batch_dims: 0 };
      return op.GatherV2(op.GatherV2(x, rows, first).example(plain), columns, second).example(plain);
    },
    when: ({ x, rows, columns, first, second }) => {
      const axes = [first, second].map((c) => axisOf(numbersOf(c)[0], x.rank));
      const [a, b] = axes as [number, number];
      return [
        (rows.rank === 1 && columns.rank === 1) || "the indices are no vectors",
        (x.rank === 4 && a + b === 3 && a * b === 2) || "it is no picture, or other axes are looked up",
        (repeats(rows, x.shape?.[a] as number) && repeats(columns, x.shape?.[b] as number)) ||
          "they are not repeated in order",
      ];
    },
    after: ({ x, root }) => op.ResizeNearestNeighbor(x, vector((root.shape ?? []).slice(1, 3))).with(nearest),
    nearMisses: [
      { title: "rows are looked up in another order", inputs: { rows: ints(0, 1, 0, 1) } },
      { title: "channels are looked up", inputs: { second: int(3), columns: ints(0, 0, 1, 1, 2, 2, 3, 3) } },
    ],
  }),
  pattern({
    ...F13,
    exactness: "A",
    name: "convolution-before-resize",
    about: "A convolution of single pixels runs before its input is enlarged: the weights of a resize add up to one.",
    inputs: { x, size: ints(4, 7), w: weight(1, 1, 4, 3), bias: weight(3) },
    before: ({ x, size, w, bias }) => {
      const attrs = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
      const resizes = [
        op.ResizeBilinear(x, size).example({ align_corners: false, half_pixel_centers: true }),
        op.ResizeNearestNeighbor(x, size).example(nearest),
      ].map((t) => t.as("resize"));
      const convs = (t: OpTerm): readonly OpTerm[] => [
        op.Conv2D(t, w).example(attrs),
        op._FusedConv2D(t, w, bias).example({ ...attrs, fused_ops: ["BiasAdd"], num_args: 1 }),
      ];
      return resizes.flatMap(convs);
    },
    when: (m) => {
      const { node } = m.root;
      const single = m.w.shape?.[0] === 1 && m.w.shape[1] === 1 && node.attrs.padding !== "EXPLICIT";
      return [
        isStraight(node),
        (single && (node.attrs.strides as number[]).every((s) => s === 1)) ||
          "the window is larger than a pixel, or has steps",
        activationOf(node) === undefined ||
          m.node("resize").op === "ResizeNearestNeighbor" ||
          "the activation is no line",
        elements(m.x) < elements(m.node("resize").output) || "the picture is not enlarged",
      ];
    },
    after: (m) => {
      const resize = m.node("resize");
      return remake(resize, [remake(m.root.node, [m.x, ...m.root.node.inputs.slice(1)]), m.size]);
    },
    nearMisses: [
      { title: "the picture becomes smaller", inputs: { size: ints(1, 2) } },
      { title: "the window is larger", inputs: { w: weight(3, 3, 4, 3) } },
      example("the activation is no line", { x, size: ints(4, 7), w: weight(1, 1, 4, 3), bias: weight(3) }, (v) =>
        op
          ._FusedConv2D(op.ResizeBilinear(v.x, v.size).example({ half_pixel_centers: true }), v.w, v.bias)
          .example({ strides: [1, 1, 1, 1], padding: "SAME", fused_ops: ["BiasAdd", "Relu"], num_args: 1 }),
      ),
    ],
  }),
  pattern({
    ...F13,
    exactness: "S",
    name: "resize-one-pixel",
    about:
      "A picture of one pixel enlarged is that pixel repeated, which needs no memory; stock makes NaN of infinities.",
    inputs: { x: tensor(1, 1, 1, 4), size: ints(3, 5) },
    before: ({ x, size }) => [
      op.ResizeBilinear(x, size).example({ align_corners: false, half_pixel_centers: true }),
      op.ResizeNearestNeighbor(x, size).example(nearest),
    ],
    when: ({ x, root }) => [isKnown(root), (x.shape?.[1] === 1 && x.shape[2] === 1) || "there are several pixels"],
    after: ({ x, root }) => op.BroadcastTo(x, vector(root.shape ?? [])),
    nearMisses: [{ title: "there are several pixels", inputs: { x } }],
  }),
] satisfies readonly Rule[];
