/** Bundles the specs that run in the browser into `build/karma/`, from where Karma serves them as modules. */
import { readdir } from "node:fs/promises";
import { rolldown } from "rolldown";

/** Where the bundle lands, relative to the repository. */
export const BUNDLE_FOLDER = "build/karma";

const SETUP = "support/setup.ts";
const ENTRY = "virtual:specs";

/** The spec files that run in the browser: all except those below `test/node/`, and those that start a browser of their own. */
async function browserSpecs(root: string): Promise<string[]> {
  const files = await readdir(`${root}/test`, { recursive: true });
  return files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".test.ts") && !/^(node|demo)\//.test(file))
    .sort();
}

/** Writes `specs.js`, which holds every spec and all that they import. Throws on anything unresolved. */
export async function bundleSpecs(root: string): Promise<void> {
  const specs = await browserSpecs(root);
  if (specs.length === 0) throw new Error("There is no spec to run in the browser.");
  const bundle = await rolldown({
    cwd: root,
    input: { specs: ENTRY },
    platform: "browser",
    // The Node half of helpers that serve both worlds sits behind dynamic imports and is never reached in the browser.
    external: /^node:/,
    // Our package.json declares most files free of side effects, and a spec file is nothing but side effects.
    treeshake: false,
    onLog: (level, log, report) => {
      if (log.code === "UNRESOLVED_IMPORT") throw new Error(log.message);
      report(level, log);
    },
    plugins: [
      {
        name: "spec-entry",
        resolveId: (id) => (id === ENTRY ? ENTRY : null),
        load: (id) =>
          id === ENTRY
            ? [SETUP, ...specs].map((file) => `import ${JSON.stringify(`${root}/test/${file}`)};`).join("\n")
            : null,
      },
    ],
  });
  await bundle.write({
    dir: `${root}/${BUNDLE_FOLDER}`,
    format: "esm",
    sourcemap: true,
    cleanDir: true,
    entryFileNames: "[name].js",
    // Chunks would import `specs.js` by its bare address, Karma loads it with a hash: two copies of everything.
    codeSplitting: false,
  });
  await bundle.close();
}
