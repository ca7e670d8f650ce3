/** The built page in Chromium: every model runs, files and addresses work, switches and shared links do what they say. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { MODELS } from "../../demo/models.ts";
import { DECLARATIONS, ruleByName } from "../../demo/rules.ts";
import { hasEngine } from "../../src/hook/planners.ts";
import { openPage, openSite, type Site, settled } from "./support.ts";

const HUMAN = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/human")), "../models");
/** It has control flow, so only parts of it have plans. */
const DYNAMIC = "handtrack";

const text = (page: Page, id: string): Promise<string> => page.getByTestId(id).innerText();
const run = async (page: Page): Promise<void> => {
  await page.getByTestId("run").click();
  await settled(page);
};
const problemOf = (page: Page): Promise<string> => page.locator(".alert").innerText();

/** A plan's answer, as the page tells it. */
async function expectPlan(page: Page, runs: number): Promise<void> {
  expect(await problemOf(page)).to.equal("");
  expect(Number.parseFloat(await text(page, "ratio"))).to.be.above(0);
  const [answered, calls] = (await text(page, "answered")).split(" of ").map(Number);
  expect(answered).to.equal(calls).and.be.at.least(runs);
  expect(await text(page, "difference")).to.match(/differ by at most/);
}

describe("the demo page", function () {
  this.timeout(120_000);
  let site: Site;
  before(async () => {
    site = await openSite();
  });
  after(() => site?.close());

  it("shows itself at once, without a shift and without a complaint", async () => {
    const { page, complaints } = await openPage(site);
    const paint = await page.evaluate(
      () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.POSITIVE_INFINITY,
    );
    expect(paint).to.be.below(3000);
    const shift = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
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

  for (const backend of ["wasm", ...(hasEngine("webgpu") ? ["webgpu"] : [])])
    it(`compares every model on ${backend}`, async () => {
      const { page, complaints } = await openPage(site, `?model=${MODELS[0]?.id}&backend=${backend}&runs=2`);
      for (const { id } of MODELS) {
        await page.locator("#model").selectOption(id);
        await settled(page);
        await run(page);
        if (id === DYNAMIC) expect(await text(page, "parts")).to.match(/\d+ of \d+ nodes by plan/);
        else await expectPlan(page, 2);
        for (const side of ["stock", "fused"])
          expect(await page.getByTestId(`drawn-${side}`).isVisible(), `${id} ${side}`).to.equal(true);
      }
      expect(complaints).to.deep.equal([]);
      await page.close();
    });

  it("draws the same for stock and Graphweld, and something", async () => {
    const { page } = await openPage(site, "?model=blazeface&runs=3");
    await run(page);
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
    await run(page);
    await expectPlan(page, 3);
    await page.close();
  });

  it("takes a model from an address, and says what is wrong with a bad one", async () => {
    const { page } = await openPage(site, `?runs=3&model=${encodeURIComponent(`${site.address}models/emotion.json`)}`);
    await run(page);
    await expectPlan(page, 3);
    await page.locator("#address").fill(`${site.address}nothing/model.json`);
    await page.locator("#address").press("Enter");
    await page.waitForFunction(() => /answered 404/.test(document.querySelector(".alert")?.textContent ?? ""));
    await page.close();
  });

  it("plans anew when a switch is turned, and repeats it from a link", async () => {
    const { page } = await openPage(site, "?model=blazeface&view=graph&runs=3");
    const all = await text(page, "summary");
    await page.locator('[data-switch="F8"]').uncheck();
    await page.waitForFunction((was) => document.querySelector("[data-testid=summary]")?.textContent !== was, all);
    await settled(page);
    const fewer = await text(page, "summary");
    const launches = (summary: string): number => Number(/become (\d+) launches/.exec(summary)?.[1]);
    expect(launches(fewer)).to.be.above(launches(all));
    expect(new URL(page.url()).searchParams.get("off")).to.equal("F8");

    const { page: other } = await openPage(site, new URL(page.url()).search);
    await other.getByTestId("graph-after").locator(".node").first().waitFor();
    expect(await text(other, "summary")).to.equal(fewer);
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
    expect(await page.getByTestId("graph-before").locator(".selected").count()).to.be.above(0);
    await details.getByTestId("code").locator("summary").click();
    await page.waitForFunction(() => /f32x4\.\w+/.test(document.querySelector(".code")?.textContent ?? ""));
    expect(await page.getByTestId("misses").locator("li").count()).to.be.above(0);
    await after.nth(2).hover();
    expect(await page.getByTestId("graph-before").locator(".linked").count()).to.be.above(0);
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
    await run(page);
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
      for (let i = 0; i < pictures.length; i += 3) {
        pictures[i]?.scrollIntoView();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      }
      await new Promise((done) => setTimeout(done, 300));
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

  it("works offline, and isolated, once it was open", async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${site.address}?model=liveness&runs=3`);
    await settled(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await settled(page);
    expect(await page.evaluate(() => crossOriginIsolated)).to.equal(true);
    await context.setOffline(true);
    await page.reload();
    await settled(page);
    await run(page);
    await expectPlan(page, 3);
    await context.close();
  });
});
