/** The built command line, as npm installs it: in a project that brings its own TensorFlow.js. */
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { expectFailure, expectSuccess, MODELS, ROOT, runNode } from "./cli/support.ts";

describe("the built command line", () => {
  let project = "";
  const modules = (...parts: string[]): string => join(project, "node_modules", ...parts);
  /** What npm makes a link or a script for. */
  const installed = (...args: string[]) => runNode([modules(".bin/graphweld"), ...args]);
  const provide = async (name: string): Promise<void> => {
    await mkdir(dirname(modules(name)), { recursive: true });
    await symlink(join(ROOT, "node_modules", name), modules(name), "junction");
  };

  before(async () => {
    project = await mkdtemp(join(await realpath(tmpdir()), "graphweld-built-"));
    const home = modules("graphweld");
    const tsdown = join(ROOT, "node_modules/tsdown/dist/run.mjs");
    const { code, out, err } = await runNode([tsdown, "--no-dts", "--out-dir", join(home, "dist")]);
    expect(code, out + err).to.equal(0);
    await cp(join(ROOT, "package.json"), join(home, "package.json"));
    const { dependencies } = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
    for (const name of Object.keys(dependencies)) await provide(name);
    await mkdir(modules(".bin"));
    await chmod(join(home, "dist/cli.js"), 0o755);
    await symlink("../graphweld/dist/cli.js", modules(".bin/graphweld"));
  });
  after(() => rm(project, { recursive: true, force: true }));

  it("needs nothing of TensorFlow.js to list patterns, and to help", async () => {
    const [patterns, help] = await Promise.all([installed("patterns", "--json"), installed("bench", "--help")]);
    expect(JSON.parse(expectSuccess(patterns))).to.be.an("array").that.is.not.empty;
    expect(expectSuccess(help)).to.match(/--backend/);
    expect(await readFile(modules(".bin/graphweld"), "utf8")).to.match(/^#!\/usr\/bin\/env node\n/);
  });

  it("says what the project lacks", async () => {
    const bench = await installed("bench", join(MODELS, "liveness.json"));
    expectFailure(bench, 1, /@tensorflow\/tfjs-core is not installed here; add it with npm install/);
  });

  it("runs on the project's TensorFlow.js", async () => {
    await provide("@tensorflow/tfjs-core");
    await provide("@tensorflow/tfjs-converter");
    const lacking = await installed("explain", join(MODELS, "liveness.json"));
    expectFailure(lacking, 1, /backend wasm cannot be used: @tensorflow\/tfjs-backend-wasm is not installed here/);
    await provide("@tensorflow/tfjs-backend-wasm");
    const explained = JSON.parse(expectSuccess(await installed("explain", join(MODELS, "liveness.json"), "--json")));
    expect(explained.tier).to.equal("plan");
  });
});
