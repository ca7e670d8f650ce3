/** The built page as an app: offline, isolated without its server's help, and when a newer build takes its place. */
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { BrowserContext, Page } from "playwright-core";
import {
  addressOf,
  compareNow,
  expectPlan,
  newContext,
  openSite,
  PATIENCE,
  type Site,
  serve,
  settled,
} from "./support.ts";

/** The names of all caches of the page's origin. */
const cachesOf = (page: Page): Promise<string[]> => page.evaluate(() => caches.keys());

/** Waits until a promise that the page makes comes true; `waitForFunction` takes any promise for an answer. */
async function until(page: Page, holds: () => Promise<boolean>): Promise<void> {
  while (!(await page.evaluate(holds))) await page.waitForTimeout(50);
}

async function opened(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await settled(page);
  return page;
}

describe("the demo page, installed", function () {
  this.timeout(PATIENCE);
  let site: Site;
  before(async () => {
    site = await openSite();
  });
  after(() => site?.close());

  it("works offline, and on threads, once it was open", async () => {
    const context = await newContext(site.browser);
    const page = await opened(context, `${site.address}?model=liveness&runs=3`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await settled(page);
    expect(await page.evaluate(() => crossOriginIsolated)).to.equal(true);
    await context.setOffline(true);
    await page.reload();
    await settled(page);
    await page.locator("input[value=wasm-threads]").check();
    await settled(page);
    await compareNow(page);
    await expectPlan(page, 3);
    // Its code is fetched only now.
    await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "patterns" }).click();
    await page.locator(".picture svg").first().waitFor();
    await context.close();
  });

  it("gives way to a newer build, and leaves only models behind", async () => {
    const folder = await mkdtemp(join(tmpdir(), "builds-"));
    await cp(site.folder, folder, { recursive: true });
    const server = await serve(folder);
    const address = `${addressOf(server)}?model=liveness&runs=3`;
    const context = await newContext(site.browser);
    const older = await opened(context, address);
    await older.evaluate(() => navigator.serviceWorker.ready);
    await older.reload();
    await settled(older);
    const before = await cachesOf(older);
    const models = before.find((name) => name.endsWith(" models"));
    expect(before).to.have.length(2).and.include(models);

    // Another name for a file, and so for the build.
    const style = (await readdir(join(folder, "assets"))).find((name) => name.endsWith(".css")) as string;
    await rename(join(folder, "assets", style), join(folder, "assets/newer.css"));
    for (const name of ["index.html", "sw.js"]) {
      const text = await readFile(join(folder, name), "utf8");
      const build = /"?name"?: ?["'`]([0-9a-f]{12})/.exec(text)?.[1] ?? "none";
      await writeFile(join(folder, name), text.replaceAll(style, "newer.css").replace(build, "newer-build"));
    }
    const newer = await opened(context, address);
    await until(newer, async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
    expect(await newer.locator("link[rel=stylesheet]").first().getAttribute("href")).to.match(/newer\.css$/);
    await context.setOffline(true);
    // Pages of both builds go on, whichever has its turn.
    for (const page of [older, newer]) {
      await page.reload();
      await settled(page);
      expect(await page.evaluate(() => getComputedStyle(document.querySelector(".top") as Element).position)).to.equal(
        "sticky",
      );
    }
    await context.setOffline(false);
    await Promise.all([older.close(), newer.close()]);

    // The newer one takes over when no page is open, which may be after another is.
    const takenOver = async () => !(await caches.keys()).some((name) => /[0-9a-f]{12}$/.test(name));
    let last = await opened(context, address);
    while (!(await last.evaluate(takenOver))) {
      await last.close();
      last = await opened(context, address);
    }
    expect((await cachesOf(last)).map((name) => name.split(" ").at(-1))).to.have.members(["models", "newer-build"]);
    await context.close();
    server.close();
    await rm(folder, { recursive: true });
  });
});
