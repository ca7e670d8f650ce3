/** The published files: two browser and Node entries with declarations, the command line tool, and one file for `<script>`. */
import { defineConfig } from "tsdown";
import { stripDocs } from "./scripts/strip-docs.ts";

/** Apps bring their own TensorFlow.js: a second copy would have its own engine and never see the app's tensors. */
const PEERS = /^@tensorflow\//;

/** What a page that loads `tf.min.js` already has. */
const GLOBALS = { "@tensorflow/tfjs-core": "tf", "@tensorflow/tfjs-converter": "tf" };

/** Rules and flags, which say for docs what they are. */
const DECLARATIONS = /\/(patterns\/[^/]+|src\/hook\/flags)\.ts$/;
/** What kernels of all backends share. */
const SHARED =
  /\/kernels\/(attention-shapes|index-maps|integer-ops|late-epilogue|lines|loops|operands|resize-table|window|words)\.ts$/;
/**
 * The import, and what a page loads when it needs it: the machinery, the declared rules, the kernels of a backend. Without
 * these groups, modules would lie in whichever chunk asked for them first.
 */
const CHUNKS = {
  groups: [
    {
      name: "core",
      test: /\/src\/(hook\/(?!warmup)[^/]+|hook\/segments\/load|runtime\/internal|graph\/fused-op)\.ts$/,
    },
    { name: "shared", test: SHARED },
    { name: "engine", test: /\/src\/((expr|graph|rewrite|plan)\/|runtime\/[^/]+\.ts$|hook\/warmup)/ },
    { name: "wasm", test: /\/src\/(codegen|runtime)\/wasm\// },
    { name: "parts", test: /\/src\/hook\/background\/parts\.ts$/ },
    { name: "background", test: /\/src\/hook\/background\// },
    { name: "fused", test: /\/src\/(hook\/fused\/|runtime\/fused\.ts$)/ },
    { name: "layers", test: /\/src\/(hook\/)?layers\// },
    { name: "portable", test: /\/src\/runtime\/portable\// },
    { name: "patterns", test: /\/patterns\// },
    { name: "kernels", test: /\/kernels\/(?!webgpu\/)/ },
    { name: "webgpu", test: /\/(kernels\/webgpu|codegen\/wgsl|runtime\/webgpu)\/(?!accesses|chains|half|sequence)/ },
    { name: "shaders", test: /\/(runtime|codegen)\/(webgpu|wgsl)\/(accesses|chains|half|sequence)\.ts$/ },
  ],
};

export default defineConfig([
  {
    entry: { index: "src/index.ts", core: "src/core.ts" },
    platform: "neutral",
    target: "es2022",
    fixedExtension: false,
    dts: true,
    deps: { neverBundle: PEERS },
    plugins: [stripDocs(DECLARATIONS)],
    // Pages without a bundler load these files as they are.
    minify: true,
    sourcemap: true,
    outputOptions: { codeSplitting: CHUNKS },
    logLevel: "warn",
  },
  {
    // The command line prints the sentences that browsers do without.
    entry: { cli: "src/cli/main.ts" },
    platform: "node",
    target: "es2022",
    fixedExtension: false,
    dts: false,
    deps: { neverBundle: [PEERS, /^node:/] },
    outputOptions: {
      banner: (chunk) => (chunk.name === "cli" ? "#!/usr/bin/env node" : ""),
      chunkFileNames: "cli/[name]-[hash].js",
    },
    clean: false,
    logLevel: "warn",
  },
  {
    entry: { graphweld: "src/index.ts" },
    format: "iife",
    platform: "browser",
    target: "es2022",
    globalName: "graphweld",
    minify: true,
    dts: false,
    deps: { neverBundle: PEERS },
    plugins: [stripDocs(DECLARATIONS)],
    clean: false,
    outputOptions: { entryFileNames: "graphweld.global.js", globals: GLOBALS },
    logLevel: "warn",
  },
]);
