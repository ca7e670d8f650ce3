/** The built page in the hands of people: dropped folders, own pictures, keyboards, screen readers, phones, huge models. */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { median } from "simple-statistics";
import { type GraphSpec, ints, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { expectWithin } from "../support/slowness.ts";
import {
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

const resolve = createRequire(import.meta.url).resolve;
const HUMAN = join(dirname(resolve("@vladmandic/human")), "../models");
const VIEWS = ["compare", "graph", "patterns"] as const;

/** What the accessibility checker says of a page in both themes: a line for each place. */
async function barriers(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: resolve("axe-core/axe.min.js") });
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const said = await page.evaluate(async () => {
      type Found = { id: string; nodes: { target: unknown; failureSummary: string }[] };
      const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Found[] }> } };
      const { violations } = await axe.run();
      return violations.flatMap(({ id, nodes }) => nodes.map((n) => `${id} ${n.target}: ${n.failureSummary}`));
    });
    found.push(...said.map((line) => `${colorScheme}: ${line}`));
  }
  return found;
}

/** Milliseconds that the page's thread takes for a step of zooming or panning, style and layout included: the median of 40. */
async function timeMoves(page: Page, pane: string): Promise<number> {
  const steps = await page.evaluate(async (id) => {
    const svg = document.querySelector(`[data-testid=${id}] svg`) as SVGSVGElement;
    const { left, top, width, height } = svg.getBoundingClientRect();
    const steps: number[] = [];
    for (let i = 0; i < 40; i++) {
      const start = performance.now();
      const turn = i % 2 === 0 ? { deltaX: 60 } : { deltaY: i < 20 ? 90 : -90 };
      svg.dispatchEvent(
        new WheelEvent("wheel", { ...turn, clientX: left + width / 2, clientY: top + height / 2, cancelable: true }),
      );
      document.body.getBoundingClientRect();
      steps.push(performance.now() - start);
      await new Promise((done) => requestAnimationFrame(done));
    }
    return steps;
  }, pane);
  return median(steps);
}

/** Shows one of the views, until there is something in it. */
async function show(page: Page, view: (typeof VIEWS)[number]): Promise<void> {
  const content = { compare: ".figures", graph: ".node", patterns: ".picture svg" }[view];
  await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: view }).click();
  await page.locator(content).first().waitFor();
}

