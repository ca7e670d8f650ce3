/** The WebGPU benchmark for bare machines runs from a folder that has nothing but what the bundle puts there. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { writeBundle } from "../../../bench/gpu/bundle.ts";
import type { GpuFigures } from "../../../bench/gpu/report.ts";
import { softwareVulkan } from "../../support/dawn.ts";

describe("the bundle of the WebGPU benchmark", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "gpu-bench-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("measures a model with no package beside it", async () => {
    await writeBundle(folder, ["liveness"]);
    expect((await readdir(folder)).sort()).to.deep.equal(["bench.mjs", "liveness.bin", "liveness.json", "models.json"]);
    const dawn = dirname(createRequire(import.meta.url).resolve("webgpu"));
    const { driver, loader } = softwareVulkan();
    const env = {
      DAWN_NODE: join(dawn, "dist", `${process.platform}-${process.arch}`, "dawn.node"),
      XDG_RUNTIME_DIR: folder,
      ...(driver && { VK_DRIVER_FILES: driver }),
      ...(loader && { LD_LIBRARY_PATH: dirname(loader) }),
    };
    const args = [
      "bench.mjs",
      "--models",
      "liveness",
      "--runs",
      "1",
      "--budget",
      "1",
      "--cpu",
      "--json",
      "figures.json",
    ];
    await promisify(execFile)(process.execPath, args, { cwd: folder, env });
    const { worlds } = JSON.parse(await readFile(join(folder, "figures.json"), "utf8")) as GpuFigures;
    const [world] = worlds;
    const [measured] = world?.measurements ?? [];
    expect(measured?.model).to.equal("liveness");
    expect(measured?.tier).to.equal("plan");
    expect(measured?.fused.nmse).to.be.within(0, 1e-8);
    expect(measured?.fused.dispatches).to.be.within(1, (measured?.stock.dispatches ?? 0) - 1);
    expect(measured?.fused.gpuMs).to.be.greaterThan(0);
    expect(world?.ceilings.arithmetic).to.be.greaterThan(0);
    expect(world?.ceilings.bandwidth).to.be.greaterThan(0);
  });
});
