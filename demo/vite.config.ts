/** Builds the A/B page from the sources: `npm run demo` serves it, `npm run demo:build` writes a site that needs no server of its own. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin, type Rolldown } from "vite";
import { MORE_MODELS } from "./models.ts";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
// The package exports its entry only, which lies in `dist/` beside `models/`.
const HUMAN = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/human")), "..");

/** Shared memory, which threads need; the built site's service worker adds the same. */
const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Where `npm --prefix bench run models` puts models. */
const FETCHED = join(ROOT, "../bench/.models");
const more = MORE_MODELS.filter(({ file }) => existsSync(join(FETCHED, file)));

/** What the page offers besides code, by address: real models, and pictures to run them on. */
function assets(): Map<string, () => Uint8Array> {
  const files = readdirSync(join(HUMAN, "models")).filter((f) => /\.(json|bin)$/.test(f) && f !== "models.json");
  const found = new Map(files.map((f) => [`models/${f}`, () => readFileSync(join(HUMAN, "models", f))]));
  for (const { id, file } of more) {
    const from = join(FETCHED, file);
    const { weightsManifest } = JSON.parse(readFileSync(from, "utf8")) as { weightsManifest: { paths: string[] }[] };
    found.set(`models/${id}.json`, () => readFileSync(from));
    for (const path of weightsManifest.flatMap((g) => g.paths))
      found.set(`models/${path}`, () => readFileSync(join(dirname(from), path)));
  }
  const pictures = readFileSync(join(HUMAN, "src/sample.ts"), "utf8");
  for (const [, name, base64] of pictures.matchAll(/export const (\w+)[^`]*`([^`]*)`/g))
    found.set(`pictures/${name}.jpg`, () => Buffer.from(base64 as string, "base64"));
  return found;
}

function content(): Plugin {
  return {
    name: "content",
    // After what writes the page's own file.
    enforce: "post",
    configureServer(server) {
      const served = assets();
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? "").slice(1).replace(/\?.*/, "");
        const file = served.get(path);
        if (!file) return next();
        const type = path.endsWith(".json") ? "application/json" : "application/octet-stream";
        response.setHeader("content-type", path.endsWith(".jpg") ? "image/jpeg" : type).end(file());
      });
    },
    generateBundle(_, bundle) {
      const served = assets();
      for (const [fileName, source] of served) this.emitFile({ type: "asset", fileName, source: source() });
      fillIn(bundle, new Map([...served].filter(([name]) => name.startsWith("pictures/"))));
    },
  };
}

/** Tells the service worker what to fetch ahead: everything but the models, which are kept once they were used. */
function fillIn(bundle: Rolldown.OutputBundle, pictures: ReadonlyMap<string, () => Uint8Array>): void {
  const worker = bundle["sw.js"];
  if (worker?.type !== "chunk" || !worker.code.includes("BUILD") || !("index.html" in bundle))
    throw new Error("The service worker cannot be told its files");
  const own = Object.values(bundle).filter(({ fileName }) => !/^(sw\.js|models\/.*|pictures\/.*)$/.test(fileName));
  const all = new Map<string, string | Uint8Array>([
    ...own.map((part) => [part.fileName, part.type === "chunk" ? part.code : part.source] as const),
    ...[...pictures].map(([name, source]) => [name, source()] as const),
  ]);
  const files = [...all.keys()].sort();
  const hash = createHash("sha256").update(worker.code);
  for (const name of files) hash.update(name).update(all.get(name) as string | Uint8Array);
  const build = { name: hash.digest("hex").slice(0, 12), files: files.filter((name) => name !== "index.html") };
  worker.code = `const BUILD=${JSON.stringify(build)};${worker.code}`;
}

/** The disassembler asks for `fs` where it runs in Node, which is not here. */
const noFiles = (): Plugin => ({
  name: "no-files",
  enforce: "pre",
  resolveId: (id) => (id === "fs" ? "\0fs" : undefined),
  load: (id) => (id === "\0fs" ? "export {};" : undefined),
});

/**
 * TensorFlow.js makes the code of its threads from the text of a function, which must name nothing from outside. It asks whether
 * `_scriptDir` is there, which a minifier takes for granted where it sees the variable.
 */
const threadCode = (): Plugin => ({
  name: "thread-code",
  enforce: "pre",
  transform(code, id) {
    if (!/tfjs-backend-wasm-threaded-simd\.js$/.test(id)) return undefined;
    const asked = /typeof _scriptDir\s*!==\s*["']undefined["']\s*&&\s*_scriptDir/g;
    if (!asked.test(code)) throw new Error(`${id} is not as this page expects it`);
    return code.replace(asked, "false");
  },
});

export default defineConfig({
  root: ROOT,
  // Relative addresses: the site works below any path.
  base: "./",
  plugins: [content()],
  publicDir: false,
  cacheDir: join(ROOT, "../node_modules/.vite"),
  define: { MODELS_FOUND: JSON.stringify(more.map(({ id }) => id)) },
  server: { headers: ISOLATED, port: 5173 },
  preview: { headers: ISOLATED },
  worker: {
    format: "es",
    plugins: () => [noFiles(), threadCode()],
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  build: {
    target: "es2022",
    outDir: join(ROOT, "../build/demo"),
    emptyOutDir: true,
    // The disassembler is large, and fetched only by who asks for code.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: { index: join(ROOT, "index.html"), sw: join(ROOT, "sw.ts") },
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
});