describe("the demo page, used", function () {
  this.timeout(PATIENCE);
  let site: Site;
  before(async () => {
    site = await openSite();
  });
  after(() => site?.close());

  it("takes a folder that is dropped anywhere on it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dropped-"));
    await copyFile(join(HUMAN, "liveness.json"), join(folder, "model.json"));
    await copyFile(join(HUMAN, "liveness.bin"), join(folder, "liveness.bin"));
    const { page, complaints } = await openPage(site, "?model=emotion&runs=3");
    const session = await site.context.newCDPSession(page);
    const target = page.getByText("Drop the model here");
    // As the browser gets it from the desktop.
    const drag = (type: "dragEnter" | "dragOver" | "drop", files: string[]): Promise<unknown> =>
      session.send("Input.dispatchDragEvent", {
        type,
        x: 600,
        y: 400,
        data: { items: [], files, dragOperationsMask: 1 },
      });
    await drag("dragEnter", [folder]);
    await drag("dragOver", [folder]);
    await target.waitFor();
    await drag("drop", [folder]);
    await target.waitFor({ state: "detached" });
    const name = folder.split(/[\\/]/).at(-1) as string;
    await page.waitForFunction((n) => document.querySelector("#model")?.textContent?.includes(n), name);
    await settled(page);
    await compareNow(page);
    await expectPlan(page, 3);
    expect(await page.locator("input[name=input]:checked").evaluate((e) => e.parentElement?.textContent)).to.equal(
      "Random",
    );
    expect(complaints).to.deep.equal([]);
    await page.close();
    await rm(folder, { recursive: true });
  });

  it("runs on the user's own picture, on the camera, and says what is no picture", async () => {
    const { page, complaints } = await openPage(site, "?model=blazeface&runs=3");
    const chooser = page.locator('input[type=file][accept="image/*"]');
    await chooser.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
    await page.waitForFunction(() =>
      /notes.txt” is not a picture/.test(document.querySelector(".alert")?.textContent ?? ""),
    );
    await chooser.setInputFiles(join(site.folder, "pictures/face.jpg"));
    await page.waitForFunction(() => document.querySelector(".alert")?.textContent === "");
    await compareNow(page);
    await expectPlan(page, 3);
    expect(await page.getByTestId("drawn-fused").getAttribute("aria-label")).to.match(/face \d+ %/);
    expect(new URL(page.url()).searchParams.has("input")).to.equal(false);
    await page.getByText("Webcam").click();
    await page.locator("input[name=input]:checked").and(page.getByLabel("Webcam")).waitFor();
    await compareNow(page);
    await expectPlan(page, 3);
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("says why there is no camera", async () => {
    const { page, complaints } = await openPage(site, "?model=blazeface");
    for (const [error, message] of [
      ["NotAllowedError", /The page may not use the camera/],
      ["NotFoundError", /No camera was found/],
    ] as const) {
      await page.evaluate((name) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("refused", name));
      }, error);
      await page.getByText("Webcam").click();
      await page.waitForFunction(
        (pattern) => new RegExp(pattern).test(document.querySelector(".alert")?.textContent ?? ""),
        message.source,
      );
      expect(await page.getByLabel("Webcam").isChecked()).to.equal(false);
    }
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("draws a map over the picture where a model answers with one", async () => {
    const { page, complaints } = await openPage(site, "?model=liveness&runs=3");
    const spec = {
      picture: placeholder([1, 32, 32, 3]),
      channels: ints(3),
      grey: node("Mean", ["picture", "channels"], { keep_dims: true }),
      map: node("Sigmoid", ["grey"]),
    };
    await page.locator(".own summary").click();
    await page.locator("#address").fill(await publish(page, spec, "map"));
    await page.locator("#address").press("Enter");
    await page.waitForFunction(() => /32×32/.test(document.querySelector(".model .facts")?.textContent ?? ""));
    await settled(page);
    await page.getByText("Face", { exact: true }).click();
    await compareNow(page);
    await expectPlan(page, 3);
    for (const side of ["stock", "fused"]) {
      const canvas = page.getByTestId(`drawn-${side}`);
      expect(await canvas.getAttribute("aria-label")).to.equal("a map of 32 by 32 values");
      // Bright places are tinted, dark ones are not: somewhere the side's colour leads, and not everywhere.
      const tinted = await canvas.evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement;
        const context = (element as HTMLCanvasElement).getContext("2d") as CanvasRenderingContext2D;
        const { data } = context.getImageData(0, 0, width, height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) if ((data[i + 2] as number) > (data[i] as number) + 40) count++;
        return count / (width * height);
      });
      expect(tinted, side).to.be.within(0.05, 0.95);
    }
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("compares on worker threads where the page is isolated", async () => {
    const { page, complaints } = await openPage(site, "?model=faceres&backend=wasm-threads&runs=3", site.isolated);
    expect(await page.evaluate(() => crossOriginIsolated)).to.equal(true);
    await compareNow(page);
    await expectPlan(page, 3);
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("leads through the graph by keyboard", async () => {
    const { page } = await openPage(site, "?model=liveness&view=graph");
    const nodes = page.getByTestId("graph-after").getByRole("button");
    for (const pane of ["graph-before", "graph-after"]) await page.getByTestId(pane).locator(".node").first().waitFor();
    const tools = page.getByTestId("graph-after").getByRole("button", { name: "Show the whole graph" });
    await tools.focus();
    await page.keyboard.press("Tab");
    const focused = (): Promise<string | null> =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? null);
    const first = await focused();
    expect(first).to.match(/^input /);
    await page.keyboard.press("ArrowDown");
    const second = await focused();
    expect(second).to.not.equal(first);
    await page.getByTestId("graph-before").locator(".linked").first().waitFor({ state: "attached" });
    await page.keyboard.press("Enter");
    expect(await textOf(page, "details")).to.match(/Stands for/);
    const scale = (): Promise<string | null> =>
      page.getByTestId("graph-after").locator("svg > g").getAttribute("transform");
    const before = await scale();
    await page.keyboard.press("+");
    expect(await scale()).to.not.equal(before);
    expect(await nodes.count()).to.be.above(3);
    await page.close();
  });

  it("has no barriers that a checker finds", async () => {
    const { page } = await openPage(site, "?model=liveness&runs=3");
    await compareNow(page);
    for (const view of VIEWS) {
      await show(page, view);
      if (view === "graph") await page.getByTestId("launches").getByRole("button").first().click();
      expect(await barriers(page), view).to.deep.equal([]);
    }
    await page.close();
  });

  it("has none on a phone where things go wrong, or much is open", async () => {
    const { page } = await openPage(site, `?model=${encodeURIComponent(`${site.address}nothing/model.json`)}`);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const view of ["compare", "graph"] as const) {
      await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: view }).click();
      await page.locator("h1").waitFor();
      expect(await problemOf(page)).to.match(/answered 404/);
      expect(await barriers(page), view).to.deep.equal([]);
    }
    await page.getByRole("combobox", { name: "Model" }).selectOption(DYNAMIC);
    await settled(page);
    await page.getByTestId("graph-after").locator(".node").first().waitFor();
    await page.getByTestId("left").locator("summary").click();
    await page.getByTestId("launches").getByRole("button").first().click();
    await page.getByTestId("code").locator("summary").click();
    await page.waitForFunction(() => /local/.test(document.querySelector(".code")?.textContent ?? ""));
    await page.getByRole("searchbox", { name: "Find a pattern" }).fill("pool");
    expect(await barriers(page)).to.deep.equal([]);
    await page.getByRole("searchbox", { name: "Find a pattern" }).fill("no such pattern");
    await page.getByText("No pattern has that in its name or description.").waitFor();
    await page.close();
  });

  it("fits into 320 pixels", async () => {
    const { page } = await openPage(site, "?model=liveness&runs=3");
    await page.setViewportSize({ width: 320, height: 700 });
    await compareNow(page);
    await compareNow(page);
    await page.getByRole("heading", { name: "Runs of this visit" }).waitFor();
    for (const view of VIEWS) {
      await show(page, view);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide, view).to.be.at.most(0);
    }
    await page.close();
  });

  it("draws 1,000 nodes, one by one, and 28,000 as groups that open and close", async () => {
    const { page, complaints } = await openPage(site, "?model=liveness&view=graph");
    const pane = page.getByTestId("graph-before");
    const load = async (stages: number, become: RegExp): Promise<void> => {
      await page.locator("#address").fill(await publish(page, stagesOf(stages), `${stages}`));
      await page.locator("#address").press("Enter");
      await page.waitForFunction(
        (pattern) => new RegExp(pattern).test(document.querySelector("[data-testid=summary]")?.textContent ?? ""),
        become.source,
      );
      await pane.and(page.locator("[aria-busy=false]")).waitFor();
    };
    const nodes = pane.locator(".node");
    const count = (n: number): Promise<unknown> =>
      page.waitForFunction((m) => document.querySelectorAll("[data-testid=graph-before] .node").length === m, n);
    await page.locator(".own summary").click();
    // Hundreds of layers, one below the other.
    await load(14, /^980 nodes become/);
    await count(981);
    // A step takes about 1 ms, and must be done between two frames.
    await expectWithin(15, () => timeMoves(page, "graph-before"), "a step of zooming or panning");

    await load(400, /^28,000 nodes become/);
    const groups = pane.locator(".node.group");
    const shown = await nodes.count();
    expect(shown).to.be.within(10, 200);
    await groups.first().dispatchEvent("click");
    const close = pane.getByRole("button", { name: "Close groups" });
    await close.waitFor();
    await pane.and(page.locator("[aria-busy=false]")).waitFor();
    expect(await nodes.count()).to.be.above(shown);
    await close.click();
    await count(shown);
    expect(await problemOf(page)).to.equal("");
    expect(complaints).to.deep.equal([]);
    await page.close();
  });
});

