/** Plans run on each build of tfjs's wasm backend: without SIMD, with it, and with threads over shared memory. */
import { getThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { memoryOf } from "../../src/runtime/wasm/backend.ts";
import {
  byPlan,
  execute,
  expectSame,
  floats,
  inputsFor,
  loadOptimized,
  loadStock,
  memory,
  type Plain,
  pathsOf,
  planOf,
  plansAnswer,
  runBoth,
  set,
  wasmBackend,
} from "../e2e/support.ts";
import { int, node, placeholder, weight } from "../support/graphdef.ts";
import { loadModelArtifacts, type ModelName } from "../support/models.ts";
import { randomFloats } from "../support/random.ts";
import { ready } from "../support/tf.ts";

interface Build {
  readonly title: string;
  readonly simd: boolean;
  readonly threads: boolean;
  readonly file: string;
}

const BUILDS: readonly Build[] = [
  { title: "plain", simd: false, threads: false, file: "tfjs-backend-wasm.wasm" },
  { title: "SIMD", simd: true, threads: false, file: "tfjs-backend-wasm-simd.wasm" },
  { title: "threaded SIMD", simd: true, threads: true, file: "tfjs-backend-wasm-threaded-simd.wasm" },
];
const MODELS = ["liveness", "blazeface", "facemesh"] as const satisfies readonly ModelName[];

/** Starts a fresh backend of a build in place of the one that runs. */
async function start({ simd, threads }: Pick<Build, "simd" | "threads">): Promise<void> {
  const factory = tf.findBackendFactory("wasm");
  tf.removeBackend("wasm");
  tf.env().set("WASM_HAS_SIMD_SUPPORT", simd);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", threads);
  tf.registerBackend("wasm", factory, 2);
  await ready("wasm");
}

const fetched = (): string[] =>
  performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname.split("/").at(-1) as string);

describe("wasm builds of tfjs", () => {
  const wanted = new Map<ModelName, Plain[]>();
  before(async () => {
    await ready("cpu");
    for (const name of MODELS) {
      const model = await loadStock(await loadModelArtifacts(name));
      wanted.set(name, execute(model, inputsFor(model)));
      model.dispose();
    }
  });

  for (const build of BUILDS)
    describe(build.title, () => {
      before(async () => {
        await ready("wasm");
        performance.clearResourceTimings();
        await start(build);
      });
      plansAnswer();

      it(`has ${build.threads ? "shared" : "plain"} memory`, () => {
        expect(fetched()).to.include(build.file);
        const { buffer } = memoryOf(wasmBackend()) as WebAssembly.Memory;
        expect(buffer).to.be.instanceOf(build.threads ? SharedArrayBuffer : ArrayBuffer);
        if (build.threads) expect(getThreadsCount()).to.be.at.least(1);
      });

      for (const name of MODELS)
        it(`runs ${name} by plan`, async () => {
          const model = await loadOptimized(await loadModelArtifacts(name));
          expectSame(await byPlan(model, inputsFor(model)), wanted.get(name) as Plain[]);
          const plan = planOf(model);
          expect(plan.backend).to.equal("wasm");
          expect(plan.launches.every((l) => l.runs === "graphweld")).to.equal(true);
          model.dispose();
        });

      it("runs stock steps inside a plan", async () => {
        set("GRAPHWELD_DISABLED_RULES", "scan,top-k");
        const { model, stockOps } = await runBoth(
          {
            x: placeholder([64, 64]),
            w: weight([64, 64]),
            axis: int(1),
            product: node("MatMul", ["x", "w"]),
            sums: node("Cumsum", ["product", "axis"], { exclusive: false, reverse: false }),
            out: node("Softmax", ["sums"]),
          },
          { x: floats([64, 64], randomFloats(64 * 64, 1)) },
        );
        expect(stockOps).to.deep.equal(["Cumsum"]);
        model.dispose();
      });

      it("keeps plans running when its memory grows", async () => {
        const inputs = { x: floats([4, 64], randomFloats(256, 2)) };
        const { model, outputs } = await runBoth(
          { x: placeholder([4, 64]), w: weight([64, 64]), out: node("MatMul", ["x", "w"]) },
          inputs,
        );
        const before = memory().heap;
        const large = tf.zeros([before / 4]);
        expect(memory().heap).to.be.above(before);
        const paths = await pathsOf(model, () => expect(execute(model, inputs)).to.deep.equal(outputs));
        expect(paths).to.deep.equal({ plan: 1, stock: 0 });
        large.dispose();
        model.dispose();
      });
    });

  // What other specs get by themselves.
  after(() => start({ simd: true, threads: true }));
});
