/** Groups small graphs, and tells what became of them. */
import { expect } from "chai";
import { KERNELS } from "../../kernels/index.ts";
import { GPU_KERNELS } from "../../kernels/webgpu/index.ts";
import { GROUPINGS } from "../../patterns/index.ts";
import type { ConstantTensor } from "../../src/graph/types.ts";
import { exampleGraph } from "../../src/rewrite/example.ts";
import { type GroupingOptions, group } from "../../src/rewrite/grouping.ts";
import { type Inputs, type OpTerm, op, type Term, type Variable, variablesOf } from "../../src/rewrite/term.ts";
import { runReference } from "./reference.ts";
import { limitsFor } from "./run-gpu.ts";
import { nmse, runStock } from "./stock.ts";

export const PIXELS = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
export const conv = (x: Term, w: Term, attrs = {}): OpTerm => op.Conv2D(x, w).example({ ...PIXELS, ...attrs });

/** Groups a graph, compares with stock, and returns the kernels and what was said. */
export function made<const I extends Inputs>(
  build: (v: { readonly [K in keyof I]: Variable }) => OpTerm,
  inputs: I,
  options: GroupingOptions = {},
) {
  const before = build(variablesOf(inputs) as { readonly [K in keyof I]: Variable });
  const { graph, feeds } = exampleGraph({ title: "graph", inputs, before });
  const expected = runStock(graph, feeds);
  const log = group(graph, GROUPINGS, options);
  for (const [name, value] of runReference(graph, feeds))
    expect(nmse(value, expected.get(name) as ConstantTensor), name).to.be.below(1e-11);
  return {
    ops: graph
      .topological()
      .map((n) => n.op)
      .filter((o) => o !== "Const" && o !== "Placeholder"),
    fired: log.fired.map((f) => f.rule),
    reasons: log.missed.map((m) => `${m.rule}: ${m.reason}`),
    attrs: graph.outputs[0]?.value.node.attrs ?? {},
  };
}

const wasm = new Map(KERNELS.map((k) => [k.op, k]));
const gpu = new Map(GPU_KERNELS.map((k) => [k.op, k]));
export const onWasm: GroupingOptions = {
  supports: (call) => {
    const lowered = wasm.get(call.op)?.lower(call, { simd: true, relaxedSimd: false });
    return typeof lowered === "string" ? lowered : (lowered?.costly ?? true);
  },
};
export const onGpu: GroupingOptions = {
  supports: (call) => {
    const lowered = gpu.get(call.op)?.lower(call, limitsFor(true));
    return typeof lowered === "string" ? lowered : true;
  },
};