/** Lets the page find a model at the address that is returned. */
async function publish(page: Page, spec: GraphSpec, folder: string): Promise<string> {
  const { weightSpecs, weightData, ...rest } = modelArtifacts(spec);
  const model = { ...rest, weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }] };
  const body = Buffer.from(weightData as ArrayBuffer);
  await page.route(`**/${folder}/model.json`, (route) => route.fulfill({ json: model }));
  await page.route(`**/${folder}/weights.bin`, (route) => route.fulfill({ body }));
  return new URL(`${folder}/model.json`, page.url()).href;
}

/** Stages of 10 blocks of 7 nodes. */
function stagesOf(stages: number): GraphSpec {
  const nodes: Record<string, GraphSpec[string]> = {
    x: placeholder([1, 4]),
    factor: weight([4, 4]),
    bias: weight([4]),
  };
  let last = "x";
  for (let stage = 0; stage < stages; stage++)
    for (let block = 0; block < 10; block++) {
      const at = `stage_${stage}/block_${block}`;
      nodes[`${at}/product`] = node("MatMul", [last, "factor"]);
      nodes[`${at}/biased`] = node("BiasAdd", [`${at}/product`, "bias"]);
      nodes[`${at}/active`] = node("Relu", [`${at}/biased`]);
      nodes[`${at}/mixed`] = node("MatMul", [`${at}/active`, "factor"]);
      nodes[`${at}/gate`] = node("Sigmoid", [`${at}/mixed`]);
      nodes[`${at}/gated`] = node("Mul", [`${at}/gate`, `${at}/active`]);
      nodes[`${at}/sum`] = node("AddV2", [`${at}/gated`, last]);
      last = `${at}/sum`;
    }
  return nodes;
}
