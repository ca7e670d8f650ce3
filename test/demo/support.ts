/** The built page, served as a static host would: below a sub-path, without any special headers. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { ensureChrome } from "../../scripts/find-chrome.ts";

const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));
const PREFIX = "/some/path/";
/** The same page from a server that sends the headers for shared memory. */
const ISOLATED = "/isolated/";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".jpg": "image/jpeg",
};

/** How long a page may take on a machine that is slow and busy: some thirty times what the slowest takes otherwise. Milliseconds. */
export const PATIENCE = 900_000;

export interface Site {
  readonly address: string;
  /** The page, cross-origin isolated by its server. */
  readonly isolated: string;
  /** Where the built page lies. */
  readonly folder: string;
  readonly browser: Browser;
  /** For pages that need no profile of their own; without service workers, which would fetch the whole site for each. */
  readonly context: BrowserContext;
  close(): Promise<void>;
}

let built: Promise<string> | undefined;

/** Builds the page into `build/demo-test`, once for all specs. */
async function builtPage(): Promise<string> {
  const outDir = join(ROOT, "build/demo-test");
  await build({
    configFile: join(ROOT, "demo/vite.config.ts"),
    logLevel: "warn",
    build: { outDir, reportCompressedSize: false },
  });
  return outDir;
}

/** Builds and serves the page, and starts a browser that has WebGPU in software, and a camera that is none. */
export async function openSite(): Promise<Site> {
  built ??= builtPage();
  const folder = await built;
  const server = await serve(folder);
  const browser = await chromium.launch({
    timeout: (2 * PATIENCE) / 3,
    executablePath: ensureChrome(),
    args: [
      "--no-sandbox",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--enable-unsafe-webgpu",
      "--use-webgpu-adapter=swiftshader",
      // Without these, reading back at once, as control flow does on stock, loses the device.
      "--use-angle=swiftshader",
      "--use-vulkan=swiftshader",
      "--enable-features=Vulkan",
      // The software device may take longer than a watch over real ones would allow.
      "--disable-gpu-watchdog",
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
    ],
  });
  return {
    address: addressOf(server),
    isolated: addressOf(server, ISOLATED),
    folder,
    browser,
    context: await newContext(browser, { serviceWorkers: "block" }),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** A profile whose pages are waited for as long as a spec may take. */
export async function newContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout((2 * PATIENCE) / 3);
  return context;
}

/** Serves a built page under both paths; files are read anew for every request. */
export async function serve(folder: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = normalize(decodeURIComponent(pathname));
    const prefix = [PREFIX, ISOLATED].find((start) => path.startsWith(start));
    const file = join(folder, path.slice(prefix?.length) || "index.html");
    const found = prefix ? await stat(file).catch(() => undefined) : undefined;
    if (!found?.isFile()) return response.writeHead(404).end();
    if (prefix === ISOLATED) {
      response.setHeader("cross-origin-opener-policy", "same-origin");
      response.setHeader("cross-origin-embedder-policy", "require-corp");
    }
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    response.setHeader("cache-control", "max-age=600");
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

export const addressOf = (server: Server, path: string = PREFIX): string =>
  `http://localhost:${(server.address() as AddressInfo).port}${path}`;

export interface Opened {
  readonly page: Page;
  /** What the console and uncaught errors said. */
  readonly complaints: string[];
}

/** Opens the page with settings in its address, and waits until the model is loaded or refused. */
export async function openPage(site: Site, query = "", address: string = site.address): Promise<Opened> {
  const page = await site.context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    const isBad = ["error", "warning"].includes(line.type());
    // What keeps service workers out says so.
    if (isBad && !/blocked by Playwright/.test(line.text())) complaints.push(line.text());
  });
  await page.goto(`${address}${query}`);
  await settled(page);
  return { page, complaints };
}

/** Waits until the page is neither loading nor planning nor running. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('html[data-state="idle"]', { state: "attached" });
}

export const textOf = (page: Page, id: string): Promise<string> => page.getByTestId(id).innerText();
export const problemOf = (page: Page): Promise<string> => page.locator(".alert").innerText();

/** Runs the comparison to its end. */
export async function compareNow(page: Page): Promise<void> {
  await page.getByTestId("run").click();
  await settled(page);
}

/** A plan's answer to every call, as the page tells it. */
export async function expectPlan(page: Page, runs: number): Promise<void> {
  expect(await problemOf(page)).to.equal("");
  expect(Number.parseFloat(await textOf(page, "ratio"))).to.be.above(0);
  const [answered, calls] = ((await textOf(page, "answered")).replaceAll(",", "").match(/\d+/g) ?? []).map(Number);
  expect(answered).to.equal(calls).and.be.at.least(runs);
  expect(await textOf(page, "difference")).to.match(/differ by at most/);
}

/** A bundled model with control flow, so only parts of it have plans. */
export const DYNAMIC = "handtrack";

/** Chooses a bundled model and compares it: plans answer, both sides' outputs are drawn, and Graphweld has fewer of `count`. */
export async function compareModel(page: Page, id: string, count: "Launches" | "Dispatches"): Promise<void> {
  await page.locator("#model").selectOption(id);
  await settled(page);
  await compareNow(page);
  expect(await problemOf(page), id).to.equal("");
  if (id === DYNAMIC) expect(await textOf(page, "parts")).to.match(/\d+ of \d+ nodes by plan/);
  else await expectPlan(page, 2);
  for (const side of ["stock", "fused"])
    expect(await page.getByTestId(`drawn-${side}`).isVisible(), `${id} ${side}`).to.equal(true);
  const cells = await page.getByRole("row", { name: count }).locator("td").allInnerTexts();
  const [stock, fused] = cells.map(Number) as [number, number];
  expect(fused, `${id} ${cells}`).to.be.above(0).and.below(stock);
}
