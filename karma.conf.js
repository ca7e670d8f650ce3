/** The browser run of the specs: `npm run test:browser`, which loads this file through tsx. */
import { fileURLToPath } from "node:url";
import { BUNDLE_FOLDER, bundleSpecs } from "./scripts/bundle-specs.ts";
import { ensureChrome } from "./scripts/find-chrome.ts";
import { karmaReporter } from "./scripts/karma-reporter.ts";
import { SOFTWARE_WEBGPU } from "./scripts/software-webgpu.ts";

const root = fileURLToPath(new URL(".", import.meta.url)).replace(/[\\/]$/, "");
const WASM = "node_modules/@tensorflow/tfjs-backend-wasm/dist";
const MODELS = "node_modules/@vladmandic/human/models";

/** What a browser run by root in a container needs. */
const CONTAINER = ["--no-sandbox", "--disable-dev-shm-usage"];
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];

/** Files that specs fetch: served, not loaded into the page. */
const served = (pattern) => ({ pattern, included: false, served: true, watched: false });

/** @param {import("karma").Config} config */
export default async function configure(config) {
  process.env.CHROME_BIN = await ensureChrome();
  await bundleSpecs(root);
  config.set({
    basePath: root,
    plugins: ["karma-mocha", "karma-chrome-launcher", { "reporter:specs": ["value", karmaReporter()] }],
    frameworks: ["mocha"],
    reporters: ["specs"],
    logLevel: config.LOG_WARN,
    files: [
      { pattern: `${BUNDLE_FOLDER}/specs.js`, type: "module", watched: false },
      served(`${BUNDLE_FOLDER}/*.map`),
      served(`${WASM}/*.wasm`),
      served(`${MODELS}/*`),
    ],
    proxies: { "/wasm/": `/base/${WASM}/`, "/models/": `/base/${MODELS}/` },
    // Cross-origin isolation: SharedArrayBuffer, threads and fine timers.
    customHeaders: [
      { match: ".*", name: "Cross-Origin-Opener-Policy", value: "same-origin" },
      { match: ".*", name: "Cross-Origin-Embedder-Policy", value: "require-corp" },
    ],
    customLaunchers: {
      // Karma's own `ChromeHeadless` adds `--disable-gpu`.
      Headless: { base: "Chrome", flags: ["--headless", ...CONTAINER, ...QUIET, ...SOFTWARE_WEBGPU] },
    },
    browsers: ["Headless"],
    // `npm run test:browser -- --grep conv` runs the specs with that in their titles, as it does for the Node run.
    client: {
      mocha: { timeout: 240_000, forbidOnly: Boolean(process.env.CI), ...(config.grep && { grep: config.grep }) },
    },
    browserConsoleLogOptions: { level: "warn", terminal: false },
    // A machine that is slow and busy, or builds a large WebGPU pipeline on the software device, can keep a page from answering for
    // a long time. By default Karma drops one that is silent for seven seconds while a ping waits for its answer.
    captureTimeout: 240_000,
    browserNoActivityTimeout: 600_000,
    pingTimeout: 600_000,
    browserDisconnectTimeout: 60_000,
    singleRun: true,
    autoWatch: false,
  });
}
