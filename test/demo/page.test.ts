/** The built page in Chromium: every model runs, files and addresses work, switches and shared links do what they say. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { MODELS } from "../../demo/models.ts";
import { DECLARATIONS, ruleByName } from "../../demo/rules.ts";
import { hasEngine } from "../../src/hook/planners.ts";
import { expectWithin } from "../support/slowness.ts";
import {
  compareModel,
  compareNow,
  DYNAMIC,
  expectPlan,
  openPage,
  openSite,
  PATIENCE,
  problemOf,
  type Site,
  settled,
  textOf,
} from "./support.ts";

const HUMAN = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/human")), "../models");

describe("the demo page", function () {
  this.timeout(PATIENCE);
  let site: Site;
  before(async () => {
    site = await openSite();
  });
  after(() => site?.close());

  it("paints within a second", async () => {
    const visit = async (): Promise<number> => {
      const { page } = await openPage(site);
      const paint = await page.evaluate(
        () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.POSITIVE_INFINITY,
      );
      await page.close();
      return paint;
    };
    await expectWithin(1000, visit, "the first paint");
  });

  it("shifts nothing while it loads, runs and changes views, and complains of nothing", async () => {
    const { page, complaints } = await openPage(site, "?model=liveness&runs=3");
    await compareNow(page);
    for (const [view, content] of [
      ["graph", ".node"],
      ["patterns", ".picture svg"],
      ["compare", ".figures"],
    ] as const) {
      await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: view }).click();
      await page.locator(content).first().waitFor();
      await settled(page);
    }
    const shift = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            // What moves because somebody clicked is meant to.
            for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
              if (!entry.hadRecentInput) sum += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 100);
        }),
    );
    expect(shift).to.be.below(0.02);
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("says why a backend cannot be chosen", async () => {
    const { page } = await openPage(site, "?model=liveness");
    for (const [backend, there] of [
      ["webgpu", hasEngine("webgpu")],
      ["wasm", true],
    ] as const) {
      const choice = page.locator(`input[name=backend][value=${backend}]`);
      expect(await choice.isDisabled(), backend).to.equal(!there);
      if (there) continue;
      const why = await choice.getAttribute("aria-describedby");
      expect(await page.locator(`#${why}`).innerText()).to.match(/WebGPU/);
    }
    await page.close();
  });

  it("compares every model on wasm", async () => {
    const { page, complaints } = await openPage(site, "?runs=2");
    for (const { id } of MODELS) await compareModel(page, id, "Launches");
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("draws the same for stock and Graphweld, and something", async () => {
    const { page } = await openPage(site, "?model=blazeface&runs=3");
    await compareNow(page);
    const found = await Promise.all(
      ["stock", "fused"].map((side) => page.getByTestId(`drawn-${side}`).getAttribute("aria-label")),
    );
    expect(found[0]).to.match(/^face \d+ %, 6 points$/);
    expect(found[1]).to.equal(found[0]);
    await page.close();
  });

  it("takes a folder of files, and says what is wrong with a broken one", async () => {
    const { page } = await openPage(site, "?model=liveness&runs=3");
    const json = await readFile(join(HUMAN, "liveness.json"));
    const weights = await readFile(join(HUMAN, "liveness.bin"));
    const files = (model: Buffer, bin?: Buffer) =>
      page
        .getByTestId("files")
        .setInputFiles([
          { name: "model.json", mimeType: "application/json", buffer: model },
          ...(bin ? [{ name: "liveness.bin", mimeType: "application/octet-stream", buffer: bin }] : []),
        ]);
    const broken: [Buffer, Buffer | undefined, RegExp][] = [
      [json, undefined, /weight file “liveness.bin” is missing/],
      [json, weights.subarray(0, 1000), /are too short.*damaged/],
      [Buffer.from("<!doctype html>"), weights, /model.json is not JSON/],
      [Buffer.from("{}"), weights, /is not a tfjs graph model/],
    ];
    for (const [model, bin, message] of broken) {
      await files(model, bin);
      await page.waitForFunction(
        (pattern) => new RegExp(pattern).test(document.querySelector(".alert")?.textContent ?? ""),
        message.source,
      );
      await settled(page);
      expect(await page.getByTestId("run").isDisabled()).to.equal(true);
    }
    await files(json, weights);
    await page.waitForFunction(() => document.querySelector(".alert")?.textContent === "");
    await settled(page);
    await compareNow(page);
    await expectPlan(page, 3);
    await page.close();
  });

  it("takes a model from an address, and says what is wrong with a bad one", async () => {
    const { page } = await openPage(site, `?runs=3&model=${encodeURIComponent(`${site.address}models/emotion.json`)}`);
    await compareNow(page);
    await expectPlan(page, 3);
    await page.locator("#address").fill(`${site.address}nothing/model.json`);
    await page.locator("#address").press("Enter");
    await page.waitForFunction(() => /answered 404/.test(document.querySelector(".alert")?.textContent ?? ""));
    await page.close();
  });

  it("plans anew when a switch is turned, and repeats it from a link", async () => {
    const { page } = await openPage(site, "?model=blazeface&view=graph&runs=3");
    const all = await textOf(page, "summary");
    await page.locator('[data-switch="F8"]').uncheck();
    await page.waitForFunction((was) => document.querySelector("[data-testid=summary]")?.textContent !== was, all);
    await settled(page);
    const fewer = await textOf(page, "summary");
    const launches = (summary: string): number => Number(/become (\d+) launches/.exec(summary)?.[1]);
    expect(launches(fewer)).to.be.above(launches(all));
    expect(new URL(page.url()).searchParams.get("off")).to.equal("F8");

    const { page: other } = await openPage(site, new URL(page.url()).search);
    await other.getByTestId("graph-after").locator(".node").first().waitFor();
    expect(await textOf(other, "summary")).to.equal(fewer);
    expect(await other.locator('[data-switch="F8"]').isChecked()).to.equal(false);
    await other.getByTestId("run").click();
    await settled(other);
    await expectPlan(other, 3);
    expect(await other.locator("#runs").inputValue()).to.equal("3");
    await Promise.all([page.close(), other.close()]);
  });

  it("shows what a fused node replaced, by which pattern, and its code", async () => {
    const { page, complaints } = await openPage(site, "?model=blazeface&view=graph");
    const after = page.getByTestId("graph-after").locator(".node");
    await after.first().waitFor();
    await page.getByRole("button", { name: "Time each launch" }).click();
    await settled(page);
    await page.getByTestId("launches").getByRole("button").first().click();
    const details = page.getByTestId("details");
    expect(await details.innerText())
      .to.match(/Stands for/)
      .and.match(/out = /);
    // Graphs are drawn anew with the times in their nodes.
    await page.getByTestId("graph-before").locator(".selected").first().waitFor({ state: "attached" });
    await details.getByTestId("code").locator("summary").click();
    await page.waitForFunction(() => /f32x4\.\w+/.test(document.querySelector(".code")?.textContent ?? ""));
    expect(await page.getByTestId("misses").locator("li").count()).to.be.above(0);
    await after.nth(2).hover();
    await page.getByTestId("graph-before").locator(".linked").first().waitFor({ state: "attached" });
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("shows the plans of a model's static parts, with what stays with stock", async () => {
    const { page, complaints } = await openPage(site, `?model=${DYNAMIC}&view=graph`);
    for (const pane of ["graph-before", "graph-after"]) await page.getByTestId(pane).locator(".node").first().waitFor();
    expect(await textOf(page, "summary")).to.match(/become \d+ launches and \d+ nodes of stock/);
    await page.getByTestId("left").locator("summary").click();
    expect(await textOf(page, "left")).to.match(/depends on values/);
    const after = page.getByTestId("graph-after");
    expect(await after.locator(".node.anchor").count()).to.be.above(0);
    expect(await after.locator(".node.stock").count()).to.be.above(0);
    await page.getByTestId("launches").getByRole("button").first().click();
    expect(await textOf(page, "details")).to.match(/Stands for/);
    await page.getByTestId("graph-before").locator(".selected").first().waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Time each launch" }).click();
    await settled(page);
    expect(await problemOf(page)).to.equal("");
    expect(await page.locator("#launches").innerText()).to.match(/Time per launch, [\d.]+ ms in all/);
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("stops a run, and keeps what was timed", async () => {
    const { page } = await openPage(site, "?model=emotion&runs=1000");
    await page.getByTestId("run").click();
    await page.waitForFunction(() => /Timing: \d/.test(document.querySelector(".run .facts")?.textContent ?? ""));
    await page.getByRole("button", { name: "Stop" }).click();
    await settled(page);
    expect(await page.locator(".headline .note").innerText()).to.match(/Stopped early/);
    await page.close();
  });

  it("saves a report", async () => {
    const { page } = await openPage(site, "?model=liveness&runs=3");
    await compareNow(page);
    const saved = async (button: string): Promise<Buffer> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: button }).click(),
      ]);
      return readFile(await download.path());
    };
    const report = JSON.parse((await saved("Save as JSON")).toString());
    expect(report).to.deep.include({ model: "Liveness", tier: "plan", answered: report.calls });
    expect(report.stock.timings.total).to.have.length(3);
    expect((await saved("Save as image")).subarray(1, 4).toString()).to.equal("PNG");
    await page.close();
  });

  it("draws every pattern from its declaration", async () => {
    const { page, complaints } = await openPage(site, "?view=patterns");
    await page.locator(".picture svg").first().waitFor();
    const cards = page.getByTestId("pattern");
    const count = await cards.count();
    expect(count).to.be.above(300);
    const drawn = await page.evaluate(async () => {
      const pictures = [...document.querySelectorAll(".picture")];
      const end = performance.now() + 300_000;
      for (const picture of pictures)
        while (
          picture.querySelectorAll("svg").length < 2 &&
          !picture.querySelector(".empty") &&
          performance.now() < end
        ) {
          picture.scrollIntoView();
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        }
      return {
        pairs: pictures.filter((p) => p.querySelectorAll("svg").length === 2).length,
        notes: pictures.filter((p) => p.querySelector(".empty")).length,
      };
    });
    const bare = DECLARATIONS.filter(({ rules: [first] }) => {
      const rule = ruleByName(first as string);
      return rule && "examples" in rule && rule.examples.length === 0;
    });
    expect(drawn).to.deep.equal({ pairs: count - bare.length, notes: bare.length });
    expect(complaints).to.deep.equal([]);
    await page.close();
  });
});
