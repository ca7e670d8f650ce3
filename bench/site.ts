/** A web page of the benchmark in headless Chromium: its script bundled, its files served from this machine. */
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
import { benchModel, modelFile } from "./models.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Without an icon of its own a browser asks for one. */
const PAGE = '<!doctype html><link rel=icon href="data:,"><script src=/page.js></script>';
/** What runtimes compiled from C++ tell of themselves on the error stream. */
const CHATTER = /^(INFO|WARNING): /;

export interface Site {
  /** The page's script: a module that is bundled with what it imports. */
  readonly script: URL;
  /** Other scripts, bundled as modules: by name, the file to start from. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Folders to serve, by the first part of the path. Models and tfjs's binaries are served at `/models/ID/` and `/wasm/`. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Cross-origin isolated, as threads need it. Most pages are not. */
  readonly isolated?: boolean;
  /** Further switches of the browser. */
  readonly switches?: readonly string[];
  /** Graphics by the browser's software device, the same on every machine. */
  readonly software?: boolean;
}

/** Where the page finds a model. */
export const modelUrl = (id: string): string => `/models/${id}/${basename(modelFile(benchModel(id)))}`;

async function bundle(input: string, format: "iife" | "es"): Promise<string> {
  const build = await rolldown({ input, platform: "browser" });
  const { output } = await build.generate({ format });
  return output[0].code;
}

const TFJS_WASM = join(
  dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json")),
  "dist",
);

async function serve({ script, modules = {}, folders = {}, isolated = false }: Site): Promise<Server> {
  const scripts = new Map([["page.js", await bundle(fileURLToPath(script), "iife")]]);
  for (const [name, file] of Object.entries(modules)) scripts.set(name, await bundle(file, "es"));
  const fileOf = (path: string): string | undefined => {
    const [first = "", ...rest] = path.split("/");
    if (first === "models") return join(dirname(modelFile(benchModel(rest[0] ?? ""))), ...rest.slice(1));
    const folder = first === "wasm" ? TFJS_WASM : folders[first];
    return folder && join(folder, ...rest);
  };
  const server = createServer(async (request, response) => {
    if (isolated) {
      response.setHeader("cross-origin-opener-policy", "same-origin");
      response.setHeader("cross-origin-embedder-policy", "require-corp");
    }
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname)).slice(1);
    const code = scripts.get(path);
    if (path === "") return response.setHeader("content-type", "text/html").end(PAGE);
    if (code !== undefined) return response.setHeader("content-type", "text/javascript").end(code);
    const file = fileOf(path);
    const found = file === undefined ? undefined : await stat(file).catch(() => undefined);
    if (file === undefined || !found?.isFile()) return response.writeHead(404).end();
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

/** A fresh page; what it logs as errors is printed under its name. */
export type OpenPage = (name: string) => Promise<Page>;

/** Runs `body` while the site is up, and returns the browser's version with what it gives. */
export async function withSite<T>(
  site: Site,
  body: (open: OpenPage) => Promise<T>,
): Promise<{ version: string; result: T }> {
  const server = await serve(site);
  const browser = await chromium.launch({
    executablePath: ensureChrome(),
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...(site.switches ?? []),
      ...(site.software ? ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"] : []),
    ],
  });
  try {
    const { port } = server.address() as AddressInfo;
    const result = await body(async (name) => {
      const page = await browser.newPage();
      page.on("console", (m) => {
        if (m.type() === "error" && !CHATTER.test(m.text())) console.error(`${name}: ${m.text()}`);
      });
      page.on("pageerror", (e) => console.error(`${name}: ${e.message}`));
      await page.goto(`http://127.0.0.1:${port}/`);
      return page;
    });
    return { version: browser.version(), result };
  } finally {
    await browser.close();
    server.close();
  }
}
