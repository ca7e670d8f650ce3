/** The built page in Chromium on WebGPU: on the browser's software device, whose compiler takes seconds for a model's pipelines. */
import { expect } from "chai";
import { MODELS } from "../../demo/models.ts";
import { ALL_CASES } from "../support/gpu-cases.ts";
import { compareModel, openPage, openSite, PATIENCE, problemOf, type Site, settled, textOf } from "./support.ts";

/** Stock's non-max suppression reads back at once; TensorFlow.js tells so. */
const ABOUT_STOCK = /^The performance of synchronously reading data from GPU to CPU is poor/;

/** Stock takes such a device up to minutes for the others, which `GRAPHWELD_ALL_GPU_CASES` adds. */
const SHORT = ["liveness", "antispoof", "emotion", "iris", "facemesh"];

describe("the demo page on WebGPU", function () {
  this.timeout(4 * PATIENCE);
  const sites: Site[] = [];
  before(async () => {
    // Each browser compiles pipelines one after the other.
    for (let i = 0; i < (ALL_CASES ? 2 : 1); i++) sites.push(await openSite());
  });
  after(() => Promise.all(sites.map((site) => site.close())));

  it(`compares ${ALL_CASES ? "every model" : SHORT.join(", ")}`, async () => {
    const waiting = MODELS.map((m) => m.id).filter((id) => ALL_CASES || SHORT.includes(id));
    await Promise.all(
      sites.map(async (site) => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          const { page, complaints } = await openPage(site, "?model=liveness&backend=webgpu&runs=1");
          await compareModel(page, id, "Dispatches");
          expect(complaints.filter((line) => !ABOUT_STOCK.test(line))).to.deep.equal([]);
          await page.close();
        }
      }),
    );
  });

  it("shows a plan on WebGPU: shaders, times on the device, near misses, and switches", async () => {
    const { page, complaints } = await openPage(sites[0] as Site, "?model=liveness&view=graph&backend=webgpu");
    const after = page.getByTestId("graph-after").locator(".node");
    await after.first().waitFor();
    const all = await textOf(page, "summary");
    await page.getByRole("button", { name: "Time each launch" }).click();
    await settled(page);
    expect(await problemOf(page)).to.equal("");
    const total = /Time per launch, ([\d.]+) ms/.exec(await page.locator("#launches").innerText());
    expect(Number(total?.[1])).to.be.above(0);
    await page.getByTestId("launches").getByRole("button").first().click();
    const details = page.getByTestId("details");
    await details.getByTestId("code").locator("summary").click();
    await page.waitForFunction(() => /@compute/.test(document.querySelector(".code")?.textContent ?? ""));
    expect(await page.getByTestId("misses").locator("li").count()).to.be.above(0);
    await details
      .getByRole("listitem")
      .filter({ hasText: /^conv2d / })
      .getByRole("button")
      .click();
    await page.waitForFunction((was) => document.querySelector("[data-testid=summary]")?.textContent !== was, all);
    await settled(page);
    expect(await textOf(page, "summary")).to.match(/\d+ of them by stock/);
    expect(complaints).to.deep.equal([]);
    await page.close();
  });
});
