/** In Node: a real second copy of the converter, plain `node` as the loader, and a process that may end. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import type * as converter from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { hookOf, install, optimize, uninstall } from "../../../src/hook/install.ts";
import { planners } from "../../../src/hook/planners.ts";
import { cleanSlate, dense, denseOf, fakePlanner, paths, predict, trusted } from "../../hook/support.ts";

describe("a second copy of the converter", () => {
  cleanSlate("cpu");

  it("is covered when its namespace is given", async () => {
    const require = createRequire(import.meta.url);
    const file = require.resolve("@tensorflow/tfjs-converter");
    const loaded = require.cache[file];
    delete require.cache[file];
    const second = require("@tensorflow/tfjs-converter") as typeof converter;
    if (loaded) require.cache[file] = loaded;
    planners.cpu = fakePlanner().planner;
    const x = tf.tensor2d([[1, 2]]);
    const early = await second.loadGraphModel(tf.io.fromMemory(dense()));
    expect(hookOf(early)).to.equal(undefined);
    install(second);
    const model = await second.loadGraphModel(tf.io.fromMemory(dense()));
    for (const one of [model, optimize(early)]) {
      await trusted(one, x);
      expect(predict(one, x)).to.deep.equal([denseOf([[1, 2]])]);
      expect(paths(one)).to.deep.equal({ plan: 1, stock: 0 });
    }
    uninstall();
    const late = await second.loadGraphModel(tf.io.fromMemory(dense()));
    expect(hookOf(late)).to.equal(undefined);
    tf.dispose(x);
    for (const one of [early, model, late]) one.dispose();
  });
});

describe("a process", () => {
  const script = `
    import "@tensorflow/tfjs-backend-cpu";
    import * as tf from "@tensorflow/tfjs-core";
    import { planners } from "./src/hook/planners.ts";
    import "./src/index.ts";
    import { dense, fakePlanner, load } from "./test/hook/support.ts";
    const { planner, seen } = fakePlanner();
    planners.cpu = planner;
    await tf.setBackend("cpu");
    const model = load(dense());
    AWAIT;
    tf.dispose(model.predict(tf.zeros([1, 2])));
    process.on("exit", () => console.log("built", seen.built));
  `;
  const root = new URL("../../..", import.meta.url);
  const run = async (wait: string) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", script.replace("AWAIT", wait)],
      { cwd: root },
    );
    return stdout.trim().split("\n").at(-1);
  };

  it("may end while work is left for the background", async () => expect(await run("0")).to.match(/^built [01]$/));
  it("waits for warmup", async () => {
    const wait = `const { warmup } = await import("./src/core.ts"); globalThis.describe = 0; await warmup(model)`;
    expect(await run(wait)).to.equal("built 1");
  });
});
