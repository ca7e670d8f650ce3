/** Builds the A/B page from the sources: `npm run demo` serves it, `npm run demo:build` writes a site that needs no server of its own. */
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
// The package exports its entry only, which lies in `dist/` beside `models/`.
const HUMAN = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/human")), "..");

/** Shared memory, which threads need; the built site's service worker adds the same. */
const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** What the page offers besides code, by address: real models, and pictures to run them on. */
function assets(): Map<string, () => Uint8Array> {
  const files = readdirSync(join(HUMAN, "models")).filter((f) => /\.(json|bin)$/.test(f) && f !== "models.json");
  const found = new Map(files.map((f) => [`models/${f}`, () => readFileSync(join(HUMAN, "models", f))]));
  const pictures = readFileSync(join(HUMAN, "src/sample.ts"), "utf8");
  for (const [, name, base64] of pictures.matchAll(/export const (\w+)[^`]*`([^`]*)`/g))
    found.set(`pictures/${name}.jpg`, () => Buffer.from(base64 as string, "base64"));
  return found;
}

function content(): Plugin {
  return {
    name: "content",
    configureServer(server) {
      const served = assets();
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? "").slice(1).replace(/\?.*/, "");
        const file = served.get(path);
        if (!file) return next();
        response.setHeader("content-type", path.endsWith(".json") ? "application/json" : "application/octet-stream");
        if (path.startsWith("models/")) createReadStream(join(HUMAN, path)).pipe(response);
        else response.setHeader("content-type", "image/jpeg").end(file());
      });
    },
    generateBundle(_, bundle) {
      const served = assets();
      for (const [fileName, source] of served) this.emitFile({ type: "asset", fileName, source: source() });
      // What the service worker fetches ahead: everything but the models, which are kept once they were used.
      const pictures = [...served.keys()].filter((name) => name.startsWith("pictures/"));
      const files = [...Object.keys(bundle), ...pictures].filter(
        (name) => name !== "sw.js" && !name.startsWith("models/"),
      );
      this.emitFile({ type: "asset", fileName: "files.json", source: JSON.stringify(files.sort()) });
    },
  };
}

/** The disassembler asks for `fs` where it runs in Node, which is not here. */
const noFiles = (): Plugin => ({
  name: "no-files",
  enforce: "pre",
  resolveId: (id) => (id === "fs" ? "\0fs" : undefined),
  load: (id) => (id === "\0fs" ? "export {};" : undefined),
});

export default defineConfig({
  root: ROOT,
  // Relative addresses: the site works below any path.
  base: "./",
  plugins: [content()],
  publicDir: false,
  cacheDir: join(ROOT, "../node_modules/.vite"),
  server: { headers: ISOLATED, port: 5173 },
  preview: { headers: ISOLATED },
  worker: { format: "es", plugins: () => [noFiles()] },
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
