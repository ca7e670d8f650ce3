/** Runs `measure` in headless Chromium, a fresh page for every model. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { basename, dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { rolldown } from "rolldown";
import { ensureChrome } from "../scripts/find-chrome.ts";
import type { Measurement } from "../src/cli/measure.ts";
import { benchModel, modelFile } from "./models.ts";
import type { Scaling, ScalingOptions } from "./scaling.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

async function bundlePage(): Promise<string> {
  const build = await rolldown({ input: fileURLToPath(new URL("page.ts", import.meta.url)), platform: "browser" });
  const { output } = await build.generate({ format: "iife" });
  return output[0].code;
}

/** `ID/FILE` in the folder of the model `ID`. */
function modelPath(path: string): string {
  const [id, ...rest] = path.split("/");
  return join(dirname(modelFile(benchModel(id as string))), ...rest);
}

/** Serves the page, the models and tfjs's wasm binaries. Most pages are not cross-origin isolated; threads need it. */
async function serve(script: string, isolated: boolean): Promise<Server> {
  const wasm = join(
    dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json")),
    "dist",
  );
  const server = createServer(async (request, response) => {
    if (isolated) {
      response.setHeader("cross-origin-opener-policy", "same-origin");
      response.setHeader("cross-origin-embedder-policy", "require-corp");
    }
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    if (path === "/")
      return response.setHeader("content-type", "text/html").end("<!doctype html><script src=/page.js></script>");
    if (path === "/page.js") return response.setHeader("content-type", "text/javascript").end(script);
    const file = path.startsWith("/models/") ? modelPath(path.slice(8)) : join(wasm, path.replace("/wasm/", ""));
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return response.writeHead(404).end();
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

export interface ChromiumOptions {
  readonly runs: number;
  readonly budgetMs: number;
  readonly threads: number;
  readonly onModel?: (measurement: Measurement) => void;
}

/** Measures models one after the other; returns the browser's version with the results. */
export async function measureInChromium(
  models: readonly string[],
  { onModel, ...options }: ChromiumOptions,
): Promise<{ version: string; measurements: Measurement[] }> {
  const measurements: Measurement[] = [];
  const version = await inPages(models, options.threads > 1, async (page, name, url) => {
    const { call } = benchModel(name);
    const m = await page.evaluate(([n, at, settings]) => window.measureModel(n, at, settings), [
      name,
      url,
      { ...options, ...(call ? { call } : {}) },
    ] as const);
    measurements.push(m);
    onModel?.(m);
  });
  return { version, measurements };
}

/** Measures how plans scale with threads. */
export async function scaleInChromium(
  models: readonly string[],
  options: ScalingOptions,
  onModel: (scaling: Scaling) => void,
): Promise<void> {
  await inPages(models, true, async (page, name, url) =>
    onModel(
      await page.evaluate(([n, at, settings]) => window.measureScaling(n, at, settings), [name, url, options] as const),
    ),
  );
}

/** Opens a fresh page for each model; returns the browser's version. */
async function inPages(
  models: readonly string[],
  isolated: boolean,
  body: (page: Page, name: string, url: string) => Promise<void>,
): Promise<string> {
  const server = await serve(await bundlePage(), isolated);
  const browser = await chromium.launch({
    executablePath: ensureChrome(),
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    const { port } = server.address() as AddressInfo;
    for (const name of models) {
      const page = await browser.newPage();
      page.on("console", (m) => m.type() === "error" && console.error(`${name}: ${m.text()}`));
      page.on("pageerror", (e) => console.error(`${name}: ${e.message}`));
      await page.goto(`http://127.0.0.1:${port}/`);
      await body(page, name, `/models/${name}/${basename(modelFile(benchModel(name)))}`);
      await page.close();
    }
    return browser.version();
  } finally {
    await browser.close();
    server.close();
  }
}
