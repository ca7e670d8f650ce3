/** The built page, served as a static host would: below a sub-path, without any special headers. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { ensureChrome } from "../../scripts/find-chrome.ts";

const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));
const PREFIX = "/some/path/";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".jpg": "image/jpeg",
};

export interface Site {
  readonly address: string;
  readonly browser: Browser;
  /** For pages that need no profile of their own; without service workers, which would fetch the whole site for each. */
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Builds the page into `build/demo-test`, serves it and starts a browser that has WebGPU in software. */
export async function openSite(): Promise<Site> {
  const folder = join(ROOT, "build/demo-test");
  await build({
    configFile: join(ROOT, "demo/vite.config.ts"),
    logLevel: "warn",
    build: { outDir: folder, minify: false, reportCompressedSize: false },
  });
  const server = await serve(folder);
  const browser = await chromium.launch({
    executablePath: ensureChrome(),
    args: [
      "--no-sandbox",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--enable-unsafe-webgpu",
      "--use-webgpu-adapter=swiftshader",
      "--enable-features=Vulkan",
    ],
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://localhost:${port}${PREFIX}`,
    browser,
    context: await browser.newContext({ serviceWorkers: "block" }),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function serve(folder: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = normalize(decodeURIComponent(pathname));
    const file = path === PREFIX ? join(folder, "index.html") : join(folder, path.slice(PREFIX.length));
    const found = path.startsWith(PREFIX) ? await stat(file).catch(() => undefined) : undefined;
    if (!found?.isFile()) return response.writeHead(404).end();
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    response.setHeader("cache-control", "max-age=600");
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

export interface Opened {
  readonly page: Page;
  /** What the console and uncaught errors said. */
  readonly complaints: string[];
}

/** Opens the page with settings in its address, and waits until the model is loaded or refused. */
export async function openPage(site: Site, query = ""): Promise<Opened> {
  const page = await site.context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    const isBad = ["error", "warning"].includes(line.type());
    // What keeps service workers out says so.
    if (isBad && !/blocked by Playwright/.test(line.text())) complaints.push(line.text());
  });
  await page.goto(`${site.address}${query}`);
  await settled(page);
  return { page, complaints };
}

/** Waits until the page is neither loading nor planning nor running. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('html[data-state="idle"]', { timeout: 60_000, state: "attached" });
}
