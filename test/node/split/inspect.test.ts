/** How plans of a model's parts are shown as one. */
import { loadGraphModel, registerOp } from "@tensorflow/tfjs-converter";
import { io, tensor } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { KERNELS } from "../../../kernels/index.ts";
import { GROUPINGS, PHASES } from "../../../patterns/index.ts";
import { observe } from "../../../src/hook/segments/observe.ts";
import { executorOf } from "../../../src/hook/tfjs-internals.ts";
import { inspectParts } from "../../../src/runtime/split/inspect.ts";
import type { Seen } from "../../../src/runtime/split/segments.ts";
import { runSegmentNode, SEGMENT_OP } from "../../../src/runtime/split/splice.ts";
import { inspectWasm } from "../../../src/runtime/wasm/inspect.ts";
import { twoParts } from "../../support/control-flow.ts";
import { modelArtifacts } from "../../support/graphdef.ts";
import { randomFloats } from "../../support/random.ts";
import { ready } from "../../support/tf.ts";

describe("a look at the plans of a model's parts", () => {
  before(() => ready("wasm"));

  it("joins them with what stock runs around them, names code of each, and times it on what the parts get", async () => {
    const model = await loadGraphModel(io.fromMemory(modelArtifacts(twoParts)));
    const executor = executorOf(model);
    if (!executor) throw new Error("there is no executor");
    const input = tensor(randomFloats(192, 1), [1, 8, 8, 3]);
    const name = executor.inputs[0]?.name as string;
    const seen: Parameters<typeof observe>[4] = new Map();
    for (const t of await observe(executor, executor.executeAsync, { [name]: input }, [...executor.outputNodes], seen))
      t.dispose();
    registerOp(SEGMENT_OP, runSegmentNode);
    const catalogue = { phases: PHASES, groupings: GROUPINGS, kernels: KERNELS };
    const made = await inspectParts(
      model,
      { inputs: [name], outputs: executor.outputNodes },
      seen as Seen,
      PHASES.slice(0, 1),
      (part, call) => inspectWasm(part, call, catalogue),
    );
    if ("reason" in made) throw new Error(made.reason);
    const { before, after, launches, functions, left } = made.view;
    expect(after.length).to.be.below(before.length);
    // Every edge leads to a node that is shown, and no node hangs in the air.
    for (const nodes of [before, after]) {
      const ids = new Set(nodes.map(({ id }) => id));
      expect(ids.size).to.equal(nodes.length);
      for (const { name: at, op, inputs, constants } of nodes) {
        expect(
          inputs.every((id) => ids.has(id)),
          at,
        ).to.equal(true);
        if (op !== "Placeholder") expect(inputs.length + constants.length, at).to.be.above(0);
      }
      expect(nodes.flatMap(({ asked }) => asked)).to.have.members([...executor.outputNodes]);
    }
    // Whatever depends on values stays; each of the two parts has its kernels.
    const ops = after.map(({ op }) => op);
    expect(ops).to.include.members(["Where", "conv2d", "matmul"]);
    expect(ops.filter((op) => op === "Conv2D" || op === "MatMul")).to.deep.equal([]);
    expect(launches.map(({ op }) => op)).to.include.members(["conv2d", "matmul"]);
    expect(left?.reduce((n, { count }) => n + count, 0)).to.be.above(0);
    const known = new Set(after.map(({ id }) => id));
    expect(launches.every(({ node, nodes }) => [node, ...nodes].every((id) => known.has(id)))).to.equal(true);
    expect(Math.max(...launches.flatMap(({ code }) => code ?? []))).to.equal(functions - 1);
    expect(WebAssembly.validate(made.source(functions - 1) as Uint8Array<ArrayBuffer>)).to.equal(true);
    const times = await made.time({ [name]: input }, 1);
    expect(times).to.have.length(launches.length);
    expect(times.every((ms) => ms >= 0)).to.equal(true);
    input.dispose();
    model.dispose();
  });
});
