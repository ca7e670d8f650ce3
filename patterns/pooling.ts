/** F10: pools and reductions that follow, contain or are each other. */
import type { Node } from "../src/graph/graph.ts";
import { list } from "../src/graph/ops/rows.ts";
import { type Shape, sameShape } from "../src/graph/types.ts";
import { isKnown } from "../src/rewrite/conditions.ts";
import { numbersOf, vector } from "../src/rewrite/constants.ts";
import { example, ints, OpTerm, op, pattern, type Rule, remake, tensor } from "../src/rewrite/pattern.ts";

const F10 = { family: "F10" } as const;
const x = tensor(1, 4, 5, 3);
const REDUCTIONS = ["Sum", "Mean", "Max", "Min", "Prod"] as const;
const pool = (size: number, stride = 1, padding = "SAME") => ({
  ksize: [1, size, size, 1],
  strides: [1, stride, stride, 1],
  padding,
  data_format: "NHWC",
});

/** The window covers the picture once. */
const isGlobal = ({ attrs }: Node, shape: Shape | undefined): true | string => {
  const whole = sameShape(list(attrs, "ksize") ?? [], [1, ...(shape ?? []).slice(1, 3), 1]);
  return (whole && attrs.padding === "VALID") || "the window is not the whole picture";
};

/** Reduced axes of a reduction of a reduction, counted in what the inner one reads. */
function joinedAxes(rank: number, inner: readonly number[], outer: readonly number[], keeps: boolean): number[] {
  const count = (axes: readonly number[], n: number): number[] => axes.map((a) => (a + n) % n);
  const gone = count(inner, rank);
  const left = Array.from({ length: rank }, (_, i) => i).filter((i) => keeps || !gone.includes(i));
  return [...new Set([...gone, ...count(outer, left.length).map((a) => left[a] as number)])].sort((a, b) => a - b);
}

/** A large pool beside a smaller one of the same value, as spatial pyramids have them. */
const poolBySmaller: Rule = {
  ...F10,
  exactness: "X",
  name: "max-pool-by-smaller",
  about:
    "The maximum over a large window is the maximum of maxima over a smaller one that are there anyway: fewer comparisons.",
  roots: ["MaxPool"],
  apply(node) {
    const x = node.input(0);
    const size = windowOf(node);
    if (!size) return undefined;
    let best: { node: Node; size: readonly number[] } | undefined;
    for (const other of x.users.keys()) {
      const own = other.op === "MaxPool" && other !== node && other.control.length === 0 ? windowOf(other) : undefined;
      const smaller = own?.every((k, i) => k <= (size[i] as number)) && own.some((k, i) => k < (size[i] as number));
      if (own && smaller && own.every((k, i) => k >= (best?.size[i] ?? 2))) best = { node: other, size: own };
    }
    if (!best) return undefined;
    const rest = size.map((k, i) => k - (best?.size[i] as number) + 1);
    return remake(node, [best.node.output], { ksize: [1, ...rest, 1] });
  },
  examples: [
    example("5, 9 and 13", { x: tensor(1, 9, 8, 2) }, ({ x }) =>
      op.AddN(...[13, 5, 9].map((k) => op.MaxPool(x).example(pool(k)))),
    ),
  ],
  nearMisses: [],
};
/** The odd window of a pool without steps. */
function windowOf({ attrs }: Node): readonly number[] | undefined {
  const size = (list(attrs, "ksize") ?? []).slice(1, 3);
  const plain = attrs.padding === "SAME" && (list(attrs, "strides") ?? []).every((s) => s === 1);
  return plain && size.every((k) => k % 2 === 1) ? size : undefined;
}

export default [
  poolBySmaller,
  pattern({
    ...F10,
    exactness: "A",
    name: "global-average",
    about: "An average over the whole picture is a mean over its two axes: one spelling for both.",
    inputs: { x },
    before: ({ x }) => op.AvgPool(x).example({ ...pool(4, 1, "VALID"), ksize: [1, 4, 5, 1] }),
    when: ({ x, root }) => isGlobal(root.node, x.shape),
    after: ({ x }) => op.Mean(x, vector([1, 2])).with({ keep_dims: true }),
    nearMisses: [{ title: "the window is smaller", inputs: { x: tensor(1, 8, 5, 3) } }],
  }),
  pattern({
    ...F10,
    exactness: "S",
    name: "global-maximum",
    about: "A maximum over the whole picture is a maximum over its two axes; a pool passes over NaN.",
    inputs: { x },
    before: ({ x }) => op.MaxPool(x).example({ ...pool(4, 1, "VALID"), ksize: [1, 4, 5, 1] }),
    when: ({ x, root }) => isGlobal(root.node, x.shape),
    after: ({ x }) => op.Max(x, vector([1, 2])).with({ keep_dims: true }),
    nearMisses: [{ title: "the window is smaller", inputs: { x: tensor(1, 8, 5, 3) } }],
  }),
  pattern({
    ...F10,
    exactness: "A",
    name: "reduction-of-reduction",
    about: "A reduction along one axis and then another is one along both.",
    inputs: { x, first: ints(1), second: ints(2), third: ints(1) },
    before: ({ x, first, second, third }) =>
      REDUCTIONS.flatMap((name) =>
        ([true, false] as const).map((keep_dims) => {
          const inner = new OpTerm(name, [x, first]).as("inner").with({ keep_dims });
          return new OpTerm(name, [inner, keep_dims ? second : third]).with({ keep_dims });
        }),
      ),
    when: ({ x }) => isKnown(x),
    after: (m) => {
      const { attrs } = m.node("inner");
      const outer = numbersOf(m.second ?? m.third);
      return remake(m.root.node, [
        m.x,
        vector(joinedAxes(m.x.rank, numbersOf(m.first), outer, attrs.keep_dims === true)),
      ]);
    },
  }),
  pattern({
    ...F10,
    exactness: "X",
    name: "max-pool-without-places",
    about: "A maximum whose place nobody asks for is a plain pool.",
    inputs: { x },
    before: ({ x }) => op.MaxPoolWithArgmax(x).example({ ...pool(2, 2, "VALID"), include_batch_in_index: false }),
    after: ({ x, root }) => {
      const { ksize, strides, padding } = root.node.attrs;
      return op.MaxPool(x).with({ ksize, strides, padding, data_format: "NHWC" });
    },
  }),
] satisfies readonly Rule[];
