/** In Node: a real second copy of the converter, plain `node` as the loader, and a process that may end. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import type * as converter from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { clock } from "../../../src/hook/clock.ts";
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
  it("is not kept alive by work for the background", () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const before = timers();
    clock.later(() => {});
    expect(timers()).to.equal(before);
  });

  it("is kept alive by warmup", async () => {
    const script = `
      import "@tensorflow/tfjs-backend-cpu";
      import * as tf from "@tensorflow/tfjs-core";
      import { planners } from "./src/hook/planners.ts";
      import { warmup } from "./src/index.ts";
      import { dense, fakePlanner, load } from "./test/hook/support.ts";
      planners.cpu = fakePlanner().planner;
      await tf.setBackend("cpu");
      const { plans } = await warmup(load(dense()));
      console.log(plans.length);
    `;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", script],
      { cwd: new URL("../../..", import.meta.url) },
    );
    expect(stdout.trim().split("\n").at(-1)).to.equal("1");
  });
});
