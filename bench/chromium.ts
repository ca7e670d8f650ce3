/** Runs `measure` in headless Chromium, a fresh page for every model. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { basename, dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";
import { ensureChrome } from "../scripts/find-chrome.ts";
import type { Measurement } from "../src/cli/measure.ts";
import { benchModel, modelFile } from "./models.ts";

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

/** Serves the page, the models and tfjs's wasm binaries. Not cross-origin isolated, as most pages are not: one thread. */
async function serve(script: string): Promise<Server> {
  const wasm = join(
    dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json")),
    "dist",
  );
  const server = createServer(async (request, response) => {
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
  readonly onModel?: (measurement: Measurement) => void;
}

/** Measures models one after the other; returns the browser's version with the results. */
export async function measureInChromium(
  models: readonly string[],
  options: ChromiumOptions,
): Promise<{ version: string; measurements: Measurement[] }> {
  const server = await serve(await bundlePage());
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
    const measurements: Measurement[] = [];
    for (const name of models) {
      const page = await browser.newPage();
      page.on("console", (m) => m.type() === "error" && console.error(`${name}: ${m.text()}`));
      page.on("pageerror", (e) => console.error(`${name}: ${e.message}`));
      await page.goto(`http://127.0.0.1:${port}/`);
      const m = await page.evaluate(
        ([n, url, runs, budgetMs, call]) => window.measureModel(n, url, { runs, budgetMs, ...(call ? { call } : {}) }),
        [
          name,
          `/models/${name}/${basename(modelFile(benchModel(name)))}`,
          options.runs,
          options.budgetMs,
          benchModel(name).call,
        ] as const,
      );
      measurements.push(m);
      options.onModel?.(m);
      await page.close();
    }
    return { version: browser.version(), measurements };
  } finally {
    await browser.close();
    server.close();
  }
}
