/** Ops of ours that are not pointwise, written out in TensorFlow's ops: they compute what their definitions say. */
import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { type Attrs, Graph } from "../../src/graph/graph.ts";
import { OPS, rowOf } from "../../src/graph/ops.ts";
import { toGraphDef } from "../../src/graph/to-tfjs.ts";
import { ConstantTensor, type Shape, sizeOf } from "../../src/graph/types.ts";
import { randomValues } from "../support/graphdef.ts";
import { runGraph } from "../support/run-graph.ts";

/** Computes an op through export; operands are random. */
function run(op: string, shapes: readonly Shape[], attrs: Attrs): { inputs: number[][]; values: ArrayLike<number> } {
  const graph = new Graph();
  const inputs = shapes.map((shape, i) => randomValues(sizeOf(shape), i + 1));
  const feeds = new Map<string, ConstantTensor>();
  const operands = shapes.map((shape, i) => {
    const type = { dtype: "float32" as const, shape };
    const node = graph.add("Placeholder", [], type, { name: `x${i}`, types: [type] });
    feeds.set(node.name, ConstantTensor.float(shape, inputs[i] as number[]));
    return node.output;
  });
  graph.outputs.push({ name: "y", value: graph.add(op, operands, attrs, { name: "y" }).output });
  return { inputs, values: runGraph(graph, feeds)[0]?.values ?? [] };
}

const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
const power = (v: readonly number[]): number => mean(v.map((x) => x * x));
const centred = (v: readonly number[], epsilon: number): number[] => {
  const m = mean(v);
  const scale = 1 / Math.sqrt(power(v.map((x) => x - m)) + epsilon);
  return v.map((x) => (x - m) * scale);
};

/** Applies `f` to the sets of elements that `key` puts together. */
function bySet(x: readonly number[], key: (i: number) => string, f: (v: number[]) => number[]): number[] {
  const sets = new Map<string, number[]>();
  x.forEach((_, i) => {
    sets.set(key(i), [...(sets.get(key(i)) ?? []), i]);
  });
  const out = new Array<number>(x.length).fill(0);
  for (const at of sets.values())
    f(at.map((i) => x[i] as number)).forEach((v, n) => {
      out[at[n] as number] = v;
    });
  return out;
}
const rows = (n: number) => (i: number) => `${Math.floor(i / n)}`;

describe("normalisations written out in TensorFlow's ops", () => {
  before(() => setBackend("cpu"));

  const cases: readonly (readonly [string, Shape, Attrs, (x: number[]) => number[]])[] = [
    ["LayerNorm", [2, 3, 7], { epsilon: 0.25 }, (x) => bySet(x, rows(7), (v) => centred(v, 0.25))],
    [
      "RmsNorm",
      [2, 3, 7],
      { epsilon: 0.25 },
      (x) => bySet(x, rows(7), (v) => v.map((e) => e / Math.sqrt(power(v) + 0.25))),
    ],
    [
      "InstanceNorm",
      [2, 3, 5, 4],
      { epsilon: 0.25 },
      (x) =>
        bySet(
          x,
          (i) => `${Math.floor(i / 60)} ${i % 4}`,
          (v) => centred(v, 0.25),
        ),
    ],
    [
      "GroupNorm",
      [2, 3, 5, 6],
      { epsilon: 0.25, groups: 3 },
      (x) =>
        bySet(
          x,
          (i) => `${Math.floor(i / 90)} ${(i % 6) >> 1}`,
          (v) => centred(v, 0.25),
        ),
    ],
    ...(
      [
        ["none", (s) => 1 / Math.sqrt(s)],
        ["add", (s) => 1 / Math.sqrt(s + 5)],
        ["max", (s) => 1 / Math.sqrt(Math.max(s, 5))],
        ["root", (s) => 1 / (Math.sqrt(s) + 5)],
      ] as [string, (s: number) => number][]
    ).map(
      ([placement, scale]) =>
        [
          "L2Normalize",
          [2, 3, 4],
          { epsilon: 5, placement },
          (x: number[]) => bySet(x, rows(4), (v) => v.map((e) => e * scale(4 * power(v)))),
        ] as const,
    ),
  ];
  for (const [op, shape, attrs, meaning] of cases)
    it(`${op} ${JSON.stringify(attrs)}`, () => {
      const { inputs, values } = run(op, [shape], attrs);
      meaning(inputs[0] as number[]).forEach((e, i) => {
        expect(values[i], `element ${i}`).to.be.closeTo(e, 1e-5);
      });
    });

  for (const transposed of [false, true])
    it(`Attention, keys ${transposed ? "in columns" : "in rows"}`, () => {
      const shapes: Shape[] = [[2, 3, 4], transposed ? [2, 4, 5] : [2, 5, 4], [2, 5, 6], [3, 5]];
      const { inputs, values } = run("Attention", shapes, { scale: 0.5, transposed });
      const [q, k, v, mask] = inputs as [number[], number[], number[], number[]];
      for (let b = 0, at = 0; b < 2; b++)
        for (let i = 0; i < 3; i++) {
          const scores = [0, 1, 2, 3, 4].map((j) => {
            const dot = [0, 1, 2, 3].reduce((s, d) => {
              const key = transposed ? k[(b * 4 + d) * 5 + j] : k[(b * 5 + j) * 4 + d];
              return s + (q[(b * 3 + i) * 4 + d] as number) * (key as number);
            }, 0);
            return Math.exp(0.5 * dot + (mask[i * 5 + j] as number));
          });
          const total = scores.reduce((s, e) => s + e);
          for (let c = 0; c < 6; c++, at++) {
            const e = scores.reduce((s, p, j) => s + (p / total) * (v[(b * 5 + j) * 6 + c] as number), 0);
            expect(values[at], `element ${at}`).to.be.closeTo(e, 1e-5);
          }
        }
    });

  it("covers every op that is written out so", () => {
    const names = Object.keys(OPS).filter((name) => rowOf(name)?.expand);
    expect(names).to.have.members([...new Set(cases.map(([op]) => op)), "Attention"]);
  });

  it("says what it misses to write one out", () => {
    const graph = new Graph();
    const open = graph.add("Placeholder", [], {}, { name: "x", types: [undefined] });
    graph.add("LayerNorm", [open.output], { epsilon: 1 }, { name: "norm" });
    expect(() => toGraphDef(graph)).to.throw('"norm" (LayerNorm) cannot be written: the type of "x" is not known');
  });
});
