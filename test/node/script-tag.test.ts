/** Pages that load everything by `<script>`: the published file attaches to the global `tf`. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { Tensor } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "tsdown";
import { ensureChrome } from "../../scripts/find-chrome.ts";
import type * as graphweldApi from "../../src/index.ts";
import config from "../../tsdown.config.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const OUTPUT = "build/script-tag";
const TYPES: Record<string, string> = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};
const ORIGIN = "http://localhost";

/** A page's globals. */
interface Globals {
  tf: typeof import("@tensorflow/tfjs-core") &
    typeof import("@tensorflow/tfjs-converter") & { wasm: typeof import("@tensorflow/tfjs-backend-wasm") };
  graphweld: typeof graphweldApi;
}

/** Builds the file for `<script>` as the package's build does. */
async function buildGlobal(): Promise<void> {
  const own = config.find((one) => one.globalName === "graphweld");
  if (!own) throw new Error("The build has no file for <script>.");
  await build({ ...own, config: false, cwd: root, outDir: OUTPUT, logLevel: "error" });
}

/** The file behind a path of the page's server. */
function fileOf(path: string): string {
  const [, folder, name = ""] = path.split("/");
  if (folder === "models") return join(root, "node_modules/@vladmandic/human/models", name);
  if (folder === "dist") return join(root, OUTPUT, name);
  const main = createRequire(import.meta.url).resolve(`@tensorflow/${folder}/package.json`);
  return join(dirname(main), "dist", name);
}

const tag = (path: string): string => `<script src="${path}"></script>`;
const TFJS = [
  "/tfjs-core/tf-core.min.js",
  "/tfjs-converter/tf-converter.min.js",
  "/tfjs-backend-wasm/tf-backend-wasm.min.js",
];
const GRAPHWELD = "/dist/graphweld.global.js";

describe("script tags", () => {
  let browser: Browser;
  before(async () => {
    await buildGlobal();
    browser = await chromium.launch({
      executablePath: ensureChrome(),
      timeout: 120_000,
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    });
  });
  after(() => browser?.close());

  /** Opens a page with these scripts; `errors` gathers what goes wrong in it. */
  const open = async (scripts: readonly string[]): Promise<{ page: Page; errors: string[] }> => {
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on(
      "console",
      (line) => line.type() === "warning" && line.text().includes("Graphweld") && errors.push(line.text()),
    );
    await page.route("**/*", async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === "/") return route.fulfill({ contentType: "text/html", body: scripts.map(tag).join("\n") });
      const body = await readFile(fileOf(pathname)).catch(() => undefined);
      if (body === undefined) return route.fulfill({ status: 404 });
      return route.fulfill({ contentType: TYPES[extname(pathname)] ?? "application/octet-stream", body });
    });
    await page.goto(`${ORIGIN}/`);
    return { page, errors };
  };

  /** Loads liveness in the page, warms it up and predicts once; with `own`, by a second copy of the converter. */
  const predict = (page: Page, own?: string) =>
    page.evaluate(async (ownConverter) => {
      const { tf, graphweld } = window as unknown as Globals;
      tf.wasm.setWasmPaths("/tfjs-backend-wasm/");
      await tf.setBackend("wasm");
      await tf.ready();
      tf.env().set("GRAPHWELD_KEEP_SLOWER", true);
      let loader: Pick<Globals["tf"], "GraphModel" | "loadGraphModel"> = tf;
      let missed: string | undefined;
      if (ownConverter !== undefined) {
        // What a bundler does to a library: its globals are the app's own.
        const text = await (await fetch(ownConverter)).text();
        loader = new Function("tf", `const globalThis = { tf }; ${text}; return tf;`)({ ...tf }) as typeof loader;
        const early = await loader.loadGraphModel("/models/liveness.json");
        missed = graphweld.explain(early).reason;
        early.dispose();
        graphweld.install(loader);
      }
      const model = (await loader.loadGraphModel("/models/liveness.json")) as GraphModel;
      const x = tf.fill([1, 32, 32, 3], 0.5);
      const want = Array.from((model.predict(x) as Tensor).dataSync());
      await graphweld.warmup(model, x);
      const before = graphweld.explain(model).calls;
      const got = Array.from((model.predict(x) as Tensor).dataSync());
      const { calls, plans, reason } = graphweld.explain(model);
      const launches = plans[0]?.launches?.map((launch) => launch.runs) ?? [];
      return {
        want,
        got,
        answered: { plan: calls.plan - before.plan, stock: calls.stock - before.stock },
        launches,
        reason,
        missed,
      };
    }, own);

  it("give models of the global tf a plan", async () => {
    const { page, errors } = await open([...TFJS, GRAPHWELD]);
    const { want, got, answered, launches, reason } = await predict(page);
    expect({ answered, reason }).to.deep.equal({ answered: { plan: 1, stock: 0 }, reason: undefined });
    expect(launches.length).to.be.above(0);
    expect(new Set(launches)).to.deep.equal(new Set(["graphweld"]));
    got.forEach((value, i) => {
      expect(value).to.be.closeTo(want[i] as number, 1e-5);
    });
    expect(errors).to.deep.equal([]);
    await page.close();
  });

  it("may come before the backend's, and serve an app's own converter", async () => {
    const [core, converter, backend] = TFJS as [string, string, string];
    const { page, errors } = await open([core, converter, GRAPHWELD, backend]);
    const { answered, missed, reason } = await predict(page, converter);
    expect(missed).to.equal("not hooked");
    expect({ answered, reason }).to.deep.equal({ answered: { plan: 1, stock: 0 }, reason: undefined });
    expect(errors).to.deep.equal([]);
    await page.close();
  });
});
