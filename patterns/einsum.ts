/** F9: Einstein sums as matrix products, with the transposes and reshapes that they need. */
import type { Value } from "../src/graph/graph.ts";
import { type Equation, parseEinsum } from "../src/graph/ops/einsum.ts";
import { ConstantTensor, isStatic } from "../src/graph/types.ts";
import { example, op, type Rule, type Term, tensor, weight } from "../src/rewrite/pattern.ts";

const vector = (values: readonly number[]): ConstantTensor => ConstantTensor.int([values.length], values);

/** `x` with axes labelled `from` in the order `to`. */
function transposed(x: Term, from: string, to: string): Term {
  return from === to ? x : op.Transpose(x, vector([...to].map((label) => from.indexOf(label))));
}

/**
 * An operand as a batch of matrices: its own labels before or after those that are summed. The last axis stays the last, so
 * that where axes move, whole rows do.
 */
function asMatrices(x: Value, labels: string, batch: string, own: string, summed: string, { extents }: Equation) {
  const sizes = (text: string): number[] => [...text].map((label) => extents.get(label) as number);
  const product = (text: string): number => sizes(text).reduce((n, d) => n * d, 1);
  const summedFirst = own.includes(labels.at(-1) ?? "") && own !== "";
  const [rows, columns] = summedFirst ? [summed, own] : [own, summed];
  const moved = transposed(x, labels, batch + rows + columns);
  const plain = rows.length === 1 && columns.length === 1;
  const matrices = plain ? moved : op.Reshape(moved, vector([...sizes(batch), product(rows), product(columns)]));
  return { matrices, summedFirst };
}

function lowered(a: Value, b: Value, equation: Equation): Term | string {
  const [left, right] = equation.operands as [string, string];
  const { result, extents } = equation;
  const pick = (labels: string, wanted: (label: string) => boolean): string => [...labels].filter(wanted).join("");
  const batch = pick(result, (l) => left.includes(l) && right.includes(l));
  const summed = pick(left, (l) => !result.includes(l));
  const onlyOne = [...left, ...right].find((l) => !result.includes(l) && !(left.includes(l) && right.includes(l)));
  if (onlyOne) return `index ${onlyOne} is summed in one operand alone`;
  const [own, other] = [left, right].map((labels, i) =>
    pick(result, (l) => labels.includes(l) && !(i === 0 ? right : left).includes(l)),
  ) as [string, string];
  // The operand whose labels come first in the result gives the rows.
  if (other && own && result.indexOf(other) < result.indexOf(own))
    return lowered(b, a, { ...equation, operands: [right, left] });
  const rows = asMatrices(a, left, batch, own, summed, equation);
  const columns = asMatrices(b, right, batch, other, summed, equation);
  const [adjointA, adjointB] = [rows.summedFirst, !columns.summedFirst];
  const multiplied =
    batch === ""
      ? op.MatMul(rows.matrices, columns.matrices).with({ transpose_a: adjointA, transpose_b: adjointB })
      : op.BatchMatMulV2(rows.matrices, columns.matrices).with({ adj_x: adjointA, adj_y: adjointB });
  const labels = batch + own + other;
  const plain = own.length === 1 && other.length === 1;
  const shaped = plain ? multiplied : op.Reshape(multiplied, vector([...labels].map((l) => extents.get(l) as number)));
  return transposed(shaped, labels, result);
}

/** An equation decides the shape of the graph, so this is no pattern. */
const einsum: Rule = {
  family: "F9",
  exactness: "A",
  name: "einsum-as-product",
  about: "An Einstein sum of two operands is a matrix product, which has fast kernels and takes in what follows.",
  roots: ["Einsum"],
  apply({ inputs, attrs, name }) {
    const [a, b, more] = inputs;
    if (!a || !b || more) return `"${name}" has ${inputs.length} operands`;
    for (const { type, name: operand } of [a, b]) {
      if (type?.dtype !== "float32") return `"${operand}" is not float32`;
      if (!isStatic(type.shape)) return `the shape of "${operand}" is not known`;
    }
    const equation = parseEinsum(attrs.equation, [a.shape ?? [], b.shape ?? []]);
    return equation ? lowered(a, b, equation) : `the equation ${attrs.equation} is not a plain one of two operands`;
  },
  examples: (
    [
      ["ij,jk->ik", [3, 4], [4, 5]],
      ["abc,cde->abde", [2, 3, 4], [4, 5, 2]],
      ["abcd,cde->abe", [2, 3, 4, 5], [4, 5, 6]],
      ["aecd,abcd->acbe", [2, 6, 3, 4], [2, 5, 3, 4]],
      ["acbe,aecd->abcd", [2, 3, 5, 6], [2, 6, 3, 4]],
      ["bij,bjk->bik", [2, 3, 4], [2, 4, 5]],
      ["bji,bjk->bki", [2, 4, 3], [2, 4, 5]],
      ["bi,bi->b", [3, 4], [3, 4]],
      ["i,j->ij", [3], [4]],
      ["bhwc,bkc->bkhw", [2, 3, 4, 5], [2, 6, 5]],
    ] as const
  ).map(([equation, a, b]) =>
    example(equation, { a: tensor(...a), b: tensor(...b) }, (v) => op.Einsum(v.a, v.b).example({ equation, N: 2 })),
  ),
  nearMisses: [
    example("an index is summed alone", { a: tensor(3, 4), b: weight(4, 5) }, ({ a, b }) =>
      op.Einsum(a, b).example({ equation: "ij,jk->k", N: 2 }),
    ),
    example("a diagonal", { a: tensor(4, 4), b: weight(4, 5) }, ({ a, b }) =>
      op.Einsum(a, b).example({ equation: "jj,jk->k", N: 2 }),
    ),
  ],
};

export default [einsum] satisfies readonly Rule[];
