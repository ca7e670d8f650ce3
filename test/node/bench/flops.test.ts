/** The count of a model's arithmetic, against formulas of its own and against what stock tfjs runs. */
import { type NamedTensorMap, profile, type Tensor } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { floorMs } from "../../../bench/floor.ts";
import { exampleInputs, loadModel } from "../../../src/cli/measure.ts";
import { workOf, workOfModel } from "../../../src/cli/work.ts";
import { type Attrs, Graph, type Value } from "../../../src/graph/graph.ts";
import type { Shape } from "../../../src/graph/types.ts";
import { loadModelArtifacts, type ModelName } from "../../support/models.ts";
import { ready } from "../../support/tf.ts";

function graphOf(op: string, shapes: readonly Shape[], attrs: Attrs): Graph {
  const graph = new Graph();
  const inputs = shapes.map(
    (shape): Value =>
      graph.add("Placeholder", [], {}, { types: shape.length > 0 ? [{ dtype: "float32", shape }] : [undefined] })
        .output,
  );
  graph.outputs.push({ name: "y", value: graph.add(op, inputs, attrs).output });
  return graph;
}
const strides = (s: number): Attrs => ({ strides: [1, s, s, 1], padding: "SAME" });

describe("work of single ops", () => {
  const cases: readonly [
    title: string,
    op: string,
    shapes: readonly Shape[],
    attrs: Attrs,
    dense: number,
    deep: number,
  ][] = [
    [
      "convolution",
      "Conv2D",
      [
        [1, 8, 6, 5],
        [3, 3, 5, 7],
      ],
      strides(1),
      2 * (8 * 6) * 7 * (9 * 5),
      0,
    ],
    [
      "convolution of stride 2",
      "_FusedConv2D",
      [
        [1, 8, 6, 5],
        [3, 3, 5, 7],
      ],
      strides(2),
      2 * (4 * 3) * 7 * (9 * 5),
      0,
    ],
    [
      "grouped convolution",
      "Conv2D",
      [
        [1, 8, 6, 6],
        [3, 3, 2, 9],
      ],
      strides(1),
      2 * (8 * 6) * 9 * (9 * 2),
      0,
    ],
    [
      "depthwise convolution",
      "DepthwiseConv2dNative",
      [
        [2, 8, 6, 5],
        [5, 5, 5, 2],
      ],
      strides(1),
      0,
      2 * (2 * 8 * 6) * 10 * 25,
    ],
    [
      "matrix product",
      "MatMul",
      [
        [4, 5],
        [5, 6],
      ],
      {},
      2 * 4 * 5 * 6,
      0,
    ],
    [
      "transposed matrix product",
      "MatMul",
      [
        [5, 4],
        [6, 5],
      ],
      { transpose_a: true, transpose_b: true },
      2 * 4 * 5 * 6,
      0,
    ],
    [
      "batch of matrix products",
      "BatchMatMulV2",
      [
        [3, 2, 4, 5],
        [2, 5, 6],
      ],
      {},
      3 * 2 * 2 * 4 * 5 * 6,
      0,
    ],
    [
      "einsum",
      "Einsum",
      [
        [2, 3, 4],
        [4, 5],
      ],
      { equation: "abc,cd->abd" },
      2 * 2 * 3 * 4 * 5,
      0,
    ],
    [
      "pointwise op",
      "AddV2",
      [
        [2, 3],
        [2, 3],
      ],
      {},
      0,
      0,
    ],
  ];
  for (const [title, op, shapes, attrs, dense, depthwise] of cases)
    it(title, () => {
      expect(workOf(graphOf(op, shapes, attrs))).to.deep.equal({ dense, depthwise });
    });

  it("transposed convolution: every input meets every tap and channel", () => {
    const graph = new Graph();
    const given = (shape: Shape): Value =>
      graph.add("Placeholder", [], {}, { types: [{ dtype: "float32", shape }] }).output;
    const node = graph.add("Conv2DBackpropInput", [given([4]), given([2, 2, 7, 5]), given([1, 3, 4, 5])], strides(2), {
      types: [{ dtype: "float32", shape: [1, 6, 8, 7] }],
    });
    graph.outputs.push({ name: "y", value: node.output });
    expect(workOf(graph)).to.deep.equal({ dense: 2 * (3 * 4 * 5) * (2 * 2 * 7), depthwise: 0 });
  });

  it("is unknown where a shape is", () => {
    expect(
      workOf(
        graphOf(
          "MatMul",
          [
            [-1, 5],
            [5, 6],
          ],
          {},
        ),
      ),
    ).to.equal(undefined);
    expect(workOf(graphOf("MatMul", [[], [5, 6]], {}))).to.equal(undefined);
  });
});

describe("work of models", () => {
  before(() => ready("cpu"));

  for (const name of ["liveness", "emotion", "facemesh"] satisfies ModelName[])
    it(`${name}: as the shapes say that stock tfjs's kernels see`, async () => {
      const artifacts = await loadModelArtifacts(name);
      const expected = await profiled(artifacts);
      expect(expected.dense).to.be.above(1e6);
      expect(workOfModel(artifacts)).to.deep.equal(expected);
    });

  it("is unknown for control flow", async () => {
    expect(workOfModel(await loadModelArtifacts("handtrack"))).to.equal(undefined);
  });
});

async function profiled(artifacts: Awaited<ReturnType<typeof loadModelArtifacts>>) {
  const model = await loadModel(artifacts);
  const inputs: NamedTensorMap = exampleInputs(model);
  const { kernels } = await profile(() => {
    for (const t of [model.execute(inputs)].flat() as Tensor[]) t.dispose();
    return [];
  });
  for (const t of Object.values(inputs)) t.dispose();
  model.dispose();
  const work = { dense: 0, depthwise: 0 };
  for (const { name, inputShapes, outputShapes } of kernels) {
    // Batch, rows, columns, channels; of a filter rows, columns, channels in, channels out.
    const [x, filter] = inputShapes as number[][];
    const [n, h, w, c] = outputShapes[0] as number[];
    if (/Conv2D$/.test(name) && !/Depthwise/.test(name)) {
      const [kh, kw] = filter as [number, number];
      work.dense += 2 * (n as number) * (h as number) * (w as number) * (c as number) * kh * kw * (x?.[3] as number);
    } else if (/DepthwiseConv2[dD]/.test(name)) {
      const [kh, kw] = filter as [number, number];
      work.depthwise += 2 * (n as number) * (h as number) * (w as number) * (c as number) * kh * kw;
    } else if (/MatMul$/.test(name)) {
      const [rows, inner] = (x as number[]).slice(-2) as [number, number];
      work.dense += 2 * rows * inner * ((filter as number[]).at(-1) as number);
    }
  }
  return work;
}

describe("the floor", () => {
  it("is the sum of both kinds of work, each at its own rate", () => {
    // 3 GFLOP at 60 GFLOP/s and 1 GFLOP at 50.
    expect(floorMs({ dense: 3e9, depthwise: 1e9 }, { peak: 60, depthwise: 50 })).to.be.closeTo(50 + 20, 1e-9);
  });
});
